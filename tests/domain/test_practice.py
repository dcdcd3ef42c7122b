"""How somebody's levels of a practice submission lie beside what was agreed, in figures and in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.agreed_levels import AgreedLevel
from charter.domain.case_workflow import CaseEvent, CaseKind, refuse_other_kind
from charter.domain.errors import UnknownCriterion, WrongState
from charter.domain.practice import Severity, agreed_faults, severity_from, severity_text, spread_texts
from charter.store.editions import load_edition

EDITION = load_edition("bme-mentoring/1.0")


def test_severity_is_the_mean_difference_where_both_gave_a_level():
    own = {"A": 1, "B": 3, "C": 2, "D": None, "E": 4}
    agreed = {"A": 2, "B": 3, "C": 4, "D": 1, "E": None}

    assert severity_from(own, agreed) == Severity(Fraction(-1), 3, 1)
    assert severity_from({"D": None}, agreed) == Severity(None, 0, 0)


def test_severity_is_told_in_words():
    than = "the agreed levels"

    assert severity_text(Fraction(-1, 3), than) == "On average you were 0.33 levels stricter than the agreed levels."
    assert severity_text(Fraction(1), than) == "On average you were 1.00 levels more generous than the agreed levels."
    assert "neither stricter nor more generous" in severity_text(Fraction(0), than)
    assert severity_text(None, than) == "There is nothing to compare with the agreed levels."


def test_a_spread_is_counts_alone():
    assert spread_texts([3, None, 1, 3]) == ("1 gave level 1", "2 gave level 3", "1 said that it does not apply")
    assert spread_texts([]) == ()


def test_an_agreed_level_needs_a_level_that_there_is_and_a_reason():
    wanted = [
        AgreedLevel("MA-01", 5, reason="Why."),
        AgreedLevel("MA-02", 2),
        AgreedLevel("MA-03", None, is_not_applicable=True, reason="Why."),
        AgreedLevel("NW-04", None, is_not_applicable=True, reason="Why."),
        AgreedLevel("NW-05", 2, reason="x" * 4001),
    ]

    assert [fault.place for fault in agreed_faults(EDITION, wanted)] == [
        "MA-01:level",
        "MA-02:reason",
        "MA-03:level",
        "NW-05:reason",
    ]
    with pytest.raises(UnknownCriterion):
        agreed_faults(EDITION, [AgreedLevel("ZZ-01", 2, reason="Why.")])


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        (CaseKind.PRACTICE, CaseEvent.OUTCOME_SENT),
        (CaseKind.PRACTICE, CaseEvent.MEETING_OPENED),
        (CaseKind.PRACTICE, CaseEvent.APPEALED),
        (CaseKind.PRACTICE, CaseEvent.REVISIONS_ASKED),
        (CaseKind.FIRST, CaseEvent.PRACTICE_REVEALED),
    ],
)
def test_practice_is_decided_on_by_nobody_and_nothing_else_is_practised(kind, event):
    with pytest.raises(WrongState):
        refuse_other_kind(kind, event)
