"""Interests of a person in a case: what they declared, what the chair ruled, and what the facts say by themselves."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Date, Subquery, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseState
from charter.domain.conflicts import (
    Conflict,
    Declared,
    Employment,
    Facts,
    Pairing,
    conflict_of,
    interest_rules,
    same_organisation,
)
from charter.domain.permissions import OrganisationKind
from charter.services.deeds import Deed
from charter.store.accounts import MembershipRow, OrganisationRow
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.mergers import MergerRow
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.reviewers import EmploymentRow

NO_CONFLICT = Conflict(())
LOOK_BACK_YEARS = 5  # where an edition is silent: docs/decisions/0037


def conflict_in(deed: Deed, case: CaseRow, organisation_id: str) -> Conflict:
    """Give the conflict that the asker has in a case, from what they declared and from the facts.

    Two statements, four where they work or worked at an institution.

    ``organisation_id`` is whose submission it is; "" = practice, in which nobody has an interest.
    """
    return interests_of(deed, case, organisation_id, deed.person_id)


def interests_of(deed: Deed, case: CaseRow, organisation_id: str, person_id: str) -> Conflict:
    """As ``conflict_in``, of anybody."""
    if not organisation_id:
        return NO_CONFLICT
    session, today = deed.session, deed.now.date()
    own = employments_of(session, [person_id]).get(person_id, ())
    mergers = mergers_known(session) if own else {}
    facts = Facts(
        organisation_id,
        own,
        pairings_in(session, case.round_id, without=person_id, on=today, among=_line_of(own, mergers)),
        mergers,
    )
    rules = interest_rules(load_edition(case.edition_reference), LOOK_BACK_YEARS)
    return conflict_of(declared_in(session, case.id, person_id), facts, today, rules)


def declared_in(session: Session, case_id: str, person_id: str) -> tuple[Declared, ...]:
    """Give every interest that somebody declared in a case, with the chair's ruling. What was declared once stands."""
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    found = session.execute(
        select(DeclarationRow.kinds, RulingRow.is_allowed)
        .outerjoin(RulingRow, ruled)
        .where(DeclarationRow.case_id == case_id, DeclarationRow.person_id == person_id)
        .order_by(DeclarationRow.number)
    )
    return tuple(Declared(kind, "", is_allowed) for kinds, is_allowed in found for kind in kinds)


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
    session: Session, round_id: str, *, without: str, on: dt.date, among: Iterable[str] | None = None
) -> tuple[Pairing, ...]:
    """Give who else sits on which institution's panel in a round, with those for which they work on a day.

    ``among``: the institutions of interest; None = all of them. One statement, none where there is no such institution.
    """
    reviewed = None if among is None else list(among)
    if reviewed is not None and not reviewed:
        return ()
    posts = _posts()
    found = session.execute(
        select(AssessmentRow.organisation_id, SeatRow.person_id, posts.c.organisation_id)
        .join(CaseRow, CaseRow.assessment_id == AssessmentRow.id)
        .join(SeatRow, and_(SeatRow.case_id == CaseRow.id, SeatRow.left_at.is_(None)))
        .join(posts, posts.c.person_id == SeatRow.person_id)
        .where(
            CaseRow.round_id == round_id,
            CaseRow.state != CaseState.CLOSED,
            *([AssessmentRow.organisation_id.in_(reviewed)] if reviewed is not None else []),
            SeatRow.person_id != without,
            or_(posts.c.from_on.is_(None), posts.c.from_on <= on),
            or_(posts.c.until_on.is_(None), posts.c.until_on >= on),
        )
    )
    gathered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for organisation_id, person_id, employer_id in found:
        gathered[organisation_id, person_id].add(employer_id)
    return tuple(Pairing(organisation_id, frozenset(ids)) for (organisation_id, _), ids in gathered.items())


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


def _line_of(own: Iterable[Employment], mergers: Mapping[str, str]) -> list[str]:
    """Give the organisations for which somebody works or worked, with all that count as one with them."""
    employers = {post.organisation_id for post in own}
    others = employers | set(mergers) | set(mergers.values()) if employers else set()
    return sorted(one for one in others if any(same_organisation(one, employer, mergers) for employer in employers))
