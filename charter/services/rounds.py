"""Rounds of an awarding body, and institutions that take part in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from charter.domain.edition import Edition
from charter.domain.edition_standing import in_force_from
from charter.domain.errors import AlreadyRegistered, InvalidRound, UnknownRound, WrongState
from charter.domain.permissions import Action, Role, require
from charter.domain.tiers import tier_named
from charter.domain.wording import date_text, one_line, plain_text
from charter.domain.workflow import Event, RoundEvent, State, Window
from charter.services.action_carrying import carry_into
from charter.services.deeds import Deed, begin, happen, new_id, note, require_in
from charter.services.editions import published_references
from charter.services.mergers import refuse_merged
from charter.services.published_editions import record_edition
from charter.store.accounts import roles_in
from charter.store.assessments import AssessmentRow, RoundRow, round_digest
from charter.store.chains import text_digest
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition
from charter.store.round_events import add_round_event

LONGEST_NAME = 200
NO_ROUND = "There is no such round. Check the address, or choose one of those on your first page."


@dataclass(frozen=True, slots=True)
class Dates:
    """A round's dates: from when to when institutions write, and the day that counts refer to."""

    opens_at: dt.datetime
    closes_at: dt.datetime
    snapshot_on: dt.date
    # by when institutions save their baseline; None = the round asks for none
    baseline_at: dt.datetime | None = None


def open_round(
    deed: Deed,
    organisation_id: str,
    title: str,
    edition_reference: str,
    dates: Dates,
    *,
    beside_reference: str | None = None,
) -> RoundRow:
    """Open a round of an awarding body.

    Its administrator may. ``beside_reference`` is the edition that follows, in the year in which both stand side by
    side. Raises NotAllowed, UnknownEdition, InvalidRound where the dates or editions cannot be. Commits.
    """
    require_in(deed, organisation_id, Action.OPEN_ROUND)
    editions = [load_edition(edition_reference)]
    check_title(one_line(title))
    check_dates(dates)
    check_in_force(editions[0], dates, "edition")
    if beside_reference is not None:
        check_beside(edition_reference, beside_reference, dates)
        editions.append(load_edition(beside_reference))
    row = RoundRow(
        id=new_id(),
        organisation_id=organisation_id,
        title=one_line(title),
        edition_reference=edition_reference,
        opens_at=dates.opens_at,
        closes_at=dates.closes_at,
        snapshot_on=dates.snapshot_on,
        baseline_at=dates.baseline_at,
        beside_reference=beside_reference,
    )
    deed.session.add(row)
    deed.session.flush()
    add_round_event(
        deed.session,
        row.id,
        RoundEvent.OPENED,
        person_id=deed.person_id,
        now=deed.now,
        details={"now": round_digest(row)},
        key=deed.key,
    )
    for edition in editions:
        record_edition(deed.session, edition, deed.now)
    deed.session.commit()
    return row


def check_in_force(edition: Edition, dates: Dates, place: str) -> None:
    """Raise InvalidRound, by the name of the part, for an edition that comes into force after the round."""
    begins = in_force_from(edition)
    if begins is not None and begins > dates.closes_at.date():
        words = f"Edition {edition.version} is in force from {date_text(begins)}, after this round. Choose another."
        raise InvalidRound(words, place)


def check_beside(edition_reference: str, beside_reference: str, dates: Dates) -> None:
    """Raise InvalidRound unless one edition is published, in force in the round, and follows the other.

    Raises UnknownEdition.
    """
    crosswalk = load_crosswalk(beside_reference)
    if crosswalk is None or crosswalk.old != edition_reference:
        raise InvalidRound(
            "Only the edition that follows the round’s own can stand beside it. Choose that one, or none.", "beside"
        )
    if beside_reference not in published_references():
        raise InvalidRound("That edition is a draft. It can be answered when it is published.", "beside")
    check_in_force(load_edition(beside_reference), dates, "beside")


def check_title(title: str) -> None:
    """Raise InvalidRound for a title that cannot be kept."""
    if not title:
        raise InvalidRound("The round has no title. Give it one, such as the charter’s name and the year.", "title")
    if len(title) > LONGEST_NAME:
        raise InvalidRound(f"The title is too long. Keep it to {LONGEST_NAME} characters.", "title")


def check_dates(dates: Dates) -> None:
    """Raise InvalidRound, by the name of the part, for days that cannot stand beside each other."""
    if dates.closes_at <= dates.opens_at:
        raise InvalidRound("The deadline lies before the opening. Give a later deadline.", "closes_on")
    if dates.snapshot_on > dates.closes_at.date():
        raise InvalidRound("The day of the snapshot lies after the deadline. Give an earlier day.", "snapshot_on")
    if dates.baseline_at is not None and not dates.opens_at < dates.baseline_at < dates.closes_at:
        raise InvalidRound(
            "The baseline lies outside the round. Give a day between its opening and its deadline.", "baseline_on"
        )


def register_assessment(
    deed: Deed,
    round_id: str,
    organisation_id: str,
    *,
    scope: str,
    scope_name: str = "",
    aims_for: str = "",
    edition_reference: str = "",
) -> AssessmentRow:
    """Register an institution for a round: with its scope, the whole or one named part, and the tier aimed for.

    Its lead may, while the round is open. ``edition_reference`` is one that the round holds, its own where it is left
    out; the assessment keeps it. Raises NotAllowed, WrongState, AlreadyRegistered, UnknownTier, UnknownRound,
    InvalidRound where the edition is none of the round’s, the scope none of the edition’s or lacks its name;
    MergedOrganisation, with who succeeded. Commits.
    """
    refuse_merged(deed, organisation_id)
    require_in(deed, organisation_id, Action.REGISTER_ASSESSMENT)
    whole = found_round(deed, round_id)
    # whoever changes the round waits, so that history tells of the dates under which it was registered
    deed.session.refresh(whole, with_for_update=True)
    edition = _held_edition(whole, edition_reference)
    part = one_line(scope_name)
    _check_scope(edition, scope, part)
    if aims_for:
        tier_named(edition, aims_for)
    if not Window(whole.opens_at, whole.closes_at).is_open(deed.now):
        raise WrongState("The round is not open. Register between its opening and its deadline.")
    row = AssessmentRow(
        id=new_id(),
        round_id=round_id,
        organisation_id=organisation_id,
        scope=scope,
        scope_name=part,
        state=State.REGISTERED,
        registered_at=deed.now,
        extended_until=None,
        aims_for=aims_for,
        edition_reference=edition.reference,
    )
    _add_once(deed, row)
    told = {
        "round": round_id,
        "round_digest": round_digest(whole),
        "organisation": organisation_id,
        "scope": scope,
        "scope_name": text_digest(row.scope_name),
        "aims_for": aims_for,
        "edition": edition.reference,
    }
    note(deed, row.id, Event.REGISTERED, told)
    deed.session.commit()
    return row


def _add_once(deed: Deed, row: AssessmentRow) -> None:
    deed.session.add(row)
    try:
        deed.session.flush()
    except IntegrityError as error:
        deed.session.rollback()
        raise AlreadyRegistered("This part of the organisation takes part already. Open its assessment.") from error


def _held_edition(whole: RoundRow, reference: str) -> Edition:
    """The edition that is to be answered: the round's own where none is named."""
    if reference and reference not in whole.edition_references:
        raise InvalidRound("The round does not hold that edition. Choose one that it holds.", "edition")
    return load_edition(reference or whole.edition_reference)


def found_round(deed: Deed, round_id: str) -> RoundRow:
    """Give a round. Whoever could register for it may know of it. Raises UnknownRound."""
    row = deed.session.get(RoundRow, round_id)
    if row is None:
        raise UnknownRound(NO_ROUND)
    return row


def round_for(deed: Deed, round_id: str, action: Action) -> RoundRow:
    """Give a round to somebody of its awarding body who may do this to it.

    Raises UnknownRound for whoever has no role there, as if it did not exist; NotAllowed for the rest.
    """
    return round_and_roles(deed, round_id, action)[0]


def round_and_roles(deed: Deed, round_id: str, action: Action) -> tuple[RoundRow, frozenset[Role]]:
    """As ``round_for``, with every role that they hold there."""
    row = found_round(deed, round_id)
    roles = roles_in(deed.session, deed.person_id, row.organisation_id)
    if not roles:
        raise UnknownRound(NO_ROUND)
    require(roles, action)
    return row, roles


def _check_scope(edition: Edition, scope: str, scope_name: str) -> None:
    known = {item["id"]: item for item in edition.facts.get("application", {}).get("scopes", ())}
    if scope not in known:
        raise InvalidRound("Choose what the assessment is for: one of the scopes of the edition.", "scope")
    if known[scope].get("name_required") and not scope_name:
        raise InvalidRound("Name the part of the organisation that the assessment is for.", "scope_name")
    if len(scope_name) > LONGEST_NAME:
        raise InvalidRound(f"The name is too long. Keep it to {LONGEST_NAME} characters.", "scope_name")


def start_assessment(deed: Deed, assessment_id: str) -> AssessmentRow:
    """Start writing; the plan submitted last comes in, with what has become of it.

    The lead may. Raises UnknownAssessment, NotAllowed, WrongState. Commits.
    """
    row = begin(deed, assessment_id, Event.STARTED)
    happen(deed, row, Event.STARTED, {})
    carry_into(deed, row)
    deed.session.commit()
    return row


def grant_extension(deed: Deed, assessment_id: str, until: dt.datetime, reason: str) -> AssessmentRow:
    """Give one institution a later deadline, with a reason that stays on record.

    The awarding body's round manager may, also after the deadline. Raises UnknownAssessment, NotAllowed, WrongState,
    InvalidRound where the new deadline is no later one or no reason is given. Commits.
    """
    row = begin(deed, assessment_id, Event.EXTENSION_GRANTED)
    whole = deed.session.get_one(RoundRow, row.round_id)
    if until <= max(deed.now, row.extended_until or whole.closes_at):
        raise InvalidRound(
            "The new deadline is no later one. Give a day after today and after the present deadline.", "until_on"
        )
    text = plain_text(reason)
    if not text:
        raise InvalidRound("An extension needs a reason, which stays on record. Write one.", "reason")
    happen(deed, row, Event.EXTENSION_GRANTED, {"until": until.isoformat()}, text=text)
    row.extended_until = until
    deed.session.commit()
    return row
