"""Telling whoever would not reach their tier again in an edition to come: their leads, by e-mail, once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.errors import DomainError
from charter.domain.notices import Notice
from charter.domain.permissions import Role
from charter.domain.workflow import State
from charter.services.dry_runs import Move, submission_outlook
from charter.services.editions import published_references
from charter.services.future_criteria import Announced, announced_editions, follows
from charter.services.letters import Subject, future_letter
from charter.services.notices import recipients
from charter.services.outbox import put_letter
from charter.services.submissions import SUBMISSION
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow, edition_answered
from charter.store.future_outlooks import FutureOutlookRow, submissions_to_look_at


def tell_of_future_criteria(session: Session, now: dt.datetime, site_url: str | None) -> int:
    """For the worker: look at each submission that an announced edition concerns; give how many letters that makes.

    Each submission is looked at once; whoever was told is never told again of that edition. It is noted in the
    transaction that holds the letters, so that several workers tell once. Only the newest submission of each part of an
    institution counts. Commits after each.
    """
    count = 0
    for announced in announced_editions(now.date()):
        for reference in published_references():
            if follows(announced.edition.reference, reference):
                count += _tell_all(session, now, announced, Move.to(reference, announced.edition.reference), site_url)
    return count


def _tell_all(session: Session, now: dt.datetime, announced: Announced, move: Move, site_url: str | None) -> int:
    ids = submissions_to_look_at(session, State.SUBMITTED, SUBMISSION, move.old.reference, move.new.reference)
    session.commit()
    return sum(_tell(session, now, announced, move, (copy_id, site_url)) for copy_id in ids)


def _tell(session: Session, now: dt.datetime, announced: Announced, move: Move, which: tuple[str, str | None]) -> int:
    copy_id, site_url = which
    copy = session.get_one(FrozenCopyRow, copy_id)
    try:
        falls = submission_outlook(copy, move, on=now.date()).falls
        count = 0
        if _note(session, copy, move.new.reference, is_below=falls, now=now) and falls:
            count = _put_letters(session, now, announced, copy, site_url)
        session.commit()
    except (
        IntegrityError,
        DomainError,
    ):  # another worker does it; or its answers cannot be read, and nobody else waits
        session.rollback()
        return 0
    return count


def _note(session: Session, copy: FrozenCopyRow, future: str, *, is_below: bool, now: dt.datetime) -> bool:
    """Note that a submission was looked at; give whether it is new, so that it may be told."""
    key = (copy.assessment_id, future)
    if session.get(FutureOutlookRow, key) is None:
        values = {"copy_number": copy.number, "is_below": is_below, "looked_at": now}
        session.add(FutureOutlookRow(assessment_id=copy.assessment_id, edition_reference=future, **values))
        session.flush()
        return True
    changed = session.scalars(
        update(FutureOutlookRow)
        .where(
            FutureOutlookRow.assessment_id == copy.assessment_id,
            FutureOutlookRow.edition_reference == future,
            ~FutureOutlookRow.is_below,
            FutureOutlookRow.copy_number < copy.number,
        )
        .values(copy_number=copy.number, is_below=is_below, looked_at=now)
        .returning(FutureOutlookRow.copy_number)
    )
    return changed.one_or_none() is not None


def _put_letters(
    session: Session, now: dt.datetime, announced: Announced, copy: FrozenCopyRow, site_url: str | None
) -> int:
    row = session.get_one(AssessmentRow, copy.assessment_id)
    institution = session.get_one(OrganisationRow, row.organisation_id)
    whole = session.get_one(RoundRow, row.round_id)
    version = edition_answered(row, whole).rpartition("/")[2]
    about = Subject(row.id, institution.name, whole.title, version, site_url)
    edition = announced.edition
    leads = [to for to in recipients(session, row.organisation_id, Notice.CRITERIA).values() if Role.LEAD in to.roles]
    return sum(
        put_letter(
            session,
            future_letter(
                about,
                to,
                edition=f"Edition {edition.version} of the {edition.title}",
                reference=edition.reference,
                begins_on=announced.begins_on,
            ),
            now,
        )
        for to in leads
    )
