"""What somebody on a panel declares: confidence for a round, interests in a case; and the ruling on soft ones."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.case_workflow import CaseEvent, MatterKind, Seat
from charter.domain.conflicts import KINDS, SOFT, Conflict, interest_rules
from charter.domain.errors import InvalidPanel, UnknownCase, UnknownRound, WrongState
from charter.domain.permissions import Action, require
from charter.domain.wording import plain_text
from charter.domain.written_texts import length_fault
from charter.services.case_interests import LOOK_BACK_YEARS, conflict_in
from charter.services.cases import NO_CASE, case_before_opening, case_for, happen_in
from charter.services.deeds import Deed
from charter.services.interest_notes import known_soft, put_declaration
from charter.services.panel_leaving import give_up_seat
from charter.services.panel_letters import put_ruled_letter, put_waiting_letters
from charter.services.rounds import NO_ROUND, found_round
from charter.store.accounts import OrganisationRow, roles_in
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.panels import RulingRow, declarations_of, has_sat, rulings_of, seat_of
from charter.store.proceedings import Matter, add_proceeding, told_proceedings
from charter.store.reviewers import ConfidentialityRow

PROMISE = (
    "I will keep what I read and what is said in this round to myself, keep no copies after it, and use it for nothing "
    "but judging."
)
PROMISED = "confidence_promised"
GAVE_UP = "They have an interest that nobody can allow, and gave up the seat."
NOT_ALLOWED = "An interest that they declared was not allowed."
_KNOWN = frozenset(kind.id for kind in KINDS)


def promise_confidence(deed: Deed, round_id: str) -> ConfidentialityRow:
    """Promise confidence for a round, in the words of PROMISE. Whoever sits on panels of its body may; twice is once.

    Raises UnknownRound for strangers, NotAllowed. Commits.
    """
    whole = found_round(deed, round_id)
    roles = roles_in(deed.session, deed.person_id, whole.organisation_id)
    if not roles:
        raise UnknownRound(NO_ROUND)
    require(roles, Action.RATE)
    deed.session.refresh(whole, with_for_update={"key_share": True})  # a whole panel may promise on one morning
    held = deed.session.get(ConfidentialityRow, (round_id, deed.person_id))
    if held is not None:
        return held
    digest = hashlib.sha256(PROMISE.encode()).hexdigest()
    row = ConfidentialityRow(round_id=round_id, person_id=deed.person_id, accepted_at=deed.now, words=digest)
    deed.session.add(row)
    add_proceeding(
        deed.session,
        Matter(MatterKind.PANELS, round_id),
        PROMISED,
        person_id=deed.person_id,
        now=deed.now,
        details={"words": digest},
        key=deed.key,
    )
    deed.session.commit()
    return row


def declare_interests(
    deed: Deed, case_id: str, kinds: Iterable[str], note: str = "", site_url: str | None = None
) -> Conflict:
    """Declare every interest that one has in a case, or none; before it is opened, and again at the meeting.

    Whoever sits on its panel may, and the body's office. What was declared before stands: nobody takes an interest
    back. Gives what follows: a hard interest, declared or known, ends the seat at once, and the office gets a letter
    that says what the panel lacks; a soft one goes to the chair by letter, the chair's own to the administrators.
    ``site_url``: for links. Raises UnknownCase, MustDeclareFirst where confidence was not promised, InvalidPanel,
    WrongState. Commits.
    """
    chosen = sorted(set(kinds))
    if not _KNOWN.issuperset(chosen):
        raise InvalidPanel("Choose kinds of interest from the list.", "kinds")
    text = plain_text(note)
    if chosen and not text:
        raise InvalidPanel("Say in a few words what the interest is. The chair reads it.", "note")
    if fault := length_fault(text):
        raise InvalidPanel(fault, "note")
    row = _held(deed, case_id)
    case, found = case_before_opening(deed, case_id)
    before = declarations_of(deed.session, case_id, deed.person_id)
    chosen = sorted({*chosen, *known_soft(found, before)})
    number = put_declaration(deed, row, chosen, text)
    conflict = conflict_in(deed, row, case.organisation_id)
    if conflict.is_hard:
        give_up_seat(deed, case, deed.person_id, GAVE_UP, site_url)
    elif conflict.waits_for_chair:
        put_waiting_letters(deed, case, number, site_url)
    deed.session.commit()
    return conflict


def rule_on_interest(
    deed: Deed,
    case_id: str,
    person_id: str,
    number: int,
    *,
    is_allowed: bool,
    reason: str,
    site_url: str | None = None,
) -> None:
    """Rule on a soft interest that somebody declared: the chair on a reviewer's, the officer on the chair's.

    Nobody rules on their own. Where it is not allowed, the seat ends, and the office gets a letter; whoever declared it
    gets one in either case. Raises as ``cases.case_for``; InvalidPanel; WrongState where it was ruled on. Commits.
    """
    row = _held(deed, case_id)
    seated = seat_of(deed.session, case_id, person_id)
    is_chair = seated is not None and seated.seat == Seat.CHAIR
    case = case_for(deed, case_id, Action.CONFIRM_DECISION if is_chair else Action.CHAIR_PANEL, changes=True)
    if person_id == deed.person_id:
        raise InvalidPanel("Nobody rules on an interest of their own.", "ruling")
    text = plain_text(reason)
    if not text:
        raise InvalidPanel("A ruling needs a reason, which stays on record. Write one.", "reason")
    if fault := length_fault(text):
        raise InvalidPanel(fault, "reason")
    declared = {row.number: row for row in declarations_of(deed.session, case_id, person_id)}
    weigh = interest_rules(case.edition, LOOK_BACK_YEARS).weight
    if number not in declared or SOFT not in {weigh(kind) for kind in declared[number].kinds}:
        raise UnknownCase(NO_CASE)
    if number in rulings_of(deed.session, case_id, person_id):
        raise WrongState("This interest was ruled on already.")
    details = {"person": person_id, "number": number, "is_allowed": is_allowed}
    event = happen_in(deed, row, CaseEvent.RULED, details, text=text)
    deed.session.add(
        RulingRow(
            case_id=case_id,
            person_id=person_id,
            number=number,
            is_allowed=is_allowed,
            ruled_by=deed.person_id,
            ruled_at=deed.now,
            event_number=event.number,
        )
    )
    deed.session.flush()
    put_ruled_letter(deed, case, person_id, number, is_allowed=is_allowed, site_url=site_url)
    if not is_allowed and seated is not None:
        give_up_seat(deed, case, person_id, NOT_ALLOWED, site_url)
    deed.session.commit()


@dataclass(frozen=True, slots=True)
class OwnDeclarations:
    """What somebody declared in a case, and what came of it: the submission's name, nothing else."""

    name: str
    round_title: str
    has_seat: bool
    has_left: bool  # they had one
    conflict: Conflict
    rows: tuple[tuple[dt.datetime, tuple[str, ...], str, bool | None], ...]  # when, kinds, note, whether allowed


def own_declarations(deed: Deed, case_id: str) -> OwnDeclarations:
    """Give somebody what they declared in a case, also once they have left its panel.

    Raises UnknownCase for whoever declared nothing in it.
    """
    declared = declarations_of(deed.session, case_id, deed.person_id)
    found = deed.session.execute(
        select(CaseRow, RoundRow, OrganisationRow)
        .join(RoundRow, RoundRow.id == CaseRow.round_id)
        .outerjoin(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .outerjoin(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(CaseRow.id == case_id)
    ).one_or_none()
    if found is None or not declared or not roles_in(deed.session, deed.person_id, found[1].organisation_id):
        raise UnknownCase(NO_CASE)
    row, whole, institution = found
    told = told_proceedings(deed.session, Matter(MatterKind.CASE, case_id), (CaseEvent.DECLARED,))
    notes = {event.number: text for event, _, text in told if event.person_id == deed.person_id}
    ruled = rulings_of(deed.session, case_id, deed.person_id)
    rulings = {number: one.is_allowed for number, one in ruled.items()}
    is_seated = seat_of(deed.session, case_id, deed.person_id) is not None
    return OwnDeclarations(
        name=institution.name if institution is not None else row.title,
        round_title=whole.title,
        has_seat=is_seated,
        has_left=not is_seated and has_sat(deed.session, case_id, deed.person_id),
        conflict=conflict_in(deed, row, institution.id if institution is not None else ""),
        rows=tuple(
            (one.declared_at, tuple(one.kinds), notes.get(one.event_number, ""), rulings.get(one.number))
            for one in declared
        ),
    )


def _held(deed: Deed, case_id: str) -> CaseRow:
    """The case, locked before anything of it is read: its seats move with it. Raises UnknownCase."""
    row = deed.session.get(CaseRow, case_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownCase(NO_CASE)
    return row
