"""Who is to sit on the panels of a whole round: proposed from what is on record, and seated once somebody agrees.

A proposal writes nothing. The same round and seed give the same proposal for as long as nothing on record changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from charter.domain.case_workflow import CaseEvent, Seat
from charter.domain.conflicts import Conflict, Declared, Facts, Pairing, conflict_of, interest_rules
from charter.domain.errors import InvalidPanel, InvalidSeating, WrongState
from charter.domain.panels import Reviewer, panel_rules
from charter.domain.permissions import Action, Role
from charter.domain.seating import Bar, Candidate, Problem, Submission
from charter.domain.seating import Seat as PlannedSeat
from charter.domain.seating_relief import Impossible
from charter.domain.seating_words import Proposal, ProposedSeat
from charter.services.case_interests import LOOK_BACK_YEARS, employments_of, mergers_known
from charter.services.cases import begin_case
from charter.services.deeds import Deed, require_in
from charter.services.panel_seats import FORMER, NewSeat, add_seat
from charter.services.seating_solving import seat_panels
from charter.store.assessments import RoundRow
from charter.store.editions import load_edition
from charter.store.seating_facts import (
    CaseToSeat,
    HeldSeat,
    PersonToSeat,
    cases_to_seat,
    declared_in_round,
    former_panels,
    people_to_seat,
    reviewed_before,
    seats_in_round,
)

NO_ROUND = "There is no such round. Check the address, or ask whoever sent it to you."
SEVERAL_RULES = "The round has editions that ask for different panels. Seat the panels of one of them by hand."
NO_CASES = "No submission of this round waits for a panel."


@dataclass(frozen=True, slots=True)
class NotSeated:
    """A case whose panel could not be seated as proposed, because something changed since."""

    case_id: str
    reason: str  # a sentence


def propose_panels(
    deed: Deed, round_id: str, seed: int, professions: frozenset[str] = frozenset()
) -> Proposal | Impossible:
    """Give who is to sit where, with reasons, or what would help. Whoever appoints panels may. Writes nothing.

    ``professions`` are those of the awarding body, as reviewers state theirs.

    Raises as ``seating_problem``.
    """
    return seat_panels(seating_problem(deed, round_id, professions), seed)


def seating_problem(deed: Deed, round_id: str, professions: frozenset[str] = frozenset()) -> Problem:
    """Give everything on record that a seating of a round depends on: 12 statements, whatever its size.

    Submissions that came in and whose panel has not met are seated; every seat that is held stays.

    Raises UnknownOrganisation, NotAllowed; InvalidSeating where nothing is to be seated, or no one set of rules holds.
    """
    whole = deed.session.get(RoundRow, round_id)
    if whole is None:
        raise InvalidSeating(NO_ROUND)
    require_in(deed, whole.organisation_id, Action.APPOINT_PANEL)
    cases = cases_to_seat(deed.session, round_id)
    editions = [load_edition(reference) for reference in sorted({case.edition_reference for case in cases})]
    if not editions:
        raise InvalidSeating(NO_CASES)
    rules = panel_rules(editions[0])
    if any(panel_rules(edition) != rules for edition in editions):
        raise InvalidSeating(SEVERAL_RULES)
    seats, ids = seats_in_round(deed.session, round_id), {case.id for case in cases}
    elsewhere = [seat for seat in seats if seat.case_id not in ids]
    people = people_to_seat(deed.session, whole.organisation_id, {seat.person_id for seat in seats})
    interests = _Interests(deed, round_id, cases, people, elsewhere)
    loads = Counter(seat.person_id for seat in elsewhere)
    before = reviewed_before(deed.session, round_id, [person.id for person in people])
    return Problem(
        submissions=tuple(_submission(case) for case in cases),
        candidates=tuple(_candidate(person, loads[person.id], interests.employers(person.id)) for person in people),
        rules=rules,
        on=max((case.meets_on for case in cases if case.meets_on), default=deed.now.date()),
        professions=professions,
        bars=tuple(interests.bars()),
        held=frozenset(PlannedSeat(seat.case_id, seat.seat, seat.person_id) for seat in seats if seat.case_id in ids),
        met_before=frozenset(
            (person.id, case.id) for person in people for case in cases if (person.id, case.organisation_id) in before
        ),
        became_part_of=interests.mergers,
    )


def seat_as_proposed(deed: Deed, proposal: Proposal) -> tuple[NotSeated, ...]:
    """Seat whoever a proposal seats, a case at a time, each whole or not at all; give the cases left out and why.

    Whoever appoints panels may. Each seat is checked and goes on record as one given by hand does, with the seed.
    A seat that is held already stays, so that what was interrupted can be done again. Commits with each case.

    Raises as ``panel_seats.seat``, but for what concerns one case.
    """
    by_case: defaultdict[str, list[ProposedSeat]] = defaultdict(list)
    for item in proposal.seats:
        if not item.is_held:
            by_case[item.seat.submission_id].append(item)
    left = []
    for case_id, items in sorted(by_case.items()):
        try:
            _seat_one(deed, case_id, items, proposal.seed)
        except (InvalidPanel, WrongState) as error:
            deed.session.rollback()
            left.append(NotSeated(case_id, str(error)))
    return tuple(left)


def _seat_one(deed: Deed, case_id: str, items: Iterable[ProposedSeat], seed: int) -> None:
    case, row = begin_case(deed, case_id, CaseEvent.SEATED)
    held = {seat.person_id for seat in seats_in_round(deed.session, row.round_id) if seat.case_id == case_id}
    for item in items:
        if item.seat.person_id not in held:
            add_seat(deed, case, row, NewSeat(item.seat.person_id, Seat(item.seat.place), item.reason, seed))
            deed.session.flush()
    deed.session.commit()


def _submission(case: CaseToSeat) -> Submission:
    return Submission(case.id, case.name, case.organisation_id, frozenset(filter(None, (case.scope_name,))))


def _candidate(person: PersonToSeat, load: int, employer_ids: frozenset[str]) -> Candidate:
    row, roles = person.row, person.roles
    if row is None:
        return Candidate(Reviewer(person.id, person.name, load=load), may_review=False)
    reviewer = Reviewer(
        person.id,
        person.name,
        frozenset(row.expertise),
        row.profession,
        row.lived_experience,
        employer_ids,
        row.trained_on,
        row.standardised_on,
        load,
        row.load_limit,
    )
    return Candidate(reviewer, not roles.isdisjoint({Role.REVIEWER, Role.PANEL_CHAIR}), Role.PANEL_CHAIR in roles)


class _Interests:
    """Every interest of everybody in every case of a round, from what is on record."""

    def __init__(
        self,
        deed: Deed,
        round_id: str,
        cases: list[CaseToSeat],
        people: list[PersonToSeat],
        elsewhere: list[HeldSeat],
    ) -> None:
        self.cases, self.people, self.today = cases, people, deed.now.date()
        ids = [person.id for person in people]
        self.posts = employments_of(deed.session, ids)
        self.mergers = mergers_known(deed.session)
        self.declared = declared_in_round(deed.session, round_id)
        self.former = former_panels(deed.session, round_id)
        self.pairings = {
            (seat.person_id, Pairing(seat.organisation_id, self.employers(seat.person_id))) for seat in elsewhere
        }

    def employers(self, person_id: str) -> frozenset[str]:
        """Give where somebody works now."""
        return frozenset(
            post.organisation_id
            for post in self.posts.get(person_id, ())
            if (post.from_on is None or post.from_on <= self.today)
            and (post.until_on is None or post.until_on >= self.today)
        )

    def bars(self) -> Iterable[Bar]:
        """Give what keeps people off panels, but for what only the seating itself decides: who judges whom."""
        for person in self.people:
            others = tuple(pairing for who, pairing in self.pairings if who != person.id)
            for case in self.cases:
                if person.id in self.former.get(case.id, ()):
                    yield Bar(person.id, case.id, FORMER)
                conflict = self._conflict(person, case, others)
                if conflict.denies:
                    yield Bar(person.id, case.id, " ".join(conflict.reasons), conflict.waits_for_chair)

    def _conflict(self, person: PersonToSeat, case: CaseToSeat, pairings: tuple[Pairing, ...]) -> Conflict:
        facts = Facts(case.organisation_id, self.posts.get(person.id, ()), pairings, self.mergers)
        declared: tuple[Declared, ...] = tuple(
            Declared(kind, "", is_allowed) for kind, is_allowed in self.declared.get((case.id, person.id), ())
        )
        rules = interest_rules(load_edition(case.edition_reference), LOOK_BACK_YEARS)
        return conflict_of(declared, facts, self.today, rules)
