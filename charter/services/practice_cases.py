"""Practice before a round: nobody's submission, made by the office and rated by everybody who sits on panels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from charter.domain.answers import AnswerSheet, Institution
from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState, Seat
from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers, InvalidPanel, NotAllowed, UnknownCase, WrongState
from charter.domain.permissions import Action, Role, may, require
from charter.domain.wording import one_line, plain_text
from charter.domain.written_texts import length_fault
from charter.services.answer_sheets import answers_file, read_file
from charter.services.cases import NO_CASE, begin_case, happen_in, note_in
from charter.services.deeds import Deed, new_id
from charter.services.practice_letters import tell_made
from charter.services.rounds import LONGEST_NAME, round_and_roles
from charter.services.standings import example_sheet
from charter.store.accounts import roles_in
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow
from charter.store.chains import text_digest
from charter.store.editions import example_path, load_edition
from charter.store.panels import SeatRow, seat_of
from charter.store.practice import (
    PracticeCopyRow,
    PracticeFound,
    panel_people,
    practice_in_round,
    practice_of_person,
    real_institution,
)

FROM_EXAMPLE, FROM_FILE = "example", "file"
BY_ROLE = "practice"
WHY_SEATED = "Everybody who sits on panels takes part in practice."
MOST_LISTED = 20
OFFICE_MAY_KNOW = (
    "You work in the office, where agreed levels are recorded, and you had no seat when this practice was opened: your "
    "levels would not be blind."
)
TOO_LATE = "The levels of this practice submission were revealed already, so it cannot be rated blind any more."


@dataclass(frozen=True, slots=True)
class NewPractice:
    """What practice is to be made of: the worked example of an edition, or a file."""

    title: str  # the invented name
    example_of: str = ""  # reference of an edition of the round; "" = a file was chosen
    content: bytes = b""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice submission with how far it is."""

    case_id: str
    title: str
    state: CaseState
    round_title: str
    body_name: str
    seats: int  # of reviewers who hold one
    locks: int  # of these, who locked
    has_seat: bool  # the asker
    has_locked: bool  # the asker


@dataclass(frozen=True, slots=True)
class Practices:
    """Practice of a round, oldest first, for whoever asks."""

    whole: RoundRow
    roles: frozenset[Role]
    rows: tuple[Practice, ...]

    @property
    def is_office(self) -> bool:
        """Whether the asker makes practice, and may know how far others are."""
        return may(self.roles, Action.KEEP_CALIBRATION)


def practices_of(deed: Deed, round_id: str) -> Practices:
    """Give the practice of a round, to its office and to whoever sits on panels. Four statements.

    Raises as ``rounds.round_for``.
    """
    return _practices(deed, round_id, Action.SEE_CASE)


def practices_to_keep(deed: Deed, round_id: str) -> Practices:
    """As ``practices_of``, to the office alone."""
    return _practices(deed, round_id, Action.KEEP_CALIBRATION)


def _practices(deed: Deed, round_id: str, action: Action) -> Practices:
    whole, roles = round_and_roles(deed, round_id, action)
    return Practices(whole, roles, tuple(map(_practice, practice_in_round(deed.session, round_id, deed.person_id))))


def own_practice(deed: Deed) -> list[Practice]:
    """Give practice that the person has no seat in yet, and what was revealed of theirs, newest first."""
    return [_practice(one) for one in practice_of_person(deed.session, deed.person_id, MOST_LISTED)]


def editions_with_example(whole: RoundRow) -> tuple[Edition, ...]:
    """Give the editions of a round that have a worked example."""
    return tuple(load_edition(one) for one in whole.edition_references if example_path(one).is_file())


def make_practice(deed: Deed, round_id: str, new: NewPractice) -> CaseRow:
    """Make a practice submission, and seat everybody who sits on panels of the body. The office may.

    Files that the answers name are left out, and who the institution is gives way to the invented name. Raises as
    ``rounds.round_for``; InvalidPanel by the name of the field; UnreadableWorkbook, UnknownEdition or InvalidAnswers
    where the file cannot be read whole: then nothing is kept. Commits.
    """
    whole, _ = round_and_roles(deed, round_id, Action.KEEP_CALIBRATION)
    deed.session.refresh(whole, with_for_update=True)
    title = _checked_title(deed, whole, one_line(new.title))
    edition, sheet = _read(deed, whole, new)
    content = answers_file(edition, nobodys(sheet, title))
    row = _opened(deed, whole, title, edition.reference)
    digest = hashlib.sha256(content).hexdigest()
    origin = FROM_EXAMPLE if new.example_of else FROM_FILE
    deed.session.add(PracticeCopyRow(case_id=row.id, answers=content, digest=digest, origin=origin, frozen_at=deed.now))
    told = {"digest": digest, "edition": edition.reference, "origin": origin, "title": text_digest(title)}
    note_in(deed, row.id, CaseEvent.PRACTICE_MADE, told)
    _seat(deed, row, panel_people(deed.session, whole.organisation_id))
    tell_made(deed, row, whole)
    deed.session.commit()
    return row


def join_practice(deed: Deed, case_id: str) -> None:
    """Take a seat in a practice submission that was opened before one sat on panels; twice is once.

    Whoever sits on panels of its body may, until its levels are revealed. Raises UnknownCase, NotAllowed, WrongState.
    Commits.
    """
    row = deed.session.get(CaseRow, case_id, with_for_update=True, populate_existing=True)
    whole = deed.session.get(RoundRow, row.round_id) if row is not None else None
    roles = roles_in(deed.session, deed.person_id, whole.organisation_id) if whole is not None else frozenset()
    if row is None or not roles or row.kind != CaseKind.PRACTICE:
        raise UnknownCase(NO_CASE)
    require(roles, Action.RATE)
    if seat_of(deed.session, case_id, deed.person_id) is not None:
        return
    if may(roles, Action.KEEP_CALIBRATION):
        raise NotAllowed(OFFICE_MAY_KNOW)
    if row.state != CaseState.COMPLETE:
        raise WrongState(TOO_LATE)
    _seat(deed, row, [deed.person_id])
    deed.session.commit()


def take_back_practice(deed: Deed, case_id: str, reason: str) -> None:
    """Take a practice submission back that was made by mistake. The office may, until its levels are revealed.

    Raises as ``cases.case_for``; WrongState; InvalidPanel without a reason. Commits.
    """
    _, row = begin_case(deed, case_id, CaseEvent.PRACTICE_TAKEN_BACK)
    text = plain_text(reason)
    if not text:
        raise InvalidPanel("Say why it is taken back. The reason stays on record.", "reason")
    if fault := length_fault(text):
        raise InvalidPanel(fault, "reason")
    happen_in(deed, row, CaseEvent.PRACTICE_TAKEN_BACK, {}, text=text)
    deed.session.commit()


def nobodys(sheet: AnswerSheet, name: str) -> AnswerSheet:
    """Give a sheet without the names of files, which do not come along, and with an invented institution."""
    said = sheet.institution
    invented = Institution(name=name, organisation_type=said.organisation_type, region=said.region, scope=said.scope)
    criteria = {key: replace(one, files={}) for key, one in sheet.criteria.items()}
    return replace(sheet, institution=invented, criteria=criteria)


def _practice(one: PracticeFound) -> Practice:
    row, state = one.case, CaseState(one.case.state)
    about = (row.id, row.title, state, one.round_title, one.body_name)
    return Practice(*about, one.seats, one.locks, one.has_seat, one.has_locked)


def _checked_title(deed: Deed, whole: RoundRow, title: str) -> str:
    if not title:
        raise InvalidPanel("Give the practice submission an invented name.", "title")
    if len(title) > LONGEST_NAME:
        raise InvalidPanel(f"The name is too long. Keep it to {LONGEST_NAME} characters.", "title")
    real = real_institution(deed.session, title, "")
    if real:
        raise InvalidPanel(f"{real} is a real institution. Invent a name that nobody has.", "title")
    known = practice_in_round(deed.session, whole.id, deed.person_id)
    if any(one.case.title.casefold() == title.casefold() for one in known if one.case.state != CaseState.CLOSED):
        raise InvalidPanel("Another practice submission of this round has this name. Choose another.", "title")
    return title


def _read(deed: Deed, whole: RoundRow, new: NewPractice) -> tuple[Edition, AnswerSheet]:
    if new.example_of:
        edition = next((one for one in editions_with_example(whole) if one.reference == new.example_of), None)
        if edition is None:
            raise InvalidPanel("Choose an edition that the round is judged by.", "source")
        return edition, example_sheet(edition.reference)
    edition, reading = read_file(new.content, new.file_name)
    if edition.reference not in whole.edition_references:
        words = f"The file answers edition {edition.version} of {edition.title}, by which this round judges nothing."
        raise InvalidAnswers((Fault("", words),))
    if reading.faults:
        raise InvalidAnswers(reading.faults)
    said = reading.sheet.institution
    real = real_institution(deed.session, said.name, said.ods_code) if said.name or said.ods_code else ""
    if real:
        words = f"The file is of {real}. Take out its name and code, and everything by which it could be recognised."
        raise InvalidAnswers((Fault("", words),))
    return edition, reading.sheet


def _opened(deed: Deed, whole: RoundRow, title: str, reference: str) -> CaseRow:
    row = CaseRow(
        id=new_id(),
        kind=CaseKind.PRACTICE,
        round_id=whole.id,
        assessment_id=None,
        copy_number=None,
        edition_reference=reference,
        title=title,
        state=CaseState.COMPLETE,
        submitted_at=deed.now,
        since_at=deed.now,
    )
    deed.session.add(row)
    deed.session.flush()
    return row


def _seat(deed: Deed, row: CaseRow, people: Iterable[str]) -> None:
    for person_id in people:
        deed.session.add(
            SeatRow(
                id=new_id(),
                case_id=row.id,
                person_id=person_id,
                seat=Seat.REVIEWER,
                reason=WHY_SEATED,
                origin=BY_ROLE,
                seed=None,
                seated_by=deed.person_id,
                seated_at=deed.now,
            )
        )
        told = {"person": person_id, "seat": Seat.REVIEWER, "origin": BY_ROLE, "seed": None}
        happen_in(deed, row, CaseEvent.SEATED, told, text=WHY_SEATED)
