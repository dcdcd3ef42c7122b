"""Practice submissions: nobody's answers, frozen, that everybody who sits on panels rates before a round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Exists, ForeignKey, LargeBinary, Select, String, and_, exists, false, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.domain.case_workflow import CaseKind, CaseState, Seat
from charter.domain.permissions import PERMISSIONS, Action
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.store.assessments import RoundRow
from charter.store.base import Base
from charter.store.cases import CaseRow
from charter.store.panels import SeatRow
from charter.store.ratings import LockRow
from charter.store.reference import ListedOrganisation


class PracticeCopyRow(Base):
    """The answers of a practice submission, frozen when it was made. Written once."""

    __tablename__ = "practice_copies"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # the canonical answers file, of an invented institution
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    # SHA-256 of the answers, hexadecimal; the case's chain tells it too
    digest: Mapped[str] = mapped_column(String(64))
    # example (the edition's own) or file
    origin: Mapped[str] = mapped_column(String(10))
    frozen_at: Mapped[dt.datetime]


@dataclass(frozen=True, slots=True)
class PracticeFound:
    """A practice case with how far it is."""

    case: CaseRow
    round_title: str
    body_name: str
    seats: int  # of reviewers who hold one
    locks: int  # of these, who locked
    has_seat: bool  # the asker
    has_locked: bool  # the asker


def practice_copy(session: Session, case_id: str) -> PracticeCopyRow | None:
    """Give what a practice case is about; None for any other."""
    return session.get(PracticeCopyRow, case_id)


def practice_in_round(session: Session, round_id: str, person_id: str) -> list[PracticeFound]:
    """Give the practice cases of a round, oldest first: one statement."""
    chosen = _found(person_id).where(CaseRow.round_id == round_id)
    return [PracticeFound(*row) for row in session.execute(chosen)]


def practice_of_person(session: Session, person_id: str, most: int) -> list[PracticeFound]:
    """Give practice that somebody may take part in, or took part in and that was revealed; newest first."""
    has_role = exists().where(
        MembershipRow.person_id == person_id,
        MembershipRow.organisation_id == RoundRow.organisation_id,
        MembershipRow.until_at.is_(None),
        MembershipRow.role.in_(PERMISSIONS[Action.RATE]),
    )
    seated = _seated(person_id)
    is_open = and_(CaseRow.state == CaseState.COMPLETE, ~seated)
    is_told = and_(CaseRow.state == CaseState.TOLD, seated)
    chosen = _found(person_id).where(has_role, is_open | is_told)
    newest = chosen.order_by(None).order_by(CaseRow.submitted_at.desc(), CaseRow.id)
    return [PracticeFound(*row) for row in session.execute(newest.limit(most))]


def panel_people(session: Session, organisation_id: str) -> list[str]:
    """Give who sits on panels of an awarding body and can sign in, by id."""
    chosen = (
        select(MembershipRow.person_id)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.until_at.is_(None),
            MembershipRow.role.in_(PERMISSIONS[Action.RATE]),
            PersonRow.active,
            PersonRow.redacted_at.is_(None),
        )
        .distinct()
        .order_by(MembershipRow.person_id)
    )
    return list(session.scalars(chosen))


def locked_practice(session: Session, round_id: str) -> dict[str, int]:
    """Give how many revealed practice cases of a round somebody locked their review of, by person."""
    chosen = (
        select(LockRow.person_id, func.count())
        .join(CaseRow, CaseRow.id == LockRow.case_id)
        .where(CaseRow.round_id == round_id, CaseRow.kind == CaseKind.PRACTICE, CaseRow.state == CaseState.TOLD)
        .group_by(LockRow.person_id)
    )
    return {row[0]: row[1] for row in session.execute(chosen)}


def real_institution(session: Session, name: str, ods_code: str) -> str:
    """Give the name of an institution that takes part here, or stands in the published lists, and is meant; "" = none.

    By name or by code, "" = neither is known. Case does not matter. At most two statements.
    """
    wanted, code = name.strip().lower(), ods_code.strip().upper()
    ours = select(OrganisationRow.name).where(
        OrganisationRow.kind == "institution",
        or_(func.lower(OrganisationRow.name) == wanted, OrganisationRow.ods_code == code if code else false()),
    )
    listed = select(ListedOrganisation.name).where(
        or_(func.lower(ListedOrganisation.name) == wanted, ListedOrganisation.code == code)
    )
    return session.scalar(ours.limit(1)) or session.scalar(listed.limit(1)) or ""


def _seated(person_id: str) -> Exists:
    return exists().where(SeatRow.case_id == CaseRow.id, SeatRow.person_id == person_id, SeatRow.left_at.is_(None))


def _found(person_id: str) -> Select[Any]:
    held = and_(SeatRow.case_id == CaseRow.id, SeatRow.seat == Seat.REVIEWER, SeatRow.left_at.is_(None))
    locked = and_(LockRow.case_id == CaseRow.id, LockRow.person_id == SeatRow.person_id)
    seats = select(func.count(SeatRow.id)).where(held).correlate(CaseRow).scalar_subquery()
    locks = select(func.count(SeatRow.id)).join(LockRow, locked).where(held).correlate(CaseRow).scalar_subquery()
    own = exists().where(LockRow.case_id == CaseRow.id, LockRow.person_id == person_id)
    return (
        select(CaseRow, RoundRow.title, OrganisationRow.name, seats, locks, _seated(person_id), own)
        .join(RoundRow, RoundRow.id == CaseRow.round_id)
        .join(OrganisationRow, OrganisationRow.id == RoundRow.organisation_id)
        .where(CaseRow.kind == CaseKind.PRACTICE)
        .order_by(CaseRow.submitted_at, CaseRow.id)
    )
