"""Panels of a round and whoever may sit on them: what the rules of panels and of conflicts need, in a few statements.

For services that have let somebody in.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Executable, Text, and_, cast, or_, select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseKind, CaseState, MatterKind, Seat
from charter.domain.conflicts import (
    Conflict,
    Declared,
    Employment,
    Facts,
    Pairing,
    conflict_of,
    interest_rules,
)
from charter.domain.panels import Panel, Reviewer
from charter.domain.permissions import Role
from charter.services.case_interests import LOOK_BACK_YEARS, NO_CONFLICT, employments_of, mergers_known
from charter.store.accounts import MembershipRow, PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.proceedings import Matter, newest_proceeding
from charter.store.ratings import LockRow
from charter.store.reviewers import ReviewerRow

PROFESSIONS_SET = "professions_set"
NONE = "[]"  # no kind of interest, as a declaration's row keeps it
FORGOTTEN = "Somebody who was forgotten"


class Judged(Protocol):
    """What the rules need to know of a case: its row tells it, and so does a ``Case``."""

    @property
    def id(self) -> str:
        """Which case."""

    @property
    def kind(self) -> str:
        """A value of CaseKind."""

    @property
    def state(self) -> str:
        """A value of CaseState."""

    @property
    def edition_reference(self) -> str:
        """By which it is judged."""

    @property
    def meets_on(self) -> dt.date | None:
        """When its panel meets."""


class SeatTold(NamedTuple):  # quicker to make than a row of the session, and a round has thousands
    """A seat as its row tells it."""

    case_id: str
    person_id: str
    seat: str  # a value of Seat
    reason: str
    seed: int | None  # the solver's; None = by hand
    seated_at: dt.datetime


class Held(NamedTuple):
    """A seat that is held on a panel of the round, and whose submission it is about."""

    row: SeatTold
    organisation_id: str  # "" = practice
    counts: bool  # towards what somebody agreed to take
    is_locked: bool  # whether they locked their review


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the body's list, or with a seat in the round."""

    reviewer: Reviewer  # load: the submissions on whose panels they sit in the round
    roles: frozenset[Role]  # at the body, of those who sit on panels
    employments: tuple[Employment, ...]


@dataclass(frozen=True, slots=True)
class RoundPanels:
    """The panels of a round."""

    on: dt.date
    people: Mapping[str, Person]  # by name
    seats: Mapping[str, tuple[Held, ...]]  # by case, chairs last
    pairings: Mapping[str, tuple[tuple[str, Pairing], ...]]  # by institution, with who reviews it
    mergers: Mapping[str, str]
    declared: Mapping[tuple[str, str], tuple[Declared, ...]]  # by case and person; there, though empty, once declared

    def panel(self, case_id: str) -> Panel:
        """Give who sits on the panel of a case."""
        held = self.seats.get(case_id, ())
        people = [(one.row.seat, self.people[one.row.person_id].reviewer) for one in held]
        chair = next((person for place, person in people if place == Seat.CHAIR), None)
        return Panel(tuple(person for place, person in people if place == Seat.REVIEWER), chair)

    def locked_by(self, case_id: str) -> frozenset[str]:
        """Give who on the panel of a case locked their review."""
        return frozenset(held.row.person_id for held in self.seats.get(case_id, ()) if held.is_locked)

    def conflict(self, case: Judged, organisation_id: str, person_id: str) -> Conflict:
        """Give the conflict that somebody has in a case, as ``case_interests.interests_of`` does."""
        found, said = self.people.get(person_id), self.declared.get((case.id, person_id), ())
        employments = found.employments if found is not None else ()
        if not organisation_id or not (employments or said):  # most have none, and need no working out
            return NO_CONFLICT
        others = tuple(
            pairing
            for employer_id in {self._root(post.organisation_id) for post in employments}
            for who, pairing in self.pairings.get(employer_id, ())
            if who != person_id
        )
        facts = Facts(organisation_id, employments, others, self.mergers)
        rules = interest_rules(load_edition(case.edition_reference), LOOK_BACK_YEARS)
        return conflict_of(said, facts, self.on, rules)

    def _root(self, organisation_id: str) -> str:
        return root_of(organisation_id, self.mergers)


def round_panels(
    session: Session, round_id: str, body_id: str, on: dt.date, *, beside: Sequence[str] = ()
) -> RoundPanels:
    """Give the panels of a body’s round, with what everybody declared in it: five statements.

    ``beside``: people to know too.

    Raises UnknownEdition.
    """
    seats = _seats(session, round_id)
    load = Counter(held.row.person_id for held in seats if held.counts)
    seated = {held.row.person_id for held in seats}
    rows, roles = _people(session, body_id, seated | set(beside))
    employments = employments_of(session, rows)
    mergers = mergers_known(session)
    people = {
        person_id: Person(
            replace(_reviewer(person, entry, employments.get(person_id, ()), on), load=load[person_id]),
            frozenset(roles[person_id]),
            employments.get(person_id, ()),
        )
        for person_id, (person, entry) in rows.items()
    }
    by_case: dict[str, list[Held]] = defaultdict(list)
    for held in seats:
        by_case[held.row.case_id].append(held)
    return RoundPanels(
        on=on,
        people=people,
        seats={case_id: tuple(held) for case_id, held in by_case.items()},
        pairings=_pairings(seats, people, mergers),
        mergers=mergers,
        declared=_declared(session, round_id),
    )


def list_of_body(session: Session, body_id: str, on: dt.date) -> dict[str, tuple[Reviewer, frozenset[Role]]]:
    """Give everybody who may sit on panels of a body, by id in the order of their names: one statement. No load."""
    rows, roles = _people(session, body_id, ())
    return {
        person_id: (_reviewer(person, entry, (), on), frozenset(roles[person_id]))
        for person_id, (person, entry) in rows.items()
    }


def professions_of(session: Session, body_id: str) -> tuple[frozenset[str], int]:
    """Give what an awarding body calls its own professions, and the number of the event that said so; 0 = none did."""
    event = newest_proceeding(session, Matter(MatterKind.BODY, body_id), PROFESSIONS_SET)
    return (frozenset(event.details["professions"]), event.number) if event is not None else (frozenset(), 0)


def root_of(organisation_id: str, mergers: Mapping[str, str]) -> str:
    """Give what an organisation became part of in the end; itself where it stands alone."""
    seen = {organisation_id}
    while (following := mergers.get(organisation_id)) is not None and following not in seen:
        organisation_id = following
        seen.add(following)
    return organisation_id


def _seats(session: Session, round_id: str) -> list[Held]:
    chosen = (
        select(
            SeatRow.case_id,
            SeatRow.person_id,
            SeatRow.seat,
            SeatRow.reason,
            SeatRow.seed,
            SeatRow.seated_at,
            AssessmentRow.organisation_id,
            CaseRow.kind,
            CaseRow.state,
            LockRow.person_id.is_not(None),  # rather than when: a moment takes longer to read than all the rest
        )
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .outerjoin(LockRow, and_(LockRow.case_id == SeatRow.case_id, LockRow.person_id == SeatRow.person_id))
        .outerjoin(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .where(CaseRow.round_id == round_id, SeatRow.left_at.is_(None))
        .order_by(SeatRow.case_id, SeatRow.seat.desc(), SeatRow.seated_at, SeatRow.id)
    )
    return [
        Held(
            SeatTold(*told),
            organisation_id or "",
            kind != CaseKind.PRACTICE and state != CaseState.CLOSED,
            bool(is_locked),
        )
        for *told, organisation_id, kind, state, is_locked in _rows(session, chosen)
    ]


_Rows = dict[str, tuple[PersonRow, ReviewerRow | None]]


def _people(session: Session, body_id: str, beside: Iterable[str]) -> tuple[_Rows, dict[str, set[Role]]]:
    membership = and_(
        MembershipRow.person_id == PersonRow.id,
        MembershipRow.organisation_id == body_id,
        MembershipRow.role.in_((Role.PANEL_CHAIR, Role.REVIEWER)),
        MembershipRow.until_at.is_(None),
    )
    entry = and_(ReviewerRow.person_id == PersonRow.id, ReviewerRow.organisation_id == body_id)
    found = session.execute(
        select(PersonRow, ReviewerRow, MembershipRow.role)
        .outerjoin(MembershipRow, membership)
        .outerjoin(ReviewerRow, entry)
        .where(or_(MembershipRow.id.is_not(None), PersonRow.id.in_(list(beside))))
        .order_by(PersonRow.name, PersonRow.id)
    )
    rows: _Rows = {}
    roles: dict[str, set[Role]] = defaultdict(set)
    for person, row, role in found:
        rows[person.id] = (person, row)
        roles[person.id] |= {Role(role)} if role else set()
    return rows, roles


def _reviewer(person: PersonRow, entry: ReviewerRow | None, employments: Sequence[Employment], on: dt.date) -> Reviewer:
    now = Reviewer(
        person.id,
        person.name or FORGOTTEN,
        employer_ids=frozenset(post.organisation_id for post in employments if _is_held(post, on)),
    )
    if entry is None:
        return now
    return replace(
        now,
        expertise=frozenset(entry.expertise),
        profession=entry.profession,
        lived_experience=entry.lived_experience,
        trained_on=entry.trained_on,
        standardised_on=entry.standardised_on,
        load_limit=entry.load_limit,
    )


def _pairings(
    seats: Iterable[Held], people: Mapping[str, Person], mergers: Mapping[str, str]
) -> dict[str, tuple[tuple[str, Pairing], ...]]:
    found: dict[str, list[tuple[str, Pairing]]] = defaultdict(list)
    for held in seats:
        employer_ids = people[held.row.person_id].reviewer.employer_ids
        if held.counts and employer_ids:
            pairing = Pairing(held.organisation_id, employer_ids)
            found[root_of(held.organisation_id, mergers)].append((held.row.person_id, pairing))
    return {organisation_id: tuple(pairs) for organisation_id, pairs in found.items()}


def _declared(session: Session, round_id: str) -> dict[tuple[str, str], tuple[Declared, ...]]:
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    chosen = (
        select(
            DeclarationRow.case_id,
            DeclarationRow.person_id,
            cast(DeclarationRow.kinds, Text),  # nearly always none, which needs no reading
            RulingRow.is_allowed,
        )
        .join(CaseRow, CaseRow.id == DeclarationRow.case_id)
        .outerjoin(RulingRow, ruled)
        .where(CaseRow.round_id == round_id)
        .order_by(DeclarationRow.number)
    )
    declared: dict[tuple[str, str], list[Declared]] = defaultdict(list)
    for case_id, person_id, kinds, is_allowed in _rows(session, chosen):
        said = declared[case_id, person_id]
        if kinds != NONE:
            said += [Declared(kind, "", is_allowed) for kind in json.loads(kinds)]
    return {key: tuple(said) for key, said in declared.items()}


def _rows(session: Session, chosen: Executable) -> Sequence[Any]:
    """Give the rows straight from the connection: the session's own way takes longer than the database."""
    session.flush()
    return session.connection().execute(chosen).all()


def _is_held(post: Employment, on: dt.date) -> bool:
    return (post.from_on is None or post.from_on <= on) and (post.until_on is None or post.until_on >= on)
