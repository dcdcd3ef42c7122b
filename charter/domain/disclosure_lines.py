"""Which counts of a table are withheld so that none of them can be worked out from the ones shown.

A table is a set of cells and a set of lines. A line says that one cell, its total, is the sum of others. Totals are
cells like any other, and a cell may lie in many lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.disclosure_counts import round_count
from charter.domain.edition import DisclosurePolicy

Key = tuple[str, str]  # (row, column)
Rational = int | Fraction
UNBOUNDED = 10**12  # more people than any table holds


@dataclass(frozen=True, slots=True)
class Line:
    """A sum that whoever reads the table knows: the total is the parts added up."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Give the parts, then the total."""
        return (*self.parts, self.total)


@dataclass(frozen=True, slots=True)
class Counts:
    """The exact counts of a table, its lines, and where a zero would say too much about too few people.

    ``lines`` hold cells of the table. ``known_sums`` are sums of its cells that are rounded and shown elsewhere, such
    as the count behind a rate: they join in the test of what the rounded figures allow.
    """

    cells: Mapping[Key, int]
    lines: tuple[Line, ...]
    unsafe_zeros: frozenset[Key] = frozenset()
    known_sums: tuple[Line, ...] = ()


def suppressed_cells(counts: Counts, policy: DisclosurePolicy) -> frozenset[Key]:
    """Give the cells to withhold: the small ones, then as many more as keep each of those from being worked out.

    Each further cell is the smallest other non-zero one of a line that gives a withheld cell away; where the line has
    none left, its total. Ends when no withheld cell can be worked out exactly: neither by adding and subtracting what
    is shown, taken as exact, nor from the widest and narrowest counts that the rounded figures allow.

    Returns
    -------
    Keys of ``counts.cells``; only the small ones where the policy asks for no secondary suppression.

    """
    hidden = {key for key, count in counts.cells.items() if _is_primary(key, count, counts, policy)}
    if not policy.is_secondary or not hidden:
        return frozenset(hidden)
    primary = frozenset(hidden)
    while True:
        exposed = _alone(counts.lines, hidden)
        exposed = exposed or determined_cells(counts.lines, hidden)
        exposed = exposed or _pinned(counts, policy, hidden, primary)
        chosen = next((key for key in (_next_to_hide(counts, hidden, one) for one in exposed) if key), None)
        if chosen is None:
            return frozenset(hidden)
        hidden.add(chosen)


def determined_cells(lines: Iterable[Line], hidden: Set[Key]) -> tuple[Key, ...]:
    """Give the withheld cells that follow from the shown ones by adding and subtracting along the lines.

    A cell follows when some combination of the lines holds it as its only withheld cell: a row of the reduced echelon
    form with one entry.
    """
    rows = [_unknowns(line, hidden) for line in lines]
    reduced = _reduced_echelon([row for row in rows if row])
    return tuple(sorted(next(iter(row)) for row in reduced if len(row) == 1))


def shown_bounds(count: int, policy: DisclosurePolicy) -> tuple[int, int]:
    """Give the lowest and highest exact count that a shown one may stand for.

    A shown zero is zero; any other lies within half a base of what is shown, and is never below the threshold.
    """
    base = max(policy.round_base, 1)
    shown = round_count(count, base)
    if count == 0:
        return (0, 0)
    return (max(shown - base // 2, policy.suppress_below, 1), shown + (base - 1) // 2)


def feasible_bounds(
    counts: Counts, policy: DisclosurePolicy, hidden: Set[Key], primary: Set[Key]
) -> dict[Key, tuple[int, int]]:
    """Give the lowest and highest count of each cell that fit everything shown.

    The reader is taken to know the rules and, of each withheld cell, whether it was small itself: the worst case.
    Bounds are narrowed along each line until they rest.
    """
    bounds = {key: _first_bounds(key, counts, policy, hidden, primary) for key in counts.cells}
    lines = (*counts.lines, *counts.known_sums)
    while sum(_narrow(line, bounds) for line in lines):  # every line each time, not the first that moves alone
        pass
    return bounds


def _is_primary(key: Key, count: int, counts: Counts, policy: DisclosurePolicy) -> bool:
    if count == 0:
        return policy.suppress_below > 0 and key in counts.unsafe_zeros
    return 0 < count < policy.suppress_below


def _alone(lines: Iterable[Line], hidden: Set[Key]) -> tuple[Key, ...]:
    """Cells that are the only withheld one of a line: the cheap test, which finds nearly all."""
    found = []
    for line in lines:
        withheld = [key for key in line.keys if key in hidden]
        if len(withheld) == 1:
            found.append(withheld[0])
    return tuple(found)


def _pinned(counts: Counts, policy: DisclosurePolicy, hidden: Set[Key], primary: Set[Key]) -> tuple[Key, ...]:
    """Withheld cells for which only one count fits what is shown, though more would fit the cell by itself."""
    bounds = feasible_bounds(counts, policy, hidden, primary)
    pinned = (key for key in sorted(hidden) if bounds[key][0] == bounds[key][1])
    return tuple(key for key in pinned if _is_wide(_first_bounds(key, counts, policy, hidden, primary)))


def _is_wide(bounds: tuple[int, int]) -> bool:
    return bounds[0] < bounds[1]


def _first_bounds(
    key: Key, counts: Counts, policy: DisclosurePolicy, hidden: Set[Key], primary: Set[Key]
) -> tuple[int, int]:
    if key not in hidden:
        return shown_bounds(counts.cells[key], policy)
    if key in primary:
        return (0 if key in counts.unsafe_zeros else 1, policy.suppress_below - 1)
    return (0, UNBOUNDED) if counts.cells[key] == 0 else (policy.suppress_below, UNBOUNDED)


def _narrow(line: Line, bounds: dict[Key, tuple[int, int]]) -> bool:
    """Narrow the bounds of a line's cells by each other; say whether anything changed."""
    low = sum(bounds[key][0] for key in line.parts)
    high = sum(bounds[key][1] for key in line.parts)
    total = bounds[line.total]
    changed = _tighten(bounds, line.total, low, high)
    for key in line.parts:
        own = bounds[key]
        changed |= _tighten(bounds, key, total[0] - (high - own[1]), total[1] - (low - own[0]))
    return changed


def _tighten(bounds: dict[Key, tuple[int, int]], key: Key, low: int, high: int) -> bool:
    old = bounds[key]
    bounds[key] = (max(old[0], low), min(old[1], high))
    return bounds[key] != old


def _next_to_hide(counts: Counts, hidden: set[Key], exposed: Key) -> Key | None:
    """The cell that best protects an exposed one: from its own lines, else from lines that share a withheld cell.

    None where nothing that bears on it is left to withhold.
    """
    reached = {exposed}
    while True:
        lines = [line for line in counts.lines if reached.intersection(line.keys)]
        chosen = _candidate(counts, hidden, sorted(lines, key=lambda line: _withheld(line, hidden)))
        wider = reached.union(*(hidden.intersection(line.keys) for line in lines))
        if chosen is not None or wider == reached:
            return chosen
        reached = wider


def _candidate(counts: Counts, hidden: Set[Key], lines: list[Line]) -> Key | None:
    """The smallest shown non-zero part of the first line that has one; else a total; else a zero."""
    for line in lines:
        shown = [key for key in line.parts if key not in hidden and counts.cells[key] > 0]
        if shown:
            return min(shown, key=lambda key: counts.cells[key])
    for line in lines:
        if line.total not in hidden:
            return line.total
    return next((key for line in lines for key in line.parts if key not in hidden), None)


def _withheld(line: Line, hidden: Set[Key]) -> int:
    return sum(key in hidden for key in line.keys)


def _unknowns(line: Line, hidden: Set[Key]) -> dict[Key, Rational]:
    row: dict[Key, Rational] = {key: 1 for key in line.parts if key in hidden}
    if line.total in hidden:
        row[line.total] = -1
    return row


def _reduced_echelon(rows: list[dict[Key, Rational]]) -> list[dict[Key, Rational]]:
    """The reduced echelon form of sparse rows; each row's entries are key -> coefficient."""
    reduced: dict[Key, dict[Key, Rational]] = {}
    for row in rows:
        left = row
        for pivot, known in reduced.items():
            left = _without(left, pivot, known)
        if not left:
            continue
        pivot = min(left)
        new = _scaled(left, left[pivot])
        reduced = {key: _without(other, pivot, new) for key, other in reduced.items()}
        reduced[pivot] = new
    return list(reduced.values())


def _scaled(row: dict[Key, Rational], by: Rational) -> dict[Key, Rational]:
    """The row divided by one of its entries; entries are nearly always 1 or -1, and whole numbers are quick."""
    if abs(by) == 1:
        return {key: value * by for key, value in row.items()}
    return {key: Fraction(value) / by for key, value in row.items()}


def _without(row: dict[Key, Rational], pivot: Key, known: dict[Key, Rational]) -> dict[Key, Rational]:
    """The row with its entry at the pivot removed by subtracting the known row."""
    factor = row.get(pivot)
    if not factor:
        return row
    mixed = dict(row)
    for key, value in known.items():
        left = mixed.get(key, 0) - factor * value
        if left:
            mixed[key] = left
        else:
            del mixed[key]
    return mixed
