"""The counts behind a metric as an audience may see them, and which of them count people at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from charter.domain.disclosure_counts import round_count
from charter.domain.edition import DisclosurePolicy, Edition, MetricDefinition
from charter.domain.results import MetricResult

OUTSIDE_ROWS = "none"  # rows of a cell set that names a total outside the rows
PEOPLE_TABLES = ("counts", "survey")
# input name -> the parameter of the declaration that says where it is counted
DECLARED = {
    "numerator": "of",
    "denominator": "among",
    "part": "part",
    "whole": "whole",
    "reference part": "reference_part",
    "reference whole": "reference_whole",
    "amount": "amount",
    "people": "people",
    "group amount": "amount",
    "reference amount": "amount",
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The exact counts of a metric by name, how far they are rounded, and which count things."""

    counts: Mapping[str, Fraction]
    round_base: int
    things: frozenset[str]

    def is_people(self, name: str) -> bool:
        """Say whether the input counts people; only those are suppressed and rounded."""
        return name not in self.things

    def exact(self, name: str) -> Fraction:
        """Give the exact count; 0 where the result does not name it."""
        return Fraction(self.counts.get(name, 0))

    def shown(self, name: str) -> Fraction:
        """Give the count as shown: people rounded, things as they are."""
        count = self.exact(name)
        return Fraction(round_count(count, self.round_base)) if self.is_people(name) else count


def inputs_of(edition: Edition, definition: MetricDefinition, result: MetricResult, policy: DisclosurePolicy) -> Inputs:
    """Give the inputs of a result for the policy's audience."""
    things = frozenset(name for name in result.inputs if _counts_things(edition, definition, name))
    return Inputs(result.inputs, policy.round_base, things)


def counts_phrase(edition: Edition, definition: MetricDefinition, inputs: Inputs) -> str:
    """Give the counts behind a metric in words: ``42 of 300 BME, 180 of 900 White``; "" where a kind has no pair."""
    sides = [("group", "events", "base"), ("reference", "events", "base"), ("group", "favourable", "valid")]
    sides += [("reference", "favourable", "valid"), ("group", "amount", "people"), ("reference", "amount", "people")]
    found = []
    for side, part, whole in sides:
        if f"{side} {part}" in inputs.counts:
            label = _side_label(edition, definition, side)
            found.append(f"{_pair(inputs, f'{side} {part}', f'{side} {whole}')} {label}")
    if found:
        return ", ".join(found)
    plain = [("numerator", "denominator"), ("favourable", "valid"), ("part", "whole"), ("amount", "people")]
    plain += [("reference part", "reference whole")]
    return ", ".join(_pair(inputs, part, whole) for part, whole in plain if part in inputs.counts)


def _pair(inputs: Inputs, part: str, whole: str) -> str:
    return f"{_number(inputs.shown(part))} of {_number(inputs.shown(whole))}"


def _number(count: Fraction) -> str:
    return f"{int(count):,}" if count.denominator == 1 else f"{float(count):,g}"


def _side_label(edition: Edition, definition: MetricDefinition, side: str) -> str:
    group, reference = definition.parameters.get("group"), definition.parameters.get("reference")
    if group == reference:
        return {"group": "in the group", "reference": "in the comparison"}[side]
    code = str(group if side == "group" else reference)
    labels = (grouping.labels[code] for grouping in edition.code_groupings.values() if code in grouping.labels)
    return next(labels, code)


def _counts_things(edition: Edition, definition: MetricDefinition, name: str) -> bool:
    """Whether an input counts anything but people: records, actions, hours, or totals outside a table's rows.

    The unit of the table decides: rows are people or pairs of people; what stands outside the rows, in a list of
    records or in the plan is an opportunity, an event or an action.
    """
    if definition.kind in ("share_of_records", "completion"):
        return True
    declared = definition.parameters.get(DECLARED.get(name, ""))
    if isinstance(declared, Mapping):
        return "input" in declared
    return _is_outside_rows(edition, declared)


def _is_outside_rows(edition: Edition, declared: Any) -> bool:
    if not isinstance(declared, Sequence) or isinstance(declared, str) or not declared:
        return False
    kinds = {table.id: table.kind for table in edition.tables}
    has_rows = len(declared) < 3 or declared[2] != OUTSIDE_ROWS
    return kinds.get(str(declared[0]), "counts") not in PEOPLE_TABLES or not has_rows
