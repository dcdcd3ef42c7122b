"""The cases on whose panels somebody sits, across rounds and awarding bodies: what each waits for, a page at a time.

The door of ``services.cases`` holds here too, applied to many cases in a few statements: what it would not open shows
nothing but why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Row, Select, and_, case, exists, func, or_, select, true

from charter.domain.case_workflow import OPENED, CaseEvent, CaseKind, CaseState, Seat, case_transition
from charter.domain.conflicts import Conflict
from charter.domain.edition import Edition
from charter.domain.permissions import PERMISSIONS, Action
from charter.services.case_interests import Submitted, conflicts_over
from charter.services.deeds import Deed
from charter.store.accounts import MembershipRow, OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.panels import DeclarationRow, SeatRow
from charter.store.ratings import LockRow, RatingRow
from charter.store.reviewers import ConfidentialityRow

A_PAGE = 50
OVER = (CaseState.TOLD, CaseState.CLOSED)
SCREENED = case_transition(CaseEvent.DECLARED).sources
Body = OrganisationRow.__table__.alias("body")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One case as somebody on its panel sees it in a list."""

    case_id: str
    round_id: str
    round_title: str
    body_name: str
    has_conflict: bool  # then nothing below says anything
    waits_for_chair: bool = False  # of a conflict: the chair has not ruled yet
    has_promised: bool = False  # confidence for the round
    can_declare: bool = False  # whether the submission has been screened, so that interests can be declared
    has_declared: bool = False  # until then nothing below the name and the meeting says anything
    name: str = ""  # of the institution, or of practice
    scope_name: str = ""
    edition_title: str = ""
    edition_version: str = ""
    seat: Seat = Seat.REVIEWER
    state: CaseState | None = None
    meets_on: dt.date | None = None
    rated: int = 0  # criteria with a level of one's own, or that one holds not to apply
    criteria: int = 0
    is_locked: bool = False  # one's own review
    is_practice: bool = False  # nobody's submission, which has no meeting
    missing: int | None = None  # reviews that are not locked; None where one may not know yet


@dataclass(frozen=True, slots=True)
class Sittings:
    """A page of the list."""

    rows: tuple[Sitting, ...]
    count: int  # of all pages
    page: int  # from 1
    is_last: bool


@dataclass(frozen=True, slots=True)
class _About:
    """What rows of a page need beside themselves, by case, and the editions by reference."""

    conflicts: Mapping[str, Conflict]
    rated: Mapping[str, int]
    missing: Mapping[str, int]
    editions: Mapping[str, Edition]


def sittings_of(deed: Deed, page: int = 1, *, with_past: bool = False) -> Sittings:
    """Give the cases on whose panels the person sits, what needs them first: nine statements, however many there are.

    ``with_past``: those too whose outcome was sent, or that were taken back.
    """
    ids = list(deed.session.scalars(_wanted(deed, with_past=with_past)))
    page = max(1, min(page, -(-len(ids) // A_PAGE)))
    here = ids[(page - 1) * A_PAGE : page * A_PAGE]
    found = sorted(deed.session.execute(_seats(deed, here)), key=lambda row: here.index(row.CaseRow.id))
    conflicts = conflicts_over(deed, [_submitted(row) for row in found]) if found else {}
    about = _About(
        conflicts,
        _rated(deed, found),
        _missing(deed, found),
        {name: load_edition(name) for name in {row.CaseRow.edition_reference for row in found}},
    )
    return Sittings(tuple(_sitting(row, about) for row in found), len(ids), page, page * A_PAGE >= len(ids))


def _wanted(deed: Deed, *, with_past: bool) -> Select[str]:
    """The ids of the cases on whose panels the person sits, where they still have a role; what needs them first."""
    who = deed.person_id
    has_role = exists().where(
        MembershipRow.person_id == who,
        MembershipRow.organisation_id == RoundRow.organisation_id,
        MembershipRow.until_at.is_(None),
        MembershipRow.role.in_(PERMISSIONS[Action.SEE_CASE]),
    )
    rounds = select(RoundRow.id).where(has_role)
    return (
        select(CaseRow.id)
        .join(SeatRow, SeatRow.case_id == CaseRow.id)
        .outerjoin(LockRow, and_(LockRow.case_id == CaseRow.id, LockRow.person_id == who))
        .where(
            SeatRow.person_id == who,
            SeatRow.left_at.is_(None),
            CaseRow.round_id.in_(rounds),
            true() if with_past else CaseRow.state.not_in(OVER),
        )
        .order_by(*_needs_them_first())
    )


def _seats(deed: Deed, case_ids: Sequence[str]) -> Select[Any]:
    """The person's seats in these cases, with what the list says of each."""
    who = deed.person_id
    declared = exists().where(DeclarationRow.case_id == CaseRow.id, DeclarationRow.person_id == who)
    locks = and_(LockRow.case_id == CaseRow.id, LockRow.person_id == who)
    promises = and_(ConfidentialityRow.round_id == CaseRow.round_id, ConfidentialityRow.person_id == who)
    return (
        select(
            CaseRow,
            RoundRow.title.label("round_title"),
            Body.c.name.label("body_name"),
            AssessmentRow.scope_name,
            OrganisationRow.id.label("organisation_id"),
            OrganisationRow.name.label("institution_name"),
            SeatRow.seat,
            LockRow.locked_at,
            ConfidentialityRow.accepted_at,
            declared.label("has_declared"),
        )
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .join(RoundRow, RoundRow.id == CaseRow.round_id)
        .join(Body, Body.c.id == RoundRow.organisation_id)
        .outerjoin(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .outerjoin(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .outerjoin(LockRow, locks)
        .outerjoin(ConfidentialityRow, promises)
        .where(SeatRow.case_id.in_(case_ids), SeatRow.person_id == who, SeatRow.left_at.is_(None))
    )


def _needs_them_first() -> tuple[Any, ...]:
    """What they have to do before what waits for others; within it by the day of the meeting."""
    is_open_review = and_(
        CaseRow.state == CaseState.COMPLETE, SeatRow.seat == Seat.REVIEWER, LockRow.locked_at.is_(None)
    )
    order = case(
        (is_open_review, 0),
        (CaseRow.state == CaseState.COMPLETE, 1),
        (CaseRow.state.in_(OPENED - {CaseState.TOLD}), 2),
        (CaseRow.state.in_(OVER), 4),
        else_=3,
    ).cast(Integer)
    return order, CaseRow.meets_on.asc().nulls_last(), CaseRow.submitted_at, CaseRow.id


def _submitted(row: Row[Any]) -> Submitted:
    one = row.CaseRow
    return Submitted(one.id, one.round_id, one.edition_reference, row.organisation_id or "")


def _rated(deed: Deed, found: Sequence[Row[Any]]) -> dict[str, int]:
    """How many criteria they have rated, by case; their own ratings alone."""
    chosen = (
        select(RatingRow.case_id, func.count())
        .where(
            RatingRow.case_id.in_([row.CaseRow.id for row in found]),
            RatingRow.person_id == deed.person_id,
            or_(RatingRow.level.is_not(None), RatingRow.is_not_applicable),
        )
        .group_by(RatingRow.case_id)
    )
    return {row[0]: row[1] for row in deed.session.execute(chosen)}


def _missing(deed: Deed, found: Sequence[Row[Any]]) -> dict[str, int]:
    """How many reviews are not locked, of the cases in which the person may know it: their own is, or they chair."""
    may_know = [row.CaseRow.id for row in found if row.seat == Seat.CHAIR or row.locked_at is not None]
    locks = and_(LockRow.case_id == SeatRow.case_id, LockRow.person_id == SeatRow.person_id)
    chosen = (
        select(SeatRow.case_id, func.count() - func.count(LockRow.person_id))
        .outerjoin(LockRow, locks)
        .where(SeatRow.case_id.in_(may_know), SeatRow.seat == Seat.REVIEWER, SeatRow.left_at.is_(None))
        .group_by(SeatRow.case_id)
    )
    return {row[0]: row[1] for row in deed.session.execute(chosen)}


def _sitting(row: Row[Any], about: _About) -> Sitting:
    """A row as the door lets it be seen: in conflict nothing; before a declaration the name and the day alone."""
    one = row.CaseRow
    conflict, edition = about.conflicts[one.id], about.editions[one.edition_reference]
    where = (one.id, one.round_id, row.round_title, row.body_name)
    if conflict.denies:
        return Sitting(*where, has_conflict=True, waits_for_chair=conflict.waits_for_chair)
    told: dict[str, Any] = {
        "has_promised": row.accepted_at is not None,
        "can_declare": one.state in SCREENED,
        "has_declared": row.has_declared or not row.organisation_id,
        "name": row.institution_name or one.title,
        "scope_name": row.scope_name or "",
        "edition_title": edition.title,
        "edition_version": edition.version,
        "seat": Seat(row.seat),
        "meets_on": one.meets_on,
        "is_practice": one.kind == CaseKind.PRACTICE,
    }
    if told["has_promised"] and told["has_declared"]:
        told |= {
            "state": CaseState(one.state),
            "rated": about.rated.get(one.id, 0),
            "criteria": len(edition.criteria),
            "is_locked": row.locked_at is not None,
            "missing": about.missing.get(one.id),
        }
    return Sitting(*where, has_conflict=False, **told)
