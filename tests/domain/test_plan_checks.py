"""What a plan lacks is said in sentences, as a whole and action by action."""

from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.plan_checks import (
    PlanRule,
    action_gaps,
    gaps_text,
    next_reference,
    repeated_references,
    rule_findings,
)
from charter.store.editions import load_edition

EDITION = load_edition("bme-mentoring/1.0")
THIRD = PlanRule("A third.", "GV-04", field="aimed_at", values=("leaders", "system"), least=Fraction(1, 3))
WHOLE = {
    "ref": "A1",
    "finding": "Few know.",
    "objective": "All know.",
    "action": "Tell all.",
    "criterion": "MA-01",
    "aimed_at": "leaders",
    "owner_role": "Chief nurse",
    "resource": "A day",
    "start": "2027-05-01",
    "due": "2027-09-01",
    "measure": "Share who know",
    "baseline": "20 %",
    "target": "60 %",
    "rag": "not_started",
}


def gaps(**changes):
    return [(gap.field_id, gap.text) for gap in action_gaps(EDITION, WHOLE | changes)]


@pytest.mark.parametrize(
    ("aims", "is_met", "text"),
    [
        (["leaders", "bme_staff", "bme_staff"], True, "1 of 3 actions so far; 1 is needed."),
        (["leaders", "bme_staff", "bme_staff", "bme_staff"], False, "1 of 4 actions so far; 2 are needed."),
        (["leaders", "system", "bme_staff", "bme_staff"], True, "2 of 4 actions so far; 2 are needed."),
        (["bme_staff"], False, "0 of 1 action so far; 1 is needed."),
    ],
)
def test_a_share_of_the_actions_is_counted_exactly(aims, is_met, text):
    (finding,) = rule_findings([THIRD], [{"aimed_at": aim} for aim in aims])

    assert (finding.is_met, finding.text) == (is_met, text)


@pytest.mark.parametrize(("count", "is_met"), [(15, True), (16, False)])
def test_a_plan_of_more_actions_than_asked_for_is_told(count, is_met):
    (finding,) = rule_findings([PlanRule("No more than fifteen.", "GV-04", most=15)], [{"ref": "A"}] * count)

    assert finding.is_met is is_met


def test_an_empty_plan_meets_nothing_because_there_is_nothing_to_judge():
    (finding,) = rule_findings([THIRD], [])

    assert (finding.is_met, finding.text) == (False, "The plan has no actions yet.")


def test_a_whole_action_lacks_nothing():
    assert gaps() == []


def test_a_blank_field_is_named_and_one_that_may_be_blank_is_not():
    assert gaps(measure="", progress="") == [("measure", "Measure is blank.")]


def test_a_text_above_its_limit_is_told_with_how_much_to_cut():
    assert gaps(objective="word " * 41) == [("objective", "Objective has 41 words, 1 more than the limit of 40.")]


def test_an_action_due_before_it_starts_is_told():
    assert gaps(due="2027-04-30") == [("due", "It is due before it starts. Change one of the two days.")]


def test_gaps_are_told_in_few_words():
    found = action_gaps(EDITION, WHOLE | {"measure": "", "target": "", "objective": "word " * 41})

    assert gaps_text(found) == (
        "Not filled in yet: Measure and Target. Objective has 41 words, 1 more than the limit of 40."
    )
    assert gaps_text(()) == ""


def test_references_that_stand_twice_are_named():
    actions = [{"ref": "A1"}, {"ref": "A2"}, {"ref": "A1"}, {}]

    assert repeated_references(actions) == ("More than one action is called A1. Give each a reference of its own.")
    assert repeated_references(actions[1:]) == ""


@pytest.mark.parametrize(
    ("names", "following"),
    [([], "A1"), (["A1", "A3"], "A4"), (["MA9", "other"], "MA10"), (["1"], "2"), (["A" + "9" * 5000], "A1")],
)
def test_the_next_reference_is_one_up_from_the_highest(names, following):
    assert next_reference([{"ref": name} for name in names]) == following
