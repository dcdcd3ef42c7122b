"""Interests of a person in a case: what they declared, what the chair ruled, and what the facts say by themselves."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Date, Subquery, and_, func, or_, select, true, union_all
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseState
from charter.domain.conflicts import (
    Conflict,
    Declared,
    Employment,
    Facts,
    InterestRules,
    Pairing,
    conflict_of,
    interest_rules,
    same_organisation,
)
from charter.domain.permissions import OrganisationKind
from charter.services.deeds import Deed
from charter.store.accounts import MembershipRow, OrganisationRow
from charter.store.assessments import AssessmentRow
from charter.store.awards import AwardRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.mergers import MergerRow
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.reviewers import EmploymentRow

NO_CONFLICT = Conflict(())
LOOK_BACK_YEARS = 5  # where an edition is silent: docs/decisions/0037


@dataclass(frozen=True, slots=True)
class Submitted:
    """Whose submission a case is about, in which round, and by which edition it is judged."""

    case_id: str
    round_id: str | None  # None = an award from before the register
    edition_reference: str  # "" = none, likewise
    organisation_id: str  # "" = practice


def conflict_in(deed: Deed, case: CaseRow, organisation_id: str) -> Conflict:
    """Give the conflict that the asker has in a case, by what they declared and by facts: at most five statements.

    ``organisation_id`` is whose submission it is; "" = practice, in which nobody has an interest.
    """
    return interests_of(deed, case, organisation_id, deed.person_id)


def interests_of(deed: Deed, case: CaseRow, organisation_id: str, person_id: str) -> Conflict:
    """As ``conflict_in``, of anybody."""
    if not organisation_id:
        return NO_CONFLICT
    session, today = deed.session, deed.now.date()
    posts = employments_of(session, [person_id]).get(person_id, ())
    mergers = mergers_known(session) if posts else {}
    own = _counting_as(posts, mergers)
    pairings = pairings_in(session, case.round_id, without=person_id, on=today, among=own) if posts else ()
    facts = Facts(organisation_id, posts, pairings, mergers)
    rules = interest_rules(load_edition(case.edition_reference), LOOK_BACK_YEARS)
    return conflict_of(declared_in(session, case.id, person_id), facts, today, rules)


def conflicts_over(deed: Deed, cases: Sequence[Submitted]) -> dict[str, Conflict]:
    """Give the conflict that the asker has in each of some cases, by its id: five statements, however many they are."""
    among = DeclarationRow.case_id.in_([case.case_id for case in cases])
    known = _known(deed, {case.round_id for case in cases if case.round_id is not None}, among)
    return {case.case_id: known.conflict(case) for case in cases}


def shut_out_of(deed: Deed, round_id: str, cases: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Give the cases of a round from which the asker's interests shut them out: five statements, however many.

    For lists; ``cases.case_for`` applies the same rule to one. ``cases``: id -> whose submission, by which edition.
    """
    of_round = select(CaseRow.id).where(CaseRow.round_id == round_id)
    known = _known(deed, {round_id}, DeclarationRow.case_id.in_(of_round))
    doubtful = cases if known.posts else cases.keys() & known.declared.keys()  # of a thousand few, or none
    asked = [Submitted(case_id, round_id, cases[case_id][1], cases[case_id][0]) for case_id in doubtful]
    return frozenset(one.case_id for one in asked if known.conflict(one).denies)


def shut_awards(deed: Deed) -> frozenset[str]:
    """Give the awards of which the asker's interests keep them from what the awarding body's office knows and does.

    By the rule of cases, of awards from before the register too. Eight statements at most, two for whoever has none.
    """
    session, person_id = deed.session, deed.person_id
    posts = employments_of(session, [person_id]).get(person_id, ())
    own = _counting_as(posts, mergers_known(session)) if posts else frozenset()
    declared = select(DeclarationRow.case_id).where(DeclarationRow.person_id == person_id)
    doubtful = session.execute(
        select(AwardRow.id, AwardRow.case_id, CaseRow.round_id, AwardRow.edition_reference, AwardRow.organisation_id)
        .outerjoin(CaseRow, CaseRow.id == AwardRow.case_id)
        .where(or_(AwardRow.organisation_id.in_(own), AwardRow.case_id.in_(declared)))
    ).all()
    if not doubtful:
        return frozenset()
    asked = {award_id: Submitted(case_id or award_id, *rest) for award_id, case_id, *rest in doubtful}
    conflicts = conflicts_over(deed, list(asked.values()))
    return frozenset(award_id for award_id, one in asked.items() if conflicts[one.case_id].denies)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the asker, for many cases."""

    on: dt.date
    posts: tuple[Employment, ...]
    mergers: Mapping[str, str]
    pairings: Mapping[str, tuple[Pairing, ...]]  # by round
    declared: Mapping[str, tuple[Declared, ...]]  # by case
    rules: dict[str, InterestRules]  # by edition, as they are asked for

    def conflict(self, case: Submitted) -> Conflict:
        """Give the conflict in a case."""
        said = self.declared.get(case.case_id, ())
        if not case.organisation_id or not (self.posts or said):  # most have none, and need no working out
            return NO_CONFLICT
        facts = Facts(case.organisation_id, self.posts, self.pairings.get(case.round_id or "", ()), self.mergers)
        name = case.edition_reference
        if name not in self.rules:
            self.rules[name] = (
                interest_rules(load_edition(name), LOOK_BACK_YEARS) if name else InterestRules(LOOK_BACK_YEARS)
            )
        return conflict_of(said, facts, self.on, self.rules[name])


def _known(deed: Deed, rounds: Collection[str], among: ColumnElement[bool]) -> _Known:
    """Four statements at most. ``among``: which declarations."""
    session, person_id, today = deed.session, deed.person_id, deed.now.date()
    posts = employments_of(session, [person_id]).get(person_id, ())
    mergers = mergers_known(session) if posts else {}
    own = _counting_as(posts, mergers)
    pairings = _pairings(session, rounds, without=person_id, on=today, among=own) if posts else {}
    return _Known(today, posts, mergers, pairings, _declared_over(session, among, person_id), {})


def declared_in(session: Session, case_id: str, person_id: str) -> tuple[Declared, ...]:
    """Give every interest that somebody declared in a case, with the chair's ruling. What was declared once stands."""
    return _declared_over(session, DeclarationRow.case_id == case_id, person_id).get(case_id, ())


def _declared_over(session: Session, among: ColumnElement[bool], person_id: str) -> dict[str, tuple[Declared, ...]]:
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    rows = session.execute(
        select(DeclarationRow.case_id, DeclarationRow.kinds, RulingRow.is_allowed)
        .outerjoin(RulingRow, ruled)
        .where(among, DeclarationRow.person_id == person_id)
        .order_by(DeclarationRow.number)
    )
    found: dict[str, list[Declared]] = defaultdict(list)
    for case_id, kinds, is_allowed in rows:
        found[case_id].extend(Declared(kind, "", is_allowed) for kind in kinds)
    return {case_id: tuple(declared) for case_id, declared in found.items()}


def employments_of(session: Session, person_ids: Iterable[str]) -> dict[str, tuple[Employment, ...]]:
    """Give where people work or worked: as they said, and the institutions' teams that they belong or belonged to.

    What they wrote in their own words counts for the institution of that name. One statement.
    """
    posts = _posts()
    found: dict[str, list[Employment]] = defaultdict(list)
    chosen = (
        select(posts).where(posts.c.person_id.in_(list(person_ids))).order_by(posts.c.name, posts.c.organisation_id)
    )
    for person_id, *post in session.execute(chosen):
        found[person_id].append(Employment(*post))
    return {person_id: tuple(own) for person_id, own in found.items()}


def pairings_in(
    session: Session, round_id: str, *, without: str, on: dt.date, among: Collection[str] | None = None
) -> tuple[Pairing, ...]:
    """Give who else sits on which institution's panel in a round, with those for which they work on a day.

    ``among``: only panels of these institutions. One statement.
    """
    return _pairings(session, [round_id], without=without, on=on, among=among).get(round_id, ())


def _pairings(
    session: Session, round_ids: Collection[str], *, without: str, on: dt.date, among: Collection[str] | None = None
) -> dict[str, tuple[Pairing, ...]]:
    """As ``pairings_in``, by round."""
    is_among = AssessmentRow.organisation_id.in_(among) if among is not None else true()
    posts = _posts()
    rows = session.execute(
        select(CaseRow.round_id, AssessmentRow.organisation_id, SeatRow.person_id, posts.c.organisation_id)
        .join(CaseRow, CaseRow.assessment_id == AssessmentRow.id)
        .join(SeatRow, and_(SeatRow.case_id == CaseRow.id, SeatRow.left_at.is_(None)))
        .join(posts, posts.c.person_id == SeatRow.person_id)
        .where(
            CaseRow.round_id.in_(round_ids),
            CaseRow.state != CaseState.CLOSED,
            SeatRow.person_id != without,
            or_(posts.c.from_on.is_(None), posts.c.from_on <= on),
            or_(posts.c.until_on.is_(None), posts.c.until_on >= on),
            is_among,
        )
    )
    gathered: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for round_id, organisation_id, person_id, employer_id in rows:
        gathered[round_id, organisation_id, person_id].add(employer_id)
    found: dict[str, list[Pairing]] = defaultdict(list)
    for (round_id, organisation_id, _), ids in gathered.items():
        found[round_id].append(Pairing(organisation_id, frozenset(ids)))
    return {round_id: tuple(pairings) for round_id, pairings in found.items()}


def _counting_as(posts: Iterable[Employment], mergers: Mapping[str, str]) -> frozenset[str]:
    """Every organisation that counts as one with an employer: no other panel can make a review reciprocal."""
    known = {*mergers, *mergers.values()}
    own = {post.organisation_id for post in posts}
    return frozenset(own | {one for one in known for other in own if same_organisation(one, other, mergers)})


def mergers_known(session: Session) -> dict[str, str]:
    """Give which organisation became part of which."""
    return {row.organisation_id: row.into_id for row in session.scalars(select(MergerRow))}


def _posts() -> Subquery:
    """Where everybody works or worked: person_id, organisation_id, name, from_on, until_on."""
    meant = func.lower(OrganisationRow.name) == func.lower(EmploymentRow.name)
    here = OrganisationRow.kind == OrganisationKind.INSTITUTION
    said = (
        select(
            EmploymentRow.person_id,
            OrganisationRow.id.label("organisation_id"),
            OrganisationRow.name,
            EmploymentRow.from_on,
            EmploymentRow.until_on,
        )
        .join(
            OrganisationRow,
            or_(
                EmploymentRow.organisation_id == OrganisationRow.id,
                and_(EmploymentRow.organisation_id.is_(None), meant),
            ),
        )
        .where(here)
    )
    belonged = (
        select(
            MembershipRow.person_id,
            OrganisationRow.id,
            OrganisationRow.name,
            func.date(MembershipRow.since_at, type_=Date),
            func.date(MembershipRow.until_at, type_=Date),
        )
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(here)
    )
    return union_all(said, belonged).subquery("posts")
