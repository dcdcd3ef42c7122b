"""What concerns one person: the organisations that they belong to, their assessments, and rounds that are open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.permissions import Action, OrganisationKind, Role, fits, may
from charter.domain.workflow import State
from charter.services.deeds import Deed
from charter.store.accounts import MembershipRow, OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow, closes_at_of, edition_answered
from charter.store.mergers import gathered_under


@dataclass(frozen=True, slots=True)
class HomeAssessment:
    """An assessment of one of the person's organisations."""

    assessment_id: str
    round_title: str
    scope_name: str  # of what: the part's name, after that of a former organisation
    state: State
    closes_at: dt.datetime
    edition_version: str  # of the edition that it answers


@dataclass(frozen=True, slots=True)
class HomeRound:
    """A round that an organisation could take part in, or that it runs."""

    round_id: str
    title: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    is_joined: bool  # whether the institution takes part already: another part of it may still


@dataclass(frozen=True, slots=True)
class HomeOrganisation:
    """An organisation that the person belongs to."""

    organisation_id: str
    name: str
    is_body: bool
    roles: tuple[Role, ...]
    assessments: tuple[HomeAssessment, ...]
    rounds: tuple[HomeRound, ...]  # of an institution: those that it may register for; of a body: its own

    def may(self, action: str) -> bool:
        """Tell whether the person may do this here."""
        return may(self.roles, Action(action))


def home_of(deed: Deed) -> tuple[HomeOrganisation, ...]:
    """Give everything that concerns the person, by name of the organisation: four statements.

    What became part of an organisation shows its assessments there, under its own name.
    """
    held = deed.session.execute(
        select(OrganisationRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.organisation_id == OrganisationRow.id)
        .where(MembershipRow.person_id == deed.person_id, MembershipRow.until_at.is_(None))
        .order_by(OrganisationRow.name, OrganisationRow.id, MembershipRow.role)
    ).all()
    organisations = {row.id: row for row, _ in held}
    roles = {
        name: tuple(Role(role) for row, role in held if row.id == name and fits(Role(role), row.kind))
        for name in organisations
    }
    rounds = list(deed.session.scalars(select(RoundRow).order_by(RoundRow.opens_at.desc(), RoundRow.id)))
    titles = {row.id: row for row in rounds}
    under = gathered_under(deed.session, organisations)
    assessments = list(
        deed.session.scalars(
            select(AssessmentRow)
            .where(AssessmentRow.organisation_id.in_(under))
            .order_by(AssessmentRow.registered_at.desc(), AssessmentRow.id)
        )
    )
    return tuple(
        HomeOrganisation(
            organisation_id=row.id,
            name=row.name,
            is_body=row.kind == OrganisationKind.BODY,
            roles=roles[row.id],
            assessments=tuple(
                _assessment(one, titles, under) for one in assessments if under[one.organisation_id][0] == row.id
            ),
            rounds=tuple(_round(one, row, assessments) for one in rounds if _concerns(one, row, deed.now)),
        )
        for row in organisations.values()
    )


def _concerns(whole: RoundRow, organisation: OrganisationRow, now: dt.datetime) -> bool:
    if organisation.kind == OrganisationKind.BODY:
        return whole.organisation_id == organisation.id
    return whole.opens_at <= now < whole.closes_at


def _round(row: RoundRow, organisation: OrganisationRow, assessments: Iterable[AssessmentRow]) -> HomeRound:
    is_joined = any((one.round_id, one.organisation_id) == (row.id, organisation.id) for one in assessments)
    return HomeRound(row.id, row.title, row.opens_at, row.closes_at, is_joined)


def _assessment(row: AssessmentRow, rounds: dict[str, RoundRow], under: dict[str, tuple[str, str]]) -> HomeAssessment:
    whole = rounds[row.round_id]
    home_id, own_name = under[row.organisation_id]
    former = own_name if home_id != row.organisation_id else ""
    name = ", ".join(part for part in (former, row.scope_name) if part)
    closes_at = closes_at_of(row, whole)
    version = edition_answered(row, whole).rpartition("/")[2]
    return HomeAssessment(row.id, whole.title, name, State(row.state), closes_at, version)
