"""Eligibility: each kind of rule answered met, not met or cannot tell, and the tier from its rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from charter.domain.answers import Action, AnswerSheet, CriterionAnswers, HeldAward, TableData
from charter.domain.edition import EligibilityRule, Question
from charter.domain.eligibility import KINDS, eligibility_answer, find_eligibility
from charter.domain.results import EligibilityFinding, MetricResult
from tests.support.editions import criterion, edition, posts, sheet, tier

SUBMIT_BY = dt.date(2027, 9, 30)
QUESTIONS = (
    Question("A-1.q1", "yes_no", "Is it so?", True),
    Question("A-1.q3", "number", "Hours", False, input_id="hours"),
    Question("A-1.q5", "upload", "The document", False),
)


def rule(kind: str, **parameters: Any) -> EligibilityRule:
    return EligibilityRule("R1", kind, "the rule", parameters)


def answered(asked: EligibilityRule, given: AnswerSheet, results: Any = None) -> EligibilityFinding:
    tiers = (tier("first"), tier("second", eligibility=[asked]), tier("third"))
    small = edition(criteria=(criterion(questions=QUESTIONS),), tiers=tiers)
    return find_eligibility(small, given, "second", results or {})[0]


def complete_posts() -> dict[tuple[str, str, str], int | None]:
    cells = posts((4, 10), (5, 10))
    cells |= {(name, row, ""): 0 for name in ("agency_eligible", "agency_appointed") for row in "pqru"}
    return cells | {("posts", "", ""): 3, ("open_posts", "", ""): 2}


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_a_whole_table_is_supplied() -> None:
    assert answered(rule("tables_supplied", tables=["POSTS"]), sheet({"POSTS": complete_posts()})).answer == "met"


def test_a_table_that_is_not_there_is_not_supplied() -> None:
    found = answered(rule("tables_supplied", tables=["POSTS"]), sheet())

    assert (found.answer, found.reason) == ("not_met", "POSTS is not supplied for the year to the snapshot.")


@pytest.mark.parametrize("blank", [("eligible", "u", ""), ("posts", "", "")])
def test_one_blank_cell_is_named(blank: tuple[str, str, str]) -> None:
    cells = complete_posts() | {blank: None}

    found = answered(rule("tables_supplied", tables=["POSTS"]), sheet({"POSTS": cells}))

    assert found.answer == "not_met"
    assert "is blank" in found.reason


def test_an_optional_measure_may_be_blank() -> None:
    cells = {
        (measure, row, column): 1 for measure in ("asked", "mentees") for row in "pqru" for column in ("low", "high")
    }

    assert answered(rule("tables_supplied", tables=["MENTEES"]), sheet({"MENTEES": cells})).answer == "met"


def test_an_optional_row_may_stand_in() -> None:
    names = ["invited", "responded"]
    names += [f"{item}:{code}" for item in ("S1", "S2") for code in ("1", "2", "3", "4", "5", "not_applicable")]
    cells = {(name, row, ""): 1 for name in names for row in ("p", "u", "few")}

    assert answered(rule("tables_supplied", tables=["ASKED"]), sheet({"ASKED": cells})).answer == "met"


def test_a_table_that_does_not_apply_counts_as_supplied() -> None:
    given = sheet(tables_not_applicable=frozenset({"BOARD"}))

    assert answered(rule("tables_supplied", tables=["BOARD"]), given).answer == "met"


def test_a_table_that_always_applies_does_not() -> None:
    given = sheet(tables_not_applicable=frozenset({"POSTS"}))

    assert answered(rule("tables_supplied", tables=["POSTS"]), given).answer == "not_met"


def test_records_need_every_flag() -> None:
    whole = AnswerSheet("small/1.0", tables={"EVENTS": {0: TableData(records=({"in_hours": True, "remote": False},))}})
    partly = AnswerSheet("small/1.0", tables={"EVENTS": {0: TableData(records=({"in_hours": True},))}})

    assert answered(rule("tables_supplied", tables=["EVENTS"]), whole).answer == "met"
    assert answered(rule("tables_supplied", tables=["EVENTS"]), partly).answer == "not_met"


def test_a_plan_needs_an_action_with_every_required_field() -> None:
    asked = rule("tables_supplied", tables=["PLAN"])

    assert answered(asked, sheet()).answer == "not_met"
    assert answered(asked, sheet(actions=(Action({"what": "x", "due": "2027-01-01"}),))).answer == "met"
    assert answered(asked, sheet(actions=(Action({"what": "x", "due": " "}),))).reason == (
        "In the action plan, action 1, “Due” is blank."
    )


def test_every_listed_year_must_be_there() -> None:
    asked = rule("years_supplied", tables=["POSTS"], years=[0, -1])

    assert answered(asked, sheet({"POSTS": {0: complete_posts(), -1: complete_posts()}})).answer == "met"
    assert answered(asked, sheet({"POSTS": {0: complete_posts()}})).answer == "not_met"


# ---- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "answer"),
    [
        (dt.date(2027, 9, 30), 0, "met"),
        (dt.date(2027, 10, 1), 0, "not_met"),
        (dt.date(2026, 9, 30), 12, "met"),
        (dt.date(2026, 10, 1), 12, "not_met"),
        (None, 12, "cannot_tell"),
    ],
)
def test_a_day_must_lie_so_many_calendar_months_before(day: dt.date | None, months: int, answer: str) -> None:
    given = sheet(submit_by=SUBMIT_BY, inputs={"begun_on": day} if day else {})

    assert answered(rule("date_before", input="begun_on", of="submit_by", months=months), given).answer == answer


def test_without_the_day_of_submission_nobody_can_tell() -> None:
    given = sheet(inputs={"begun_on": dt.date(2026, 1, 1)})

    assert answered(rule("date_before", input="begun_on", of="submit_by", months=0), given).answer == "cannot_tell"


@pytest.mark.parametrize(
    ("tier_id", "awarded_on", "answer"),
    [
        ("second", dt.date(2026, 9, 30), "met"),
        ("third", dt.date(2026, 9, 30), "met"),
        ("second", dt.date(2026, 10, 1), "not_met"),
        ("first", dt.date(2020, 1, 1), "not_met"),
    ],
)
def test_an_award_of_the_tier_or_higher_must_be_held_so_long(tier_id: str, awarded_on: dt.date, answer: str) -> None:
    given = sheet(submit_by=SUBMIT_BY, held_awards=(HeldAward(tier_id, awarded_on),))

    assert answered(rule("award_held_months", tier="second", of="submit_by", months=12), given).answer == answer


def test_no_award_held_is_not_met() -> None:
    asked = rule("award_held_months", tier="second", of="submit_by", months=12)

    assert answered(asked, sheet(submit_by=SUBMIT_BY)).answer == "not_met"


# ---- metrics ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "value", "answer"),
    [
        ("ok", Fraction(60), "met"),
        ("pooled", Fraction(61), "met"),
        ("ok", Fraction(5999, 100), "not_met"),
        ("missing", None, "not_met"),
        ("not_yet", None, "not_met"),
        ("too_few", Fraction(90), "cannot_tell"),
    ],
)
def test_a_metric_must_reach_its_value(status: str, value: Fraction | None, answer: str) -> None:
    results = {0: {"M": MetricResult("M", status, value=value)}}

    assert answered(rule("metric_at_least", metric="M", value=60), sheet(), results).answer == answer


def test_an_unbounded_value_reaches_any() -> None:
    results = {0: {"M": MetricResult("M", "ok", is_unbounded=True)}}

    assert answered(rule("metric_at_least", metric="M", value=60), sheet(), results).answer == "met"


LEVELS = rule("levels_in_years", metrics=["M", "N"], years=[0, -1], level=3, at_least=2, value_when_pooled=0.8)


def test_a_metric_counts_only_if_computable_in_every_year() -> None:
    good = MetricResult("M", "ok", value=Fraction(1), level_range=(3, 4))
    poor = MetricResult("N", "ok", value=Fraction(1), level_range=(1, 2))

    assert answered(LEVELS, sheet(), {0: {"M": good, "N": poor}, -1: {"M": good}}).answer == "met"
    assert answered(LEVELS, sheet(), {0: {"M": good, "N": poor}, -1: {"M": good, "N": poor}}).answer == "not_met"
    assert answered(LEVELS, sheet(), {0: {"M": good}}).answer == "not_met"


def test_the_level_must_be_reached_in_every_year() -> None:
    good = MetricResult("M", "ok", value=Fraction(1), level_range=(3, 4))
    fell = replace(good, level_range=(1, 2))

    assert answered(LEVELS, sheet(), {0: {"M": good}, -1: {"M": fell}}).answer == "not_met"


# ---- declarations ----------------------------------------------------------------------------------------------------


def said(answers: dict[str, str] | None = None, files: Any = None, **more: Any) -> AnswerSheet:
    return sheet(criteria={"A-1": CriterionAnswers(answers=answers or {}, files=files or {})}, **more)


@pytest.mark.parametrize(
    ("typed", "answer"), [("yes", "met"), ("no", "not_met"), ("in_progress", "not_met"), ("", "cannot_tell")]
)
def test_only_yes_declares(typed: str, answer: str) -> None:
    assert answered(rule("declared", question="A-1.q1"), said({"A-1.q1": typed})).answer == answer


def test_a_file_declares_and_none_cannot_tell() -> None:
    asked = rule("declared", question="A-1.q5")

    assert answered(asked, said(files={"A-1.q5": ("a.pdf",)})).answer == "met"
    assert answered(asked, said()).answer == "cannot_tell"


@pytest.mark.parametrize(
    ("hours", "files", "answer"),
    [(1, ("a.pdf",), "met"), (1, (), "not_met"), (0, ("a.pdf",), "not_met"), (None, ("a.pdf",), "cannot_tell")],
)
def test_a_number_declares_with_its_document(hours: int | None, files: tuple[str, ...], answer: str) -> None:
    asked = rule("declared", question="A-1.q3", at_least=1, document="A-1.q5")
    inputs = {} if hours is None else {"hours": Fraction(hours)}

    assert answered(asked, said(files={"A-1.q5": files}, inputs=inputs)).answer == answer


# ---- tiers -----------------------------------------------------------------------------------------------------------


def finding(answer: str) -> EligibilityFinding:
    return EligibilityFinding("R", "t", "", answer, "")


@pytest.mark.parametrize(
    ("answers", "tier_answer"),
    [
        ((), "met"),
        (("met", "met"), "met"),
        (("met", "cannot_tell"), "cannot_tell"),
        (("cannot_tell", "not_met", "met"), "not_met"),
    ],
)
def test_a_tier_is_as_eligible_as_its_worst_rule(answers: tuple[str, ...], tier_answer: str) -> None:
    assert eligibility_answer(tuple(finding(answer) for answer in answers)) == tier_answer


def test_a_tier_asks_what_the_tiers_that_it_includes_ask_first() -> None:
    one = EligibilityRule("R1", "declared", "", {"question": "A-1.q1"})
    two = EligibilityRule("R2", "declared", "", {"question": "A-1.q5"})
    small = edition(
        criteria=(criterion(questions=QUESTIONS),),
        tiers=(tier("first", eligibility=[one]), tier("second", "first", [two])),
    )

    found = find_eligibility(small, sheet(), "second", {})

    assert [(item.rule_id, item.tier_id) for item in found] == [("R1", "first"), ("R2", "second")]


def test_every_kind_says_what_its_rules_must_name() -> None:
    assert {name: kind.required for name, kind in KINDS.items()}["declared"] == {"question"}
