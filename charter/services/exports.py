"""Exports of an assessment: asked for, made by the worker, handed to whoever asked, deleted after a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from charter.domain.errors import UnknownAssessment
from charter.domain.permissions import Action
from charter.services.deeds import Deed, assessment_for, new_id
from charter.store.exports import DONE, FAILED, WAITING, WORKING, ExportRow, newest_export

LIFETIME = dt.timedelta(days=1)
# After so long one that is still being made has failed: the worker may have been stopped in between.
PATIENCE = dt.timedelta(minutes=30)
PENDING = (WAITING, WORKING)


@dataclass(frozen=True, slots=True)
class Export:
    """An export as whoever asked for it sees it."""

    id: str
    state: str
    asked_at: dt.datetime
    kept_until: dt.datetime
    size_bytes: int | None

    @property
    def is_pending(self) -> bool:
        """Whether the worker has still to make it, or is at it."""
        return self.state in PENDING


@dataclass(frozen=True, slots=True)
class Order:
    """For the worker: what is to be written, and for whom."""

    assessment_id: str
    person_id: str
    asked_at: dt.datetime


def ask_for_export(deed: Deed, assessment_id: str) -> tuple[Export, bool]:
    """Ask for everything of an assessment; give the export, and whether the worker must be told.

    The team may. One that is being made for this person already is given back. Raises UnknownAssessment, NotAllowed.
    Commits.
    """
    assessment_for(deed, assessment_id, Action.EXPORT_ASSESSMENT)
    known = newest_export(deed.session, assessment_id, deed.person_id)
    if known is not None and (export := _export(known, deed.now)).is_pending:
        return export, False
    row = ExportRow(
        id=new_id(),
        assessment_id=assessment_id,
        person_id=deed.person_id,
        asked_at=deed.now,
        state=WAITING,
        size_bytes=None,
    )
    asked = _export(row, deed.now)
    deed.session.add(row)
    deed.session.commit()
    return asked, True


def last_export(deed: Deed, assessment_id: str) -> Export | None:
    """Give what the person asked for last, while it is kept. The team may. Raises UnknownAssessment, NotAllowed."""
    assessment_for(deed, assessment_id, Action.EXPORT_ASSESSMENT)
    row = newest_export(deed.session, assessment_id, deed.person_id)
    return _export(row, deed.now) if row is not None and _is_kept(row, deed.now) else None


def export_path(deed: Deed, assessment_id: str, export_id: str, folder: Path) -> Path:
    """Give where the file lies, to the person who asked for it and may still.

    Raises NotAllowed; UnknownAssessment where it is somebody else's, is not done, or is not kept any more.
    """
    assessment_for(deed, assessment_id, Action.EXPORT_ASSESSMENT)
    row = deed.session.get(ExportRow, export_id)
    is_theirs = row is not None and (row.assessment_id, row.person_id) == (assessment_id, deed.person_id)
    path = file_of(folder, export_id)
    if row is None or not is_theirs or row.state != DONE or not _is_kept(row, deed.now) or not path.is_file():
        raise UnknownAssessment("There is no such file any more. Ask for a new one.")
    return path


def start_export(session: Session, export_id: str) -> Order | None:
    """For the worker: note that an export is being made; None where there is nothing to do. Commits."""
    row = session.get(ExportRow, export_id, with_for_update=True)
    if row is None or row.state != WAITING:
        session.rollback()
        return None
    row.state = WORKING
    session.commit()
    return Order(row.assessment_id, row.person_id, row.asked_at)


def finish_export(session: Session, export_id: str, size_bytes: int | None) -> None:
    """For the worker: note that an export is done, or that it failed (None). Commits."""
    row = session.get(ExportRow, export_id)
    if row is not None:
        row.state, row.size_bytes = (FAILED, None) if size_bytes is None else (DONE, size_bytes)
    session.commit()


def delete_expired_exports(session: Session, folder: Path, now: dt.datetime) -> None:
    """For the worker: delete what is older than a day, half a file too. Commits."""
    session.execute(delete(ExportRow).where(ExportRow.asked_at < now - LIFETIME))
    session.commit()
    oldest = (now - LIFETIME).timestamp()
    for path in folder.glob("*.zip*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def file_of(folder: Path, export_id: str) -> Path:
    """Give where an export's file lies."""
    return folder / f"{export_id}.zip"


def _is_kept(row: ExportRow, now: dt.datetime) -> bool:
    return now < row.asked_at + LIFETIME


def _export(row: ExportRow, now: dt.datetime) -> Export:
    """The export; one that nobody finished in time has failed, and may be asked for again."""
    is_given_up = row.state in PENDING and row.asked_at <= now - PATIENCE
    state = FAILED if is_given_up else row.state
    return Export(row.id, state, row.asked_at, row.asked_at + LIFETIME, row.size_bytes)
