"""Interests of a person in a case: what they declared, what the chair ruled, and what the facts say by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseState
from charter.domain.conflicts import Conflict, Declared, Employment, Facts, Pairing, conflict_of, interest_rules
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
    """Give the conflict that the asker has in a case, from what they declared and from the facts: five statements.

    ``organisation_id`` is whose submission it is; "" = practice, in which nobody has an interest.
    """
    return interests_of(deed, case, organisation_id, deed.person_id)


def interests_of(deed: Deed, case: CaseRow, organisation_id: str, person_id: str) -> Conflict:
    """As ``conflict_in``, of anybody."""
    if not organisation_id:
        return NO_CONFLICT
    facts = Facts(
        organisation_id,
        employments_of(deed.session, [person_id]).get(person_id, ()),
        pairings_in(deed.session, case.round_id, without=person_id),
        mergers_known(deed.session),
    )
    rules = interest_rules(load_edition(case.edition_reference), LOOK_BACK_YEARS)
    return conflict_of(declared_in(deed.session, case.id, person_id), facts, deed.now.date(), rules)


def shut_out_of(deed: Deed, round_id: str, cases: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Give the cases of a round from which the asker's interests shut them out: five statements, however many.

    For lists; ``cases.case_for`` applies the same rule to one. ``cases``: id -> whose submission, by which edition.
    """
    own: dict[str, list[Declared]] = defaultdict(list)
    for case_id, declared in _declared_in_round(deed.session, round_id, deed.person_id):
        own[case_id].append(declared)
    employments = employments_of(deed.session, [deed.person_id]).get(deed.person_id, ())
    pairings = pairings_in(deed.session, round_id, without=deed.person_id) if employments else ()
    mergers = mergers_known(deed.session) if employments else {}
    on = deed.now.date()
    references = {reference for _, reference in cases.values()}
    rules = {reference: interest_rules(load_edition(reference), LOOK_BACK_YEARS) for reference in references}
    return frozenset(
        case_id
        for case_id, (organisation_id, reference) in cases.items()
        if (employments or case_id in own)
        and conflict_of(
            own.get(case_id, []), Facts(organisation_id, employments, pairings, mergers), on, rules[reference]
        ).denies
    )


def _declared_in_round(session: Session, round_id: str, person_id: str) -> list[tuple[str, Declared]]:
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    found = session.execute(
        select(DeclarationRow.case_id, DeclarationRow.kinds, RulingRow.is_allowed)
        .join(CaseRow, CaseRow.id == DeclarationRow.case_id)
        .outerjoin(RulingRow, ruled)
        .where(CaseRow.round_id == round_id, DeclarationRow.person_id == person_id)
        .order_by(DeclarationRow.case_id, DeclarationRow.number)
    )
    return [(case_id, Declared(kind, "", is_allowed)) for case_id, kinds, is_allowed in found for kind in kinds]


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
    """Give where people work or worked: as they said, and the institutions' teams that they belong or belonged to."""
    ids = list(person_ids)
    said = select(
        EmploymentRow.person_id,
        EmploymentRow.organisation_id,
        EmploymentRow.name,
        EmploymentRow.from_on,
        EmploymentRow.until_on,
    ).where(EmploymentRow.person_id.in_(ids), EmploymentRow.organisation_id.is_not(None))
    found: dict[str, list[Employment]] = defaultdict(list)
    for person_id, organisation_id, name, from_on, until_on in session.execute(said):
        found[person_id].append(Employment(organisation_id or "", name, from_on, until_on))
    belonged = (
        select(
            MembershipRow.person_id,
            OrganisationRow.id,
            OrganisationRow.name,
            MembershipRow.since_at,
            MembershipRow.until_at,
        )
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(MembershipRow.person_id.in_(ids), OrganisationRow.kind == "institution")
    )
    for person_id, organisation_id, name, since_at, until_at in session.execute(belonged):
        until_on = until_at.date() if until_at is not None else None
        found[person_id].append(Employment(organisation_id, name, since_at.date(), until_on))
    return {person_id: tuple(posts) for person_id, posts in found.items()}


def pairings_in(session: Session, round_id: str, *, without: str) -> tuple[Pairing, ...]:
    """Give who else sits on which institution's panel in a round, by the employers that they told of now."""
    found = session.execute(
        select(AssessmentRow.organisation_id, SeatRow.person_id, EmploymentRow.organisation_id)
        .join(CaseRow, CaseRow.assessment_id == AssessmentRow.id)
        .join(SeatRow, and_(SeatRow.case_id == CaseRow.id, SeatRow.left_at.is_(None)))
        .join(EmploymentRow, EmploymentRow.person_id == SeatRow.person_id)
        .where(
            CaseRow.round_id == round_id,
            CaseRow.state != CaseState.CLOSED,
            SeatRow.person_id != without,
            EmploymentRow.organisation_id.is_not(None),
            EmploymentRow.until_on.is_(None),
        )
    )
    gathered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for organisation_id, person_id, employer_id in found:
        gathered[organisation_id, person_id].add(employer_id or "")
    return tuple(Pairing(organisation_id, frozenset(ids)) for (organisation_id, _), ids in gathered.items())


def mergers_known(session: Session) -> dict[str, str]:
    """Give which organisation became part of which."""
    return {row.organisation_id: row.into_id for row in session.scalars(select(MergerRow))}
