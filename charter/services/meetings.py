"""The meeting of a panel about one submission: its order, what reviewers gave before it, and what it agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.agreed_levels import GivenLevel
from charter.domain.agreement import SubmissionAgreement, submission_agreement
from charter.domain.case_workflow import CaseEvent, CaseKind, Seat, next_case_state
from charter.domain.edition import Edition
from charter.domain.errors import UnknownCase, WrongState
from charter.domain.meeting import Agenda, Rated, meeting_agenda
from charter.domain.panels import Shortfall
from charter.domain.permissions import Action
from charter.domain.wording import count_text
from charter.domain.working_days import day_in_england
from charter.services.cases import NO_CASE, Case, begin_case, case_for, happen_in
from charter.services.deeds import Deed
from charter.services.eligibility_notes import Note, notes_told
from charter.services.meeting_members import (
    MEMBER_EVENTS,
    Departure,
    Member,
    departures,
    members_of,
    quorum_lack,
    shortfalls_of,
)
from charter.services.panel_facts import professions_of
from charter.services.panel_leaving import refuse_shut_seats
from charter.services.sittings import SITTING_EVENTS, agreed_since_opening
from charter.services.submission_figures import SubmissionFigures, figures_of_case
from charter.store.meetings import SeatedRow, levels_of_case, seated_in
from charter.store.proceedings import told_proceedings

NOT_OPEN = "The panel has not opened its meeting about this submission. Until then reviewers judge alone."
_TOLD = frozenset({*MEMBER_EVENTS, *SITTING_EVENTS, CaseEvent.NOTED, CaseEvent.DECISION_REFUSED})


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a meeting can be opened: counts alone, nobody's name."""

    seated_count: int  # reviewers on the panel
    locked_count: int  # of these, who have locked their review
    why_not: str  # a sentence; "" = it can be opened


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything that a panel's meeting about one submission looks at."""

    case: Case
    edition: Edition  # as it binds the institution
    members: tuple[Member, ...]  # reviewers, then the chair
    departed: tuple[Departure, ...]  # since it was opened
    shortfalls: tuple[Shortfall, ...]  # of the panel as it sits now
    opened_at: dt.datetime | None  # for the last time; None = nobody told
    agenda: Agenda
    before: Mapping[str, Mapping[str, GivenLevel]]  # criterion id -> reviewer's id -> what they locked
    agreed: Mapping[str, GivenLevel]  # criterion id -> what was agreed last, since the meeting was opened
    earlier: Mapping[str, GivenLevel]  # what was agreed before it was adjourned, and not again since
    figures: SubmissionFigures
    notes: Mapping[str, Note]  # id of a rule of eligibility -> the panel's newest note
    refused_text: str  # why the body's officer sent a decision back; "" = they did not
    agreement: SubmissionAgreement

    @property
    def reviewers(self) -> tuple[Member, ...]:
        """Whose locked reviews count, in the order of the agenda's levels."""
        return counted(self.members)

    @property
    def is_complete(self) -> bool:
        """Whether every criterion has an agreed level."""
        return all(item.criterion_id in self.agreed for item in self.agenda.items)

    def newest_number(self, criterion_id: str) -> int:
        """Give which record of a criterion is its newest, whether or not it counts; 0 = there is none."""
        newest = self.agreed.get(criterion_id) or self.earlier.get(criterion_id)
        return newest.number if newest is not None else 0


def readiness_of(deed: Deed, case: Case) -> Readiness:
    """Give whether the meeting of a case that the person may see can be opened, in counts; one statement."""
    return _readiness(case, seated_in(deed.session, case.id, case.body_id))


def open_meeting(deed: Deed, case_id: str) -> None:
    """Open the meeting about a case: from then on its reviewers see what the others think. Its chair may.

    Every reviewer on the panel must have locked, and the edition's quorum be reached. Where the office set no day for
    it, it is today. Raises as ``cases.case_for``; WrongState, with what is missing by count. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.MEETING_OPENED)
    next_case_state(case.state, CaseEvent.MEETING_OPENED)
    refuse_shut_seats(deed, case)
    seated = seated_in(deed.session, case_id, case.body_id)
    found = _readiness(case, seated)
    if found.why_not:
        raise WrongState(found.why_not)
    if row.meets_on is None:  # promises count from it
        row.meets_on = day_in_england(deed.now)
        happen_in(deed, row, CaseEvent.MEETING_SET, {"meets_on": row.meets_on.isoformat()})
    reviews = {one.seat.person_id: one.lock_digest for one in seated if one.seat.seat == Seat.REVIEWER}
    happen_in(deed, row, CaseEvent.MEETING_OPENED, {"reviews": dict(sorted(reviews.items()))})
    deed.session.commit()


def adjourn_meeting(deed: Deed, case_id: str) -> None:
    """Close a meeting whose panel lost its quorum, so that another reviewer can read and lock alone. Its chair may.

    What was agreed stays on record, and is agreed anew once it opens again. Raises as ``cases.case_for``; WrongState
    while the quorum is there. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.MEETING_ADJOURNED)
    lack = quorum_lack(case, seated_in(deed.session, case_id, case.body_id))
    if lack is None:
        raise WrongState("The quorum is there, so the meeting goes on.")
    happen_in(deed, row, CaseEvent.MEETING_ADJOURNED, {"needed": lack.needed, "found": lack.found})
    deed.session.commit()


def meeting_for(deed: Deed, case_id: str) -> Meeting:
    """Give an open meeting to whoever may see its case. Four statements more than the door.

    Raises as ``cases.case_for``; WrongState where it was not opened; UnknownCase of practice, which has none.
    """
    return meeting_of(deed.session, case_for(deed, case_id, Action.SEE_CASE))


def meeting_of(session: Session, case: Case) -> Meeting:
    """As ``meeting_for``, of a case that somebody was let into."""
    if case.kind == CaseKind.PRACTICE:
        raise UnknownCase(NO_CASE)
    if not case.is_open:
        raise WrongState(NOT_OPEN)
    seated = seated_in(session, case.id, case.body_id)
    told = told_proceedings(session, case.matter, _TOLD)
    members = members_of(seated, told)
    rows = levels_of_case(session, case.id)
    figures = figures_of_case(session, case, seated[0].copy_digest if seated else "")
    before = _before(rows)
    rated = [_rated(item.id, before.get(item.id, {}), members, figures) for item in figures.edition.criteria]
    newest = {row.criterion_id: row for row in rows if row.number}
    agreed = agreed_since_opening(newest, told)
    refused = [text for row, _, text in told if row.event == CaseEvent.DECISION_REFUSED]
    return Meeting(
        case=case,
        edition=figures.edition,
        members=members,
        departed=departures(told),
        shortfalls=shortfalls_of(case, seated, professions_of(session, case.body_id)[0]),
        opened_at=max((row.happened_at for row, _, _ in told if row.event == CaseEvent.MEETING_OPENED), default=None),
        agenda=meeting_agenda(figures.edition, rated, applied_for=figures.applied_for),
        before=before,
        agreed=agreed,
        earlier={criterion_id: row for criterion_id, row in newest.items() if criterion_id not in agreed},
        figures=figures,
        notes=notes_told(told),
        refused_text=refused[-1] if refused else "",
        agreement=submission_agreement([one.levels for one in rated]),
    )


def counted(members: Iterable[Member]) -> tuple[Member, ...]:
    """Give the reviewers whose locked reviews count."""
    return tuple(one for one in members if one.seat == Seat.REVIEWER and one.has_locked)


def _before(rows: Iterable[GivenLevel]) -> dict[str, dict[str, GivenLevel]]:
    found: dict[str, dict[str, GivenLevel]] = {}
    for row in rows:
        if not row.number:
            found.setdefault(row.criterion_id, {})[row.person_id] = row
    return found


def _rated(
    criterion_id: str, given: Mapping[str, GivenLevel], members: Iterable[Member], figures: SubmissionFigures
) -> Rated:
    rows = [given.get(one.person_id) for one in counted(members)]
    return Rated(
        criterion_id=criterion_id,
        levels=tuple(row.level if row is not None else None for row in rows),
        level_range=figures.ranges.get(criterion_id),
        not_applicable_count=sum(row is not None and row.is_not_applicable for row in rows),
    )


def _readiness(case: Case, seated: Sequence[SeatedRow]) -> Readiness:
    reviewers = [row for row in seated if row.seat.seat == Seat.REVIEWER]
    locked = sum(row.lock_digest is not None for row in reviewers)
    lack = quorum_lack(case, seated)
    why_not = ""
    if not reviewers:
        why_not = "Nobody sits on the panel as a reviewer yet."
    elif locked < len(reviewers):
        which = "it has" if len(reviewers) == 1 else "all have"
        reviews = count_text(len(reviewers), "review")
        why_not = (
            f"{locked} of {reviews} {'is' if locked == 1 else 'are'} locked. The meeting can open when {which} been."
        )
    elif lack is not None:
        why_not = f"{lack.text} Ask the awarding body’s office to seat another reviewer."
    return Readiness(len(reviewers), locked, why_not)
