"""The steps of the worked tier decisions: what is missed, and the outcome that they end in."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from charter.domain.decision_steps import decision_reckoning
from charter.domain.results import EligibilityFinding
from charter.domain.scoring import score
from charter.domain.tiers import decide
from charter.store.editions import load_edition

REFERENCE = "bme-mentoring/1.0"
GOLDEN = Path(__file__).parents[2] / "criteria" / REFERENCE / "golden" / "tiers.yaml"
CASES = {case["id"]: case for case in yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))["golden_tiers"]}
# Id -> how many rules of the tier applied for are missed, the tiers whose rules are shown, whether the miss is narrow
# (None: nothing is missed), the tier reached, and the outcome.
ENDS = {
    "G1": (0, "Bronze", None, "It is Bronze.", "Bronze: conferred"),
    "G2": (3, "Silver Bronze", False, "It is Bronze.", "Bronze: lower tier offered"),
    "G3": (0, "Silver", None, "It is Silver.", "Silver: conferred"),
    "G4": (1, "Gold Silver", False, "It is Silver.", "Silver: lower tier offered"),
    "G5": (0, "Gold", None, "It is Gold.", "Gold: conferred"),
    "G6": (1, "Gold Silver", True, "It is Silver.", "Gold: minor revisions"),
    "G7": (1, "Silver Bronze", True, "It is Bronze.", "Silver: minor revisions"),
    "G8": (5, "Bronze", False, "No tier is reached.", "Bronze: major revisions"),
    "G9": (0, "Bronze", None, "It is Bronze.", "Bronze: conferred"),
    "G10": (1, "Bronze", True, "No tier is reached.", "Bronze: minor revisions"),
    "G11": (2, "Bronze", False, "No tier is reached.", "Bronze: major revisions"),
    "G12": (1, "Gold Silver", False, "It is Gold.", "Silver: lower tier offered"),
    "G13": (1, "Bronze", False, "It is Bronze.", "no award"),
    "G14": (16, "Silver Bronze", False, "No tier is reached.", "no award"),
    "G15": (2, "Gold Silver", False, "It is Silver.", "Silver: lower tier offered"),
    "G16": (4, "Silver Bronze", False, "It is Bronze.", "Bronze: lower tier offered"),
    "G17": (0, "Bronze", None, "It is Gold.", "Bronze: conferred"),
    "G18": (1, "Gold Silver Bronze", False, "It is Gold.", "Bronze: lower tier offered"),
}


@pytest.mark.parametrize("case_id", ENDS)
def test_the_steps_of_a_worked_case_end_in_its_outcome(case_id):
    *tiers, follows = reckoning_of(CASES[case_id])
    missed = [step for step in tiers[0].steps if not step.is_met]
    narrow = [step.is_met for step in follows.steps if step.rule.startswith("A miss is narrow")]
    names = " ".join(one.title.partition(",")[0] for one in tiers)

    found = (len(missed), names, narrow[0] if narrow else None, follows.steps[-2].found)

    assert found == ENDS[case_id][:4]
    assert f"“{ENDS[case_id][4]}”" in follows.steps[-1].found


def reckoning_of(case):
    whole = load_edition(REFERENCE)
    card = score(whole, dict(zip((one.id for one in whole.criteria), case["levels"], strict=True)))
    answers = {"bronze": "met", "silver": "met", "gold": "met"} | (case.get("eligibility") or {})
    findings = {
        name: (EligibilityFinding("E", name, "its conditions", answer, "so it is"),) for name, answer in answers.items()
    }
    return decision_reckoning(
        whole, card, case["applied_for"], decide(whole, card, case["applied_for"], answers), findings
    )
