"""What a visitor uploads to see where they stand: kept for an hour at most, for their own browser alone.

No account is asked for. A visitor is whoever holds the secret that their session cookie carries; with another secret,
or after the hour, a visit is simply not there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Edition
from charter.services.answer_sheets import answers_file, read_file
from charter.services.standings import Standing, stand
from charter.store import visits as store

LIFETIME = dt.timedelta(hours=1)
# After so long a file that is still being made may be asked for again: the worker may have been stopped in between.
PATIENCE = dt.timedelta(minutes=2)
ANSWERS = "answers.json"
PICTURES = "pictures.json"  # chart name -> SVG
NAME_LENGTH = 120
Drawing = Callable[[Standing, str], Mapping[str, bytes]]  # what was read, and the visit's id


@dataclass(frozen=True, slots=True)
class Visit:
    """An upload as its holder may see it."""

    id: str
    edition_reference: str
    file_name: str
    fault_count: int
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its bytes and the name that the browser gave it."""

    content: bytes
    name: str


def plan_name(audience: str) -> str:
    """Give the name under which a visit keeps its PDF for an audience."""
    return f"plan-{audience}.pdf"


def open_visit(session: Session, secret: str, upload: Upload, draw: Drawing, now: dt.datetime) -> Visit:
    """Read a file and keep what it says for an hour, with what ``draw`` makes of it.

    The same file sent again by the same visitor within the hour is the same visit. Raises what ``read_file`` raises
    where the file cannot be read at all; then nothing is kept.
    """
    holder, digest = _hash(secret.encode()), _hash(upload.content)
    store.delete_expired(session, now)
    known = store.find_upload(session, holder, digest, now)
    session.commit()  # lets go of the database while the file is read, which takes a second or two
    if known is not None:
        return _visit(known)
    standing = stand(session, upload.content, upload.name)
    session.commit()
    visit_id = secrets.token_urlsafe(32)
    files = {**draw(standing, visit_id), ANSWERS: answers_file(standing.edition, standing.reading.sheet)}
    row = store.VisitRow(
        id=visit_id,
        holder=holder,
        upload_digest=digest,
        edition_reference=standing.edition.reference,
        file_name=upload.name[:NAME_LENGTH],
        fault_count=len(standing.reading.faults),
        opened_at=now,
        expires_at=now + LIFETIME,
    )
    return _keep(session, row, files)


def find_visit(session: Session, secret: str, visit_id: str, now: dt.datetime) -> Visit | None:
    """Give the visit; None to everybody but its holder, and to all after its hour."""
    row = store.find_visit(session, visit_id, _hash(secret.encode()), now)
    return _visit(row) if row is not None else None


def visit_file(session: Session, visit: Visit, name: str) -> bytes | None:
    """Give a file of the visit; None where it is not there yet."""
    return store.file_content(session, visit.id, name)


def file_state(session: Session, visit: Visit, name: str) -> str:
    """Give how far a file of the visit is: "absent", "waiting", "working", "done" or "failed"."""
    row = store.file_row(session, visit.id, name)
    return row.state if row is not None else "absent"


def ask_for_file(session: Session, visit: Visit, name: str, now: dt.datetime) -> bool:
    """Note that the visitor wants a file made; True where somebody must be told to make it.

    Asked twice, it is made once, unless it failed or has taken longer than anybody's patience.
    """
    row = store.file_row(session, visit.id, name)
    if row is not None and (row.state == "done" or (row.state != "failed" and row.asked_at > now - PATIENCE)):
        return False
    session.merge(store.VisitFileRow(visit_id=visit.id, name=name, state="waiting", asked_at=now, content=None))
    session.commit()
    return True


def start_file(session: Session, visit_id: str, name: str, now: dt.datetime) -> tuple[Edition, AnswerSheet] | None:
    """For the worker: note that a file is being made; give what it is made from, or None where the visit is over."""
    if store.live_visit(session, visit_id, now) is None:
        return None
    row = store.file_row(session, visit_id, name)
    if row is not None:
        row.state = "working"
    session.commit()
    content = store.file_content(session, visit_id, ANSWERS)
    session.commit()
    if content is None:
        return None
    edition, reading = read_file(content, ANSWERS)
    return edition, reading.sheet


def finish_file(session: Session, visit_id: str, name: str, content: bytes | None, now: dt.datetime) -> None:
    """For the worker: keep what was made, or note that it failed (None); nothing where the visit is over by now."""
    if store.live_visit(session, visit_id, now) is None:
        session.rollback()
        return
    state = "failed" if content is None else "done"
    session.merge(store.VisitFileRow(visit_id=visit_id, name=name, state=state, asked_at=now, content=content))
    session.commit()


def read_sheet(session: Session, visit: Visit) -> tuple[Edition, AnswerSheet]:
    """Give what was read of the visitor's file."""
    content = store.file_content(session, visit.id, ANSWERS)
    edition, reading = read_file(content or b"", ANSWERS)
    return edition, reading.sheet


def close_visit(session: Session, visit: Visit) -> None:
    """Delete the visit with everything that was made of it, at its holder's wish."""
    store.delete_visit(session, visit.id)
    session.commit()


def delete_expired(session: Session, now: dt.datetime) -> int:
    """Delete every visit whose hour is over; give how many there were."""
    count = store.delete_expired(session, now)
    session.commit()
    return count


def _keep(session: Session, row: store.VisitRow, files: Mapping[str, bytes]) -> Visit:
    kept = _visit(row)
    session.add(row)
    try:
        session.flush()
    except IntegrityError:  # the same file, sent twice at the same moment: the other one is as good
        session.rollback()
        known = store.find_upload(session, row.holder, row.upload_digest, row.opened_at)
        session.commit()
        if known is None:
            raise
        return _visit(known)
    for name, content in files.items():
        session.add(
            store.VisitFileRow(visit_id=kept.id, name=name, state="done", asked_at=row.opened_at, content=content)
        )
    session.commit()
    return kept


def _visit(row: store.VisitRow) -> Visit:
    return Visit(row.id, row.edition_reference, row.file_name, row.fault_count, row.expires_at)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
