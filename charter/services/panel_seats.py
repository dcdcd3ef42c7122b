"""Seats on the panel of a case: given with a reason, taken away, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState, MatterKind, Seat
from charter.domain.errors import InvalidPanel
from charter.domain.permissions import Role
from charter.domain.wording import plain_text
from charter.domain.written_texts import length_fault
from charter.services.case_interests import interests_of
from charter.services.cases import Case, begin_case, happen_in
from charter.services.deeds import Deed, new_id
from charter.store.accounts import roles_in
from charter.store.cases import CaseRow, case_of_assessment
from charter.store.panels import SeatRow, held_seats, seat_of
from charter.store.proceedings import Ends, ends_of

BY_HAND, BY_SOLVER = "hand", "solver"
ROLE_FOR = {Seat.CHAIR: Role.PANEL_CHAIR}
_MET = frozenset({CaseState.AGREEING, CaseState.DECIDING, CaseState.REVISED})
OPEN = (
    "The panel’s meeting is open, so a new reviewer would see what others think before judging. Where the quorum is "
    "lost, the chair adjourns it first."
)
FORMER = "They sat on the panel whose outcome is appealed against. An appeal goes to a new panel: choose somebody else."


@dataclass(frozen=True, slots=True)
class NewSeat:
    """Whom to seat, as what, and why; the solver's seed where it was the solver."""

    person_id: str
    seat: Seat
    reason: str
    seed: int | None = None
    breaks: tuple[str, ...] = ()  # rules of the edition that are broken knowingly


def seat(deed: Deed, case_id: str, new: NewSeat) -> SeatRow:
    """Seat somebody on a case's panel. The awarding body's office may.

    Raises as ``cases.case_for``; WrongState; InvalidPanel where they have no role for it, sit there already, have an
    interest that nobody can allow, or sat on the panel that is appealed against; of a reviewer, where the panel's
    meeting is open. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.SEATED)
    added = add_seat(deed, case, row, new)
    deed.session.commit()
    return added


def add_seat(deed: Deed, case: Case, row: CaseRow, new: NewSeat) -> SeatRow:
    """As ``seat``, for services that seat several; commits nothing."""
    check_seat(deed, case, row, new)
    return _put_seat(deed, row, new, None)


def put_seats(deed: Deed, seats: Sequence[tuple[CaseRow, NewSeat]]) -> list[SeatRow]:
    """As ``add_seat``, for whole panels whose every rule was checked already, and whose cases are locked.

    A few statements, however many they are: whoever else would save waits meanwhile.
    """
    ends = ends_of(deed.session, MatterKind.CASE, {row.id for row, _ in seats})
    added = [_put_seat(deed, row, new, ends) for row, new in seats]
    deed.session.flush()
    return added


def _put_seat(deed: Deed, row: CaseRow, new: NewSeat, ends: Ends | None) -> SeatRow:
    reason = plain_text(new.reason)
    added = SeatRow(
        id=new_id(),
        case_id=row.id,
        person_id=new.person_id,
        seat=new.seat,
        reason=reason,
        origin=BY_HAND if new.seed is None else BY_SOLVER,
        seed=new.seed,
        seated_by=deed.person_id,
        seated_at=deed.now,
    )
    deed.session.add(added)
    details: dict[str, object] = {"person": new.person_id, "seat": new.seat, "origin": added.origin, "seed": new.seed}
    details |= {"breaks": list(new.breaks)} if new.breaks else {}
    happen_in(deed, row, CaseEvent.SEATED, details, text=reason, ends=ends)
    return added


def unseat(deed: Deed, case_id: str, person_id: str, reason: str) -> None:
    """Take somebody's seat away, with a reason. The awarding body's office may. Raises as ``seat``. Commits."""
    _, row = begin_case(deed, case_id, CaseEvent.UNSEATED)
    leave(deed, row, held_by(deed, case_id, person_id), reason)
    deed.session.commit()


def held_by(deed: Deed, case_id: str, person_id: str) -> SeatRow:
    """Give the seat that somebody holds. Raises InvalidPanel where they hold none."""
    held = seat_of(deed.session, case_id, person_id)
    if held is None:
        raise InvalidPanel("They do not sit on this panel any more.", "person")
    return held


def leave(deed: Deed, row: CaseRow, held: SeatRow, reason: str, breaks: Sequence[str] = ()) -> None:
    """End a seat, with a reason on record; commits nothing. Raises InvalidPanel where there is none."""
    text = plain_text(reason)
    if not text:
        raise InvalidPanel("Taking a seat away needs a reason, which stays on record. Write one.", "reason")
    if fault := length_fault(text):
        raise InvalidPanel(fault, "reason")
    held.left_at = deed.now
    details: dict[str, object] = {"person": held.person_id, "seat": held.seat}
    details |= {"breaks": list(breaks)} if breaks else {}
    happen_in(deed, row, CaseEvent.UNSEATED, details, text=text)


def check_seat(deed: Deed, case: Case, row: CaseRow, new: NewSeat) -> None:
    """Raise InvalidPanel, as ``seat``, where somebody cannot be seated so."""
    if not plain_text(new.reason):
        raise InvalidPanel("A seat needs a reason, which stays on record. Write one.", "reason")
    if fault := length_fault(plain_text(new.reason)):
        raise InvalidPanel(fault, "reason")
    if new.seat == Seat.REVIEWER and case.state in _MET:
        raise InvalidPanel(OPEN, "seat")
    roles = roles_in(deed.session, new.person_id, case.body_id)
    allowed = {ROLE_FOR[new.seat]} if new.seat in ROLE_FOR else {Role.REVIEWER, Role.PANEL_CHAIR}
    if roles.isdisjoint(allowed):
        words = "is no panel chair" if new.seat == Seat.CHAIR else "is no reviewer"
        raise InvalidPanel(f"This person {words} of the awarding body. Give them the role first.", "person")
    held = held_seats(deed.session, [row.id])
    if any(one.person_id == new.person_id for one in held):
        raise InvalidPanel("This person sits on the panel already.", "person")
    if new.seat == Seat.CHAIR and any(one.seat == Seat.CHAIR for one in held):
        raise InvalidPanel("The panel has a chair already. Take that seat away first.", "seat")
    conflict = interests_of(deed, row, case.organisation_id, new.person_id)
    if conflict.is_hard:
        raise InvalidPanel(f"This person cannot sit on the panel. {' '.join(conflict.reasons)}", "person")
    if new.person_id in barred_from(deed, case):
        raise InvalidPanel(FORMER, "person")


def barred_from(deed: Deed, case: Case) -> frozenset[str]:
    """Give the ids of whoever sat on the panel whose outcome a case appeals against; none where it is no appeal."""
    if case.kind != CaseKind.APPEAL:
        return frozenset()
    first = case_of_assessment(deed.session, case.assessment_id, CaseKind.FIRST)
    return frozenset(
        deed.session.scalars(select(SeatRow.person_id).where(SeatRow.case_id == first.id)) if first else ()
    )
