"""Band sets and metrics of an edition out of its files, defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from charter.domain.edition import Band, MetricDefinition
from charter.domain.metric_kinds import SURVEY_KINDS
from charter.store.edition_files import METRICS, Source
from charter.store.edition_values import exact_or_none, text_or_none, without

ABOUT = ("id", "name", "unit", "role", "reading")  # what is said of a metric beside its declaration
MIN_DENOMINATOR, MIN_EXPECTED, SHOWN_FROM, LEVEL_FROM = 20, 5, 11, 20  # where an edition does not say


def build_band_sets(source: Source) -> dict[str, tuple[Band, ...]]:
    """Give the band sets by id, each along the axis as written."""
    found = source.mapping(METRICS).get("band_sets") or {}
    return {name: tuple(_band(item) for item in bands) for name, bands in found.items()}


def _band(item: Mapping[str, Any]) -> Band:
    return Band(int(item["level"]), exact_or_none(item.get("min")), exact_or_none(item.get("max")))


def build_metrics(source: Source) -> tuple[MetricDefinition, ...]:
    """Give the metrics in order."""
    found = source.mapping(METRICS)
    bands = build_band_sets(source)
    rules = found.get("metric_rules") or {}
    return tuple(_metric(item, bands, rules) for item in found.get("metrics") or ())


def _metric(
    item: Mapping[str, Any], bands: Mapping[str, tuple[Band, ...]], rules: Mapping[str, Any]
) -> MetricDefinition:
    age = item.get("age") or {}
    band_set_id = text_or_none(item.get("bands"))
    smallest, level_from = _minimums(item, rules)
    return MetricDefinition(
        id=str(item["id"]),
        name=str(item["name"]),
        unit=str(item["unit"]),
        role=str(item["role"]),
        reading=str(item["reading"]),
        kind=str(item["kind"]),
        parameters=without(item, *ABOUT),
        direction=str(item["direction"]),
        bands=bands.get(band_set_id) if band_set_id else None,
        band_set_id=band_set_id,
        min_denominator=smallest,
        level_from=level_from,
        min_expected=int(item.get("min_expected", rules.get("min_expected", MIN_EXPECTED))),
        pools=item.get("pool") == "flow",
        flag_above=exact_or_none(item.get("flag_above")),
        age_input=text_or_none(age.get("input")),
        age_months=int(age.get("months", 0)),
        inverse_name=text_or_none((item.get("display") or {}).get("inverse")),
    )


def _minimums(item: Mapping[str, Any], rules: Mapping[str, Any]) -> tuple[int, int]:
    """The smallest denominator to show a value, and to give a level."""
    if item["kind"] in SURVEY_KINDS:
        survey = rules.get("survey_minimum") or {}
        shown = int(item.get("min_denominator", survey.get("shown_from", SHOWN_FROM)))
        return shown, max(shown, int(survey.get("level_from", LEVEL_FROM)))
    smallest = int(item.get("min_denominator", rules.get("min_denominator", MIN_DENOMINATOR)))
    return smallest, smallest
