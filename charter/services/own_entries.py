"""What somebody who sits on panels says of themselves: profession, expertise, lived experience, and where they worked.

They alone say it, and may take it back. The body's record tells that it was changed; what was said stands beside it as
a text, which goes when they are forgotten. Of lived experience nothing stands there at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.case_workflow import MatterKind
from charter.domain.conflicts import interest_rules
from charter.domain.errors import InvalidPanel, StaleEntry, UnknownOrganisation, WrongState
from charter.domain.panels import LIVED_EXPERIENCE
from charter.domain.permissions import Action, OrganisationKind, may
from charter.domain.wording import date_text, list_text, one_line
from charter.services.case_interests import LOOK_BACK_YEARS
from charter.services.deeds import Deed, new_id, require_in
from charter.services.panel_facts import professions_of
from charter.services.panel_leaving import leave_shut_seats
from charter.services.reviewer_employers import DELETED, EMPLOYMENT_CHANGED, Post, posts_of
from charter.services.reviewer_lists import LONGEST, STALE, entry_to_change, expertise_of, note_entry, rules_of_body
from charter.store.accounts import OrganisationRow
from charter.store.assessments import RoundRow
from charter.store.chains import canonical
from charter.store.editions import load_edition
from charter.store.proceedings import Matter, add_proceeding
from charter.store.reviewers import EmploymentRow, ReviewerRow

ENTRY_SAVED = "own_entry_saved"
ADDED, ENDED = "added", "ended"
LONGEST_NAME, MOST_POSTS = 300, 60
EMPLOYED = "They told of an employer that shuts them out, and gave up the seat."
NO_POST = "There is no such employer in your list. Load the page again."


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody says of themselves."""

    expertise: tuple[str, ...] = ()
    profession: str = ""
    lived_experience: bool | None = None

    @property
    def digest(self) -> str:
        """By which whoever saves says what they saw."""
        told = [sorted(self.expertise), self.profession, self.lived_experience]
        return hashlib.sha256(canonical(told)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A person's own entry in a body's list."""

    body_id: str
    body_name: str
    sits_on_panels: bool  # else they are of the office, and say where they work alone
    own: Own
    expertise: tuple[str, ...]  # that editions ask for
    professions: tuple[str, ...]  # that count as the body's own
    asks_lived_experience: bool  # whether an edition does
    look_back_years: int
    posts: tuple[Post, ...]


def own_entry(deed: Deed, body_id: str) -> OwnPage:
    """Give somebody who sits on a body's panels, or is of its office, what they said of themselves: seven statements.

    Raises UnknownOrganisation, NotAllowed, UnknownEdition.
    """
    roles = require_in(deed, body_id, Action.KEEP_OWN_INTERESTS)
    session = deed.session
    rules = rules_of_body(session, body_id)
    row = session.get(ReviewerRow, (body_id, deed.person_id))
    professions, _ = professions_of(session, body_id)
    return OwnPage(
        body_id=body_id,
        body_name=session.get_one(OrganisationRow, body_id).name,
        sits_on_panels=may(roles, Action.RATE),
        own=_own(row),
        expertise=expertise_of(rules),
        professions=tuple(sorted(professions)),
        asks_lived_experience=any(LIVED_EXPERIENCE in one.composition for one in rules),
        look_back_years=_look_back_years(deed, body_id),
        posts=posts_of(session, [deed.person_id]).get(deed.person_id, ()),
    )


def save_own_entry(deed: Deed, body_id: str, wanted: Own, seen: str) -> None:
    """Save what somebody says of themselves. They alone may.

    Raises UnknownOrganisation, NotAllowed; InvalidPanel by field; StaleEntry where ``seen``, the digest of what was
    shown, is not what is saved: they wrote in two windows. Commits.
    """
    require_in(deed, body_id, Action.KEEP_OWN_INTERESTS)
    profession = one_line(wanted.profession)
    if len(profession) > LONGEST:
        raise InvalidPanel(f"Write your profession in at most {LONGEST} characters.", "profession")
    row = entry_to_change(deed, body_id, deed.person_id)
    now = _own(row)
    known = expertise_of(rules_of_body(deed.session, body_id))
    if not {*known, *now.expertise}.issuperset(wanted.expertise):
        raise InvalidPanel("Choose from the list.", "expertise")
    said = Own(tuple(sorted(set(wanted.expertise))), profession, wanted.lived_experience)
    if said.digest == now.digest:
        return
    if now.digest != seen:
        raise StaleEntry(STALE)
    row.expertise, row.profession, row.lived_experience = list(said.expertise), said.profession, said.lived_experience
    text = f"{profession or 'No profession'}; {list_text(said.expertise) or 'no expertise'}"
    note_entry(deed, row, ENTRY_SAVED, {"person": deed.person_id}, text)
    deed.session.commit()


def search_institutions(deed: Deed, text: str, limit: int) -> list[tuple[str, str]]:
    """Give id and name of institutions that take part here whose name holds the words. For services' and pages' use."""
    words = one_line(text)[:LONGEST].split()
    if not words:
        return []
    has = [OrganisationRow.name.icontains(word, autoescape=True) for word in words]
    chosen = select(OrganisationRow.id, OrganisationRow.name).where(
        OrganisationRow.kind == OrganisationKind.INSTITUTION, *has
    )
    found = deed.session.execute(chosen.order_by(OrganisationRow.name, OrganisationRow.id).limit(limit))
    return [(organisation_id, name) for organisation_id, name in found]


def add_employment(deed: Deed, body_id: str, wanted: Post, organisation_id: str, site_url: str | None) -> int:
    """Add where somebody works or worked; give how many seats they gave up because of it.

    ``organisation_id``: of an institution that takes part here; "" = the name is in their own words. They alone may.
    Raises UnknownOrganisation, NotAllowed; InvalidPanel by field. Commits.
    """
    require_in(deed, body_id, Action.KEEP_OWN_INTERESTS)
    _hold_body(deed, body_id)
    name = _name_of(deed, wanted.name, organisation_id)
    if wanted.from_on and wanted.until_on and wanted.until_on < wanted.from_on:
        raise InvalidPanel("The last day lies before the first. Write the later one here.", "until_on")
    if sum(bool(one.id) for one in posts_of(deed.session, [deed.person_id]).get(deed.person_id, ())) >= MOST_POSTS:
        raise InvalidPanel(f"There is room for {MOST_POSTS}. Delete one that does not count any more.", "name")
    row = EmploymentRow(
        id=new_id(),
        person_id=deed.person_id,
        organisation_id=organisation_id or None,
        name=name,
        from_on=wanted.from_on,
        until_on=wanted.until_on,
    )
    deed.session.add(row)
    _note(deed, body_id, row, ADDED)
    deed.session.flush()
    count = leave_shut_seats(deed, EMPLOYED, site_url)
    deed.session.commit()
    return count


def end_employment(deed: Deed, body_id: str, employment_id: str, until_on: dt.date, site_url: str | None = None) -> int:
    """Say on which day an employment ended or will end; give how many seats they gave up. They alone may.

    A later day than before can make an employer count that did not. Raises UnknownOrganisation, NotAllowed; WrongState
    where it is gone; InvalidPanel. Commits.
    """
    row = _own_post(deed, body_id, employment_id)
    if row.from_on is not None and until_on < row.from_on:
        raise InvalidPanel(f"It began on {date_text(row.from_on)}. Write a later day.", "until_on")
    row.until_on = until_on
    _note(deed, body_id, row, ENDED)
    deed.session.flush()
    count = leave_shut_seats(deed, EMPLOYED, site_url)
    deed.session.commit()
    return count


def delete_employment(deed: Deed, body_id: str, employment_id: str) -> None:
    """Delete an employment that was put in by mistake; that it was stays on record. Raises as above. Commits."""
    row = _own_post(deed, body_id, employment_id)
    _note(deed, body_id, row, DELETED)
    deed.session.delete(row)
    deed.session.commit()


def _own(row: ReviewerRow | None) -> Own:
    return Own() if row is None else Own(tuple(row.expertise), row.profession, row.lived_experience)


def _look_back_years(deed: Deed, body_id: str) -> int:
    """The longest that an edition of the body's rounds looks back."""
    chosen = select(RoundRow).where(RoundRow.organisation_id == body_id)
    references = {reference for row in deed.session.scalars(chosen) for reference in row.edition_references}
    years = [interest_rules(load_edition(one), LOOK_BACK_YEARS).look_back_years for one in sorted(references)]
    return max(years, default=LOOK_BACK_YEARS)


def _name_of(deed: Deed, name: str, organisation_id: str) -> str:
    if organisation_id:
        row = deed.session.get(OrganisationRow, organisation_id)
        if row is None or row.kind != OrganisationKind.INSTITUTION:
            raise InvalidPanel("Choose from the list, or write the name.", "organisation")
        return row.name
    written = one_line(name)
    if not written or len(written) > LONGEST_NAME:
        raise InvalidPanel(f"Write the employer’s name, in at most {LONGEST_NAME} characters.", "name")
    return written


def _own_post(deed: Deed, body_id: str, employment_id: str) -> EmploymentRow:
    require_in(deed, body_id, Action.KEEP_OWN_INTERESTS)
    _hold_body(deed, body_id)
    row = deed.session.get(EmploymentRow, employment_id, with_for_update=True)
    if row is None:
        raise WrongState(NO_POST)
    if row.person_id != deed.person_id:
        raise UnknownOrganisation(NO_POST)
    return row


def _hold_body(deed: Deed, body_id: str) -> None:
    """Lock the body, at whose record two who write of their employers would meet."""
    deed.session.get_one(OrganisationRow, body_id, with_for_update={"key_share": True})


def _note(deed: Deed, body_id: str, row: EmploymentRow, what: str) -> None:
    days = [f"from {date_text(row.from_on)}" if row.from_on else "", f"until {date_text(row.until_on)}"]
    text = " ".join([row.name, *(days if row.until_on else days[:1])]).strip()
    add_proceeding(
        deed.session,
        Matter(MatterKind.BODY, body_id),
        EMPLOYMENT_CHANGED,
        person_id=deed.person_id,
        now=deed.now,
        details={"person": deed.person_id, "employment": row.id, "change": what},
        key=deed.key,
        text=text,
    )
