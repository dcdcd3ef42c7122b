"""A round as the problem of who is to sit on which panel: what the solver needs, gathered in a few statements."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from charter.domain.case_workflow import CaseKind, CaseState, Seat
from charter.domain.panels import PanelRules, panel_rules
from charter.domain.permissions import Role
from charter.domain.seating import Bar, Candidate, Problem, Submission
from charter.domain.seating import Seat as PlannedSeat
from charter.services.deeds import Deed
from charter.services.panel_facts import RoundPanels, professions_of, round_panels
from charter.services.panel_seats import FORMER
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.chains import canonical
from charter.store.editions import load_edition
from charter.store.panels import SeatRow

NOBODY = ""  # who has an interest in nothing
ASSIGNABLE = frozenset({CaseState.WAITING, CaseState.COMPLETE})  # nobody has met about it yet


@dataclass(frozen=True, slots=True)
class Wanted:
    """A submission for which a panel is wanted."""

    row: CaseRow
    organisation_id: str
    name: str
    scope: str  # the part that it is about, such as a profession; "" = the whole


def wanted_in(deed: Deed, whole: RoundRow, panels: RoundPanels, who: str) -> list[Wanted]:
    """Give the round's submissions whose panels may be filled, but for those in which ``who`` has an interest.

    By name; one statement. ``panels`` knows ``who``.
    """
    found = deed.session.execute(
        select(CaseRow, OrganisationRow.id, OrganisationRow.name, AssessmentRow.scope_name)
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(CaseRow.round_id == whole.id, CaseRow.kind != CaseKind.PRACTICE, CaseRow.state.in_(ASSIGNABLE))
        .order_by(OrganisationRow.name, AssessmentRow.scope_name, CaseRow.id)
    )
    wanted = [
        Wanted(row, organisation_id, f"{name}, {scope}" if scope else name, scope)
        for row, organisation_id, name, scope in found
    ]
    return [one for one in wanted if not panels.conflict(one.row, one.organisation_id, who).denies]


def problems_of(deed: Deed, whole: RoundRow, who: str) -> tuple[Problem, ...]:
    """Give a problem for each set of rules by which the round's submissions are judged: nine statements.

    Seats that are held stay, also while an interest waits for a ruling. Whoever sat on a panel whose outcome is
    appealed against is barred from the new one.
    """
    today = deed.now.date()
    panels = round_panels(deed.session, whole.id, whole.organisation_id, today, beside=[who])
    professions, _ = professions_of(deed.session, whole.organisation_id)
    by_rules: dict[str, tuple[PanelRules, list[Wanted]]] = {}
    for one in wanted_in(deed, whole, panels, who):
        rules = panel_rules(load_edition(one.row.edition_reference))
        by_rules.setdefault(repr(rules), (rules, []))[1].append(one)
    former, met = _former(deed, whole.id), _met_before(deed, whole)
    found = (
        Problem(
            submissions=tuple(_submission(one) for one in wanted),
            candidates=_candidates(panels, wanted),
            rules=rules,
            on=max((one.row.meets_on for one in wanted if one.row.meets_on), default=today),
            professions=professions,
            bars=tuple(_bars(panels, wanted, former)),
            held=_held(panels, wanted),
            met_before=frozenset(
                (person_id, one.row.id)
                for one in wanted
                for person_id in sorted(met.get(one.organisation_id, ()))
                if person_id in panels.people
            ),
            became_part_of=panels.mergers,
        )
        for rules, wanted in by_rules.values()
    )
    return tuple(_with_seats_that_wait(problem) for problem in found)


def with_loads(problem: Problem, seats: Iterable[PlannedSeat]) -> Problem:
    """Give a problem in which people have the seats of another one besides."""
    more = Counter(seat.person_id for seat in seats)
    people = (
        replace(one, person=replace(one.person, load=one.person.load + more[one.id])) for one in problem.candidates
    )
    return replace(problem, candidates=tuple(people))


def fingerprint_of(problems: Sequence[Problem]) -> str:
    """Give a digest of all that a proposal rests on: another one, and the proposal holds no more."""
    told = [
        [
            sorted((one.id, one.name, one.organisation_id) for one in problem.submissions),
            sorted(_told(one) for one in problem.candidates),
            repr(problem.rules),
            problem.on.isoformat(),
            sorted(problem.professions),
            sorted((one.person_id, one.submission_id, one.reason) for one in problem.bars),
            sorted((one.submission_id, one.place, one.person_id) for one in problem.held),
            sorted(problem.waiting),
            sorted(problem.became_part_of.items()),
        ]
        for problem in problems
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def _told(one: Candidate) -> list[str]:
    person = one.person
    facts = (person.id, sorted(person.expertise), person.profession, person.lived_experience, person.load)
    limits = (sorted(person.employer_ids), person.trained_on, person.standardised_on, person.load_limit)
    return [str(fact) for fact in (*facts, *limits, one.may_review, one.may_chair)]


def _with_seats_that_wait(problem: Problem) -> Problem:
    """Let those keep their seats on whose interest nobody has ruled: one of them must not stop a whole round."""
    sat = {(seat.person_id, seat.submission_id) for seat in problem.held}
    waiting = sat & {(bar.person_id, bar.submission_id) for bar in problem.bars if bar.waits_for_chair}
    bars = tuple(bar for bar in problem.bars if (bar.person_id, bar.submission_id) not in waiting)
    return replace(problem, bars=bars, waiting=frozenset(waiting))


def _submission(one: Wanted) -> Submission:
    return Submission(one.row.id, one.name, one.organisation_id, frozenset({one.scope} if one.scope else ()))


def _candidates(panels: RoundPanels, wanted: Sequence[Wanted]) -> tuple[Candidate, ...]:
    """Everybody with a role who takes on any, and whoever holds a seat; load: what they have beside these."""
    ids = {one.row.id for one in wanted}
    held = [one for case_id in ids for one in panels.seats.get(case_id, ())]
    here = Counter(one.row.person_id for one in held if one.counts)
    chairs = {one.row.person_id for one in held if one.row.seat == Seat.CHAIR}
    seated = {one.row.person_id for one in held}
    return tuple(
        Candidate(
            replace(one.reviewer, load=one.reviewer.load - here[person_id]),
            may_review=True,
            may_chair=Role.PANEL_CHAIR in one.roles or person_id in chairs,
        )
        for person_id, one in panels.people.items()
        if (one.roles and one.reviewer.load_limit != 0) or person_id in seated
    )


def _bars(panels: RoundPanels, wanted: Sequence[Wanted], former: Mapping[str, set[str]]) -> Iterable[Bar]:
    for one in wanted:
        for person_id, person in panels.people.items():
            if one.row.kind == CaseKind.APPEAL and person_id in former.get(one.row.assessment_id or "", ()):
                yield Bar(person_id, one.row.id, FORMER)
            elif person.employments or (one.row.id, person_id) in panels.declared:
                conflict = panels.conflict(one.row, one.organisation_id, person_id)
                if conflict.denies:
                    yield Bar(person_id, one.row.id, " ".join(conflict.reasons), conflict.waits_for_chair)


def _held(panels: RoundPanels, wanted: Sequence[Wanted]) -> frozenset[PlannedSeat]:
    return frozenset(
        PlannedSeat(one.row.id, held.row.seat, held.row.person_id)
        for one in wanted
        for held in panels.seats.get(one.row.id, ())
    )


def _former(deed: Deed, round_id: str) -> dict[str, set[str]]:
    """Who ever sat on the first panel, by assessment."""
    found = deed.session.execute(
        select(CaseRow.assessment_id, SeatRow.person_id)
        .join(SeatRow, SeatRow.case_id == CaseRow.id)
        .where(CaseRow.round_id == round_id, CaseRow.kind == CaseKind.FIRST)
    )
    gathered: dict[str, set[str]] = defaultdict(set)
    for assessment_id, person_id in found:
        gathered[assessment_id or ""].add(person_id)
    return gathered


def _met_before(deed: Deed, whole: RoundRow) -> dict[str, set[str]]:
    """Who judged which institution in another round of the body."""
    found = deed.session.execute(
        select(AssessmentRow.organisation_id, SeatRow.person_id)
        .join(CaseRow, CaseRow.assessment_id == AssessmentRow.id)
        .join(SeatRow, SeatRow.case_id == CaseRow.id)
        .join(RoundRow, RoundRow.id == CaseRow.round_id)
        .where(RoundRow.organisation_id == whole.organisation_id, RoundRow.id != whole.id)
        .distinct()
    )
    gathered: dict[str, set[str]] = defaultdict(set)
    for organisation_id, person_id in found:
        gathered[organisation_id].add(person_id)
    return gathered
