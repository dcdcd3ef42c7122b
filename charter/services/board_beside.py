"""What stands beside the cases of a round: who sits on their panels, and what waits to be ruled on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Executable,
    SelectBase,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from charter.domain.case_workflow import Seat
from charter.domain.conflicts import SOFT, interest_choices, interest_rules
from charter.domain.edition import Edition
from charter.domain.objections import ObjectionState
from charter.services.case_interests import LOOK_BACK_YEARS
from charter.store.awards import AwardRow
from charter.store.cases import CaseRow
from charter.store.objections import ObjectionRow
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.ratings import LockRow

SEATS, RULING, OBJECTION = "seats", "ruling", "objection"
NO_COUNTS = (null(), null(), null())


class Seats(NamedTuple):  # quicker to make than a dataclass, and there are a thousand
    """How many sit on a panel, and how many of them have locked their review."""

    reviewers: int = 0
    chairs: int = 0
    locked: int = 0


class Beside(NamedTuple):
    """What stands beside one case."""

    seats: Seats = Seats()
    ruling_asked_at: dt.datetime | None = None  # the oldest interest that the chair has not ruled on
    objected_at: dt.datetime | None = None  # the oldest objection to its award that nobody has ruled on


def beside_in(
    session: Session, round_id: str, editions: Iterable[Edition], among: Sequence[str] | None = None
) -> dict[str, Beside]:
    """Give what stands beside every case of a round, or those cases of it: one statement.

    ``editions``: that the round judges by.
    """
    is_meant = and_(CaseRow.round_id == round_id, CaseRow.id.in_(among) if among is not None else true())
    chosen: Executable = union_all(_seats(is_meant), _interests(is_meant, editions), _objections(is_meant))
    found: dict[str, Beside] = {}
    waits: list[tuple[str, str, dt.datetime]] = []
    for case_id, what, since_at, *counts in session.connection().execute(chosen):
        if what == SEATS:
            found[case_id] = Beside(Seats(*counts))
        else:
            waits.append((case_id, what, since_at))
    for case_id, what, since_at in waits:
        one = found.get(case_id, Beside())
        is_ruling = what == RULING
        found[case_id] = one._replace(ruling_asked_at=since_at) if is_ruling else one._replace(objected_at=since_at)
    return found


def _seats(is_meant: ColumnElement[bool]) -> SelectBase:
    locks = and_(LockRow.case_id == SeatRow.case_id, LockRow.person_id == SeatRow.person_id)
    is_reviewer = SeatRow.seat == Seat.REVIEWER
    return (
        select(
            SeatRow.case_id,
            literal(SEATS),
            type_coerce(null(), DeclarationRow.declared_at.type),
            func.sum(case((is_reviewer, 1), else_=0)),
            func.sum(case((is_reviewer, 0), else_=1)),
            func.sum(case((and_(is_reviewer, LockRow.person_id.is_not(None)), 1), else_=0)),
        )
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .outerjoin(LockRow, locks)
        .where(is_meant, SeatRow.left_at.is_(None))
        .group_by(SeatRow.case_id)
    )


def _interests(is_meant: ColumnElement[bool], editions: Iterable[Edition]) -> SelectBase:
    """Interests of those on a panel that its chair may allow, and has not ruled on."""
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    held = and_(
        SeatRow.case_id == DeclarationRow.case_id,
        SeatRow.person_id == DeclarationRow.person_id,
        SeatRow.left_at.is_(None),
    )
    kinds = cast(DeclarationRow.kinds, Text)
    soft = {
        choice.id
        for edition in editions
        for choice in interest_choices(interest_rules(edition, LOOK_BACK_YEARS))
        if choice.weight == SOFT
    }
    return (
        select(DeclarationRow.case_id, literal(RULING), func.min(DeclarationRow.declared_at), *NO_COUNTS)
        .join(CaseRow, CaseRow.id == DeclarationRow.case_id)
        .join(SeatRow, held)
        .outerjoin(RulingRow, ruled)
        .where(
            is_meant,
            kinds != "[]",
            or_(false(), *(kinds.contains(f'"{kind}"', autoescape=True) for kind in sorted(soft))),
            RulingRow.case_id.is_(None),
        )
        .group_by(DeclarationRow.case_id)
    )


def _objections(is_meant: ColumnElement[bool]) -> SelectBase:
    """Objections to the awards of cases that nobody has ruled on."""
    return (
        select(CaseRow.id, literal(OBJECTION), func.min(ObjectionRow.made_at), *NO_COUNTS)
        .join(AwardRow, AwardRow.case_id == CaseRow.id)
        .join(ObjectionRow, ObjectionRow.award_id == AwardRow.id)
        .where(is_meant, ObjectionRow.state == ObjectionState.OPEN)
        .group_by(CaseRow.id)
    )
