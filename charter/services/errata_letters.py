"""Letters about corrections that were put beside a criterion's wording while a team answers it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from charter.domain.errata import Erratum, errata_between, erratum_text
from charter.domain.errors import DomainError
from charter.domain.notices import Notice
from charter.domain.permissions import Role
from charter.services.letters import Correction, correction_letter
from charter.services.notices import Recipient, recipients
from charter.services.outbox import Letter
from charter.services.reminders import LASTING, Reminder, Work, make_once, open_work
from charter.store.assessments import AssessmentRow
from charter.store.assignments import AssignmentRow
from charter.store.edition_moves import EditionMoveRow
from charter.store.editions import load_edition
from charter.store.errata import load_errata


def tell_of_corrections(session: Session, now: dt.datetime, site_url: str | None) -> int:
    """For the worker: put letters about new corrections into the outbox; give how many they are.

    To teams whose assessment is open and answers the edition: its leads, and whoever looks after the criterion; where
    nobody does, those who write. A correction that is older than a team's work on the edition tells nobody: they met
    it beside the wording. As ``make_reminders``. Commits.
    """
    open_now = open_work(session, now, site_url)
    corrections = {reference: _errata(reference) for reference in {work.edition_reference for work in open_now}}
    told = [work for work in open_now if corrections[work.edition_reference]]
    began = _began(session, told) if told else {}
    due = [
        Reminder(work, _name(work.edition_reference, item), partial(_letters, work=work, erratum=item))
        for work in told
        for item in errata_between(corrections[work.edition_reference], began[work.about.assessment_id], now.date())
    ]
    return make_once(session, due, now) if due else 0


def _errata(reference: str) -> tuple[Erratum, ...]:
    """None where the edition's files cannot be used: tried again in an hour, and nobody else waits."""
    try:
        return load_errata(reference)
    except DomainError:
        return ()


def _name(reference: str, erratum: Erratum) -> str:
    return f"{LASTING}{erratum.number}:{hashlib.sha256(reference.encode()).hexdigest()[:16]}"


def _began(session: Session, works: Sequence[Work]) -> Mapping[str, dt.date]:
    """The day on which each came to its edition: when it was registered, or moved there."""
    has_moved = and_(
        EditionMoveRow.assessment_id == AssessmentRow.id, EditionMoveRow.to_reference != EditionMoveRow.from_reference
    )
    chosen = (
        select(AssessmentRow.id, AssessmentRow.registered_at, func.max(EditionMoveRow.moved_at))
        .outerjoin(EditionMoveRow, has_moved)
        .where(AssessmentRow.id.in_([work.about.assessment_id for work in works]))
        .group_by(AssessmentRow.id, AssessmentRow.registered_at)
    )
    return {key: max(registered, moved or registered).date() for key, registered, moved in session.execute(chosen)}


def _letters(session: Session, now: dt.datetime, *, work: Work, erratum: Erratum) -> Iterator[Letter]:
    edition = load_edition(work.edition_reference)
    criterion = edition.criterion(erratum.criterion_id)
    said = Correction(
        criterion_id=criterion.id,
        criterion=f"{criterion.id} {criterion.title}",
        number=erratum.number,
        reference=edition.reference,
        text=erratum_text(edition, erratum),
    )
    assigned = session.get(AssignmentRow, (work.about.assessment_id, criterion.id))
    owner_id = assigned.owner_id if assigned else None
    for to in recipients(session, work.organisation_id, Notice.CRITERIA).values():
        if _concerns(to, owner_id):
            yield correction_letter(work.about, to, said, useful_until=work.closes_at)


def _concerns(to: Recipient, owner_id: str | None) -> bool:
    """Whether it is for somebody: a lead, the criterion's owner, or a writer where it has none."""
    is_answering = to.person_id == owner_id if owner_id else Role.CONTRIBUTOR in to.roles
    return Role.LEAD in to.roles or is_answering
