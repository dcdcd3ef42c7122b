"""What was archived when an assessment moved, or when a year began: to be read, in the words of its own edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from charter.domain.carrying_routes import TABLES
from charter.domain.carrying_things import COMMENT, DUE_DATE, NAMED_FILE, OFFER, OWNER, TABLE
from charter.domain.edition import Edition
from charter.domain.errors import DomainError
from charter.domain.holdings import ARCHIVE, Archived, holdings_from
from charter.domain.wording import date_text
from charter.services.deeds import Deed
from charter.services.dry_run_words import place_text
from charter.services.import_changes import Change
from charter.services.import_words import label, value_words
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.comments import CommentRow
from charter.store.crosswalks import load_crosswalk
from charter.store.edition_moves import newest_move
from charter.store.editions import load_edition

Json = Any


@dataclass(frozen=True, slots=True)
class ArchivedAnswer:
    """One thing as it stood."""

    version: str  # of the edition that it belongs to
    criterion_title: str  # "" = it belongs to none
    title: str
    lines: tuple[str, ...]
    why: str  # why it was archived; "" = no change says so


def archived_answers(
    deed: Deed, workspace: Workspace, criterion_id: str | None = None, *, beside: bool = True
) -> tuple[ArchivedAnswer, ...]:
    """Give what was archived of an assessment that the person may see: three statements.

    By edition, then by criterion. ``criterion_id`` keeps what belongs to that criterion alone, and ``beside`` False
    leaves out what stood beside its answers, comments and owners: one statement.
    """
    newest = newest_move(deed.session, workspace.assessment_id)
    if newest is None or ARCHIVE not in newest.beside:
        return ()
    entries = holdings_from({"edition_reference": "", **newest.beside}).archive
    if criterion_id is not None:
        entries = tuple(one for one in entries if _criterion_of(one) == criterion_id)
    if not beside:
        entries = tuple(one for one in entries if one.kind not in (COMMENT, OWNER, DUE_DATE))
    comments = _comments(deed, entries)
    names = _names(deed, entries)
    return tuple(_told(one, comments, names) for one in sorted(entries, key=_in_order))


def _in_order(entry: Archived) -> tuple[Any, ...]:
    edition = load_edition(entry.edition_reference)
    order = {item.id: place for place, item in enumerate(edition.criteria)}
    return (edition.reference, order.get(_criterion_of(entry), len(order)), entry.place)


def _criterion_of(entry: Archived) -> str:
    parts = entry.place.split("/")
    stands = parts[1] in ("criteria", "comments", "owners", "due_dates", "offers")
    return parts[2] if stands and len(parts) > 2 else ""


def _told(entry: Archived, comments: Mapping[str, str], names: Mapping[str, str]) -> ArchivedAnswer:
    edition = load_edition(entry.edition_reference)
    criterion_id = _criterion_of(entry)
    title = next((f"{item.id} {item.title}" for item in edition.criteria if item.id == criterion_id), "")
    return ArchivedAnswer(
        version=edition.version,
        criterion_title=title,
        title=place_text(edition, entry.place),
        lines=tuple(_lines(edition, entry, comments, names)),
        why=_why(entry),
    )


def _why(entry: Archived) -> str:
    """Why the change was made that archived it: a crosswalk from its edition says so."""
    if entry.change_id is None:
        return ""
    charter_id = entry.edition_reference.partition("/")[0]
    for reference in _followers(charter_id, entry.edition_reference):
        crosswalk = load_crosswalk(reference)
        for change in crosswalk.changes if crosswalk is not None else ():
            if change.id == entry.change_id:
                return change.why
    return ""


def _followers(charter_id: str, reference: str) -> Iterator[str]:
    from charter.store.editions import list_editions  # noqa: PLC0415 - which editions there are may change

    for other in list_editions():
        if other.startswith(f"{charter_id}/"):
            crosswalk = load_crosswalk(other)
            if crosswalk is not None and crosswalk.old == reference:
                yield other


def _lines(edition: Edition, entry: Archived, comments: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    value = entry.value
    if entry.kind == COMMENT:
        yield comments.get(str(value), "The comment was removed.")
    elif entry.kind == OWNER:
        yield names.get(str(value)) or "Somebody who was forgotten"
    elif entry.kind in (NAMED_FILE, OFFER, DUE_DATE):
        yield str(value)
    elif entry.kind == TABLE:
        yield from _table_lines(edition, entry)
    else:
        yield _words(edition, entry.place, value)


def _words(edition: Edition, place: str, value: Json) -> str:
    """A value in words; as it is where the edition that it is read with does not know it."""
    try:
        return value_words(edition, Change(place, place, (), None, None), value)
    except (LookupError, StopIteration, DomainError):
        return str(value)


def _table_lines(edition: Edition, entry: Archived) -> Iterator[str]:
    """Each cell with its row and column; of a list of records each record with what it says."""
    for steps, value in _leaves(entry.value, ()):
        if isinstance(value, Mapping):
            said = ", ".join(f"{key.replace('_', ' ')}: {_plain(one)}" for key, one in value.items() if key != "name")
            yield f"{value.get('name') or 'Without a name'}: {said}"
            continue
        field = f"{TABLES}{entry.place.split('/')[2]}/{entry.place.rpartition('/')[2]}"
        try:
            name = label(edition, Change(field, field, steps, None, value), {})
        except (LookupError, StopIteration, DomainError):
            name = ", ".join(str(step) for step in steps)
        yield f"{name}: {_plain(value)}"


def _leaves(value: Json, steps: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    if isinstance(value, list):
        yield from (((*steps, number), one) for number, one in enumerate(value))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*steps, key))
    elif value is not None:
        yield steps, value


def _plain(value: Json) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _comments(deed: Deed, entries: Iterable[Archived]) -> dict[str, str]:
    ids = {str(one.value) for one in entries if one.kind == COMMENT}
    if not ids:
        return {}
    found = deed.session.execute(
        select(CommentRow.id, CommentRow.text, PersonRow.name, CommentRow.written_at)
        .join(PersonRow, PersonRow.id == CommentRow.person_id)
        .where(CommentRow.id.in_(ids))
    )
    told = {}
    for comment_id, text, name, written_at in found:
        who = f"{name or 'somebody who was forgotten'}, {date_text(written_at.date())}"
        told[comment_id] = f"{text or 'The text was taken out.'} ({who})"
    return told


def _names(deed: Deed, entries: Iterable[Archived]) -> dict[str, str]:
    ids = {str(one.value) for one in entries if one.kind == OWNER}
    if not ids:
        return {}
    found = deed.session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids)))
    return dict(found.all())
