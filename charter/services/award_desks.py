"""Awards as their institution and their awarding body see them, and what the institution lets the register show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from charter.domain.award_states import AwardEvent, AwardState
from charter.domain.errors import UnknownOrganisation
from charter.domain.permissions import Action, OrganisationKind, Role, may, require
from charter.domain.register import LIVE, state_on
from charter.services.annual_returns import DueReturn, due_returns
from charter.services.award_access import HeldAward, award_for, award_found, roles_over
from charter.services.awards import note_award, was_entered
from charter.services.body_looks import look_of
from charter.services.case_interests import shut_awards
from charter.services.deeds import Deed, require_in
from charter.store.accounts import OrganisationRow
from charter.store.award_upkeep import (
    AwardReviewRow,
    ConditionRow,
    conditions_of,
    open_reviews,
)
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.proceedings import Matter, told_proceedings

SEES = (Action.SEE_OUTCOME, Action.SEE_AWARDS)
PAGE_SIZE = 100
# Objections stand on pages of their own, for the office alone: here the institution reads along.
UNTOLD = frozenset(
    {
        AwardEvent.NOTED,
        AwardEvent.OBJECTION_MADE,
        AwardEvent.OBJECTION_ACKNOWLEDGED,
        AwardEvent.OBJECTION_RULED,
    }
)


@dataclass(frozen=True, slots=True)
class AwardLine:
    """An award in a list."""

    id: str
    name: str  # of the institution
    scope_name: str
    tier_name: str
    state: AwardState
    awarded_on: dt.date
    ends_on: dt.date
    review_count: int  # that are open


@dataclass(frozen=True, slots=True)
class AwardList:
    """The awards of an institution, or those that an awarding body conferred."""

    organisation_id: str
    organisation_name: str
    is_body: bool
    lines: tuple[AwardLine, ...]
    count: int  # of all, on this page or not
    may_enter: bool  # whether the person may enter one that was conferred before this register


@dataclass(frozen=True, slots=True)
class AwardEventShown:
    """Something that happened to an award."""

    event: AwardEvent
    happened_at: dt.datetime
    name: str  # of who did it; "" = the calendar, or somebody who was forgotten
    text: str
    was_entered: bool  # whether it was conferred before this register, and came in by its body's hand


@dataclass(frozen=True, slots=True)
class AwardDesk:
    """One award with everything that is known of it."""

    held: HeldAward
    body_name: str
    contact_email: str  # of the body; "" = it gives none
    conditions: tuple[ConditionRow, ...]
    reviews: tuple[AwardReviewRow, ...]  # that are open
    returns: tuple[DueReturn, ...]
    events: tuple[AwardEventShown, ...]  # newest first

    def may(self, action: Action) -> bool:
        """Tell whether the person may do this."""
        return may(self.held.roles, action)


def awards_of(deed: Deed, organisation_id: str, *, state: str = "", page: int = 1) -> AwardList:
    """Give the awards of an institution to its team, or of an awarding body to its office; newest first.

    The office does not see those in which the asker has an interest. Six statements, however many there are. Raises
    UnknownOrganisation, NotAllowed.
    """
    where = deed.session.get(OrganisationRow, organisation_id)
    if where is None:
        raise UnknownOrganisation("There is no such organisation. Check the address.")
    is_body = where.kind == OrganisationKind.BODY
    roles = require_in(deed, organisation_id, Action.SEE_AWARDS if is_body else Action.SEE_OUTCOME)
    whose = AwardRow.body_id if is_body else AwardRow.organisation_id
    reviews = (
        select(func.count())
        .where(
            AwardReviewRow.award_id == AwardRow.id,
            AwardReviewRow.closed_at.is_(None),
            AwardStandingRow.state.in_(LIVE),
        )
        .correlate(AwardRow, AwardStandingRow)
        .scalar_subquery()
    )
    chosen = (
        select(AwardRow, AwardStandingRow, reviews)
        .join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id)
        .where(whose == organisation_id)
    )
    if is_body:
        chosen = chosen.where(AwardRow.id.not_in(shut_awards(deed)))
    if state in set(AwardState):
        chosen = chosen.where(AwardStandingRow.state == state)
    count = deed.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    chosen = chosen.order_by(AwardRow.awarded_on.desc(), AwardRow.organisation_name, AwardRow.id)
    found = deed.session.execute(chosen.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE))
    return AwardList(
        organisation_id,
        where.name,
        is_body,
        tuple(_line(deed.now.date(), *row) for row in found),
        count,
        is_body and may(roles, Action.KEEP_AWARDS),
    )


def award_desk(deed: Deed, award_id: str, action: Action | None = None) -> AwardDesk:
    """Give an award with everything that is known of it: to its institution's team, and to the body's office.

    ``action`` asks for more than seeing it. Ten statements. Raises as ``award_access.roles_over``; NotAllowed.
    """
    found = award_found(deed, award_id)
    roles = roles_over(deed, found.row)
    if action is not None or not any(may(roles, one) for one in SEES):
        require(roles, action or Action.SEE_OUTCOME)
    held = HeldAward(found.row, found.standing, found.edition, roles)
    found_look = look_of(deed, held.row.body_id)
    return AwardDesk(
        held=held,
        body_name=found_look.name,
        contact_email=found_look.look.contact_email,
        conditions=tuple(conditions_of(deed.session, award_id)),
        reviews=tuple(open_reviews(deed.session, award_id)) if held.state in LIVE else (),
        returns=due_returns(deed, held),
        events=tuple(_events(deed, award_id, roles)),
    )


def let_show(deed: Deed, award_id: str, *, themes: bool, plan: bool) -> None:
    """Say what the register may show of an award beside what is always public. The institution's lead may.

    Raises UnknownAward, NotAllowed. Commits; what was so already is not noted again.
    """
    held = award_for(deed, award_id, Action.CONSENT_TO_PUBLICATION, changes=True)
    if (held.standing.shows_themes, held.standing.shows_plan) == (themes, plan):
        return
    held.standing.shows_themes, held.standing.shows_plan = themes, plan
    note_award(deed, award_id, AwardEvent.CONSENT_GIVEN, {"themes": themes, "plan": plan})
    deed.session.commit()


def _line(today: dt.date, row: AwardRow, standing: AwardStandingRow, review_count: int) -> AwardLine:
    return AwardLine(
        id=row.id,
        name=row.organisation_name,
        scope_name=row.scope_name,
        tier_name=row.tier_name,
        state=state_on(AwardState(standing.state), row.valid_until, standing.ends_on, today),
        awarded_on=row.awarded_on,
        ends_on=standing.ends_on,
        review_count=review_count,
    )


def _events(deed: Deed, award_id: str, roles: frozenset[Role]) -> list[AwardEventShown]:
    """What happened; who did it at the awarding body is shown to its office alone."""
    is_office = may(roles, Action.SEE_AWARDS)
    told = told_proceedings(deed.session, Matter("award", award_id))
    return [
        AwardEventShown(AwardEvent(row.event), row.happened_at, name if is_office else "", text, was_entered(row))
        for row, name, text in reversed(told)
        if row.event not in UNTOLD
    ]
