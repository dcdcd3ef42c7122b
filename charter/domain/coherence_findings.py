"""What a check of an edition's meaning finds: a sentence, and the keys of the edition's files that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an edition, and what to do about it.

    ``keys`` begin with the part of the edition: ``("criteria", 3, "weight")`` is the weight of the fourth criterion,
    ``("tiers", "silver", "floor")``, ``("edition", "weights_sum")``; numbers count the edition's order from 0.
    """

    keys: Keys
    message: str


def repeated(ids: Sequence[str], start: Keys, what: str) -> Iterator[Finding]:
    """Give a finding for every id that stands a second time; ``start`` are the keys of the list."""
    seen: set[str] = set()
    for place, own in enumerate(ids):
        if own in seen:
            yield Finding((*start, place, "id"), f"There is another {what} “{own}”. Give each an id of its own.")
        seen.add(own)


def unknown(wanted: str, known: Iterable[str], keys: Keys, what: str) -> Iterator[Finding]:
    """Give a finding where an id is not among the known ones."""
    listed = list(dict.fromkeys(known))
    if wanted not in listed:
        shown = f"Write one of {', '.join(listed)}." if 0 < len(listed) <= 8 else "Correct it, or add it."
        yield Finding(keys, f"There is no {what} “{wanted}”. {shown}")
