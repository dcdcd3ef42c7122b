"""The worked cases of eligibility of the BME Mentoring Charter, edition 1.0; answers written by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from charter.domain.answers import AnswerSheet
from charter.domain.eligibility import find_eligibility
from charter.domain.results import MetricResult
from charter.store.editions import load_edition

EDITION = load_edition("bme-mentoring/1.0")
TOO_FEW, NOT_YET = {"status": "too_few"}, {"status": "not_yet"}


def ok(low: int, high: int) -> dict[str, object]:
    return {"status": "ok", "value": Fraction(1), "level_range": (low, high)}


def answer(rule_id: str, tier_id: str, metrics: dict[str, dict[str, object]], note: str = "") -> str:
    results = {name: MetricResult(name, **fields) for name, fields in metrics.items()}  # type: ignore[arg-type]
    years = {0: results, -1: results}
    notes = {rule_id: note} if note else None
    found = find_eligibility(EDITION, AnswerSheet(EDITION.reference), tier_id, years, notes)
    return next(item.answer for item in found if item.rule_id == rule_id)


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [
        ({"M01": ok(2, 4), "M15": ok(1, 2), "M17": ok(0, 3), "M21": ok(3, 3), "M25": ok(1, 2)}, "met"),
        ({"M01": ok(2, 4), "M15": TOO_FEW, "M17": TOO_FEW, "M21": ok(3, 4), "M25": NOT_YET}, "met"),
        ({"M01": ok(2, 4), "M15": TOO_FEW, "M17": TOO_FEW, "M21": ok(1, 2), "M25": NOT_YET}, "not_met"),
        (
            {
                "M01": TOO_FEW, "M17": TOO_FEW, "M21": TOO_FEW, "M25": TOO_FEW,
                "M15": {"status": "pooled", "value": Fraction(78, 100), "level_range": (1, 3)},
            },
            "not_met",
        ),
        (
            {"M01": TOO_FEW, "M15": {"status": "missing"}, "M17": TOO_FEW, "M21": TOO_FEW, "M25": NOT_YET},
            "not_met",
        ),
    ],
    ids=["three of five", "all of two", "one of two", "pooled and under 0.80", "none computable"],
)  # fmt: skip
def test_levels_in_two_years_are_answered(metrics: dict[str, dict[str, object]], expected: str) -> None:
    assert answer("GE3", "gold", metrics) == expected


def test_a_pooled_value_of_exactly_four_fifths_reaches_its_level() -> None:
    pooled = {"status": "pooled", "value": Fraction(4, 5), "level_range": (1, 3)}

    assert answer("GE3", "gold", {"M15": pooled}) == "met"


def test_too_few_due_actions_cannot_tell() -> None:
    assert answer("SE4", "silver", {"M31": TOO_FEW}) == "cannot_tell"


def test_too_few_due_actions_pass_by_a_note_of_thirty_words() -> None:
    assert answer("SE4", "silver", {"M31": TOO_FEW}, "word " * 30) == "met"


def test_a_note_of_29_words_does_not_let_too_few_pass() -> None:
    assert answer("SE4", "silver", {"M31": TOO_FEW}, "word " * 29) == "cannot_tell"


def test_a_first_plan_has_no_completed_actions_to_show() -> None:
    assert answer("SE4", "silver", {"M31": NOT_YET}) == "not_met"
