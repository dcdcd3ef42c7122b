"""An award as somebody of its institution, or of its awarding body, may work on it now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.award_states import AwardState
from charter.domain.award_upkeep import AwardRules, award_rules
from charter.domain.edition import Edition
from charter.domain.errors import ConflictOfInterest, UnknownAward
from charter.domain.permissions import ROLES, Action, OrganisationKind, Role, require
from charter.domain.register import state_on
from charter.services.case_interests import shut_awards
from charter.services.deeds import Deed
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.editions import load_edition
from charter.store.mergers import roles_on

NO_AWARD = "There is no such award. Check the address, or look it up on the register."
SHUT_OUT = "You have an interest in the institution of this award. Leave it to somebody else of the office."
SILENT = AwardRules(None, None, False, None, None, None, None)


@dataclass(frozen=True, slots=True)
class HeldAward:
    """An award with its standing, and what the person may do with it."""

    row: AwardRow
    standing: AwardStandingRow
    edition: Edition | None  # None = it was conferred before this register
    roles: frozenset[Role]

    @property
    def state(self) -> AwardState:
        """How it stands."""
        return AwardState(self.standing.state)

    @property
    def rules(self) -> AwardRules:
        """What its edition says of awards."""
        return award_rules(self.edition) if self.edition is not None else SILENT

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether its time has not run out by a day, whatever else became of it."""
        return day <= self.standing.ends_on

    def state_on(self, day: dt.date) -> AwardState:
        """How it stands on a day, also before the worker has noted that its time ran out."""
        return state_on(self.state, self.row.valid_until, self.standing.ends_on, day)


def award_for(deed: Deed, award_id: str, action: Action, *, changes: bool = False) -> HeldAward:
    """Give an award to somebody who may do this with it, its standing locked where they change it.

    Two statements, and two more for the office. Raises as ``roles_over``; NotAllowed.
    """
    held = award_found(deed, award_id, changes=changes)
    roles = roles_over(deed, held.row)
    require(roles, action)
    return HeldAward(held.row, held.standing, held.edition, roles)


def roles_over(deed: Deed, row: AwardRow) -> frozenset[Role]:
    """Give the roles by which somebody has to do with an award.

    Whoever has an interest in it is of the awarding body no more here. Raises UnknownAward for whoever has no role at
    its institution or its body; ConflictOfInterest where they have one at the body alone and an interest.
    """
    roles = roles_on(deed.session, deed.person_id, row.organisation_id, row.body_id)
    if not roles:
        raise UnknownAward(NO_AWARD)
    office = roles.intersection(ROLES[OrganisationKind.BODY])
    if not office or row.id not in shut_awards(deed):
        return roles
    if roles == office:
        raise ConflictOfInterest(SHUT_OUT)
    return roles - office


def award_found(deed: Deed, award_id: str, *, changes: bool = False) -> HeldAward:
    """As ``award_for``, for the worker and for services that have let somebody in. Raises UnknownAward."""
    chosen = (
        select(AwardRow, AwardStandingRow)
        .join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id)
        .where(AwardRow.id == award_id)
    )
    if changes:
        chosen = chosen.with_for_update(of=AwardStandingRow).execution_options(populate_existing=True)
    found = deed.session.execute(chosen).one_or_none()
    if found is None:
        raise UnknownAward(NO_AWARD)
    row, standing = found
    edition = load_edition(row.edition_reference) if row.edition_reference else None
    return HeldAward(row, standing, edition, frozenset())
