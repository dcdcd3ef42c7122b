"""A draft as a workbook: taken out, filled in, brought back as one version after a look at what it would change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from charter.domain.errors import (
    DomainError,
    Fault,
    InvalidAnswers,
    InvalidDraft,
    StaleDraft,
    UnknownDraft,
    UnknownImport,
)
from charter.domain.permissions import Action
from charter.domain.wording import date_text
from charter.services.deeds import Deed
from charter.services.draft_entries import DAY, Part
from charter.services.draft_workbook_sheets import PARTS, VALUE, draft_sheets
from charter.services.edition_drafts import Draft, begin_change, files_of_version, find_draft, save_files
from charter.services.visits import NAME_LENGTH, Upload
from charter.store import visits as store
from charter.store.draft_files import DraftFiles
from charter.store.draft_working import settled
from charter.store.edition_bundles import Files
from charter.store.workbooks.draft_sheets import (
    DraftLine,
    DraftReading,
    DraftSheet,
    DraftStamp,
    read_sheets,
    read_stamp,
    write_sheets,
)

LIFETIME = dt.timedelta(days=1)
TOLD = "draft.json"
_INTRO = (
    "What is framed can be written in; the rest stays. Nothing is saved before you have seen what would change.",
    "Criteria and questions are added, retired and split by the forms, because that decides what becomes of answers.",
    "Weights of themes and the budget of words follow from the criteria.",
    "Where somebody changed the draft meanwhile, you are told, and nothing of theirs is overwritten.",
)


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs from the draft as it is now."""

    name: str  # part, about and field, with slashes between them
    about: str  # what it belongs to, as people read it
    label: str
    old_text: str
    new_text: str
    cell: str
    is_later: bool  # somebody saved the same field since the workbook was downloaded


@dataclass(frozen=True, slots=True)
class DraftPreview:
    """What a waiting workbook would change."""

    upload_id: str
    file_name: str
    expires_at: dt.datetime
    stamp: int  # the version that it was downloaded from
    number: int  # the newest version now
    changes: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is kept of a waiting workbook."""

    stamp: int
    values: dict[str, str]  # the cells that were changed since it was downloaded
    places: dict[str, str]


def draft_workbook(deed: Deed, draft_id: str) -> tuple[str, bytes]:
    """Give a draft as a workbook, with its reference, to whoever may see it. Raises UnknownDraft, NotAllowed."""
    draft = find_draft(deed, draft_id)
    title = f"{draft.works.new.title}: draft of edition {draft.works.new.version}"
    stamp = DraftStamp(draft_id, draft.number)
    intro = (*_INTRO, f"Downloaded from version {draft.number} of the draft.")
    return draft.reference, write_sheets(title, intro, draft_sheets(draft.files), stamp)


def open_upload(deed: Deed, draft_id: str, upload: Upload) -> str:
    """Read a workbook and keep what it says for a day, for this person; give the id under which it waits.

    The awarding body's administrator may, while the draft is live. Nothing is saved yet. Raises UnknownDraft,
    NotAllowed, WrongState; UnreadableWorkbook; InvalidAnswers with every fault at its sheet and cell. Commits.
    """
    _, draft = begin_change(deed, draft_id)
    stamp = _sound_stamp(upload, draft)
    before = files_of_version(deed, draft_id, stamp.version)
    if before is None:
        raise InvalidAnswers((Fault(upload.name[:NAME_LENGTH], "The draft has no such version. Download it anew."),))
    reading = read_sheets(upload.content, draft_sheets(before))
    changed = _changed(before, reading)
    faults = [*reading.faults, *_part_faults(draft, before, changed, reading)]
    if faults:
        raise InvalidAnswers(tuple(faults))
    store.delete_expired(deed.session, deed.now)
    said = {"stamp": stamp.version, "values": changed, "places": reading.places}
    row = store.VisitRow(
        id=secrets.token_urlsafe(32),
        holder=_holder(deed, draft_id),
        upload_digest=hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
        edition_reference=draft.reference,
        file_name=upload.name[:NAME_LENGTH],
        fault_count=0,
        opened_at=deed.now,
        expires_at=deed.now + LIFETIME,
    )
    upload_id = row.id
    deed.session.add(row)
    deed.session.flush()
    content = json.dumps(said, ensure_ascii=False).encode()
    deed.session.add(
        store.VisitFileRow(visit_id=upload_id, name=TOLD, state="done", asked_at=deed.now, content=content)
    )
    deed.session.commit()
    return upload_id


def preview_upload(deed: Deed, draft_id: str, upload_id: str) -> DraftPreview:
    """Give what a waiting workbook would change of the draft as it is now. Raises UnknownDraft, UnknownImport."""
    draft = find_draft(deed, draft_id, Action.DRAFT_EDITION)
    row, said = _waiting(deed, draft_id, upload_id)
    before = _shown_values(files_of_version(deed, draft_id, said.stamp) or {})
    now = _shown_values(draft.files)
    return DraftPreview(
        upload_id=upload_id,
        file_name=row.file_name,
        expires_at=row.expires_at,
        stamp=said.stamp,
        number=draft.number,
        changes=tuple(_cell_changes(said, before, now)),
    )


def apply_upload(deed: Deed, draft_id: str, upload_id: str, taken: frozenset[str], seen: int) -> int:
    """Save what was ticked of a waiting workbook as one version; the file waits no longer. Give the version's number.

    As ``open_upload``; raises StaleDraft where somebody saved the draft since ``seen``; InvalidDraft. Commits.
    """
    _, draft = begin_change(deed, draft_id)
    row, said = _waiting(deed, draft_id, upload_id)
    if seen != draft.number:
        raise StaleDraft(draft.number)
    name = row.file_name
    files, base = DraftFiles(draft.files), draft.base
    chosen = {one: value for one, value in said.values.items() if one in taken}
    for part, about, typed in _by_part(chosen):
        made = PARTS[part](about)
        with suppress(UnknownDraft):  # a change that another cell has undone
            made.apply(files, base, _typed(made, files, typed))
    store.delete_visit(deed.session, upload_id)
    return save_files(deed, draft, settled(files, draft.base_files), f"From the workbook “{name}”", seen=seen)


def discard_upload(deed: Deed, draft_id: str, upload_id: str) -> None:
    """Delete a waiting workbook. Raises UnknownDraft, NotAllowed, UnknownImport. Commits."""
    find_draft(deed, draft_id, Action.DRAFT_EDITION)
    _waiting(deed, draft_id, upload_id)
    store.delete_visit(deed.session, upload_id)
    deed.session.commit()


def _sound_stamp(upload: Upload, draft: Draft) -> DraftStamp:
    stamp = read_stamp(upload.content)
    place = upload.name[:NAME_LENGTH]
    if stamp is None:
        words = "The workbook does not say which version of the draft it was downloaded from. Download it anew."
        raise InvalidAnswers((Fault(place, words),))
    if stamp.draft_id != draft.draft_id:
        raise InvalidAnswers((Fault(place, "The workbook belongs to another draft. Upload it there."),))
    return stamp


def _waiting(deed: Deed, draft_id: str, upload_id: str) -> tuple[store.VisitRow, _Told]:
    row = store.find_visit(deed.session, upload_id, _holder(deed, draft_id), deed.now)
    content = store.file_content(deed.session, upload_id, TOLD) if row is not None else None
    if row is None or content is None:
        raise UnknownImport("This file waits no longer: it was saved, or a day has passed. Choose it again.")
    return row, _Told(**json.loads(content))


def _holder(deed: Deed, draft_id: str) -> str:
    """Whose the file is: this person's, for this draft alone."""
    return hashlib.sha256(f"edition draft {draft_id} {deed.person_id}".encode()).hexdigest()


# ---- what changed --------------------------------------------------------------------------------------------------


def _changed(before: Files, reading: DraftReading) -> dict[str, str]:
    """The cells whose values are not those with which the workbook was downloaded."""
    held = {
        cell.name: cell.value for sheet in draft_sheets(before) for line in sheet.lines for cell in line.cells if cell
    }
    return {name: value for name, value in reading.values.items() if _same(value) != _same(held[name])}


def _same(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _part_faults(draft: Draft, before: Files, changed: Mapping[str, str], reading: DraftReading) -> Iterator[Fault]:
    """What the forms would say of these values, at their cells."""
    for part, about, typed in _by_part(changed):
        files = DraftFiles(before)
        made = PARTS[part](about)
        try:
            made.apply(files, draft.base, _typed(made, files, typed))
        except InvalidDraft as error:
            for fault in error.faults:
                name = f"{part}/{about}/{fault.place}"
                yield Fault(reading.places.get(name, f"{part} {about}".strip()), f"{fault.message}.")
        except DomainError as error:
            yield Fault(f"{part} {about}".strip(), str(error))


def _by_part(values: Mapping[str, str]) -> list[tuple[str, str, dict[str, str]]]:
    """The values of each part, criteria before the changes that tell why."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name, value in values.items():
        part, about, entry = name.split("/", 2)
        found.setdefault((part, about), {})[entry] = value
    order = list(PARTS)
    return [
        (part, about, typed) for (part, about), typed in sorted(found.items(), key=lambda one: order.index(one[0][0]))
    ]


def _typed(part: Part, files: DraftFiles, cells: Mapping[str, str]) -> dict[str, str]:
    """What a form would have sent: what the draft holds, with the cells over it."""
    typed: dict[str, str] = {}
    for entry in part.entries(files):
        value = cells.get(entry.name, entry.value)
        typed[entry.name] = value
        if entry.kind == DAY:
            parts = [*value.split("-"), "", ""][:3]
            typed |= dict(zip((f"{entry.name}-year", f"{entry.name}-month", f"{entry.name}-day"), parts, strict=True))
    return typed


@dataclass(frozen=True, slots=True)
class _Held:
    """A cell as people read it: what it belongs to, its heading, its value."""

    about: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    is_day: bool

    @property
    def text(self) -> str:
        """What it holds, as people read it."""
        return self.shown(self.value)

    def shown(self, value: str) -> str:
        """Give a value of this cell as people read it."""
        if self.is_day and value:
            return date_text(dt.date.fromisoformat(value))
        return dict(self.choices).get(value, value)


def _shown_values(files: Files) -> dict[str, _Held]:
    """Each cell by its name."""
    found = {}
    for sheet in draft_sheets(files) if files else ():
        for line in sheet.lines:
            for place, cell in enumerate(line.cells, start=len(line.fixed)):
                if cell is not None:
                    head = sheet.heads[place][0]
                    label = line.fixed[-1] if head == VALUE else head
                    found[cell.name] = _Held(_about_text(sheet, line), label, cell.value, cell.choices, cell.is_day)
    return found


def _about_text(sheet: DraftSheet, line: DraftLine) -> str:
    if sheet.heads[-1][0] == VALUE:
        return f"{sheet.title}: {line.fixed[-2]}"
    return f"{sheet.title}: {' '.join(filter(None, line.fixed[: sheet.key_count]))}"


def _cell_changes(
    said: _Told,
    before: Mapping[str, _Held],
    now: Mapping[str, _Held],
) -> Iterator[CellChange]:
    for name, value in said.values.items():
        if name not in now:
            continue  # what it was about was retired meanwhile
        held = now[name]
        is_later = held.text != before[name].text
        yield CellChange(
            name, held.about, held.label, held.text, held.shown(value), said.places.get(name, ""), is_later
        )
