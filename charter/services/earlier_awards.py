"""Awards that a body conferred before this register: entered once, and kept from then on like any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from charter.domain.award_states import AwardEvent, AwardState
from charter.domain.edition import Edition
from charter.domain.errors import InvalidDecision, UnknownOrganisation
from charter.domain.metric_figures import months_after
from charter.domain.permissions import Action, OrganisationKind
from charter.domain.tiers import tier_named
from charter.domain.wording import date_text, list_text
from charter.domain.written_texts import length_fault
from charter.services.award_access import award_found
from charter.services.award_letters import tell_institution
from charter.services.awards import new_standing, note_award, supersede_held
from charter.services.body_looks import look_of
from charter.services.case_interests import Submitted, conflicts_over
from charter.services.deeds import Deed, new_id, require_in
from charter.services.editions import edition_of_reference, published_references
from charter.store.accounts import OrganisationRow
from charter.store.awards import AwardRow, AwardStandingRow, award_digest
from charter.store.editions import load_edition

LONGEST = {"tier_id": 40, "tier_name": 80, "scope": 40, "scope_name": 200}  # characters, as a register keeps them
FIRST_DAY, MOST_YEARS = dt.date(1990, 1, 1), 20  # what is no slip of the keyboard
NOTHING_FOUND = "No institution here has this code or name. Check the spelling, or ask its lead to take part first."
THERE = "The register has this award already: the same tier, on the same day, for the same part."
OWN = "You have an interest in this institution. Somebody else of the awarding body enters its awards."
ENDED = "It held until {day}, before it was entered."
TOLD = "The award is on the register of awards now. You choose there what it shows beside tier and dates."


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


@dataclass(frozen=True, slots=True)
class AwardEntryDesk:
    """What an awarding body can choose from where it enters an award."""

    body_id: str
    body_name: str
    editions: tuple[Edition, ...]  # the newest first


def entry_desk(deed: Deed, body_id: str) -> AwardEntryDesk:
    """Give what there is to choose from. The body's administrator may. Raises UnknownOrganisation, NotAllowed."""
    require_in(deed, body_id, Action.KEEP_AWARDS)
    editions = [edition_of_reference(one) for one in published_references()]
    return AwardEntryDesk(body_id, look_of(deed, body_id).name, tuple(reversed(editions)))


def institution_meant(deed: Deed, body_id: str, text: str) -> str:
    """Give the id of the institution that a code or a name means. The body's administrator may.

    Raises InvalidDecision where none has it, or several, whose names are then told.
    """
    require_in(deed, body_id, Action.KEEP_AWARDS)
    named = deed.session.execute(
        select(OrganisationRow.id, OrganisationRow.name, OrganisationRow.ods_code).where(
            OrganisationRow.kind == OrganisationKind.INSTITUTION,
            (OrganisationRow.ods_code == text.upper()) | OrganisationRow.name.icontains(text, autoescape=True),
        )
    ).all()
    exact = [one for one in named if text.casefold() in (one.name.casefold(), (one.ods_code or "").casefold())]
    found = exact or named
    if not text or not found:
        raise InvalidDecision(NOTHING_FOUND, "institution")
    if len(found) > 1:
        some = list_text(sorted(one.name for one in found)[:5])
        raise InvalidDecision(
            f"{len(found)} institutions are called so, such as {some}. Write the whole name, or the code.",
            "institution",
        )
    return str(found[0].id)


def enter_award(deed: Deed, body_id: str, award: EarlierAward) -> AwardRow:
    """Enter an award without a case. The body's administrator may; one that it follows is superseded.

    One that ended meanwhile, or that a later one followed, is entered as such. Its institution is told. Raises
    NotAllowed, UnknownOrganisation, InvalidDecision by field, UnknownTier, UnknownEdition. Commits.
    """
    require_in(deed, body_id, Action.KEEP_AWARDS)
    institution = deed.session.get(OrganisationRow, award.organisation_id, with_for_update=True)
    if institution is None or institution.kind != OrganisationKind.INSTITUTION:
        raise UnknownOrganisation("There is no such institution. Check which one it is.")
    _refuse_own(deed, award)
    _check(award, deed.now.date())
    edition = load_edition(award.edition_reference) if award.edition_reference else None
    row = _row(deed, body_id, institution, award, edition)
    others = _others(deed, row)
    if any((one.tier_id, one.awarded_on) == (row.tier_id, row.awarded_on) for one in others):
        raise InvalidDecision(THERE, "awarded_on")
    later = next((one for one in others if one.awarded_on > row.awarded_on), None)
    if later is None:
        supersede_held(deed, row)
    deed.session.add(row)
    deed.session.flush()
    deed.session.add(new_standing(row, deed))
    note_award(deed, row.id, AwardEvent.CONFERRED, {"digest": row.digest})
    _end_what_ended(deed, row, later)
    tell_institution(deed, award_found(deed, row.id), "An award of yours was entered.", [TOLD], "entered")
    deed.session.commit()
    return row


def _refuse_own(deed: Deed, award: EarlierAward) -> None:
    """Raise InvalidDecision where the asker has an interest in the institution."""
    asked = Submitted("", None, award.edition_reference, award.organisation_id)
    if conflicts_over(deed, [asked])[""].denies:
        raise InvalidDecision(OWN, "organisation_id")


def _check(award: EarlierAward, today: dt.date) -> None:
    for place, most in LONGEST.items():
        if fault := length_fault(getattr(award, place), most):
            raise InvalidDecision(fault, place)
    if not FIRST_DAY <= award.awarded_on <= today:
        raise InvalidDecision(f"Give a day from {date_text(FIRST_DAY)} to today.", "awarded_on")
    if award.valid_until <= award.awarded_on:
        raise InvalidDecision("An award ends after the day on which it was conferred.", "valid_until")
    if award.valid_until > months_after(award.awarded_on, 12 * MOST_YEARS):
        raise InvalidDecision(f"No award holds for more than {MOST_YEARS} years. Look at the year.", "valid_until")


def _row(
    deed: Deed, body_id: str, institution: OrganisationRow, award: EarlierAward, edition: Edition | None
) -> AwardRow:
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
    return row


def _others(deed: Deed, row: AwardRow) -> list[AwardRow]:
    """Awards of the same body for the same part of the institution, by the same charter; oldest first."""
    chosen = select(AwardRow).where(
        AwardRow.organisation_id == row.organisation_id,
        AwardRow.body_id == row.body_id,
        AwardRow.scope == row.scope,
        AwardRow.scope_name == row.scope_name,
    )
    charter = row.edition_reference.partition("/")[0]
    found = deed.session.scalars(chosen.order_by(AwardRow.awarded_on, AwardRow.id))
    return [one for one in found if one.edition_reference.partition("/")[0] == charter]


def _end_what_ended(deed: Deed, row: AwardRow, later: AwardRow | None) -> None:
    """Nobody gets a letter of an end that came before the entry."""
    standing = deed.session.get_one(AwardStandingRow, row.id)
    if later is not None:
        standing.state = AwardState.SUPERSEDED
        note_award(deed, row.id, AwardEvent.SUPERSEDED, {"by": later.id})
    elif row.valid_until < deed.now.date():
        standing.state = AwardState.EXPIRED
        note_award(deed, row.id, AwardEvent.EXPIRED, {}, text=ENDED.format(day=date_text(row.valid_until)))
