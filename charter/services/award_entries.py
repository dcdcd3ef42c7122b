"""An award as a credential says it, and as the register has it today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.award_states import HOLDS, STATE_WORDS, AwardState
from charter.domain.credentials import AwardClaim, IssuerClaim
from charter.domain.errors import DomainError
from charter.domain.permissions import OrganisationKind
from charter.domain.register import state_on
from charter.domain.wording import date_text
from charter.services.editions import edition_of_reference
from charter.store.accounts import OrganisationRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.body_looks import newest_look

WHOLE = "The whole organisation"


@dataclass(frozen=True, slots=True)
class AwardEntry:
    """An award as the register has it today."""

    code: str
    # how it stands, the same in words, and whether it counts
    standing: AwardState
    state: str
    holds: bool
    institution: str
    body: str
    tier: str
    edition_reference: str
    awarded_on: str
    ends_on: str
    digest: str


def claim_of(session: Session, award: AwardRow) -> AwardClaim:
    """Give what a credential of an award says; of one that is kept for longer, until when it holds now."""
    standing = session.get_one(AwardStandingRow, award.id)
    institution = session.get_one(OrganisationRow, award.organisation_id)
    return AwardClaim(
        award_code=award.id,
        issuer=issuer_of(session, award.body_id),
        institution_id=award.organisation_id,
        institution_name=award.organisation_name,
        ods_code=institution.ods_code,
        tier_id=award.tier_id,
        tier_name=award.tier_name,
        charter_title=_charter_title(award.edition_reference),
        edition_reference=award.edition_reference,
        edition_checksum=award.edition_checksum,
        scope=_scope_text(award),
        awarded_on=award.awarded_on,
        valid_until=max(award.valid_until, standing.ends_on),
        award_digest=award.digest,
    )


def issuer_of(session: Session, body_id: str) -> IssuerClaim:
    """Give an awarding body as its credentials name it: as it wants to be named, where it said how."""
    name = session.get_one(OrganisationRow, body_id).name
    look = newest_look(session, body_id)
    if look is None:
        return IssuerClaim(body_id, name)
    return IssuerClaim(body_id, look.shown_name or name, look.website, look.contact_email)


def find_issuer(session: Session, body_id: str) -> IssuerClaim | None:
    """Give an awarding body as its credentials name it; None where there is none of that id."""
    body = session.get(OrganisationRow, body_id)
    is_body = body is not None and body.kind == OrganisationKind.BODY
    return issuer_of(session, body_id) if is_body else None


def entry_of_award(session: Session, award_id: str, today: dt.date) -> AwardEntry | None:
    """Give an award as the register has it on a day; None where it has none."""
    award = session.get(AwardRow, award_id)
    return _entry(session, award, today) if award is not None else None


def entry_of_digest(session: Session, digest: str, today: dt.date) -> AwardEntry | None:
    """Give the award whose record has this digest; None where there is none."""
    award = session.scalars(select(AwardRow).where(AwardRow.digest == digest)).one_or_none()
    return _entry(session, award, today) if award is not None else None


def _entry(session: Session, award: AwardRow, today: dt.date) -> AwardEntry:
    standing = session.get_one(AwardStandingRow, award.id)
    state = state_on(AwardState(standing.state), award.valid_until, standing.ends_on, today)
    return AwardEntry(
        code=award.id,
        standing=state,
        state=_state_text(state, standing.ends_on),
        holds=state in HOLDS,
        institution=award.organisation_name,
        body=issuer_of(session, award.body_id).name,
        tier=award.tier_name,
        edition_reference=award.edition_reference,
        awarded_on=date_text(award.awarded_on),
        ends_on=date_text(standing.ends_on),
        digest=award.digest,
    )


def _state_text(state: AwardState, ends_on: dt.date) -> str:
    joint = "until" if state in HOLDS else "on" if state is AwardState.EXPIRED else ""
    return f"{STATE_WORDS[state]} {joint} {date_text(ends_on)}" if joint else STATE_WORDS[state]


def _scope_text(award: AwardRow) -> str:
    kind = award.scope.replace("_", " ").capitalize()
    return ": ".join(part for part in (kind, award.scope_name) if part) or WHOLE


def _charter_title(reference: str) -> str:
    try:
        return edition_of_reference(reference).title
    except DomainError:  # an edition that is not here any more, or an award from before this register
        return reference.partition("/")[0]
