"""What holds of every metric, whatever anybody typed."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charter.domain.answers import AnswerSheet, TableData
from charter.domain.eligibility import find_eligibility
from charter.domain.errors import DomainError
from charter.domain.levels import levels_in_use
from charter.domain.metrics import compute_metrics
from charter.domain.results import STATUSES, MetricResult
from charter.store.editions import load_edition
from tests.support.figure_strategies import plausible_sheets, sheets

EDITION = load_edition("bme-mentoring/1.0")
MANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def shuffled(sheet: AnswerSheet, order: st.DataObject) -> AnswerSheet:
    found = {}
    for table_id, years in sheet.tables.items():
        found[table_id] = {year: turned(data, order) for year, data in reversed(years.items())}
    return replace(sheet, tables=dict(reversed(found.items())))


def turned(data: TableData, order: st.DataObject) -> TableData:
    keys = list(reversed(data.cells))
    pivot = order.draw(st.integers(0, len(keys)))
    return replace(data, cells={key: data.cells[key] for key in keys[pivot:] + keys[:pivot]})


def tenfold(sheet: AnswerSheet) -> AnswerSheet:
    tables = {
        table_id: {
            year: TableData(
                {key: None if count is None else 10 * count for key, count in data.cells.items()},
                None if data.records is None else data.records * 10,
            )
            for year, data in years.items()
        }
        for table_id, years in sheet.tables.items()
    }
    previous = None if sheet.previous_actions is None else sheet.previous_actions * 10
    return replace(sheet, tables=tables, previous_actions=previous)


def width(result: MetricResult, is_ratio: bool) -> float:
    if result.interval is None:
        return 0.0
    low, high = result.interval.low, result.interval.high
    if high is None:
        return math.inf
    if not is_ratio:
        return high - low
    return math.inf if low == 0 else math.log(high / low)


@MANY
@given(sheets(EDITION), st.sampled_from([0, -1, -2]))
def test_nothing_typed_raises_anything_but_a_named_error(sheet: AnswerSheet, year: int) -> None:
    try:
        results = compute_metrics(EDITION, sheet, year)
    except DomainError as error:
        pytest.fail(f"a figure that cannot be used is missing, not an error: {error}")

    assert {result.status for result in results.values()} <= set(STATUSES)


@MANY
@given(plausible_sheets(EDITION))
def test_values_lie_in_range_and_in_their_interval(sheet: AnswerSheet) -> None:
    for metric_id, result in compute_metrics(EDITION, sheet).items():
        unit = EDITION.metric(metric_id).unit
        low, high = {"pct": (0, 100), "pp": (-100, 100)}.get(unit, (0, math.inf))
        if result.value is not None:
            assert low <= result.value <= high
        if result.interval is not None:
            ends = (result.interval.low, math.inf if result.interval.high is None else result.interval.high)
            assert low - 1e-9 <= ends[0] <= ends[1] <= high + 1e-9
            value = math.inf if result.value is None else float(result.value)
            assert ends[0] <= value + 1e-9 * abs(value)
            assert value <= ends[1] * (1 + 1e-9) + 1e-9


@MANY
@given(plausible_sheets(EDITION))
def test_a_level_lies_in_its_range_and_only_a_computable_metric_has_one(sheet: AnswerSheet) -> None:
    for metric_id, result in compute_metrics(EDITION, sheet).items():
        has_bands = EDITION.metric(metric_id).bands is not None
        assert (result.level is not None) == (result.is_computable and has_bands)
        assert (result.level_range is not None) == (result.level is not None)
        assert result.level is None or result.level_range[0] <= result.level <= result.level_range[1]
        assert result.is_computable or result.reason


@MANY
@given(plausible_sheets(EDITION), st.data())
def test_the_order_of_tables_years_and_cells_never_matters(sheet: AnswerSheet, order: st.DataObject) -> None:
    assert compute_metrics(EDITION, shuffled(sheet, order)) == compute_metrics(EDITION, sheet)


@MANY
@given(plausible_sheets(EDITION))
def test_ten_times_the_counts_keep_the_value_and_widen_no_interval(sheet: AnswerSheet) -> None:
    before, after = compute_metrics(EDITION, sheet), compute_metrics(EDITION, tenfold(sheet))

    for metric_id, result in before.items():
        larger, is_ratio = after[metric_id], EDITION.metric(metric_id).unit == "ratio"
        if result.status == larger.status == "ok" and len(result.steps) == sum(s.is_reportable for s in result.steps):
            assert larger.value == result.value
            assert width(larger, is_ratio) <= width(result, is_ratio) + 1e-9


@MANY
@given(plausible_sheets(EDITION), st.sampled_from([item.id for item in EDITION.tables if item.kind == "counts"]))
def test_a_blank_table_gives_no_value_to_what_reads_it(sheet: AnswerSheet, table_id: str) -> None:
    years = {key: value for key, value in sheet.tables[table_id].items() if key != 0}
    without = replace(sheet, tables={**sheet.tables, table_id: years}, tables_not_applicable=frozenset())

    for metric_id, result in compute_metrics(EDITION, without).items():
        if table_id in str(EDITION.metric(metric_id).parameters):
            assert result.status in ("missing", "not_yet")
            assert result.value is None


def test_one_sheet_is_exact_to_the_fraction() -> None:
    cells = {("eligible_staff", row, ""): 0 for row in EDITION.table("DT-05").rows}
    cells |= {("appointed", row, ""): 0 for row in EDITION.table("DT-05").rows}
    cells |= {("eligible_staff", "black", ""): 10**9, ("appointed", "black", ""): 333_333_333}
    cells |= {("eligible_staff", "white", ""): 10**9, ("appointed", "white", ""): 10**9}

    result = compute_metrics(EDITION, AnswerSheet(EDITION.reference, tables={"DT-05": {0: TableData(cells)}}))["M15"]

    assert result.value == Fraction(333_333_333, 10**9)


@MANY
@given(sheets(EDITION))
def test_levels_and_eligibility_follow_from_anything_typed(sheet: AnswerSheet) -> None:
    results = {0: compute_metrics(EDITION, sheet)}

    used = levels_in_use(EDITION, sheet, results[0])
    found = find_eligibility(EDITION, sheet, EDITION.tiers[-1].id, results)

    assert set(used.levels).isdisjoint(used.missing)
    assert {item.answer for item in found} <= {"met", "not_met", "cannot_tell"}
    assert all(item.reason for item in found)
