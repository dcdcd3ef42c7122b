"""Forms that came when their sender's session had ended: kept, and given back to the same person alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.services.deeds import new_id
from charter.store.sign_in import KeptFormRow, delete_kept_forms, kept_forms_of

LIFETIME = dt.timedelta(hours=24)
MOST = 5  # for one person


@dataclass(frozen=True, slots=True)
class SentForm:
    """What was sent: where to, its fields in their order, and the names of those that held files."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def keep_form(session: Session, person_id: str, form: SentForm, now: dt.datetime) -> str:
    """Keep a form for whoever had been signed in; give its id. The oldest beyond the fifth goes. Commits."""
    for old in kept_forms_of(session, person_id)[MOST - 1 :]:
        session.delete(old)
    row = KeptFormRow(
        id=new_id(),
        person_id=person_id,
        address=form.address,
        fields=[list(pair) for pair in form.fields],
        files=list(form.files),
        kept_at=now,
    )
    session.add(row)
    session.commit()
    return row.id


def kept_form(session: Session, person_id: str, form_id: str, now: dt.datetime) -> SentForm | None:
    """Give a form to the person who typed it; None for everybody else, and when its day is over."""
    row = session.get(KeptFormRow, form_id)
    if row is None or row.person_id != person_id or now - row.kept_at >= LIFETIME:
        return None
    pairs: Sequence[Sequence[str]] = row.fields
    return SentForm(row.address, tuple((pair[0], pair[1]) for pair in pairs), tuple(row.files))


def drop_form(session: Session, person_id: str, form_id: str) -> None:
    """Delete a form that was sent on, or is not wanted; does nothing for anybody else. Commits."""
    row = session.get(KeptFormRow, form_id)
    if row is not None and row.person_id == person_id:
        session.delete(row)
        session.commit()


def forget_forms(session: Session, now: dt.datetime) -> None:
    """For the worker: delete every form whose day is over. Commits."""
    delete_kept_forms(session, now - LIFETIME)
    session.commit()
