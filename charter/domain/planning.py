"""The smallest total of level raises that reaches a tier.

Why the search is short. A raise by one level costs one, and what it adds to its theme and to the whole is always the
same for a criterion. So, within a theme, the dearest criteria first give the most for any number of raises, to the
theme and to the whole alike; and gains only fall from one raise to the next. A sum of such falling gains is made
largest by taking the largest next gain each time. Hence: first the raises that minimums and the floor force; then, in
each theme that is still short, its largest gains; then, for the whole, the largest gains left anywhere. The tests hold
this equal to trying everything.

Where several ways are equally short, one that uses the criteria with most room is chosen: each of them in turn keeps
as many raises as it has room for, while the rest can still be done within the smallest total.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Edition
from charter.domain.errors import InvalidLevels
from charter.domain.results import Levels, Raise, WayUp
from charter.domain.scoring import gain_per_level, score
from charter.domain.tiers import level_asked


@dataclass(frozen=True, slots=True)
class _Problem:
    """The tier's rules as whole numbers over the applicable criteria, by position."""

    ids: tuple[str, ...]
    levels: tuple[int, ...]
    highest: tuple[int, ...]
    gains: tuple[int, ...]  # what one level adds, on a common scale
    groups: tuple[tuple[tuple[int, ...], int], ...]  # (positions, sum needed); the last group is the whole
    order: tuple[int, ...]  # positions, largest gain first


def way_up(
    edition: Edition,
    levels: Levels,
    tier_id: str,
    caps: Mapping[str, int] | None = None,
    room: Mapping[str, int] | None = None,
) -> WayUp:
    """Give the smallest total of level raises after which the tier's rules about levels hold.

    Parameters
    ----------
    levels: complete, as ``score`` takes them; what is not applicable stays so.
    caps: criterion id -> the highest level that it may have now; a cap under the present level leaves it there.
    room: criterion id -> levels that its figures leave open above the present one; used among equally short ways.

    Raises
    ------
    InvalidLevels: as ``score``, and where a theme is rated repeatedly: the way up is then not one number a criterion.
    """
    score(edition, levels)  # refuses what is no complete set of levels
    problem = _problem(edition, levels, tier_id, caps or {})
    tier = edition.tier(tier_id)
    start = [max(level, level_asked(tier, item)) for item, level in zip(problem.ids, problem.levels, strict=True)]
    best = _smallest(problem, start)
    if best is None:
        return WayUp(tier_id, False, (), 0, _blocked_by(edition, problem, start))
    chosen = _with_room(problem, start, sum(best), room or {})
    raises = tuple(
        Raise(item, level, new)
        for item, level, new in zip(problem.ids, problem.levels, chosen, strict=True)
        if new > level
    )
    first = {item: -(room or {}).get(item, 0) for item in problem.ids}
    ordered = tuple(sorted(raises, key=lambda step: first[step.criterion_id]))
    return WayUp(tier_id, True, ordered, sum(step.to_level - step.from_level for step in raises))


def _problem(edition: Edition, levels: Levels, tier_id: str, caps: Mapping[str, int]) -> _Problem:
    criteria = [item for item in edition.criteria if levels[item.id] is not None]
    present = tuple(_single(levels[item.id]) for item in criteria)
    exact = [gain_per_level(edition, item) for item in criteria]
    scale = math.lcm(*(gain.denominator for gain in exact)) if exact else 1
    gains = tuple(int(gain * scale) for gain in exact)
    highest = tuple(
        max(level, min(item.top_level, caps.get(item.id, item.top_level)))
        for item, level in zip(criteria, present, strict=True)
    )
    tops = [item.top_level for item in criteria]
    tier = edition.tier(tier_id)
    groups = [
        (positions, _needed(edition, asked, positions, gains, tops, scale))
        for theme_id, asked in tier.theme_minimums.items()
        if (positions := tuple(index for index, item in enumerate(criteria) if item.theme_id == theme_id))
    ]
    whole = tuple(range(len(criteria)))
    groups.append((whole, _needed(edition, tier.overall_minimum, whole, gains, tops, scale)))
    order = tuple(sorted(whole, key=lambda index: -gains[index]))
    return _Problem(tuple(item.id for item in criteria), present, highest, gains, tuple(groups), order)


def _single(level: object) -> int:
    if not isinstance(level, int):
        raise InvalidLevels("A way up cannot be planned for a theme that is rated more than once.")
    return level


def _needed(
    edition: Edition, asked: Fraction | None, positions: tuple[int, ...], gains: tuple[int, ...], tops: list[int], scale: int
) -> int:  # fmt: skip
    """The whole number that the sum of gain × level must reach in a group."""
    if asked is None:
        return 0
    if edition.scoring.measure == "percent":
        return math.ceil(asked * sum(gains[index] * tops[index] for index in positions) / 100)
    return math.ceil(asked * scale)


def _smallest(problem: _Problem, start: list[int]) -> list[int] | None:
    """The levels of a shortest way from ``start``; None where there is none."""
    if any(level > highest for level, highest in zip(start, problem.highest, strict=True)):
        return None
    now = list(start)
    for positions, needed in problem.groups:
        if not _lift(problem, now, positions, needed):
            return None
    return now


def _lift(problem: _Problem, now: list[int], positions: tuple[int, ...], needed: int) -> bool:
    """Raise the group's largest gains until its sum is reached; False where it cannot be."""
    gains, highest = problem.gains, problem.highest
    lacking = needed - sum(gains[index] * now[index] for index in positions)
    members = set(positions)
    for index in problem.order:
        if lacking <= 0:
            return True
        if index in members and gains[index] > 0:
            steps = min(highest[index] - now[index], -(-lacking // gains[index]))
            now[index] += steps
            lacking -= steps * gains[index]
    return lacking <= 0


def _with_room(problem: _Problem, start: list[int], total: int, room: Mapping[str, int]) -> list[int]:
    """A shortest way that raises the criteria with most room first; ``total`` is the smallest sum of levels."""
    now = list(start)
    roomy = [index for index in problem.order if room.get(problem.ids[index], 0) > 0]
    for index in sorted(roomy, key=lambda item: -room[problem.ids[item]]):
        while now[index] < problem.levels[index] + room[problem.ids[index]]:
            now[index] += 1
            way = _smallest(problem, now)
            if way is None or sum(way) > total:
                now[index] -= 1
                break
    way = _smallest(problem, now)
    return start if way is None else way


def _blocked_by(edition: Edition, problem: _Problem, start: list[int]) -> tuple[str, ...]:
    """The criteria whose caps bar the tier: those held under a minimum; else those that hold a theme or the whole back."""
    tops = [edition.criterion(item).top_level for item in problem.ids]
    rows = list(enumerate(problem.ids))
    held = [item for index, item in rows if start[index] > problem.highest[index]]
    if held:
        return tuple(held)
    short: set[int] = set()
    for positions, needed in problem.groups:
        if sum(problem.gains[index] * problem.highest[index] for index in positions) < needed:
            short.update(positions)
            break
    return tuple(item for index, item in rows if index in short and problem.highest[index] < tops[index])
