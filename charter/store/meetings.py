"""What a panel's meeting looks at, in as few statements as there are kinds of things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, literal, select, union_all
from sqlalchemy.orm import Session

from charter.domain.agreed_levels import GivenLevel
from charter.domain.case_workflow import Seat
from charter.store.accounts import PersonRow
from charter.store.assessments import FrozenCopyRow
from charter.store.cases import CaseRow
from charter.store.panels import SeatRow
from charter.store.ratings import AgreedLevelRow, LockRow, RatingRow
from charter.store.reviewers import ReviewerRow


@dataclass(frozen=True, slots=True)
class SeatedRow:
    """Somebody on a case's panel now, with what is known of them."""

    seat: SeatRow
    name: str  # "" = somebody who was forgotten
    lock_digest: str | None  # None = they have not locked
    reviewer: ReviewerRow | None  # None = not on the body's list
    copy_digest: str  # of the copy that the case judges; "" = practice


def seated_in(session: Session, case_id: str, body_id: str) -> list[SeatedRow]:
    """Give everybody on a case's panel now, reviewers in the order in which they were seated, the chair last."""
    locks = and_(LockRow.case_id == SeatRow.case_id, LockRow.person_id == SeatRow.person_id)
    listed = and_(ReviewerRow.organisation_id == body_id, ReviewerRow.person_id == SeatRow.person_id)
    copies = and_(
        FrozenCopyRow.assessment_id == CaseRow.assessment_id,
        FrozenCopyRow.number == CaseRow.copy_number,
    )
    found = session.execute(
        select(SeatRow, PersonRow.name, LockRow.digest, ReviewerRow, FrozenCopyRow.digest)
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .join(PersonRow, PersonRow.id == SeatRow.person_id)
        .outerjoin(LockRow, locks)
        .outerjoin(ReviewerRow, listed)
        .outerjoin(FrozenCopyRow, copies)
        .where(SeatRow.case_id == case_id, SeatRow.left_at.is_(None))
        .order_by(SeatRow.seat.desc(), SeatRow.seated_at, PersonRow.name, SeatRow.id)
    )
    return [SeatedRow(seat, name or "", lock, reviewer, digest or "") for seat, name, lock, reviewer, digest in found]


def levels_of_case(session: Session, case_id: str) -> list[GivenLevel]:
    """Give what reviewers who sit on the panel locked, and then everything that was agreed, oldest first."""
    agreed = select(
        AgreedLevelRow.criterion_id,
        AgreedLevelRow.person_id,
        AgreedLevelRow.level,
        AgreedLevelRow.is_not_applicable,
        AgreedLevelRow.reason,
        AgreedLevelRow.dissent,
        AgreedLevelRow.number.label("number"),
    ).where(AgreedLevelRow.case_id == case_id)
    both = union_all(_locked().where(RatingRow.case_id == case_id), agreed).subquery()
    return [GivenLevel(*row) for row in session.execute(select(both).order_by(both.c.number))]


def locked_levels(session: Session, case_ids: Iterable[str]) -> list[tuple[str, str, str, int | None]]:
    """Give case, person, criterion and level of everything that reviewers who sit on these panels locked."""
    chosen = _counted(select(RatingRow.case_id, RatingRow.person_id, RatingRow.criterion_id, RatingRow.level))
    found = session.execute(chosen.where(RatingRow.case_id.in_(list(case_ids))))
    return [(case_id, person_id, criterion_id, level) for case_id, person_id, criterion_id, level in found]


def counted_reviews(session: Session, case_ids: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Give case, person, name and the digest of the lock of every review that counts on these panels."""
    found = session.execute(
        select(SeatRow.case_id, SeatRow.person_id, PersonRow.name, LockRow.digest)
        .join(PersonRow, PersonRow.id == SeatRow.person_id)
        .join(LockRow, and_(LockRow.case_id == SeatRow.case_id, LockRow.person_id == SeatRow.person_id))
        .where(SeatRow.case_id.in_(list(case_ids)), SeatRow.seat == Seat.REVIEWER, SeatRow.left_at.is_(None))
        .order_by(SeatRow.case_id, SeatRow.person_id)
    )
    return [(case_id, person_id, name or "", digest) for case_id, person_id, name, digest in found]


def _locked() -> Select[Any]:
    return _counted(
        select(
            RatingRow.criterion_id,
            RatingRow.person_id,
            RatingRow.level,
            RatingRow.is_not_applicable,
            RatingRow.reason,
            literal("").label("dissent"),
            literal(0).label("number"),
        )
    )


def _counted(chosen: Any) -> Any:
    """Only levels of whoever holds a reviewer's seat now, and has locked."""
    held = and_(
        SeatRow.case_id == RatingRow.case_id,
        SeatRow.person_id == RatingRow.person_id,
        SeatRow.seat == Seat.REVIEWER,
        SeatRow.left_at.is_(None),
    )
    locks = and_(LockRow.case_id == RatingRow.case_id, LockRow.person_id == RatingRow.person_id)
    return chosen.join(SeatRow, held).join(LockRow, locks)
