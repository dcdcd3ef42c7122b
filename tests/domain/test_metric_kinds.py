"""Shares, indices, means, survey kinds and steps: what each counts, and its edges."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from charter.domain.answers import Action, AnswerSheet, TableData, survey_measure
from charter.domain.edition import Band, MetricDefinition
from charter.domain.metrics import compute_metric
from charter.domain.results import MetricResult
from tests.support.editions import PERCENT, answers, edition, metric, posts, sheet

OPEN_POSTS = metric(
    "share", unit="pct", bands=PERCENT, of=["POSTS", "open_posts", "none", "none"],
    among=["POSTS", "posts", "none", "none"], min_denominator=10,
)  # fmt: skip
STAFF_SHARE = metric(
    "share", unit="pct", bands=PERCENT, of=["STAFF", "staff", "few", "all"], among=["STAFF", "staff", "known", "all"]
)
GAP = metric("favourable_gap", unit="pp", bands=None, item="S1", group="few", reference="main", min_denominator=11)
STEPS = metric(
    "step_disparity", counts=["STAFF", "staff"], steps=[["lower", "middle"], ["middle", "upper"]], group="few",
    reference="main", direction="lower",
    bands=(Band(2, None, Fraction(11, 10)), Band(1, Fraction(11, 10), Fraction(2)), Band(0, Fraction(2), None)),
)  # fmt: skip
PLAN_DONE = metric(
    "completion", unit="pct", bands=PERCENT, records="PLAN", due="due", done={"field": "rag", "value": "complete"},
    as_of="snapshot", min_denominator=3, age_input="begun_on",
)  # fmt: skip
SNAPSHOT = dt.date(2027, 3, 31)


def found(definition: MetricDefinition, answer_sheet: AnswerSheet, year: int = 0) -> MetricResult:
    return compute_metric(edition(definition), answer_sheet, "M", year)


def staff(cells: dict[tuple[str, str], int]) -> dict[tuple[str, str, str], int | None]:
    zeros = {("staff", row, column): 0 for row in "pqru" for column in ("g1", "g2", "g3", "g4", "junior", "senior")}
    return zeros | {("staff", *place): count for place, count in cells.items()}


# ---- shares ----------------------------------------------------------------------------------------------------------


def test_totals_outside_the_rows_make_a_share() -> None:
    result = found(OPEN_POSTS, sheet({"POSTS": {("open_posts", "", ""): 24, ("posts", "", ""): 30}}))

    assert (result.value, result.status, result.level) == (80, "ok", 2)
    assert result.inputs == {"numerator": 24, "denominator": 30}


def test_a_share_of_nothing_is_too_few_and_no_error() -> None:
    none = replace(OPEN_POSTS, min_denominator=0)

    assert found(none, sheet({"POSTS": {("open_posts", "", ""): 0, ("posts", "", ""): 0}})).status == "too_few"


def test_people_of_unknown_group_are_in_no_rate() -> None:
    result = found(STAFF_SHARE, sheet({"STAFF": staff({("p", "g1"): 60, ("q", "g2"): 40, ("u", "g3"): 900})}))

    assert result.value == 40


def test_more_answers_than_invitations_are_shown_as_100_with_a_word() -> None:
    response = metric(
        "share", unit="pct", bands=PERCENT, of=["ASKED", "responded", "few", "none"],
        among=["ASKED", "invited", "few", "none"],
    )  # fmt: skip
    cells = {("responded", "few", ""): 60, ("invited", "few", ""): 50}

    result = found(response, sheet({"ASKED": cells}))

    assert (result.value, result.status, result.interval.high) == (100, "ok", 100.0)
    assert result.inputs == {"numerator": 50, "denominator": 50}
    assert "More people answered" in result.notices[0]


EVENTS = metric("share_of_records", unit="pct", bands=PERCENT, records="EVENTS", flags=["in_hours", "remote"],
                min_denominator=4, pools=True)  # fmt: skip


def events(*flags: tuple[bool | None, bool | None], year: int = 0) -> dict[str, dict[int, TableData]]:
    records = tuple({"in_hours": one, "remote": two} for one, two in flags)
    return {"EVENTS": {year: TableData(records=records)}}


def test_a_record_counts_with_every_flag() -> None:
    tables = events((True, True), (True, False), (False, True), (True, True))

    result = found(EVENTS, AnswerSheet("small/1.0", tables=tables))

    assert (result.value, result.status) == (50, "ok")


def test_a_blank_flag_is_named() -> None:
    result = found(EVENTS, AnswerSheet("small/1.0", tables=events((True, True), (True, None))))

    assert (result.status, result.reason) == ("missing", "EVENTS, entry 2, “Remote” is blank.")


def test_records_of_earlier_years_are_pooled() -> None:
    both = {"EVENTS": events((True, True))["EVENTS"] | events(*[(True, False)] * 3, year=-1)["EVENTS"]}

    result = found(EVENTS, AnswerSheet("small/1.0", tables=both))

    assert (result.value, result.status, result.years_used) == (25, "pooled", (0, -1))


def plan(*actions: tuple[str, str]) -> AnswerSheet:
    frozen = tuple(Action({"what": "x", "due": due, "rag": state}) for due, state in actions)
    return sheet(snapshot_on=SNAPSHOT, previous_actions=frozen, inputs={"begun_on": dt.date(2025, 1, 1)})


def test_only_actions_due_by_the_snapshot_count_and_stopped_ones_stay_in() -> None:
    result = found(
        PLAN_DONE,
        plan(("2027-03-31", "complete"), ("2026-01-01", "stopped"), ("2026-05-01", "complete"), ("2027-04-01", "")),
    )

    assert result.inputs == {"numerator": 2, "denominator": 3}


def test_a_first_plan_is_not_yet() -> None:
    first = sheet(snapshot_on=SNAPSHOT, inputs={"begun_on": dt.date(2025, 1, 1)})

    assert found(PLAN_DONE, first).status == "not_yet"


def test_a_plan_accepted_after_the_snapshot_is_not_yet() -> None:
    late = replace(plan(("2027-03-31", "complete")), inputs={"begun_on": dt.date(2027, 4, 1)})

    assert found(PLAN_DONE, late).status == "not_yet"


@pytest.mark.parametrize("action", [("", "complete"), ("soon", "complete"), ("2026-01-01", "")])
def test_a_frozen_action_without_day_or_state_is_missing(action: tuple[str, str]) -> None:
    assert found(PLAN_DONE, plan(action, ("2026-01-01", "complete"))).status == "missing"


INDEX = metric(
    "share_index", part=["POSTS", "appointed", "few", "none"], whole=["POSTS", "appointed", "known", "none"],
    reference_part=["STAFF", "staff", "few", "all"], reference_whole=["STAFF", "staff", "known", "all"],
)  # fmt: skip


def test_an_index_divides_shares_and_carries_the_interval_of_the_first() -> None:
    tables = {"POSTS": posts((8, 40), (32, 60)), "STAFF": staff({("p", "g1"): 75, ("q", "g1"): 25})}

    result = found(INDEX, sheet(tables))

    # Wilson of 8 in 40: 10.50 to 34.76 percent; divided by 25 percent.
    assert result.value == Fraction(4, 5)
    assert (result.interval.low, result.interval.high) == pytest.approx((0.4200, 1.3904), abs=5e-4)


def test_an_index_against_nobody_is_too_few() -> None:
    tables = {"POSTS": posts((8, 40), (32, 60)), "STAFF": staff({("p", "g1"): 75})}

    assert found(INDEX, sheet(tables)).status == "too_few"


HOURS = metric("mean", unit="hours", bands=None, amount={"input": "hours"}, people={"input": "leads"},
               min_denominator=1)  # fmt: skip


def test_hours_a_head_are_exact_and_have_no_interval() -> None:
    result = found(HOURS, sheet(inputs={"hours": Fraction(25, 2), "leads": Fraction(3)}))

    assert (result.value, result.status, result.interval) == (Fraction(25, 6), "ok", None)


def test_no_leads_is_a_fault_of_the_input() -> None:
    assert found(HOURS, sheet(inputs={"hours": Fraction(9), "leads": Fraction(0)})).status == "missing"


def test_typed_numbers_speak_of_the_year_to_the_snapshot_alone() -> None:
    assert found(HOURS, sheet(inputs={"hours": Fraction(9), "leads": Fraction(3)}), -1).status == "missing"


def test_mentees_a_head_compare_two_means() -> None:
    load = metric("mean_ratio", amount=["POSTS", "appointed"], people=["POSTS", "eligible"], columns="none",
                  group="few", reference="main", min_denominator=5)  # fmt: skip

    result = found(load, sheet({"POSTS": posts((36, 12), (40, 40))}))

    assert (result.value, result.status) == (3, "ok")
    assert result.inputs == {"group amount": 36, "group people": 12, "reference amount": 40, "reference people": 40}


# ---- survey ----------------------------------------------------------------------------------------------------------


def survey(*parts: dict[tuple[str, str, str], int | None]) -> AnswerSheet:
    cells: dict[tuple[str, str, str], int | None] = {}
    for part in parts:
        cells |= part
    return sheet({"ASKED": cells})


def test_an_optional_row_stands_in_for_blank_ones() -> None:
    answered = survey(answers("S1", "few", (0, 0, 10, 10, 20)), answers("S1", "p", (10, 10, 10, 10, 10)))

    result = found(GAP, answered)

    assert (result.value, result.status, result.neutral_percent) == (35, "ok", 25)


def test_rows_that_are_given_count_before_the_optional_one() -> None:
    both = survey(
        answers("S1", "q", (0, 0, 0, 0, 30)), answers("S1", "r", (0, 0, 0, 0, 0)),
        answers("S1", "few", (30, 0, 0, 0, 0)), answers("S1", "p", (0, 0, 0, 0, 30)),
    )  # fmt: skip

    assert found(GAP, both).value == 0


@pytest.mark.parametrize(
    ("valid", "status", "value"), [(10, "too_few", None), (11, "too_few", 0), (19, "too_few", 0), (20, "ok", 0)]
)
def test_a_gap_is_shown_from_11_answers_and_decides_from_20(valid: int, status: str, value: int | None) -> None:
    answered = survey(answers("S1", "few", (0, 0, 0, 0, valid)), answers("S1", "p", (0, 0, 0, 0, 100)))

    result = found(GAP, answered)

    assert (result.status, result.value) == (status, value)


def test_not_applicable_answers_are_in_no_share() -> None:
    share = metric("favourable", unit="pct", bands=PERCENT, item="S1", group="few", min_denominator=11)
    with_others = survey(
        answers("S1", "few", (10, 0, 0, 0, 10)), {(survey_measure("S1", "not_applicable"), "few", ""): 500}
    )

    assert found(share, with_others).value == 50


def test_a_mean_of_items_has_the_means_of_their_ends() -> None:
    quality = metric("favourable_mean", unit="pct", bands=PERCENT, items=["S1", "S2"], group="few", min_denominator=11)
    answered = survey(answers("S1", "few", (0, 0, 0, 0, 20)), answers("S2", "few", (20, 0, 0, 0, 0)))

    result = found(quality, answered)

    # Wilson of 20 in 20: 83.89 to 100; of 0 in 20: 0 to 16.11.
    assert (result.value, result.status, result.level) == (50, "ok", 1)
    assert (result.interval.low, result.interval.high) == pytest.approx((41.94, 58.06), abs=5e-3)
    assert result.inputs["S2 valid"] == 20


# ---- steps -----------------------------------------------------------------------------------------------------------


def test_a_step_with_too_few_is_left_out_and_named() -> None:
    people = staff({("p", "g1"): 400, ("p", "g2"): 300, ("p", "g4"): 9, ("q", "g1"): 200, ("q", "g2"): 90})

    result = found(STEPS, sheet({"STAFF": people}))

    assert (result.value, result.status) == (Fraction(5, 3), "ok")
    assert result.notices == ("The step middle to upper is left out: too few staff.",)


def test_nobody_of_the_group_in_the_upper_step_is_unbounded() -> None:
    people = staff({("p", "g1"): 400, ("p", "g2"): 300, ("p", "g4"): 100, ("q", "g1"): 200, ("q", "g2"): 90})

    result = found(STEPS, sheet({"STAFF": people}))

    assert (result.value, result.is_unbounded, result.level) == (None, True, 0)
    assert result.interval.high is None
    assert result.interval.low > 1


def test_no_step_with_enough_staff_is_too_few() -> None:
    result = found(STEPS, sheet({"STAFF": staff({("p", "g1"): 400})}))

    assert (result.status, result.value) == ("too_few", None)
