"""A reviewer's own review of a case: levels with reasons, every save kept, locked once. Blind to everybody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import and_, func, select

from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState, Seat
from charter.domain.errors import Incomplete, WrongState
from charter.domain.panels import panel_rules
from charter.domain.reviews import Rating, review_rules, still_missing
from charter.services.case_submissions import submission_of
from charter.services.cases import Case, begin_case, happen_in
from charter.services.deeds import Deed
from charter.store.accounts import PersonRow
from charter.store.panels import SeatRow
from charter.store.ratings import LockRow, RatingRow, RatingVersionRow, ratings_by, ratings_digest

LEVEL, REASON = "level", "reason"
NOT_APPLICABLE = "na"  # as a form says it
LOCKED = "You have locked your review, so it cannot change any more."
CLOSED = "Reviews of this submission are closed, so nothing can be changed."
NOT_YET = "The awarding body has not found this submission complete yet. Reviews begin then."


@dataclass(frozen=True, slots=True)
class Own:
    """One's own rating of a criterion as it stands; version 0 = nothing was saved."""

    rating: Rating = field(default_factory=Rating)
    version: int = 0
    saved_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Locks:
    """How many reviews are missing; who has locked is told to nobody before the meeting."""

    missing: int  # of those who sit on the panel
    short_of_quorum: int  # how many more are needed to decide; 0 = none


@dataclass(frozen=True, slots=True)
class SeenReview:
    """Another's locked review, once the meeting is open."""

    name: str
    ratings: Mapping[str, Rating]  # by criterion


def own_review(deed: Deed, case: Case) -> dict[str, Own]:
    """Give one's own ratings by criterion, for whoever was let in by ``cases.case_for``: one statement."""
    if case.seat != Seat.REVIEWER:
        return {}
    newest = and_(
        RatingVersionRow.case_id == RatingRow.case_id,
        RatingVersionRow.person_id == RatingRow.person_id,
        RatingVersionRow.criterion_id == RatingRow.criterion_id,
        RatingVersionRow.version == RatingRow.version,
    )
    found = deed.session.execute(
        select(RatingRow, RatingVersionRow.saved_at)
        .outerjoin(RatingVersionRow, newest)
        .where(RatingRow.case_id == case.id, RatingRow.person_id == deed.person_id)
    )
    return {row.criterion_id: Own(rating_of(row), row.version, saved_at) for row, saved_at in found}


def may_rate(case: Case) -> bool:
    """Tell whether whoever was let in may change their review now."""
    return case.seat == Seat.REVIEWER and case.state == CaseState.COMPLETE and not case.is_locked


def missing_of(deed: Deed, case: Case, review: Mapping[str, Own]) -> dict[str, str]:
    """Give what keeps one's review from being locked: criterion id -> a sentence."""
    ratings = {criterion_id: own.rating for criterion_id, own in review.items()}
    return still_missing(case.edition.criteria, ratings, submission_of(deed, case).figures, review_rules(case.edition))


def lock_review(deed: Deed, case_id: str) -> LockRow:
    """Lock one's review: from then on nobody can change it.

    Reviewers of its panel may, once. Raises as ``cases.case_for``; WrongState; Incomplete with every gap. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.REVIEW_LOCKED)
    require_open(case)
    missing = missing_of(deed, case, own_review(deed, case))
    if missing:
        raise Incomplete(tuple(f"{criterion_id}: {text}" for criterion_id, text in missing.items()))
    digest = ratings_digest(ratings_by(deed.session, case_id, deed.person_id).values())
    lock = LockRow(case_id=case_id, person_id=deed.person_id, locked_at=deed.now, digest=digest)
    deed.session.add(lock)
    happen_in(deed, row, CaseEvent.REVIEW_LOCKED, {"person": deed.person_id, "digest": digest})
    deed.session.commit()
    return lock


def locks_of(deed: Deed, case: Case) -> Locks | None:
    """Give how many reviews are missing; None for a reviewer who has not locked their own: they learn nothing yet.

    For whoever was let in by ``cases.case_for``: one statement.
    """
    if case.seat == Seat.REVIEWER and not case.is_locked and not case.is_open:
        return None
    locks = and_(LockRow.case_id == SeatRow.case_id, LockRow.person_id == SeatRow.person_id)
    seats, locked = deed.session.execute(
        select(func.count(SeatRow.id), func.count(LockRow.person_id))
        .outerjoin(LockRow, locks)
        .where(SeatRow.case_id == case.id, SeatRow.seat == Seat.REVIEWER, SeatRow.left_at.is_(None))
    ).one()
    quorum = panel_rules(case.edition).quorum if case.kind != CaseKind.PRACTICE else 0
    return Locks(seats - locked, max(0, quorum - locked))


def ratings_seen(deed: Deed, case: Case) -> dict[str, SeenReview]:
    """Give the locked reviews of everybody on the panel, by person: for reviewers the only way to others' levels.

    Empty until the meeting is open. For whoever was let in by ``cases.case_for``: one statement.
    """
    if not case.is_open:
        return {}
    seats = and_(
        SeatRow.case_id == RatingRow.case_id,
        SeatRow.person_id == RatingRow.person_id,
        SeatRow.seat == Seat.REVIEWER,
        SeatRow.left_at.is_(None),
    )
    locks = and_(LockRow.case_id == RatingRow.case_id, LockRow.person_id == RatingRow.person_id)
    rows = deed.session.execute(
        select(RatingRow, PersonRow.name)
        .join(SeatRow, seats)
        .join(LockRow, locks)
        .join(PersonRow, PersonRow.id == RatingRow.person_id)
        .where(RatingRow.case_id == case.id)
        .order_by(SeatRow.seated_at, SeatRow.id)
    )
    found: dict[str, SeenReview] = {}
    for row, name in rows:
        seen = found.get(row.person_id, SeenReview(name, {}))
        found[row.person_id] = replace(seen, ratings={**seen.ratings, row.criterion_id: rating_of(row)})
    return found


def level_typed(rating: Rating) -> str:
    """Give a rating's level as a form says it."""
    return NOT_APPLICABLE if rating.is_not_applicable else "" if rating.level is None else str(rating.level)


def require_open(case: Case) -> None:
    """Refuse where whoever was let in may not change their review now. Raises WrongState."""
    if case.is_locked:
        raise WrongState(LOCKED)
    if case.state != CaseState.COMPLETE:
        raise WrongState(NOT_YET if case.state in (CaseState.WAITING, CaseState.RETURNED) else CLOSED)


def rating_of(row: RatingRow | RatingVersionRow) -> Rating:
    """Give what a row says."""
    return Rating(row.level, row.is_not_applicable, row.reason)
