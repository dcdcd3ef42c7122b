"""The worked tier cases of edition 1.0, G1 to G18; the numbers are copied from the proposal of the criteria."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from charter.domain.results import Scorecard
from charter.domain.scoring import score
from charter.domain.tiers import decide
from charter.domain.wording import decimal_text
from charter.store.editions import load_edition

EDITION = load_edition("bme-mentoring/1.0")
ALL_MET = {"bronze": "met", "silver": "met", "gold": "met"}


class Case(NamedTuple):
    """One case; percentages as text with four decimals."""

    name: str
    levels: str  # by theme: MA NW RP TR OU GV; a hyphen for not applicable
    applied_for: str
    barred: tuple[str, ...]  # tiers whose conditions are not met
    overall: str
    themes: str  # MA NW RP TR OU GV
    decided: tuple[str, str, str | None, str | None]  # outcome, tier, reached, reason
    short_overall: str
    short_themes: dict[str, str]
    short_criteria: dict[str, int]


# fmt: off
CASES = [
    Case("G1", "22222 22222 22222 22222 2222 2222", "bronze", (),
     "50.0000", "50.0000 50.0000 50.0000 50.0000 50.0000 50.0000",
     ("conferred", "bronze", "bronze", None),
     "0.0000", {}, {}),
    Case("G2", "22222 22222 22222 22222 2222 2222", "silver", (),
     "50.0000", "50.0000 50.0000 50.0000 50.0000 50.0000 50.0000",
     ("lower_tier_offered", "bronze", "bronze", None),
     "10.0000", {}, {"TR-01": 1, "GV-04": 1}),
    Case("G3", "33333 33333 33333 33333 3333 3333", "silver", (),
     "75.0000", "75.0000 75.0000 75.0000 75.0000 75.0000 75.0000",
     ("conferred", "silver", "silver", None),
     "0.0000", {}, {}),
    Case("G4", "33333 33333 33333 33333 3333 3333", "gold", (),
     "75.0000", "75.0000 75.0000 75.0000 75.0000 75.0000 75.0000",
     ("lower_tier_offered", "silver", "silver", None),
     "5.0000", {}, {}),
    Case("G5", "44343 43333 34333 44343 3334 4444", "gold", (),
     "87.7500", "91.6667 81.2500 81.2500 91.2500 79.1667 100.0000",
     ("conferred", "gold", "gold", None),
     "0.0000", {}, {}),
    Case("G6", "44343 43333 34133 44343 3334 4444", "gold", (),
     "86.7500", "91.6667 81.2500 75.0000 91.2500 79.1667 100.0000",
     ("minor_revisions", "gold", "silver", None),
     "0.0000", {}, {"RP-03": 1}),
    Case("G7", "33232 32322 23222 23332 3223 3333", "silver", (),
     "64.5000", "66.6667 62.5000 56.2500 65.0000 62.5000 75.0000",
     ("minor_revisions", "silver", "bronze", None),
     "0.0000", {}, {"TR-01": 1}),
    Case("G8", "21010 20000 10000 21101 0000 2212", "bronze", (),
     "18.7500", "21.8750 12.5000 7.8125 25.0000 0.0000 43.7500",
     ("major_revisions", "bronze", None, None),
     "21.2500", {"MA": "8.1250", "NW": "17.5000", "RP": "22.1875", "OU": "25.0000"}, {}),
    Case("G9", "22222 222-2 2222- 22222 2222 2222", "bronze", (),
     "50.0000", "50.0000 50.0000 50.0000 50.0000 50.0000 50.0000",
     ("conferred", "bronze", "bronze", None),
     "0.0000", {}, {}),
    Case("G10", "32121 20111 21121 22122 1121 2222", "bronze", (),
     "40.2500", "46.8750 26.5625 37.5000 46.2500 29.1667 50.0000",
     ("minor_revisions", "bronze", None, None),
     "0.0000", {"NW": "3.4375"}, {}),
    Case("G11", "32121 20110 21121 22122 1121 2222", "bronze", (),
     "39.5000", "46.8750 21.8750 37.5000 46.2500 29.1667 50.0000",
     ("major_revisions", "bronze", None, None),
     "0.5000", {"NW": "8.1250"}, {}),
    Case("G12", "44343 43333 34333 44343 3334 4444", "gold", ("gold",),
     "87.7500", "91.6667 81.2500 81.2500 91.2500 79.1667 100.0000",
     ("lower_tier_offered", "silver", "gold", None),
     "0.0000", {}, {}),
    Case("G13", "22222 22222 22222 22222 2222 2222", "bronze", ("bronze", "silver", "gold"),
     "50.0000", "50.0000 50.0000 50.0000 50.0000 50.0000 50.0000",
     ("no_award", "bronze", "bronze", "ineligible"),
     "0.0000", {}, {}),
    Case("G14", "32121 20111 21121 22122 1121 2222", "silver", ("silver", "gold"),
     "40.2500", "46.8750 26.5625 37.5000 46.2500 29.1667 50.0000",
     ("no_award", "silver", None, "ineligible"),
     "19.7500", {"MA": "3.1250", "NW": "23.4375", "RP": "12.5000", "TR": "3.7500", "OU": "20.8333"},
     {"MA-03": 1, "NW-02": 1, "NW-03": 1, "NW-05": 1, "RP-02": 1, "TR-01": 1, "TR-03": 1, "OU-01": 1, "GV-04": 1}),
    Case("G15", "44343 43333 34133 44343 3334 4444", "gold", ("gold",),
     "86.7500", "91.6667 81.2500 75.0000 91.2500 79.1667 100.0000",
     ("lower_tier_offered", "silver", "silver", None),
     "0.0000", {}, {"RP-03": 1}),
    Case("G16", "22222 22222 22222 22222 2222 2222", "silver", ("silver", "gold"),
     "50.0000", "50.0000 50.0000 50.0000 50.0000 50.0000 50.0000",
     ("lower_tier_offered", "bronze", "bronze", None),
     "10.0000", {}, {"TR-01": 1, "GV-04": 1}),
    Case("G17", "44343 43333 34333 44343 3334 4444", "bronze", (),
     "87.7500", "91.6667 81.2500 81.2500 91.2500 79.1667 100.0000",
     ("conferred", "bronze", "gold", None),
     "0.0000", {}, {}),
    Case("G18", "44444 44444 44444 44444 4444 4444", "gold", ("silver", "gold"),
     "100.0000", "100.0000 100.0000 100.0000 100.0000 100.0000 100.0000",
     ("lower_tier_offered", "bronze", "gold", None),
     "0.0000", {}, {}),
]
# fmt: on


def card_of(case: Case) -> Scorecard:
    signs = case.levels.replace(" ", "")
    pairs = zip(EDITION.criteria, signs, strict=True)
    return score(EDITION, {item.id: None if sign == "-" else int(sign) for item, sign in pairs})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_worked_case_comes_out_as_written(case):
    card = card_of(case)
    found = decide(EDITION, card, case.applied_for, ALL_MET | dict.fromkeys(case.barred, "not_met"))
    short = found.shortfalls

    assert decimal_text(card.overall, 4) == case.overall
    assert " ".join(decimal_text(value, 4) for value in card.themes.values()) == case.themes
    assert (found.outcome, found.tier_id, found.reached, found.reason) == case.decided
    assert decimal_text(short.overall, 4) == case.short_overall
    assert {theme: decimal_text(gap, 4) for theme, gap in short.themes.items()} == case.short_themes
    assert short.criteria == case.short_criteria


@pytest.mark.parametrize("case", [case for case in CASES if case.barred], ids=lambda case: case.name)
def test_a_condition_that_cannot_be_told_bars_like_one_that_is_not_met(case):
    eligibility = ALL_MET | dict.fromkeys(case.barred, "cannot_tell")

    found = decide(EDITION, card_of(case), case.applied_for, eligibility)

    assert (found.outcome, found.tier_id, found.reached, found.reason) == case.decided
