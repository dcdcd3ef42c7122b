"""What a panel's meeting looks at, in which order and why: must be discussed, small differences, agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.agreement import spread_of
from charter.domain.edition import Criterion, Edition, Tier
from charter.domain.errors import InvalidLevels, InvalidRatings
from charter.domain.meeting_rules import MeetingRules, meeting_rules
from charter.domain.meeting_words import (
    apart_text,
    applies_text,
    count_reason,
    line_text,
    middle_text,
    near_reason,
    outside_text,
    straddle_text,
)
from charter.domain.scoring import score
from charter.domain.tiers import tier_named

MUST_DISCUSS, DIFFERENCE, AGREED = "must_discuss", "difference", "agreed"
ORDER = (MUST_DISCUSS, DIFFERENCE, AGREED)
NO_TOTAL = "There is no total before every criterion has a level."


@dataclass(frozen=True, slots=True)
class Rated:
    """What the reviewers gave to one criterion, or to one repetition of it, before the meeting."""

    criterion_id: str
    levels: tuple[int | None, ...]  # m reviewers; None = not rated, or said not to apply
    level_range: tuple[int, int] | None = None  # what the figures indicate; None = nothing
    not_applicable_count: int = 0  # reviewers who say that it does not apply
    repetition: int | None = None  # from 1, where its theme is rated several times


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion on the meeting's page."""

    criterion_id: str
    repetition: int | None
    kind: str  # must_discuss, difference, agreed
    reasons: tuple[str, ...]  # sentences: why it stands where it stands
    levels: tuple[int | None, ...]  # m reviewers, as they gave them
    proposed: int | None  # for the chair to confirm; None where it must be discussed, or all say it does not apply
    proposed_text: str  # why this level; "" where none is proposed
    not_applicable_count: int = 0  # reviewers who say that it does not apply


@dataclass(frozen=True, slots=True)
class NearLine:
    """A tier whose line the total is near to."""

    tier_id: str
    distance: Fraction  # total less line, on the edition's measure; below 0 = the total falls short
    text: str  # a sentence


@dataclass(frozen=True, slots=True)
class Agenda:
    """The order of a meeting about one submission."""

    items: tuple[Item, ...]  # must discuss, then differences, then agreed; each in edition order
    total: Fraction | None  # of the middle levels, on the edition's measure; None before each criterion has a level
    total_why_not: str  # "" where there is a total
    near_lines: tuple[NearLine, ...]  # lowest tier first
    rules: MeetingRules


def meeting_agenda(
    edition: Edition, rated: Sequence[Rated], *, rules: MeetingRules | None = None, applied_for: str | None = None
) -> Agenda:
    """Give the order in which a panel looks at a submission's criteria, with the reasons.

    A criterion must be discussed where its ratings are as far apart as the edition says, one lies so far outside the
    range that the figures indicate, or they lie on both sides of a tier's mandatory minimum (not its floor); also where
    reviewers disagree whether it applies, or fewer than two rated it. Where the total of the middle levels is near to
    a tier's line, every difference must be discussed, since it can decide. Other differences get the median
    proposed; what is left is agreed.

    Parameters
    ----------
    edition: minimums, lines and measure; the one as it binds the institution (see ``first_rounds``).
    rated: the criteria, in any order; n × m levels from 0 to each criterion's top level, None = not rated.
    rules: the thresholds; None = the edition's own. A rule that is None there asks for nothing.
    applied_for: the tier that the institution applied for, so that higher tiers play no part; None = all tiers do.

    Returns
    -------
    An empty agenda for no criteria. ``total`` is None while a criterion is missing or has no level.

    Raises
    ------
    InvalidRatings: a criterion is unknown or comes twice, or a level is none of its levels.
    UnknownTier: the edition has no tier that was applied for.

    Source: the edition's panel rules; docs/method.md, the order of a meeting.
    """
    _check(edition, rated)
    rules = meeting_rules(edition) if rules is None else rules
    tiers = _tiers_up_to(edition, applied_for)
    total = _total(edition, rated)
    near = tuple(_near_lines(edition, tiers, total, rules))
    place = {criterion.id: number for number, criterion in enumerate(edition.criteria)}
    ordered = sorted(rated, key=lambda one: (place[one.criterion_id], one.repetition or 0))
    found = [_item(one, edition.criterion(one.criterion_id), tiers, near, rules) for one in ordered]
    return Agenda(
        items=tuple(sorted(found, key=lambda item: ORDER.index(item.kind))),
        total=total,
        total_why_not=NO_TOTAL if total is None else "",
        near_lines=near,
        rules=rules,
    )


def middle_level(levels: Sequence[int | None]) -> int | None:
    """Give the median level; the lower of two middle ones; None where nobody rated.

    No half marks are given, so one of the two must stand. The higher would be a level that half of the reviewers did
    not see met.

    Source: the median is the edition's rule; which of two middle levels is ours (docs/method.md, the order of a
    meeting).
    """
    given = sorted(level for level in levels if level is not None)
    return given[(len(given) - 1) // 2] if given else None


def _item(
    one: Rated, criterion: Criterion, tiers: Sequence[Tier], near: Sequence[NearLine], rules: MeetingRules
) -> Item:
    spread = spread_of(one.levels) or 0
    reasons = tuple(_reasons(one, criterion, tiers, rules))
    if spread and near and not reasons:
        reasons = (near_reason([tier.name for tier in tiers if tier.id in {line.tier_id for line in near}]),)
    kind = MUST_DISCUSS if reasons else DIFFERENCE if spread else AGREED
    proposed = None if kind == MUST_DISCUSS else middle_level(one.levels)
    return Item(
        criterion_id=one.criterion_id,
        repetition=one.repetition,
        kind=kind,
        reasons=reasons or (apart_text(one.levels) or count_reason(one.levels, one.not_applicable_count),),
        levels=one.levels,
        proposed=proposed,
        proposed_text="" if proposed is None or not spread else middle_text(one.levels, proposed),
        not_applicable_count=one.not_applicable_count,
    )


def _reasons(one: Rated, criterion: Criterion, tiers: Sequence[Tier], rules: MeetingRules) -> Iterator[str]:
    """Why a criterion must be discussed."""
    given = [level for level in one.levels if level is not None]
    spread = spread_of(one.levels) or 0
    if rules.range_from is not None and spread >= rules.range_from:
        yield apart_text(one.levels)
    if rules.outside_from is not None and one.level_range is not None:
        low, high = one.level_range
        outside = [level for level in given if max(low - level, level - high) >= rules.outside_from]
        if outside:
            yield outside_text(outside, one.level_range, rules.outside_from)
    if rules.straddles:
        asked = {tier.name: tier.criterion_minimums.get(criterion.id) for tier in tiers}
        divided = {name: level for name, level in asked.items() if level is not None and _straddles(given, level)}
        if divided:
            yield straddle_text(divided)
    if one.not_applicable_count and (given or not criterion.may_be_not_applicable):
        yield applies_text(one.not_applicable_count, len(given))
    if len(given) < 2 and not one.not_applicable_count:
        yield count_reason(one.levels, 0)


def _straddles(given: Sequence[int], minimum: int) -> bool:
    return bool(given) and min(given) < minimum <= max(given)


def _total(edition: Edition, rated: Sequence[Rated]) -> Fraction | None:
    """The total of the middle levels; None where they are no complete set of levels."""
    middles: dict[str, int | list[int | None] | None] = {}
    for one in sorted(rated, key=lambda item: item.repetition or 0):
        middle = middle_level(one.levels)
        if middle is None and not one.not_applicable_count:
            return None
        if one.repetition is None:
            middles[one.criterion_id] = middle
        else:
            turns = middles.setdefault(one.criterion_id, [])
            if isinstance(turns, list):
                turns.append(middle)
    try:
        return score(edition, _complete(edition, middles)).overall
    except InvalidLevels:
        return None


def _complete(
    edition: Edition, middles: Mapping[str, int | list[int | None] | None]
) -> dict[str, int | tuple[int, ...] | None]:
    """Levels as they are scored: a theme's repetitions as a tuple, None where none of them applies.

    Where a repeated theme was rated once, its level counts for each repetition.
    """
    counts = {theme.id: theme.repeats.count for theme in edition.themes if theme.repeats}
    levels: dict[str, int | tuple[int, ...] | None] = {}
    for criterion_id, middle in middles.items():
        count = counts.get(edition.criterion(criterion_id).theme_id)
        if isinstance(middle, list):
            levels[criterion_id] = tuple(level for level in middle if level is not None) or None
        else:
            levels[criterion_id] = middle if middle is None or count is None else (middle,) * count
    return levels


def _near_lines(
    edition: Edition, tiers: Sequence[Tier], total: Fraction | None, rules: MeetingRules
) -> Iterator[NearLine]:
    if total is None or rules.points_of_line is None:
        return
    for tier in tiers:
        line = tier.overall_minimum
        if line is not None and abs(total - line) <= rules.points_of_line:
            yield NearLine(tier.id, total - line, line_text(edition.scoring, tier.name, total, line))


def _tiers_up_to(edition: Edition, applied_for: str | None) -> tuple[Tier, ...]:
    if applied_for is None:
        return edition.tiers
    return edition.tiers[: edition.tiers.index(tier_named(edition, applied_for)) + 1]


def _check(edition: Edition, rated: Sequence[Rated]) -> None:
    tops = {criterion.id: criterion.top_level for criterion in edition.criteria}
    seen: set[tuple[str, int | None]] = set()
    for one in rated:
        if one.criterion_id not in tops or (one.criterion_id, one.repetition) in seen:
            raise InvalidRatings(
                "A criterion is none of the edition’s, or comes twice. Give each of its criteria once."
            )
        seen.add((one.criterion_id, one.repetition))
        top = tops[one.criterion_id]
        if not all(level is None or (type(level) is int and 0 <= level <= top) for level in one.levels):
            raise InvalidRatings(f"{one.criterion_id} has a rating that is no level. Give levels from 0 to {top}.")
