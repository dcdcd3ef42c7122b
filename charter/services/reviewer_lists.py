"""An awarding body's list of reviewers and chairs: who they are, what they were trained in, how much they take on."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseKind, CaseState, MatterKind
from charter.domain.errors import InvalidPanel, StaleEntry, UnknownPerson
from charter.domain.panels import BODY_PROFESSION, Panel, PanelRules, Reviewer, expertise_asked, panel_rules, shortfalls
from charter.domain.permissions import Action, Role
from charter.domain.wording import one_line
from charter.services.deeds import Deed, require_in
from charter.services.panel_facts import PROFESSIONS_SET, list_of_body, professions_of
from charter.services.reviewer_employers import Post, posts_of
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow
from charter.store.chains import canonical
from charter.store.editions import load_edition
from charter.store.panels import SeatRow
from charter.store.proceedings import Matter, add_proceeding
from charter.store.reviewers import ReviewerRow

STANDING_SET = "reviewer_standing_set"
LONGEST, MOST = 120, 60  # characters of a profession, and how many a body may name
MOST_SUBMISSIONS = 999
STALE = "Somebody else saved this entry while you were writing. Nothing was overwritten."
NOBODY = "There is no such person on the list. Invite them as reviewer or panel chair first."


@dataclass(frozen=True, slots=True)
class Standing:
    """What the office sets of a reviewer."""

    trained_on: dt.date | None = None
    standardised_on: dt.date | None = None
    load_limit: int | None = None

    @property
    def digest(self) -> str:
        """By which whoever saves says what they saw."""
        told = [str(self.trained_on), str(self.standardised_on), self.load_limit]
        return hashlib.sha256(canonical(told)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list."""

    person: Reviewer  # without what they said of their own life
    roles: frozenset[Role]
    standing: Standing
    loads: tuple[tuple[str, int], ...]  # by title of the round: seats on panels that are not done
    lacks: tuple[str, ...]  # sentences
    posts: tuple[Post, ...]  # employers of now and before, as they told


@dataclass(frozen=True, slots=True)
class ReviewerList:
    """A body's list, by name."""

    body_id: str
    body_name: str
    professions: tuple[str, ...]  # that count as the body's own
    professions_seen: int
    asks_for_profession: bool  # whether an edition of its rounds does
    rows: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """What the list tells of somebody beside their entry."""

    loads: tuple[tuple[str, int], ...]
    posts: tuple[Post, ...]


def reviewer_list(deed: Deed, body_id: str) -> ReviewerList:
    """Give a body's list to its office: eight statements. Raises UnknownOrganisation, NotAllowed, UnknownEdition."""
    require_in(deed, body_id, Action.KEEP_REVIEWERS)
    body = deed.session.get_one(OrganisationRow, body_id)
    rules = rules_of_body(deed.session, body_id)
    professions, seen = professions_of(deed.session, body_id)
    loads = _loads(deed.session, body_id)
    people = list_of_body(deed.session, body_id, deed.now.date())
    posts = posts_of(deed.session, people.keys())
    return ReviewerList(
        body_id=body_id,
        body_name=body.name,
        professions=tuple(sorted(professions)),
        professions_seen=seen,
        asks_for_profession=any(BODY_PROFESSION in one.composition for one in rules),
        rows=tuple(
            _listed(person, roles, rules, _Around(tuple(loads.get(key, ())), posts.get(key, ())), deed.now.date())
            for key, (person, roles) in people.items()
        ),
    )


def rules_of_body(session: Session, body_id: str) -> tuple[PanelRules, ...]:
    """Give what the editions of a body's rounds ask of panels, newest round first: one statement."""
    chosen = select(RoundRow).where(RoundRow.organisation_id == body_id).order_by(RoundRow.opens_at.desc())
    references = [reference for row in session.scalars(chosen) for reference in row.edition_references]
    return tuple(panel_rules(load_edition(reference)) for reference in dict.fromkeys(references))


def expertise_of(rules: Sequence[PanelRules]) -> tuple[str, ...]:
    """Give the expertise that any of these rules asks for."""
    return tuple(dict.fromkeys(quality for one in rules for quality in expertise_asked(one)))


def save_standing(deed: Deed, body_id: str, person_id: str, wanted: Standing, seen: str) -> None:
    """Set when somebody was trained and how much they take on; the body's record tells it. The office may.

    Raises UnknownOrganisation, NotAllowed, UnknownPerson; InvalidPanel by field; StaleEntry where ``seen``, the digest
    of what was shown, is not what is saved. Commits.
    """
    require_in(deed, body_id, Action.KEEP_REVIEWERS)
    _check_standing(wanted, deed.now.date())
    row = entry_to_change(deed, body_id, person_id)
    now = Standing(row.trained_on, row.standardised_on, row.load_limit)
    if now == wanted:
        return
    if now.digest != seen:
        raise StaleEntry(STALE)
    row.trained_on, row.standardised_on, row.load_limit = wanted.trained_on, wanted.standardised_on, wanted.load_limit
    details = {
        "person": person_id,
        "trained_on": _iso(wanted.trained_on),
        "standardised_on": _iso(wanted.standardised_on),
        "load_limit": wanted.load_limit,
    }
    note_entry(deed, row, STANDING_SET, details)
    deed.session.commit()


def save_professions(deed: Deed, body_id: str, lines: Sequence[str], seen: int) -> None:
    """Set which professions count as the body's own, where an edition asks for one on each panel. The office may.

    Raises UnknownOrganisation, NotAllowed, InvalidPanel, StaleEntry. Commits.
    """
    require_in(deed, body_id, Action.KEEP_REVIEWERS)
    deed.session.get(OrganisationRow, body_id, with_for_update=True)
    wanted = sorted({text for line in lines if (text := one_line(line))})
    if len(wanted) > MOST or any(len(text) > LONGEST for text in wanted):
        raise InvalidPanel(f"Write at most {MOST} professions, each of at most {LONGEST} characters.", "professions")
    now, number = professions_of(deed.session, body_id)
    if sorted(now) == wanted:
        return
    if number != seen:
        raise StaleEntry(STALE)
    _add_to_chain(deed, body_id, PROFESSIONS_SET, {"professions": wanted})
    deed.session.commit()


def entry_to_change(deed: Deed, body_id: str, person_id: str) -> ReviewerRow:
    """Give somebody's entry in a body's list, begun where there is none yet; locked. Raises UnknownPerson."""
    deed.session.get(OrganisationRow, body_id, with_for_update=True)
    if person_id not in list_of_body(deed.session, body_id, deed.now.date()):
        raise UnknownPerson(NOBODY)
    row = deed.session.get(ReviewerRow, (body_id, person_id), populate_existing=True)
    if row is None:
        row = ReviewerRow(organisation_id=body_id, person_id=person_id, expertise=[], profession="", version=0)
        row.lived_experience = row.trained_on = row.standardised_on = row.load_limit = None
    return row


def note_entry(deed: Deed, row: ReviewerRow, event: str, details: Mapping[str, object], text: str = "") -> None:
    """Save an entry as the next version, with an event in the body's record; commits nothing."""
    row.version, row.saved_by, row.saved_at = row.version + 1, deed.person_id, deed.now
    deed.session.add(row)
    _add_to_chain(deed, row.organisation_id, event, {**details, "version": row.version}, text)


def saved_by(session: Session, body_id: str, person_id: str) -> tuple[str, dt.datetime] | None:
    """Give who saved an entry last, by name, and when; None where nobody did."""
    chosen = (
        select(PersonRow.name, ReviewerRow.saved_at)
        .join(PersonRow, PersonRow.id == ReviewerRow.saved_by)
        .where(ReviewerRow.organisation_id == body_id, ReviewerRow.person_id == person_id)
    )
    found = session.execute(chosen).one_or_none()
    return (found[0] or "", found[1]) if found is not None else None


def _add_to_chain(deed: Deed, body_id: str, event: str, details: Mapping[str, object], text: str = "") -> None:
    matter = Matter(MatterKind.BODY, body_id)
    add_proceeding(
        deed.session, matter, event, person_id=deed.person_id, now=deed.now, details=details, key=deed.key, text=text
    )


def _check_standing(wanted: Standing, today: dt.date) -> None:
    for place, day in (("trained_on", wanted.trained_on), ("standardised_on", wanted.standardised_on)):
        if day is not None and day > today:
            raise InvalidPanel("This day is still to come. Write it down when they took part.", place)
    if wanted.load_limit is not None and not 0 <= wanted.load_limit <= MOST_SUBMISSIONS:
        raise InvalidPanel(f"Write a whole number from 0 to {MOST_SUBMISSIONS}, or leave it blank.", "load_limit")


def _listed(
    person: Reviewer,
    roles: frozenset[Role],
    rules: Sequence[PanelRules],
    around: _Around,
    today: dt.date,
) -> Listed:
    asked = PanelRules(
        is_trained_on_appointment=any(one.is_trained_on_appointment for one in rules),
        is_standardised_yearly=any(one.is_standardised_yearly for one in rules),
    )
    most = replace(person, lived_experience=None, load=max((count for _, count in around.loads), default=0))
    lacks = [one.text for one in shortfalls(Panel((most,)), asked, today)]
    lacks += [] if person.profession else [f"{person.name} has not said their profession."]
    standing = Standing(person.trained_on, person.standardised_on, person.load_limit)
    return Listed(most, roles, standing, around.loads, tuple(lacks), around.posts)


def _loads(session: Session, body_id: str) -> dict[str, list[tuple[str, int]]]:
    """Seats on panels that have not told their outcome yet, by person and round."""
    found = session.execute(
        select(SeatRow.person_id, RoundRow.title, func.count())
        .join(CaseRow, CaseRow.id == SeatRow.case_id)
        .join(RoundRow, RoundRow.id == CaseRow.round_id)
        .where(
            RoundRow.organisation_id == body_id,
            SeatRow.left_at.is_(None),
            CaseRow.kind != CaseKind.PRACTICE,
            CaseRow.state.not_in((CaseState.TOLD, CaseState.CLOSED)),
        )
        .group_by(SeatRow.person_id, RoundRow.id, RoundRow.title, RoundRow.opens_at)
        .order_by(RoundRow.opens_at.desc())
    )
    loads: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for person_id, title, count in found:
        loads[person_id].append((title, count))
    return loads


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None
