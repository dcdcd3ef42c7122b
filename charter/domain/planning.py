"""The way up: the smallest total of level raises that reaches a tier, and what bars it where none does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import Criterion, Edition, Theme, Tier
from charter.domain.errors import NoWayUpKnown
from charter.domain.planning_search import Climb, Part, Slot, fewest_more
from charter.domain.results import Levels, Raise, Scorecard, WayUp
from charter.domain.scoring import gain_per_level, score, share_of_possible
from charter.domain.tiers import level_asked, tier_named


@dataclass(frozen=True, slots=True)
class _Step:
    """A criterion, or one repetition of it, as it can be raised."""

    criterion: Criterion
    repetition: int | None
    level: int
    asked: int  # the level that the tier asks for
    highest: int  # the level that the cap allows; never below the present one
    room: int

    @property
    def is_capped(self) -> bool:
        return self.highest < self.criterion.top_level

    @property
    def is_barred(self) -> bool:
        return self.highest < self.asked


def way_up(
    edition: Edition,
    levels: Levels,
    tier_id: str,
    caps: Mapping[str, int] | None = None,
    room: Mapping[str, int] | None = None,
) -> WayUp:
    """Give the smallest total of level raises after which every rule of the tier about levels holds.

    Among the ways of that total, the one that makes as many of the most promising raises as it can. A raise is the
    more promising the more room the criterion's figures leave above the level that it starts from; then the larger
    the criterion's weight; then the earlier it stands in the edition. The raises come in that order. Criteria that are
    not applicable stay so. Eligibility is another matter. ``domain.planning_search`` shows why no total is smaller.

    Parameters
    ----------
    levels: a complete set, as ``score`` takes it.
    caps: criterion id -> the highest level that it may have now; a level above its cap stays.
    room: criterion id -> how many levels above the present one its figures leave open; absent = none.

    Returns
    -------
    The way. Where none is possible, ``blocked_by`` names the criteria whose caps bar it: those that cannot reach a
    level that is asked of them; without such, the capped ones of the themes that stay short; else all capped ones. It
    is empty where the tier is out of reach even without caps.

    Raises
    ------
    UnknownTier, InvalidLevels: as ``shortfalls`` and ``score``. NoWayUpKnown: a theme is rated an even number of times.
    """
    tier = tier_named(edition, tier_id)
    card = score(edition, levels)
    _refuse_even_repeats(edition)
    steps = tuple(_steps(edition, card, tier, caps or {}, room or {}))
    climb = _climb(edition, card, tier, steps)
    raised = [slot.fewest for slot in climb.slots]
    more = None if card.overall is None or any(step.is_barred for step in steps) else fewest_more(climb, raised)
    if more is None:
        return WayUp(tier.id, False, (), 0, _blocked_by(steps, climb))
    _choose(steps, climb, raised, more)
    raises = tuple(
        Raise(step.criterion.id, step.level, step.level + count, step.repetition)
        for place, count in _preferred(steps, raised)
        for step in (steps[place],)
    )
    return WayUp(tier.id, True, raises, sum(raised))


def _refuse_even_repeats(edition: Edition) -> None:
    for theme in edition.themes:
        if theme.repeats is not None and theme.repeats.count % 2 == 0:
            raise NoWayUpKnown(
                f"{theme.name} is rated {theme.repeats.count} times, and the middle of an even number can fall "
                f"between two marks. The way up is worked out for odd numbers only: have it rated once more."
            )


def _steps(
    edition: Edition, card: Scorecard, tier: Tier, caps: Mapping[str, int], room: Mapping[str, int]
) -> Iterator[_Step]:
    for criterion in edition.criteria:
        level = card.levels[criterion.id]
        if level is None:
            continue
        asked, cap = (
            level_asked(tier, criterion.id),
            min(caps.get(criterion.id, criterion.top_level), criterion.top_level),
        )
        turns = enumerate(level, start=1) if isinstance(level, tuple) else [(None, level)]
        for repetition, now in turns:
            yield _Step(criterion, repetition, now, asked, max(cap, now), room.get(criterion.id, 0))


def _climb(edition: Edition, card: Scorecard, tier: Tier, steps: tuple[_Step, ...]) -> Climb:
    """The steps as slots, and what themes and the whole need, on one scale of whole numbers."""
    gains = [gain_per_level(edition, step.criterion) for step in steps]
    possible = {theme.id: _possible(edition, theme, card) for theme in edition.themes}
    needs = {
        theme.id: _as_total(edition, tier.theme_minimums.get(theme.id), possible[theme.id]) for theme in edition.themes
    }
    need = _as_total(edition, tier.overall_minimum, sum(possible.values(), Fraction(0)))
    scale = math.lcm(*(exact.denominator for exact in (*gains, *needs.values(), need)))
    slots = tuple(
        Slot(int(gain * scale), max(0, step.asked - step.level), step.highest - step.level)
        for gain, step in zip(gains, steps, strict=True)
    )
    order = sorted((place for place, slot in enumerate(slots) if slot.gain), key=lambda place: -slots[place].gain)
    parts = tuple(_part(theme, steps, slots, order, int(needs[theme.id] * scale)) for theme in edition.themes)
    single = {theme.id for theme in edition.themes if theme.repeats is None}
    by_gain = tuple(place for place in order if steps[place].criterion.theme_id in single)
    return Climb(slots, parts, int(need * scale), by_gain)


def _part(theme: Theme, steps: tuple[_Step, ...], slots: tuple[Slot, ...], order: list[int], needed: int) -> Part:
    turns = range(1, theme.repeats.count + 1) if theme.repeats else (None,)
    mine = [place for place in order if steps[place].criterion.theme_id == theme.id]
    places = tuple(tuple(place for place in mine if steps[place].repetition == turn) for turn in turns)
    totals = tuple(sum(slots[place].gain * steps[place].level for place in turn) for turn in places)
    return Part(totals, places, needed)


def _possible(edition: Edition, theme: Theme, card: Scorecard) -> Fraction:
    criteria = [item for item in edition.criteria_of(theme.id) if card.levels[item.id] is not None]
    return sum((share_of_possible(edition, item) for item in criteria), Fraction(0))


def _as_total(edition: Edition, minimum: Fraction | None, possible: Fraction) -> Fraction:
    """The total of gains that a minimum comes to; nothing where nothing is applicable, for then it does not bind."""
    if minimum is None or not possible:
        return Fraction(0)
    return minimum * possible / 100 if edition.scoring.measure == "percent" else minimum


def _choose(steps: tuple[_Step, ...], climb: Climb, raised: list[int], more: int) -> None:
    """Make the remaining raises, the most promising first: each that still leaves the rest to the others.

    After a raise that belongs to some smallest way, one raise fewer is needed; after any other, as many as before.
    """
    unfit: set[int] = set()
    for place in _promising(steps, climb, raised):
        if not more:
            return
        if place in unfit:
            continue
        raised[place] += 1
        if fewest_more(climb, raised) == more - 1:
            more -= 1
        else:
            raised[place] -= 1
            unfit.add(place)


def _promising(steps: tuple[_Step, ...], climb: Climb, raised: list[int]) -> list[int]:
    """The place of every raise that could be made on top of those made, the most promising first."""
    units = [
        (*_rank(step, count), place)
        for place, (step, slot) in enumerate(zip(steps, climb.slots, strict=True))
        if slot.gain
        for count in range(raised[place], slot.most)
    ]
    return [place for *_, place in sorted(units)]


def _rank(step: _Step, count: int) -> tuple[int, Fraction]:
    """Smaller is more promising: the room that is left above a number of raises, then the weight."""
    return -max(0, step.room - count), -step.criterion.weight


def _preferred(steps: tuple[_Step, ...], raised: list[int]) -> list[tuple[int, int]]:
    """The places that are raised, and how far; the one with most room first."""
    found = [(place, count) for place, count in enumerate(raised) if count]
    return sorted(found, key=lambda item: (*_rank(steps[item[0]], 0), item[0]))


def _blocked_by(steps: tuple[_Step, ...], climb: Climb) -> tuple[str, ...]:
    barred = [step for step in steps if step.is_barred and step.is_capped]
    if barred or any(step.is_barred for step in steps):
        return _ids(barred)
    top = [slot.most for slot in climb.slots]
    short = [place for part in climb.parts if _is_short(climb, part, top) for turn in part.slots for place in turn]
    places = sorted(short) if short else range(len(steps))
    return _ids([steps[place] for place in places if steps[place].is_capped and climb.slots[place].gain])


def _is_short(climb: Climb, part: Part, raised: list[int]) -> bool:
    """True where a theme stays below what it needs even with every raise made."""
    totals = sorted(
        now + sum(climb.slots[place].gain * raised[place] for place in places)
        for now, places in zip(part.totals, part.slots, strict=True)
    )
    return totals[len(totals) // 2] < part.needed


def _ids(steps: list[_Step]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.criterion.id for step in steps))
