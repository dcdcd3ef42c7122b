"""Certificates and badges: from an award, as it is kept, to what paper and picture say of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.case_workflow import MatterKind
from charter.domain.certificates import Badge, Certificate, TierPlace
from charter.domain.edition import Edition
from charter.domain.errors import UnknownReport
from charter.domain.palettes import PALETTES, Palette
from charter.domain.register import state_on
from charter.domain.wording import date_text
from charter.services.editions import edition_or_none
from charter.services.matter_papers import CERTIFICATE, MatterPaper
from charter.store.accounts import OrganisationRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.proceedings import Matter

FORM = "2"  # of the certificate; to be raised when the same award is to be printed otherwise
NO_AWARD = "There is no such award. Check the address."
NO_EDITION = "from before this register"


@dataclass(frozen=True, slots=True)
class CertificateFrame:
    """What a certificate says beside the award: the body's look, its signature, and where the award is found."""

    address: str  # of the award's public page
    palette: Palette = PALETTES[0]
    signatory_name: str = ""
    signatory_position: str = ""
    credential: str = ""  # signed, to be attached; "" = none
    charter_title: str = ""  # of an award from before this register, which has no edition
    warning: str = ""
    body_name: str = ""  # as the body wants to be named; "" = as it is registered


def certificate_paper(session: Session, award_id: str, frame: CertificateFrame) -> MatterPaper:
    """Give which paper the certificate of an award is. Raises UnknownReport where there is no such award."""
    award = _award(session, award_id)
    parts = (
        FORM,
        award.digest,
        frame.address,
        frame.palette.id,
        frame.signatory_name,
        frame.signatory_position,
        frame.credential,
        frame.charter_title,
        frame.warning,
        frame.body_name,
    )
    source = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return MatterPaper(Matter(MatterKind.AWARD, award_id), CERTIFICATE, source)


def certificate_of(session: Session, award_id: str, frame: CertificateFrame) -> Certificate:
    """Give the certificate of an award. Raises UnknownReport where there is no such award."""
    award = _award(session, award_id)
    edition = edition_or_none(award.edition_reference)
    return Certificate(
        body_name=frame.body_name or session.get_one(OrganisationRow, award.body_id).name,
        palette=frame.palette,
        charter_title=edition.title if edition else frame.charter_title,
        institution_name=award.organisation_name,
        scope_text=scope_text(edition, award.scope, award.scope_name),
        tier=tier_place(edition, award.tier_id, award.tier_name),
        edition_text=f"Edition {edition.version}" if edition else f"An award {NO_EDITION}",
        awarded_on_text=date_text(award.awarded_on),
        valid_until_text=date_text(award.valid_until),
        signatory_name=frame.signatory_name,
        signatory_position=frame.signatory_position,
        address=frame.address,
        digest=award.digest,
        credential=frame.credential,
        warning=frame.warning,
    )


def badge_of(
    session: Session,
    award_id: str,
    palette: Palette = PALETTES[0],
    charter_title: str = "",
    *,
    today: dt.date | None = None,
) -> Badge:
    """Give the badge of an award as it stands today. Raises UnknownReport where there is no such award.

    ``today`` counts in that its time may have run out a moment ago; None = as it is noted.
    """
    award = _award(session, award_id)
    standing = session.get_one(AwardStandingRow, award_id)
    edition = edition_or_none(award.edition_reference)
    state = AwardState(standing.state)
    if today is not None:
        state = state_on(state, award.valid_until, standing.ends_on, today)
    return Badge(
        palette=palette,
        charter_title=edition.title if edition else charter_title,
        institution_name=award.organisation_name,
        tier=tier_place(edition, award.tier_id, award.tier_name),
        year=award.awarded_on.year,
        standing=state,
        until_text=f"until {date_text(standing.ends_on)}" if state in HOLDS else "",
    )


def tier_place(edition: Edition | None, tier_id: str, name: str) -> TierPlace:
    """Give where a tier stands among those of its edition; the lowest of one where the edition is not known."""
    ids = [tier.id for tier in edition.tiers] if edition else []
    if tier_id not in ids:
        return TierPlace(name, 1, 1)
    return TierPlace(name, ids.index(tier_id) + 1, len(ids))


def scope_text(edition: Edition | None, scope: str, scope_name: str) -> str:
    """Give what an award is for in words: “Directorate: Therapies”; empty for the whole of an institution."""
    if not scope_name:
        return ""
    scopes = (edition.facts.get("application") or {}).get("scopes", ()) if edition else ()
    label = next((str(one.get("label", "")) for one in scopes if one.get("id") == scope), "")
    return f"{label or scope.replace('_', ' ').capitalize()}: {scope_name}".removeprefix(": ")


def _award(session: Session, award_id: str) -> AwardRow:
    award = session.get(AwardRow, award_id)
    if award is None:
        raise UnknownReport(NO_AWARD)
    return award
