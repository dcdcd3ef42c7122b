"""Letters to an awarding body's office when a promise of time comes at risk, and when it is late: once each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseState
from charter.domain.permissions import PERMISSIONS, Action
from charter.domain.promises import LATE, DueDay
from charter.domain.wording import count_text
from charter.domain.working_days import day_in_england
from charter.services.board_cases import CaseFacts, case_columns, case_facts
from charter.services.case_interests import shut_out_of
from charter.services.deeds import Deed
from charter.services.outbox import Letter, put_letter
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.mergers import people_on
from charter.store.notices import ReminderRow

# Whoever hears of something that was late for longer has met it on the board.
CATCH_UP = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PromiseAtRisk:
    """One promise to one submission that is nearly or wholly over."""

    assessment_id: str
    organisation_id: str
    institution_name: str
    case: CaseFacts
    due: DueDay

    @property
    def name(self) -> str:
        """What the worker notes once it has told: a promise that gets another day is told again."""
        return f"{self.case.kind[0]}:{self.due.promise}:{self.due.state}:{self.due.due_on}"


def tell_of_promises(session: Session, now: dt.datetime, site_url: str | None) -> int:
    """For the worker: put letters about promises at risk or late into the outbox; give how many they are.

    To whoever may screen, but for those whom an interest shuts out of the submission; one letter a round, however many
    promises it tells of. Each is noted in the transaction that holds its letters, and so told once. Commits after each
    round.
    """
    rounds = session.scalars(
        select(RoundRow)
        .where(RoundRow.id.in_(select(CaseRow.round_id).where(CaseRow.outcome_at.is_(None))))
        .order_by(RoundRow.id)
    ).all()
    return sum(_tell(session, whole, now, site_url) for whole in rounds)


def _tell(session: Session, whole: RoundRow, now: dt.datetime, site_url: str | None) -> int:
    found = _untold(session, _at_risk(session, whole, day_in_england(now)))
    if not found:
        return 0
    try:
        for one in found:
            session.add(ReminderRow(assessment_id=one.assessment_id, name=one.name, made_at=now))
        session.flush()
    except IntegrityError:  # another worker is telling it
        session.rollback()
        return 0
    count = sum(put_letter(session, letter, now) for letter in _letters(session, whole, found, now, site_url))
    session.commit()
    return count


def _at_risk(session: Session, whole: RoundRow, today: dt.date) -> list[PromiseAtRisk]:
    chosen = (
        select(AssessmentRow.id, AssessmentRow.organisation_id, OrganisationRow.name, *case_columns())
        .join(CaseRow, CaseRow.assessment_id == AssessmentRow.id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(CaseRow.round_id == whole.id, CaseRow.state != CaseState.CLOSED)
        .order_by(OrganisationRow.name, AssessmentRow.id, CaseRow.id)
    )
    return [
        PromiseAtRisk(assessment_id, organisation_id, name, facts, due)
        for assessment_id, organisation_id, name, *values in session.execute(chosen)
        if (facts := case_facts(values)) is not None
        for due in facts.due_days(today)
        if due.needs_attention and _is_of_use(due, today)
    ]


def _is_of_use(due: DueDay, today: dt.date) -> bool:
    return due.state != LATE or (due.due_on is not None and due.due_on >= today - CATCH_UP)


def _untold(session: Session, found: Sequence[PromiseAtRisk]) -> list[PromiseAtRisk]:
    chosen = select(ReminderRow.assessment_id, ReminderRow.name).where(
        ReminderRow.assessment_id.in_({one.assessment_id for one in found})
    )
    told = {(assessment_id, name) for assessment_id, name in session.execute(chosen)} if found else set()
    return [one for one in found if (one.assessment_id, one.name) not in told]


def _letters(
    session: Session, whole: RoundRow, found: Sequence[PromiseAtRisk], now: dt.datetime, site_url: str | None
) -> Iterable[Letter]:
    cases = {one.case.id: (one.organisation_id, one.case.edition_reference) for one in found}
    for to in people_on(session, whole.organisation_id, PERMISSIONS[Action.SCREEN]):
        shut = shut_out_of(Deed(session, to.id, now, b""), whole.id, cases)
        told = [one for one in found if one.case.id not in shut]
        if told:
            key = f"promises:{whole.id}:{now:%Y%m%dT%H%M%S}:{to.id}"
            subject = f"{count_text(len(told), 'promise')} at risk or late: {whole.title}"
            text = _text(whole, told, f"{site_url}/rounds/{whole.id}/calendar" if site_url else "")
            greeting = f"Hello {to.name},\n\n" if to.name else ""
            yield Letter(key, to.email or "", subject, greeting + text)


def _text(whole: RoundRow, told: Sequence[PromiseAtRisk], address: str) -> str:
    by_name: dict[str, list[str]] = defaultdict(list)
    for one in told:
        by_name[one.institution_name].append(f"- {one.due.text}")
    parts = [f"{name}:\n" + "\n".join(lines) for name, lines in by_name.items()]
    way = address or "Sign in to the site of the charter, and open the round’s calendar there."
    head = f"In {whole.title}, these promises to institutions are at risk or late."
    foot = (
        "You get this letter because you run rounds of the awarding body. Each promise is told once at risk, once late."
    )
    return "\n\n".join([head, *parts, way, f"--\n{foot}\n"])
