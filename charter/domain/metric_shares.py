"""Shares, gaps and indices of shares, and means: each kind as what it counts and what it makes of the counts."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from charter.domain.answers import Action
from charter.domain.edition import MetricDefinition
from charter.domain.intervals import wilson_interval
from charter.domain.metric_figures import Counts, Figures, FiguresMissing, as_day
from charter.domain.metric_findings import Finding, base_shortage, percent_interval, scaled, too_few
from charter.domain.results import Interval

OVER_RESPONSE = (
    "More people answered than were invited: people may describe themselves otherwise than the record does. "
    "The share is shown as 100."
)


def count_share(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count numerator and denominator of a share; more in the part than in the whole is a fault, except in a survey."""
    part = figures.amount(definition, definition.parameters["of"], year)
    whole = figures.amount(definition, definition.parameters["among"], year)
    if not _is_survey(figures, definition):
        check_part(definition, part, whole)
    return {"numerator": part, "denominator": whole}


def count_records(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count records, and those with every flag."""
    table_id = str(definition.parameters["records"])
    flags = [str(flag) for flag in definition.parameters["flags"]]
    records = figures.records(table_id, year)
    for number, record in enumerate(records, start=1):
        for flag in flags:
            if not isinstance(record.get(flag), bool):
                label = next((item.label for item in figures.table(table_id).measures if item.id == flag), flag)
                raise FiguresMissing(f"{table_id}, entry {number}, “{label}” is blank.")
    complete = sum(all(record[flag] for flag in flags) for record in records)
    return {"numerator": Fraction(complete), "denominator": Fraction(len(records))}


def count_completion(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count the actions of the frozen plan that were due by the snapshot, and those of them that are done."""
    snapshot = as_day(figures.sheet.snapshot_on)
    if snapshot is None:
        raise FiguresMissing("The day of the snapshot is blank.")
    due_field, done = str(definition.parameters["due"]), definition.parameters["done"]
    due = [item for item in figures.previous_plan(year) if _due_on(item, due_field) <= snapshot]
    states = [item.values.get(str(done["field"]), "").strip() for item in due]
    if not all(states):
        raise FiguresMissing("The frozen plan has a due action without its state.")
    complete = sum(state == str(done["value"]) for state in states)
    return {"numerator": Fraction(complete), "denominator": Fraction(len(due))}


def measure_share(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give 100 × numerator / denominator with its Wilson interval."""
    capped = min(counts["numerator"], counts["denominator"])
    notices = (OVER_RESPONSE,) if capped < counts["numerator"] else ()
    inputs = {"numerator": capped, "denominator": counts["denominator"]}
    if shortage := base_shortage(definition, [inputs["denominator"]]):
        return too_few(inputs, shortage)
    value = 100 * capped / inputs["denominator"]
    return Finding(inputs, value, _share_interval(capped, inputs["denominator"]), notices=notices)


def count_two_shares(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count part and whole, and part and whole of the reference."""
    names = ("part", "whole", "reference_part", "reference_whole")
    found = {name: figures.amount(definition, definition.parameters[name], year) for name in names}
    check_part(definition, found["part"], found["whole"])
    check_part(definition, found["reference_part"], found["reference_whole"])
    return {name.replace("_", " "): value for name, value in found.items()}


def measure_share_index(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give the share of the part divided by the share of the reference, which is a full count and so has no error."""
    if shortage := base_shortage(definition, [counts["whole"], counts["reference whole"]]):
        return too_few(counts, shortage)
    if counts["reference part"] == 0:
        return too_few(counts, "The share that it is compared with is 0.")
    reference = counts["reference part"] / counts["reference whole"]
    interval = None
    if definition.parameters.get("interval") != "none":
        ends = _share_interval(counts["part"], counts["whole"])
        interval = None if ends is None else scaled(ends, float(1 / (100 * reference)))
    return Finding(counts, counts["part"] / counts["whole"] / reference, interval)


def measure_share_gap(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give the share minus the share of the reference, in points; both are full counts, so there is no interval."""
    if shortage := base_shortage(definition, [counts["whole"], counts["reference whole"]]):
        return too_few(counts, shortage)
    shares = counts["part"] / counts["whole"], counts["reference part"] / counts["reference whole"]
    return Finding(counts, 100 * (shares[0] - shares[1]))


def count_mean(figures: Figures, definition: MetricDefinition, year: int) -> Counts:
    """Count an amount and the people that it is spread over."""
    return {name: figures.amount(definition, definition.parameters[name], year) for name in ("amount", "people")}


def measure_mean(definition: MetricDefinition, counts: Counts) -> Finding:
    """Give amount / people, without an interval."""
    if shortage := base_shortage(definition, [counts["people"]]):
        return too_few(counts, shortage)
    return Finding(counts, counts["amount"] / counts["people"])


def check_part(definition: MetricDefinition, part: Fraction, whole: Fraction) -> None:
    """Raise FiguresMissing where a part is larger than its whole: the tables contradict each other."""
    if part > whole:
        raise FiguresMissing(
            f"The tables contradict each other: a count behind “{definition.name}” is larger than the count that it is "
            "a part of. Correct one of the two."
        )


def _share_interval(part: Fraction, whole: Fraction) -> Interval | None:
    if part.denominator != 1 or whole.denominator != 1:
        return None
    return percent_interval(wilson_interval(int(part), int(whole)))


def _due_on(action: Action, name: str) -> dt.date:
    due = as_day(action.values.get(name, "").strip())
    if due is None:
        raise FiguresMissing("The frozen plan has an action without the day on which it was due.")
    return due


def _is_survey(figures: Figures, definition: MetricDefinition) -> bool:
    return all(table.kind == "survey" for table in figures.tables_of(definition))
