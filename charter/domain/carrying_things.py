"""The things that an assessment holds, one by one: each has one fate when it moves to another edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from charter.domain.carrying_routes import (
    ACTIONS,
    APPLIED_FOR,
    COMMENTS,
    DUE_DATES,
    FILES,
    HELD_AWARDS,
    INPUTS,
    NOT_APPLICABLE_TABLES,
    OFFERS,
    OWNERS,
    PREVIOUS_ACTIONS,
    TABLES,
)
from charter.domain.holdings import OWNER_KEY, Holdings

Json = Any
ANSWER, LEVEL, TABLE, INPUT, NAMED_FILE, EVIDENCE = "answer", "level", "table", "input", "named_file", "evidence"
OFFER, COMMENT, OWNER, DUE_DATE, ACTION, OTHER = "offer", "comment", "owner", "due_date", "action", "other"
KINDS = (LEVEL, ANSWER, TABLE, INPUT, NAMED_FILE, EVIDENCE, OFFER, COMMENT, OWNER, DUE_DATE, ACTION, OTHER)
# Fields that are lists of codes, each of which goes its own way.
_LISTED = {"/tables_not_applicable": NOT_APPLICABLE_TABLES, "/held_awards": HELD_AWARDS}
_HEADS = {
    TABLES: TABLE,
    INPUTS: INPUT,
    COMMENTS: COMMENT,
    OWNERS: OWNER,
    DUE_DATES: DUE_DATE,
    OFFERS: OFFER,
    ACTIONS: ACTION,
    PREVIOUS_ACTIONS: ACTION,
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing held: where it stands, by which place its way is known, and what is told of it beyond that place.

    ``place`` and ``suffix`` together are where it stands; ``value`` is what goes to its target and suffix.
    """

    place: str
    suffix: str
    value: Json
    key: str = ""  # of a comment: its id

    @property
    def stands(self) -> str:
        """Where it stands, in full."""
        return f"{self.place}{self.suffix}"

    @property
    def kind(self) -> str:
        """What it is, as ``ItemFate.kind``."""
        return kind_of(self.place)


def kind_of(place: str) -> str:
    """Give the kind of what stands at a place, one of ``KINDS``."""
    if place.startswith("/criteria/"):
        if FILES in place:
            return NAMED_FILE
        return LEVEL if place.endswith("/level") else ANSWER
    return next((kind for head, kind in _HEADS.items() if place.startswith(head)), OTHER)


def things_of(holdings: Holdings) -> Iterator[Thing]:
    """Give everything held, each once; files of evidence are named by these, and stand for themselves."""
    for field, value in holdings.fields.items():
        yield from _field(field, value)
    for comment_id, (criterion_id, question_id) in holdings.comments.items():
        place = f"{COMMENTS}{criterion_id}" + (f"/{question_id}" if question_id else "")
        yield Thing(place, "", comment_id, comment_id)
    for criterion_id, keys in holdings.assignments.items():
        for key, value in keys.items():
            yield Thing(f"{OWNERS if key == OWNER_KEY else DUE_DATES}{criterion_id}", f"/{key}", value)
    for criterion_id, names in holdings.offers.items():
        yield Thing(f"{OFFERS}{criterion_id}", "", list(names))


def _field(field: str, value: Json) -> Iterator[Thing]:
    head, _, last = field.rpartition("/")
    if field.startswith(TABLES):
        yield Thing(head, f"/{last}", value)
    elif field.startswith((ACTIONS, PREVIOUS_ACTIONS)):
        yield Thing(f"{head}/", last, value)
    elif f"{field}/" == APPLIED_FOR:
        yield Thing(f"{APPLIED_FOR}{value}", "", value)
    elif field in _LISTED and value:
        for one in value:
            yield Thing(f"{_LISTED[field]}{_code(one)}", "", one)
    else:
        yield Thing(field, "", value)


def _code(entry: Json) -> str:
    """The code of an entry of a list: itself, or of an award its tier."""
    return str(entry.get("tier") if isinstance(entry, dict) else entry)
