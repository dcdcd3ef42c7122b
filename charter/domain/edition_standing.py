"""Which edition of a charter is in force on a day, and how each of them stands beside the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charter.domain.edition import Edition
from charter.domain.metric_figures import months_after
from charter.domain.wording import date_text

ANNOUNCED, IN_FORCE, OVERLAPPING, CLOSED = "announced", "in_force", "overlapping", "closed"
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an edition stands on a day."""

    kind: str  # announced, in_force, overlapping, closed
    text: str  # the same as a sentence
    label: str  # the same in one or two words


def in_force_from(edition: Edition) -> dt.date | None:
    """Give the first day on which an edition is in force; None where it names none: from its publication on."""
    said = edition.facts.get("in_force_from")
    return None if said is None else dt.date.fromisoformat(str(said))


def standings_on(editions: Sequence[Edition], overlaps: Mapping[str, int], today: dt.date) -> dict[str, Standing]:
    """Give, by reference, how each public edition of one charter stands.

    Parameters
    ----------
    editions: oldest first.
    overlaps: reference of a newer edition -> for how many months the one before it stays open beside it.

    """
    found = {}
    for place, edition in enumerate(editions):
        newer = [item for item in editions[place + 1 :] if is_in_force(item, today)]
        found[edition.reference] = _standing(edition, newer[0] if newer else None, overlaps, today)
    return found


def is_in_force(edition: Edition, today: dt.date) -> bool:
    """Whether an edition is in force on a day: one that names no day is from its publication on."""
    begins = in_force_from(edition)
    return begins is None or begins <= today


def _standing(edition: Edition, newer: Edition | None, overlaps: Mapping[str, int], today: dt.date) -> Standing:
    begins = in_force_from(edition)
    if begins is not None and begins > today:
        return Standing(ANNOUNCED, f"It is announced, and in force from {date_text(begins)}.", "Announced")
    if newer is None:
        since = f" since {date_text(begins)}" if begins else ""
        return Standing(IN_FORCE, f"It is in force{since}.", "In force")
    started = in_force_from(newer)
    until = months_after(started, overlaps.get(newer.reference, 0)) - _A_DAY if started else None
    if until is not None and today <= until:
        text = (
            f"Edition {newer.version} is in force. Whoever opened a window with this one keeps it; both are open side "
            f"by side until {date_text(until)}."
        )
        return Standing(OVERLAPPING, text, "Open beside the new one")
    text = f"Edition {newer.version} is in force. Awards that were given under this one stay valid and name it."
    return Standing(CLOSED, text, "No longer open")
