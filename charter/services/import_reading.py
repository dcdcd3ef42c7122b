"""A file that waits to be imported: read once, kept for a day for one person and one assessment, then gone."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from charter.domain.answers import Reading, Stamp
from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers, UnknownImport
from charter.domain.workflow import Event, State, next_state
from charter.services.answer_sheets import answers_file, read_file
from charter.services.deeds import Deed, begin, round_of, window_of
from charter.services.visits import NAME_LENGTH, Upload
from charter.store import visits as store
from charter.store.answer_facts import MOST_ROWS
from charter.store.answer_files import read_document
from charter.store.answer_text import pointer
from charter.store.assessments import AssessmentRow, edition_answered
from charter.store.workbooks.cells import place_on
from charter.store.workbooks.layout import lay_out

LIFETIME = dt.timedelta(days=1)
ANSWERS, TOLD = "answers.json", "import.json"


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """What was read of a file. Places are those of the answers document, whose plans are lists."""

    import_id: str
    file_name: str
    opened_at: dt.datetime
    expires_at: dt.datetime
    document: Mapping[str, Any]
    cells: Mapping[str, str]  # place -> cell of the workbook
    faults: tuple[Fault, ...]  # as an upload tells them
    refused: Mapping[str, str]  # place -> why it could not be saved as it is
    unread: frozenset[str]  # places where something stands that could not be read: not blank
    stamp: Stamp | None


def open_import(deed: Deed, assessment_id: str, upload: Upload) -> str:
    """Read a file and keep what it says for a day; give the id under which it waits. Nothing is applied yet.

    Lead and contributors may, while the window is open. The same file sent again by the same person waits once. Raises
    UnknownAssessment, NotAllowed, WrongState; what ``read_file`` raises where the file cannot be read at all; and
    InvalidAnswers where it answers another edition. Commits.
    """
    row = begin_import(deed, assessment_id)
    reference = edition_answered(row, round_of(deed.session, row))
    holder, digest = _holder(deed, assessment_id), hashlib.sha256(upload.content).hexdigest()
    store.delete_expired(deed.session, deed.now)
    known = store.find_upload(deed.session, holder, digest, deed.now)
    known_id = known.id if known is not None else ""
    deed.session.commit()  # lets go of the database while the file is read, which takes a second or two
    if known_id:
        return known_id
    edition, reading = read_file(upload.content, upload.name)
    if edition.reference != reference:
        words = f"These are answers to {edition.reference}. This assessment answers {reference}: use its workbook."
        raise InvalidAnswers((Fault(upload.name[:NAME_LENGTH], words),))
    kept = store.VisitRow(
        id=secrets.token_urlsafe(32),
        holder=holder,
        upload_digest=digest,
        edition_reference=reference,
        file_name=upload.name[:NAME_LENGTH],
        fault_count=len(reading.faults),
        opened_at=deed.now,
        expires_at=deed.now + LIFETIME,
    )
    return _keep(deed, kept, {ANSWERS: answers_file(edition, reading.sheet), TOLD: _told(edition, reading)})


def begin_import(deed: Deed, assessment_id: str) -> AssessmentRow:
    """Give the assessment to somebody who may write in it now. Raises UnknownAssessment, NotAllowed, WrongState."""
    row = begin(deed, assessment_id, Event.ANSWER_RECORDED)
    next_state(State(row.state), Event.ANSWER_RECORDED, window_of(deed.session, row), deed.now)
    return row


def waiting_file(deed: Deed, assessment_id: str, import_id: str) -> WaitingFile:
    """Give the file where this person sent it for this assessment within the day. Raises UnknownImport."""
    row = store.find_visit(deed.session, import_id, _holder(deed, assessment_id), deed.now)
    contents = store.file_contents(deed.session, import_id) if row else {}
    document, told = contents.get(ANSWERS), contents.get(TOLD)
    if row is None or document is None or told is None:
        raise UnknownImport("This file waits no longer: it was applied, or a day has passed. Choose it again.")
    said = json.loads(told)
    return WaitingFile(
        import_id=row.id,
        file_name=row.file_name,
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        document=json.loads(document),
        cells=said["cells"],
        faults=tuple(Fault(place, message) for place, message in said["faults"]),
        refused=said["refused"],
        unread=frozenset(said["unread"]),
        stamp=Stamp(*said["stamp"]) if said["stamp"] else None,
    )


def forget_import(deed: Deed, import_id: str) -> None:
    """Delete a waiting file as a part of something larger; commits nothing."""
    store.delete_visit(deed.session, import_id)


def _keep(deed: Deed, row: store.VisitRow, files: Mapping[str, bytes]) -> str:
    import_id, holder, digest = row.id, row.holder, row.upload_digest
    deed.session.add(row)
    try:
        deed.session.flush()
    except IntegrityError:  # the same file, sent twice at the same moment: the other one is as good
        deed.session.rollback()
        known = store.find_upload(deed.session, holder, digest, deed.now)
        if known is None:
            raise
        return known.id
    for name, content in files.items():
        file = store.VisitFileRow(visit_id=import_id, name=name, state="done", asked_at=deed.now, content=content)
        deed.session.add(file)
    deed.session.commit()
    return import_id


def _told(edition: Edition, reading: Reading) -> bytes:
    document = json.loads(answers_file(edition, reading.sheet))
    said = {
        "cells": dict(reading.places),
        "faults": [[fault.place, fault.message] for fault in reading.faults],
        "refused": {fault.place: fault.message for fault in read_document(document, edition, is_draft=True).faults},
        "unread": sorted(_unread(edition, reading)),
        "stamp": [reading.stamp.assessment_id, reading.stamp.event_number] if reading.stamp else None,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _unread(edition: Edition, reading: Reading) -> set[str]:
    """Where the file holds something that could not be read: a fault of a cell, or of a place in the document."""
    places = {fault.place for fault in reading.faults}
    found = {place for place in places if place.startswith("/")}
    cells = places - found
    if cells:
        found |= {
            pointer(field.path)
            for sheet in lay_out(edition, MOST_ROWS).sheets
            for place, field in sheet.fields.items()
            if place_on(sheet.title, place.address) in cells
        }
    return found


def _holder(deed: Deed, assessment_id: str) -> str:
    """Whose the file is: this person's, for this assessment alone. No cookie's secret can come to the same."""
    return hashlib.sha256(f"import {assessment_id} {deed.person_id}".encode()).hexdigest()
