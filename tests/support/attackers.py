"""Somebody who reads a published table and tries to work out what it withholds. Shares no code with the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Cell = tuple[str, str]
PRIME = 2**31 - 1
Sum = tuple[Cell, tuple[Cell, ...]]  # (total, parts)


def recovered_by_algebra(hidden: Sequence[Cell], sums: Sequence[Sum]) -> list[Cell]:
    """Give the hidden cells that the sums fix when every shown figure is taken as exact.

    A cell is fixed when the equation that names it alone is a combination of the equations of the sums.
    """
    columns = {cell: index for index, cell in enumerate(hidden)}
    kept = _echelon([_equation(total, parts, columns) for total, parts in sums])
    return [cell for cell in hidden if not any(_reduced([int(other == cell) for other in hidden], kept))]


def recovered_by_bounds(
    shown: Mapping[Cell, int], hidden: Mapping[Cell, tuple[int, int]], sums: Sequence[Sum], base: int, threshold: int
) -> list[Cell]:
    """Give the hidden cells for which rounding and the rules leave a single count.

    ``hidden``: cell -> the widest range that the reader knows of it beforehand.
    """
    ranges = {cell: _rounded_range(count, base, threshold) for cell, count in shown.items()} | dict(hidden)
    for _ in range(60):
        for total, parts in sums:
            low, high = (sum(ranges[cell][end] for cell in parts) for end in (0, 1))
            ranges[total] = (max(ranges[total][0], low), min(ranges[total][1], high))
            for cell in parts:
                rest_low, rest_high = low - ranges[cell][0], high - ranges[cell][1]
                ranges[cell] = (
                    max(ranges[cell][0], ranges[total][0] - rest_high),
                    min(ranges[cell][1], ranges[total][1] - rest_low),
                )
                low, high = (sum(ranges[part][end] for part in parts) for end in (0, 1))
    return [cell for cell, before in hidden.items() if before[0] < before[1] and ranges[cell][0] == ranges[cell][1]]


def _rounded_range(shown: int, base: int, threshold: int) -> tuple[int, int]:
    if shown == 0:
        return (0, 0)
    return (max(threshold, shown - base // 2), shown + base // 2)


def _equation(total: Cell, parts: Sequence[Cell], columns: Mapping[Cell, int]) -> list[int]:
    row = [0] * len(columns)
    for cell in parts:
        if cell in columns:
            row[columns[cell]] += 1
    if total in columns:
        row[columns[total]] -= 1
    return row


def _echelon(rows: Sequence[list[int]]) -> list[tuple[int, list[int]]]:
    """Give (leading column, row) of independent rows, counted modulo a large prime."""
    kept: list[tuple[int, list[int]]] = []
    for row in rows:
        left = _reduced(row, kept)
        lead = next((column for column, value in enumerate(left) if value), None)
        if lead is not None:
            kept.append((lead, left))
    return kept


def _reduced(row: Sequence[int], kept: Sequence[tuple[int, list[int]]]) -> list[int]:
    left = list(row)
    for lead, known in kept:
        if left[lead]:
            factor = left[lead] * pow(known[lead], -1, PRIME) % PRIME
            left = [(value - factor * other) % PRIME for value, other in zip(left, known, strict=True)]
    return left
