"""A new criterion in its edition’s first round: its level counts, its minimums and floors may not bind yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from charter.domain.edition import Edition, Tier

SECOND_ROUND = "second_round"  # what mandatory_from and floors_from say


def as_due(edition: Edition, submit_by: dt.date | None) -> Edition:
    """Give the edition as it binds a submission that is due on a day.

    The first round is that of submissions due on or before the edition's ``first_round_until``. In it, the minimums of
    criteria with ``mandatory_from: second_round`` ask for nothing, and no floor binds those with ``floors_from:
    second_round``. Levels count towards scores all the same. Where no day is known, or the edition names none, every
    rule binds.
    """
    until = edition.facts.get("first_round_until")
    if until is None or submit_by is None or submit_by > dt.date.fromisoformat(str(until)):
        return edition
    return in_first_round(edition)


def in_first_round(edition: Edition) -> Edition:
    """Give the edition as it binds in its first round; the edition itself where no criterion waits for the second."""
    without_minimum = {item.id for item in edition.criteria if item.minimums_from == SECOND_ROUND}
    without_floor = frozenset(item.id for item in edition.criteria if item.floors_from == SECOND_ROUND)
    if not without_minimum and not without_floor:
        return edition
    tiers = tuple(_waived(tier, without_minimum, without_floor) for tier in edition.tiers)
    return replace(edition, tiers=tiers)


def _waived(tier: Tier, without_minimum: set[str], without_floor: frozenset[str]) -> Tier:
    minimums = {key: level for key, level in tier.criterion_minimums.items() if key not in without_minimum}
    return replace(tier, criterion_minimums=minimums, floor_waived=without_floor)
