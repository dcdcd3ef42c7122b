"""One award on the public register: what everybody may know of it, and what its institution lets be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.award_states import AwardEvent
from charter.domain.case_workflow import MatterKind
from charter.domain.certificates import Badge
from charter.domain.edition import Edition
from charter.domain.errors import UnknownAward
from charter.domain.register import PUBLIC_EVENTS
from charter.domain.wording import percent_text
from charter.services.award_access import NO_AWARD
from charter.services.awards import was_entered
from charter.services.body_looks import BodyLook, look_of
from charter.services.certificates import badge_of
from charter.services.deeds import Deed
from charter.services.editions import edition_or_none
from charter.services.papers import Paper, ask_to_make, content_of, state_of
from charter.services.register import RegisterLine, register_line
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.cases import CaseRow
from charter.store.credentials import credentials_of
from charter.store.proceedings import ProceedingRow

PUBLIC = "public"
MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to an award, as everybody may know it: no name, no reason."""

    award_id: str
    number: int  # in the award's chain
    event: AwardEvent
    happened_at: dt.datetime
    later_award_id: str = ""  # which took its place; "" = none did
    was_entered: bool = False  # whether it was conferred before this register, and came in by its body's hand


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """A theme with the percentage that the institution reached."""

    name: str
    percent: Fraction

    @property
    def text(self) -> str:
        """The percentage in words."""
        return percent_text(self.percent)


@dataclass(frozen=True, slots=True)
class Entry:
    """One award with everything that is public."""

    line: RegisterLine
    look: BodyLook
    edition: Edition | None  # None = from before this register, or not installed any more
    changes: tuple[Change, ...]  # newest first
    themes: tuple[ThemeShare, ...]  # () = the institution does not show them
    has_plan: bool  # whether the institution shows its plan, and there is one
    credential_id: str  # "" = there is none
    badge: Badge


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """The public PDF of what an award was conferred on."""

    assessment_id: str
    paper: Paper


def entry_of(deed: Deed, award_id: str) -> Entry:
    """Give an award as the register shows it; anybody may ask. Nine statements. Raises UnknownAward."""
    line = register_line(deed.session, award_id, deed.now.date())
    if line is None:
        raise UnknownAward(NO_AWARD)
    award = deed.session.get_one(AwardRow, award_id)
    standing = deed.session.get_one(AwardStandingRow, award_id)
    look, edition = look_of(deed, award.body_id), edition_or_none(award.edition_reference)
    credentials = credentials_of(deed.session, award_id)
    return Entry(
        line=line,
        look=look,
        edition=edition,
        changes=tuple(_changes(deed.session, award_id)),
        themes=theme_shares(edition, award.themes) if standing.shows_themes else (),
        has_plan=standing.shows_plan and award.case_id is not None,
        credential_id=credentials[0].credential_id if credentials else "",
        badge=_badge(deed, award_id, look),
    )


def badge_today(deed: Deed, award_id: str) -> Badge:
    """Give the badge of an award with the state it has today; anybody may ask. Four statements. Raises UnknownAward."""
    award = deed.session.get(AwardRow, award_id)
    if award is None:
        raise UnknownAward(NO_AWARD)
    return _badge(deed, award_id, look_of(deed, award.body_id))


def changes_of_all(session: Session, most: int = MOST_CHANGES) -> list[Change]:
    """Give what was conferred or changed last, newest first: one statement."""
    chosen = (
        select(ProceedingRow)
        .where(ProceedingRow.kind == MatterKind.AWARD, ProceedingRow.event.in_(PUBLIC_EVENTS))
        .order_by(ProceedingRow.happened_at.desc(), ProceedingRow.matter_id, ProceedingRow.number.desc())
    )
    return [_change(row) for row in session.scalars(chosen.limit(most))]


def theme_shares(edition: Edition | None, shares: Mapping[str, str]) -> tuple[ThemeShare, ...]:
    """Give the percentage of each theme in the edition's order; one that is not known goes by its id."""
    names = {theme.id: theme.name for theme in edition.themes} if edition is not None else {}
    order = [*(name for name in names if name in shares), *(name for name in sorted(shares) if name not in names)]
    return tuple(ThemeShare(names.get(one, one), 100 * Fraction(shares[one])) for one in order)


def published_plan(deed: Deed, award_id: str) -> PublishedPlan:
    """Give which PDF an institution lets the register link to. Raises UnknownAward where it lets it link to none."""
    standing = deed.session.get(AwardStandingRow, award_id)
    plan = plan_behind(deed, award_id) if standing is not None and standing.shows_plan else None
    if plan is None:
        raise UnknownAward("This award has no published plan. Its institution can publish one at any time.")
    return plan


def plan_behind(deed: Deed, award_id: str) -> PublishedPlan | None:
    """Give which PDF its institution could let the register link to; None where it handed nothing in here.

    For services and pages that have let somebody in.
    """
    chosen = select(CaseRow.assessment_id, CaseRow.copy_number).join(AwardRow, AwardRow.case_id == CaseRow.id)
    found = deed.session.execute(chosen.where(AwardRow.id == award_id)).one_or_none()
    if found is None or found.assessment_id is None or found.copy_number is None:
        return None
    return PublishedPlan(found.assessment_id, Paper(found.copy_number, PUBLIC))


def ask_for_plan(deed: Deed, plan: PublishedPlan) -> bool:
    """Ask for the PDF; give whether the worker has to be told. Commits."""
    return ask_to_make(deed, plan.assessment_id, plan.paper)


def plan_state(deed: Deed, plan: PublishedPlan) -> str:
    """Give how far the PDF is."""
    return state_of(deed, plan.assessment_id, plan.paper)


def plan_content(deed: Deed, plan: PublishedPlan) -> bytes | None:
    """Give the PDF; None where it is not made."""
    return content_of(deed, plan.assessment_id, plan.paper)


def _badge(deed: Deed, award_id: str, look: BodyLook) -> Badge:
    """The badge; what an award from before this register is of goes by its body's name."""
    return badge_of(deed.session, award_id, look.look.palette, look.name, today=deed.now.date())


def _changes(session: Session, award_id: str) -> list[Change]:
    chosen = (
        select(ProceedingRow)
        .where(
            ProceedingRow.kind == MatterKind.AWARD,
            ProceedingRow.matter_id == award_id,
            ProceedingRow.event.in_(PUBLIC_EVENTS),
        )
        .order_by(ProceedingRow.number.desc())
    )
    return [_change(row) for row in session.scalars(chosen)]


def _change(row: ProceedingRow) -> Change:
    event = AwardEvent(row.event)
    later = row.details.get("by", "") if event == AwardEvent.SUPERSEDED else ""
    return Change(row.matter_id, row.number, event, row.happened_at, str(later), was_entered(row))
