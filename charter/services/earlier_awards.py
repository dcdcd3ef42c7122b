"""Awards that a body conferred before this register: entered once, and kept from then on like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from charter.domain.award_states import AwardEvent
from charter.domain.errors import InvalidDecision, UnknownOrganisation
from charter.domain.permissions import Action, OrganisationKind
from charter.domain.tiers import tier_named
from charter.domain.written_texts import length_fault
from charter.services.awards import new_standing, note_award, supersede_held
from charter.services.deeds import Deed, new_id, require_in
from charter.store.accounts import OrganisationRow
from charter.store.awards import AwardRow, award_digest
from charter.store.editions import load_edition

LONGEST = {"tier_id": 40, "tier_name": 80, "scope": 40, "scope_name": 200}  # characters, as a register keeps them


@dataclass(frozen=True, slots=True)
class EarlierAward:
    """What was conferred, on whom and for how long."""

    organisation_id: str
    tier_id: str
    tier_name: str  # as the body called it; counts where no edition is named
    scope: str  # id of an application scope
    awarded_on: dt.date
    valid_until: dt.date
    edition_reference: str = ""  # "" = none that is known here
    scope_name: str = ""
    themes: Mapping[str, str] = field(default_factory=dict)  # exact share of each theme, as text


def enter_award(deed: Deed, body_id: str, award: EarlierAward) -> AwardRow:
    """Enter an award without a case. The body's administrator may; one that it follows is superseded.

    Raises NotAllowed, UnknownOrganisation, InvalidDecision, UnknownTier, UnknownEdition. Commits.
    """
    require_in(deed, body_id, Action.KEEP_AWARDS)
    institution = deed.session.get(OrganisationRow, award.organisation_id)
    if institution is None or institution.kind != OrganisationKind.INSTITUTION:
        raise UnknownOrganisation("There is no such institution. Check which one it is.")
    for place, most in LONGEST.items():
        if fault := length_fault(getattr(award, place), most):
            raise InvalidDecision(fault, place)
    if award.valid_until < award.awarded_on:
        raise InvalidDecision("An award ends after the day on which it was conferred.", "valid_until")
    edition = load_edition(award.edition_reference) if award.edition_reference else None
    row = AwardRow(
        id=new_id(),
        body_id=body_id,
        organisation_id=institution.id,
        organisation_name=institution.name,
        organisation_type=institution.organisation_type,
        region=institution.region,
        case_id=None,
        decision_id=None,
        edition_reference=award.edition_reference,
        edition_checksum=edition.checksum if edition is not None else "",
        tier_id=award.tier_id,
        tier_name=tier_named(edition, award.tier_id).name if edition is not None else award.tier_name,
        scope=award.scope,
        scope_name=award.scope_name,
        awarded_on=award.awarded_on,
        valid_until=award.valid_until,
        themes=dict(award.themes),
        person_id=deed.person_id,
        conferred_at=deed.now,
    )
    row.digest = award_digest(row)
    supersede_held(deed, row)
    deed.session.add(row)
    deed.session.flush()
    deed.session.add(new_standing(row, deed))
    note_award(deed, row.id, AwardEvent.CONFERRED, {"digest": row.digest})
    deed.session.commit()
    return row
