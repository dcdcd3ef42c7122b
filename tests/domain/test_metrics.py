"""Metrics by kind: what each counts, when it has a level, what it says when it has none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from charter.domain.answers import AnswerSheet
from charter.domain.edition import MetricDefinition
from charter.domain.metric_kinds import KINDS as DECLARED
from charter.domain.metrics import KINDS, allowed_parameters, compute_metric, compute_metrics, required_parameters
from charter.domain.results import MetricResult
from tests.support.editions import PERCENT, edition, metric, posts, sheet

RATIO = metric(
    "rate_ratio",
    events=["POSTS", "appointed"], base=["POSTS", "eligible"], columns="none", group="few", reference="main",
    without={"events": "agency_appointed", "base": "agency_eligible"}, flag_above=Fraction(5, 4), pools=True,
)  # fmt: skip
OPEN_POSTS = metric(
    "share", unit="pct", bands=PERCENT, of=["POSTS", "open_posts", "none", "none"],
    among=["POSTS", "posts", "none", "none"], min_denominator=10,
)  # fmt: skip
SNAPSHOT = dt.date(2027, 3, 31)


def found(definition: MetricDefinition, answer_sheet: AnswerSheet, year: int = 0) -> MetricResult:
    return compute_metric(edition(definition), answer_sheet, "M", year)


def staff(cells: dict[tuple[str, str], int]) -> dict[tuple[str, str, str], int | None]:
    zeros = {("staff", row, column): 0 for row in "pqru" for column in ("g1", "g2", "g3", "g4", "junior", "senior")}
    return zeros | {("staff", *place): count for place, count in cells.items()}


def test_every_declared_kind_is_computed() -> None:
    assert set(KINDS) == set(DECLARED)


def test_a_kind_says_what_it_must_and_may_be_told() -> None:
    assert required_parameters("share") == {"of", "among"}
    assert {"of", "among", "pool", "bands", "age"} <= allowed_parameters("share")
    assert "item" not in allowed_parameters("share")


# ---- blanks and faults ----------------------------------------------------------------------------------------------


def test_a_table_that_is_not_there_is_named() -> None:
    result = found(RATIO, sheet())

    assert result.status == "missing"
    assert result.reason == "POSTS is not supplied for the year to the snapshot."


def test_a_blank_cell_is_named_and_is_not_zero() -> None:
    cells = {("mentees", row, column): 5 for row in "pqru" for column in ("low", "high")}
    cells |= {("asked", row, column): 9 for row in "pqru" for column in ("low", "high")}
    del cells["mentees", "q", "low"]
    share = metric(
        "share", of=["MENTEES", "mentees", "few", "all"], among=["MENTEES", "asked", "few", "all"], bands=None
    )

    result = found(share, sheet({"MENTEES": cells}))

    assert (result.status, result.value) == ("missing", None)
    assert result.reason == "MENTEES, active mentees, Code Q, Low grades is blank."


def test_several_blank_cells_are_counted() -> None:
    cells = posts((4, 100), (50, 400))
    del cells["appointed", "q", ""], cells["appointed", "r", ""]

    result = found(RATIO, sheet({"POSTS": cells}))

    assert result.reason == "POSTS, appointed, q is blank, and so is 1 more cell."


@pytest.mark.parametrize("slip", [-1, 10**400, True, "7", 2.5])
def test_what_is_no_count_is_as_good_as_blank(slip: object) -> None:
    cells = posts((4, 100), (50, 400)) | {("appointed", "q", ""): slip}  # type: ignore[dict-item]

    assert found(RATIO, sheet({"POSTS": cells})).status == "missing"


def test_more_events_than_people_is_missing_and_says_that_tables_contradict() -> None:
    result = found(RATIO, sheet({"POSTS": posts((101, 100), (50, 400))}))

    assert result.status == "missing"
    assert "contradict" in result.reason


def test_a_table_that_does_not_apply_leaves_the_metric_out() -> None:
    gap = metric(
        "share_gap", unit="pp", bands=None, part=["BOARD", "members", "few", "none"],
        whole=["BOARD", "members", "known", "none"], reference_part=["STAFF", "staff", "few", "all"],
        reference_whole=["STAFF", "staff", "known", "all"], min_denominator=1,
    )  # fmt: skip

    result = found(gap, sheet(tables_not_applicable=frozenset({"BOARD"})))

    assert (result.status, result.reason) == ("not_applicable", "BOARD does not apply: there is no board.")


def test_a_table_that_always_applies_cannot_be_left_out() -> None:
    assert found(RATIO, sheet(tables_not_applicable=frozenset({"POSTS"}))).status == "missing"


# ---- rate ratio ------------------------------------------------------------------------------------------------------


def test_a_ratio_names_its_counts() -> None:
    result = found(RATIO, sheet({"POSTS": posts((30, 200), (100, 500))}))

    assert (result.value, result.status, result.level) == (Fraction(3, 4), "ok", 1)
    assert result.inputs == {"group events": 30, "group base": 200, "reference events": 100, "reference base": 500}


def test_a_base_of_nineteen_is_too_few_and_twenty_is_enough() -> None:
    assert found(RATIO, sheet({"POSTS": posts((10, 19), (200, 400))})).status == "too_few"
    assert found(RATIO, sheet({"POSTS": posts((10, 20), (200, 400))})).status == "ok"


def test_expected_events_decide_and_not_observed_ones() -> None:
    # 20 × (a + c) / 420 events are expected in the smaller group: 4.95 of 104 and 5 of 105.
    assert found(RATIO, sheet({"POSTS": posts((0, 20), (104, 400))})).status == "too_few"
    assert found(RATIO, sheet({"POSTS": posts((0, 20), (105, 400))})).status == "ok"


def test_a_value_on_the_flag_is_not_over_it() -> None:
    assert not found(RATIO, sheet({"POSTS": posts((25, 100), (80, 400))})).is_flagged
    assert found(RATIO, sheet({"POSTS": posts((26, 100), (80, 400))})).is_flagged


def test_the_ratio_without_what_is_taken_off_stands_beside() -> None:
    agency = {("agency_appointed", "q", ""): 10, ("agency_eligible", "q", ""): 100}
    agency |= {("agency_appointed", "p", ""): 0, ("agency_eligible", "p", ""): 0}
    agency |= {(name, "r", ""): 0 for name in ("agency_appointed", "agency_eligible")}

    result = found(RATIO, sheet({"POSTS": posts((30, 200), (100, 500)) | agency}))

    assert (result.value, result.without_value) == (Fraction(3, 4), Fraction(1))  # 20 of 100 against 100 of 500


def test_blank_measures_to_take_off_leave_the_ratio_itself_alone() -> None:
    result = found(RATIO, sheet({"POSTS": posts((30, 200), (100, 500))}))

    assert (result.status, result.without_value) == ("ok", None)


def test_the_log_interval_stands_beside_only_where_a_published_figure_uses_it() -> None:
    cells = posts((42, 300), (180, 900))

    plain = found(RATIO, sheet({"POSTS": cells}))
    named = found(replace(RATIO, inverse_name="WRES2"), sheet({"POSTS": cells}))

    assert plain.katz_interval is None
    assert (named.katz_interval.low, named.katz_interval.high) == pytest.approx((0.5137, 0.9538), abs=5e-5)


def test_a_reference_may_have_measures_of_its_own() -> None:
    own = replace(RATIO, parameters={
        "events": ["POSTS", "appointed"], "base": ["POSTS", "eligible"], "columns": "none", "group": "few",
        "reference": "few", "reference_events": ["POSTS", "agency_appointed"],
        "reference_base": ["POSTS", "agency_eligible"],
    })  # fmt: skip
    cells = posts((30, 100), (0, 0))
    cells |= {("agency_appointed", "q", ""): 20, ("agency_eligible", "q", ""): 100}
    cells |= {("agency_appointed", "r", ""): 0, ("agency_eligible", "r", ""): 0}

    assert found(own, sheet({"POSTS": cells})).value == Fraction(3, 2)


def test_shared_columns_leave_out_who_is_missing_from_one_table() -> None:
    shared = metric(
        "rate_ratio", events=["MENTEES", "mentees"], base=["STAFF", "staff"], columns="shared", group="few",
        reference="main",
    )  # fmt: skip
    mentees = {("mentees", row, column): 0 for row in "pqru" for column in ("low", "high")}
    mentees |= {("mentees", "q", "low"): 20, ("mentees", "p", "high"): 40}
    people = staff({("q", "g1"): 200, ("q", "senior"): 300, ("p", "g4"): 400, ("p", "junior"): 1})

    result = found(shared, sheet({"MENTEES": mentees, "STAFF": people}))

    assert result.inputs["group base"] == 200
    assert result.inputs["reference base"] == 400


# ---- pooling ---------------------------------------------------------------------------------------------------------

THIN = posts((1, 10), (20, 100))
THICK = posts((5, 50), (40, 400))


def test_a_flow_takes_as_many_earlier_years_as_it_needs() -> None:
    one = found(RATIO, sheet({"POSTS": {0: THIN, -1: THICK, -2: THICK}}))

    assert (one.status, one.years_used) == ("pooled", (0, -1))
    assert one.inputs["group base"] == 60
    assert one.value == Fraction(6, 60) / Fraction(60, 500)


def test_a_flow_takes_no_earlier_year_that_it_does_not_need() -> None:
    result = found(RATIO, sheet({"POSTS": {0: posts((30, 200), (100, 500)), -1: THICK}}))

    assert (result.status, result.years_used) == ("ok", (0,))


def test_a_flow_takes_at_most_two_earlier_years() -> None:
    result = found(RATIO, sheet({"POSTS": {0: THIN, -1: THIN, -2: THIN}}))

    assert (result.status, result.years_used) == ("pooled", (0, -1, -2))


def test_a_minimum_that_three_years_do_not_meet_is_too_few() -> None:
    tiny = posts((0, 5), (1, 30))

    result = found(RATIO, sheet({"POSTS": {0: tiny, -1: tiny, -2: tiny}}))

    assert (result.status, result.value, result.level) == ("too_few", None, None)


def test_a_gap_in_the_years_ends_the_pool() -> None:
    assert found(RATIO, sheet({"POSTS": {0: THIN, -2: THICK}})).status == "too_few"


def test_a_stock_is_never_pooled() -> None:
    assert found(replace(RATIO, pools=False), sheet({"POSTS": {0: THIN, -1: THICK}})).status == "too_few"


def test_a_blank_newest_year_is_missing_though_earlier_ones_are_there() -> None:
    assert found(RATIO, sheet({"POSTS": {-1: THICK}})).status == "missing"


def test_an_earlier_year_is_computed_from_its_own_tables() -> None:
    result = found(RATIO, sheet({"POSTS": {0: THIN, -1: posts((30, 200), (100, 500))}}), -1)

    assert (result.value, result.years_used) == (Fraction(3, 4), (-1,))


# ---- age -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun", "year", "status"),
    [
        (dt.date(2025, 3, 31), 0, "ok"),
        (dt.date(2025, 4, 1), 0, "not_yet"),
        (dt.date(2025, 3, 31), -1, "not_yet"),
        (dt.date(2024, 3, 31), -1, "ok"),
        (None, 0, "not_yet"),
        (dt.date.max, 0, "not_yet"),
    ],
)
def test_a_scheme_is_old_enough_by_calendar_months(begun: dt.date | None, year: int, status: str) -> None:
    aged = replace(RATIO, age_input="begun_on", age_months=24)
    cells = posts((30, 200), (100, 500))
    inputs = {} if begun is None else {"begun_on": begun}

    result = found(aged, sheet({"POSTS": {0: cells, -1: cells}}, snapshot_on=SNAPSHOT, inputs=inputs), year)

    assert result.status == status


def test_the_last_of_february_is_a_year_after_the_29th() -> None:
    aged = replace(RATIO, age_input="begun_on", age_months=12)
    cells = {"POSTS": posts((30, 200), (100, 500))}
    begun = {"begun_on": dt.date(2024, 2, 29)}

    assert found(aged, sheet(cells, snapshot_on=dt.date(2025, 2, 28), inputs=begun)).status == "ok"


# ---- all at once -----------------------------------------------------------------------------------------------------


def test_every_metric_of_an_edition_comes_in_its_order() -> None:
    both = edition(replace(RATIO, id="M2"), replace(OPEN_POSTS, id="M1"))

    assert list(compute_metrics(both, sheet())) == ["M2", "M1"]


def test_bands_of_none_give_a_value_and_no_level() -> None:
    result = found(replace(RATIO, bands=None), sheet({"POSTS": posts((30, 200), (100, 500))}))

    assert (result.value, result.level, result.level_range) == (Fraction(3, 4), None, None)
