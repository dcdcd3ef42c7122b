"""What is on record about a round that its seating depends on: few statements, whatever its size."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from charter.domain.case_workflow import CaseKind, CaseState
from charter.domain.permissions import Role
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.reviewers import ReviewerRow

_TO_SEAT = (CaseState.WAITING, CaseState.COMPLETE)  # came in, and no panel has met


@dataclass(frozen=True, slots=True)
class CaseToSeat:
    """A submission of a round for which a panel is wanted."""

    id: str
    edition_reference: str
    organisation_id: str
    name: str
    scope_name: str
    meets_on: dt.date | None


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A seat that somebody holds now on a case about an institution's submission."""

    case_id: str
    organisation_id: str
    person_id: str
    seat: str


@dataclass(frozen=True, slots=True)
class PersonToSeat:
    """Somebody on a body's list of reviewers with the roles that they hold there, or somebody who holds a seat."""

    id: str
    name: str
    row: ReviewerRow | None  # None = not on the list
    roles: frozenset[Role]


def cases_to_seat(session: Session, round_id: str) -> list[CaseToSeat]:
    """Give the cases of a round whose panel has not met, practice left out; one statement."""
    found = session.execute(
        select(
            CaseRow.id,
            CaseRow.edition_reference,
            OrganisationRow.id,
            OrganisationRow.name,
            AssessmentRow.scope_name,
            CaseRow.meets_on,
        )
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(CaseRow.round_id == round_id, CaseRow.state.in_(_TO_SEAT))
        .order_by(CaseRow.id)
    )
    return [CaseToSeat(*row) for row in found]


def seats_in_round(session: Session, round_id: str) -> list[HeldSeat]:
    """Give every seat that is held on a case of a round, practice and closed cases left out; one statement."""
    found = session.execute(
        select(CaseRow.id, AssessmentRow.organisation_id, SeatRow.person_id, SeatRow.seat)
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .where(CaseRow.round_id == round_id, CaseRow.state != CaseState.CLOSED, SeatRow.left_at.is_(None))
    )
    return [HeldSeat(*row) for row in found]


def people_to_seat(session: Session, organisation_id: str, holders: Collection[str]) -> list[PersonToSeat]:
    """Give everybody on a body's list who may sign in, and those who hold seats; two statements."""
    listed = and_(ReviewerRow.person_id == PersonRow.id, ReviewerRow.organisation_id == organisation_id)
    chosen = (
        select(PersonRow.id, PersonRow.name, ReviewerRow)
        .outerjoin(ReviewerRow, listed)
        .where(
            or_(
                and_(ReviewerRow.person_id.is_not(None), PersonRow.active, PersonRow.redacted_at.is_(None)),
                PersonRow.id.in_(holders),
            )
        )
        .order_by(PersonRow.id)
    )
    roles: defaultdict[str, set[Role]] = defaultdict(set)
    held = select(MembershipRow.person_id, MembershipRow.role).where(
        MembershipRow.organisation_id == organisation_id, MembershipRow.until_at.is_(None)
    )
    for person_id, role in session.execute(held):
        roles[person_id].add(Role(role))
    return [PersonToSeat(who, name, row, frozenset(roles[who])) for who, name, row in session.execute(chosen)]


def declared_in_round(session: Session, round_id: str) -> dict[tuple[str, str], list[tuple[str, bool | None]]]:
    """Give, by case and person, every kind of interest declared with what the chair ruled; one statement."""
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    found = session.execute(
        select(DeclarationRow.case_id, DeclarationRow.person_id, DeclarationRow.kinds, RulingRow.is_allowed)
        .join(CaseRow, CaseRow.id == DeclarationRow.case_id)
        .outerjoin(RulingRow, ruled)
        .where(CaseRow.round_id == round_id)
        .order_by(DeclarationRow.case_id, DeclarationRow.person_id, DeclarationRow.number)
    )
    declared: defaultdict[tuple[str, str], list[tuple[str, bool | None]]] = defaultdict(list)
    for case_id, person_id, kinds, is_allowed in found:
        declared[case_id, person_id] += [(kind, is_allowed) for kind in kinds]
    return declared


def former_panels(session: Session, round_id: str) -> dict[str, set[str]]:
    """Give, by appeal of a round, who ever sat on the panel that is appealed against; one statement."""
    first = aliased(CaseRow)
    found = session.execute(
        select(CaseRow.id, SeatRow.person_id)
        .join(first, and_(first.assessment_id == CaseRow.assessment_id, first.kind == CaseKind.FIRST))
        .join(SeatRow, SeatRow.case_id == first.id)
        .where(CaseRow.round_id == round_id, CaseRow.kind == CaseKind.APPEAL)
    )
    former: defaultdict[str, set[str]] = defaultdict(set)
    for case_id, person_id in found:
        former[case_id].add(person_id)
    return former


def reviewed_before(session: Session, round_id: str, person_ids: Collection[str]) -> set[tuple[str, str]]:
    """Give whose submissions people judged in other rounds, as person and institution; one statement."""
    found = session.execute(
        select(SeatRow.person_id, AssessmentRow.organisation_id)
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .where(CaseRow.round_id != round_id, SeatRow.person_id.in_(person_ids))
        .distinct()
    )
    return {(person_id, organisation_id) for person_id, organisation_id in found}
