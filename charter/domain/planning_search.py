"""The fewest level raises that meet the minimums of themes and the whole, in whole numbers; exact, without search.

A *slot* is what can be raised a level at a time: a criterion, or one repetition of it. Every raise of a slot costs one
and adds the same gain to its theme's total, so:

- With k raises in a theme that is rated once, the most that can be added is the sum of its k largest gains. This
  grows more slowly the larger k is (it is concave), and the fewest raises for the theme's minimum are found by taking
  the largest gains first.
- Over such themes, each starting from its own fewest, the most that K raises can add is the sum of the K largest gains
  that are left: adding the next largest is best for a sum of concave functions. So the fewest for the overall minimum
  are found by taking the largest gains left, wherever they are.
- A theme that is rated an odd number of times counts by its median total. The median is x or more exactly where the
  middle repetition and half of the others are, so the fewest raises for x are those of the cheapest such half. This is
  not concave; these themes are tried at every number of raises, against the best of all others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

OUT_OF_REACH = -1  # below every total: what a number of raises gives that cannot meet a theme's minimum


@dataclass(frozen=True, slots=True)
class Slot:
    """What can be raised: what a level adds to its theme's total, the fewest raises it needs, the most it can have."""

    gain: int
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Part:
    """A theme: its totals now and the places of its slots, both for each repetition; the total that it needs."""

    totals: tuple[int, ...]
    slots: tuple[tuple[int, ...], ...]  # largest gain first; slots without gain are left out
    needed: int


@dataclass(frozen=True, slots=True)
class Climb:
    """Totals to be reached by raising slots, all on one scale of whole numbers."""

    slots: tuple[Slot, ...]
    parts: tuple[Part, ...]
    needed: int
    by_gain: tuple[int, ...]  # places of the slots of themes rated once, largest gain first


def fewest_more(climb: Climb, raised: Sequence[int]) -> int | None:
    """Give how many more raises are needed when some are made already; None where no number of raises is enough."""
    free = [slot.most - done for slot, done in zip(climb.slots, raised, strict=True)]
    total = spent = 0
    curve = [0]
    for part in climb.parts:
        totals = [
            now + sum(climb.slots[place].gain * raised[place] for place in places)
            for now, places in zip(part.totals, part.slots, strict=True)
        ]
        if len(totals) > 1:
            curve = _together(curve, _median_curve(climb, part, totals, free))
            continue
        reached, cost = _climb_part(climb, part, totals[0], free)
        if reached < part.needed:
            return None
        total += reached
        spent += cost
    left = [climb.slots[place].gain for place in climb.by_gain for _ in range(free[place])]
    most = list(accumulate(left, initial=total))
    found = [
        cost + bisect_left(most, climb.needed - height)
        for cost, height in enumerate(curve)
        if height != OUT_OF_REACH and most[-1] + height >= climb.needed
    ]
    return spent + min(found) if found else None


def _climb_part(climb: Climb, part: Part, total: int, free: list[int]) -> tuple[int, int]:
    """The total and the cost after taking the largest gains until the theme has what it needs; takes from ``free``."""
    spent = 0
    for place in part.slots[0]:
        if total >= part.needed:
            break
        gain = climb.slots[place].gain
        count = min(free[place], -((total - part.needed) // gain))
        free[place] -= count
        total += gain * count
        spent += count
    return total, spent


def _median_curve(climb: Climb, part: Part, totals: list[int], free: list[int]) -> list[int]:
    """The best median with 0, 1, 2 … raises in a repeated theme; OUT_OF_REACH where below what it needs."""
    ladders = [
        list(accumulate((climb.slots[place].gain for place in places for _ in range(free[place])), initial=total))
        for total, places in zip(totals, part.slots, strict=True)
    ]
    half = len(totals) // 2 + 1
    best: dict[int, int] = {}
    for height in {step for ladder in ladders for step in ladder}:
        costs = sorted(bisect_left(ladder, height) for ladder in ladders if ladder[-1] >= height)
        if len(costs) >= half and height >= part.needed:
            cost = sum(costs[:half])
            best[cost] = max(best.get(cost, OUT_OF_REACH), height)
    longest = max(best, default=0)
    return list(accumulate((best.get(cost, OUT_OF_REACH) for cost in range(longest + 1)), max))


def _together(one: list[int], other: list[int]) -> list[int]:
    """The best sum of two themes for every number of raises over both."""
    both = [OUT_OF_REACH] * (len(one) + len(other) - 1)
    for cost, height in enumerate(one):
        for more, further in enumerate(other):
            if OUT_OF_REACH not in (height, further):
                both[cost + more] = max(both[cost + more], height + further)
    return both
