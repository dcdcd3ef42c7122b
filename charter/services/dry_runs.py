"""What would become of an assessment in another edition, and where it would stand there. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.carrying import Carried, Mark, carry
from charter.domain.carrying_decisions import DecisionNeeded, as_said, decisions_needed
from charter.domain.carrying_routes import Routing
from charter.domain.carrying_routing import routing_of
from charter.domain.crosswalk import Crosswalk
from charter.domain.edition import Edition
from charter.domain.errors import UnknownAssessment
from charter.domain.holdings import Holdings
from charter.domain.metric_figures import months_after
from charter.domain.permissions import Action
from charter.services.assessments import as_registered
from charter.services.deeds import Deed, assessment_for
from charter.services.document_fields import fields_of
from charter.services.dry_run_scores import Scorer, Standings, rank_of
from charter.services.dry_run_words import FateLine, fate_lines
from charter.services.edition_routes import edition_before, routing_between
from charter.services.holdings import holdings_of
from charter.services.workspaces import UNKNOWN
from charter.store.accounts import OrganisationRow
from charter.store.answer_text import load_document
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.editions import load_edition

HELD_BASIS = "Tier held, as the institution says"
REACHED_BASIS = "Self-assessed: the tier that the submission itself reached"
Json = Any


@dataclass(frozen=True, slots=True)
class Move:
    """From an edition to a later one, which need not be installed: a draft has the same."""

    old: Edition
    new: Edition
    routing: Routing

    @classmethod
    def between(cls, old: Edition, new: Edition, crosswalk: Crosswalk, *, is_new_year: bool = False) -> Move:
        """Give the move from an edition to the next."""
        return cls(old, new, routing_of(crosswalk, old, new, is_new_year=is_new_year))

    @classmethod
    def to(cls, old_reference: str, new_reference: str, *, is_new_year: bool = False) -> Move:
        """Give the move between two installed editions. Raises UnknownEdition, NoWayToEdition."""
        routing = routing_between(old_reference, new_reference, is_new_year=is_new_year)
        return cls(load_edition(old_reference), load_edition(new_reference), routing)

    @classmethod
    def onto(cls, reference: str) -> Move:
        """Give the move to an installed edition from the one before. Raises UnknownEdition, NoWayToEdition."""
        return cls.to(edition_before(reference), reference)


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a move would do: every fate in words and in order, what must be decided, what waits, and where it stands."""

    assessment_id: str
    old_reference: str
    new_reference: str
    carried: Carried
    lines: tuple[FateLine, ...]
    decisions: tuple[DecisionNeeded, ...]
    standings: Standings

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What would wait until somebody confirms it."""
        return self.carried.marks


@dataclass(frozen=True, slots=True)
class SubmissionOutlook:
    """Whether whoever handed this in would keep its tier in another edition."""

    held_tier_id: str | None
    held_tier_text: str
    basis: str  # where that tier comes from, in words
    is_awarded: bool  # it is an award that the institution says it holds; else the tier that the levels reached
    standings: Standings
    falls: bool  # the outlook lies below the tier held


def dry_run(
    deed: Deed, assessment_id: str, target_reference: str, decisions: Mapping[str, str] | None = None
) -> DryRun:
    """Give what moving an assessment to an installed edition would do.

    Whoever may see the assessment may look. ``decisions`` as for ``carry``; without, everything is brought over as the
    crosswalk says. Raises UnknownAssessment, NotAllowed, UnknownEdition, NoWayToEdition, UndecidedChange.
    """
    assessment_for(deed, assessment_id, Action.SEE_ASSESSMENT)
    held = holdings_of(deed.session, assessment_id)
    move = Move.to(held.edition_reference, target_reference)
    return dry_run_of(deed.session, assessment_id, move, decisions, on=deed.now.date())


def dry_run_of(
    session: Session,
    assessment_id: str,
    move: Move,
    decisions: Mapping[str, str] | None = None,
    *,
    on: dt.date,
) -> DryRun:
    """Give what a move would do, for whoever was let in already; a draft's author may look at any. As ``dry_run``."""
    held = holdings_of(session, assessment_id)
    needed = decisions_needed(held, move.routing)
    carried = carry(held, move.routing, as_said(needed) if decisions is None else decisions, on=on)
    scorer = Scorer(move.old, move.new, move.routing)
    return DryRun(
        assessment_id=assessment_id,
        old_reference=move.old.reference,
        new_reference=move.new.reference,
        carried=carried,
        lines=fate_lines(carried.fates, held.fields, move.old, move.new),
        decisions=needed,
        standings=scorer.standings(_registered(session, assessment_id, move.old.reference), held.fields, carried),
    )


def submission_outlook(copy: FrozenCopyRow, move: Move, *, on: dt.date) -> SubmissionOutlook:
    """Give where whoever handed in a frozen copy would stand in another edition, for whoever was let in already."""
    document = load_document(copy.answers)
    fields = dict(fields_of(document, copy.frozen_at))
    held = Holdings(edition_reference=move.old.reference, fields=fields)
    carried = carry(held, move.routing, as_said(decisions_needed(held, move.routing)), on=on)
    registered = {name: document.get(name) for name in ("edition", "snapshot", "submit_by")}
    standings = Scorer(move.old, move.new, move.routing).standings({**registered, "institution": {}}, fields, carried)
    return outlook_of(move, fields, standings, on)


def outlook_of(move: Move, fields: Mapping[str, Json], standings: Standings, on: dt.date) -> SubmissionOutlook:
    """Give whether a submission of these fields would fall below its tier."""
    held = valid_award(move.old, fields.get("/held_awards"), on)
    tier_id = held if held is not None else standings.before.tier_id
    is_known = any(tier.id == tier_id for tier in move.new.tiers)
    rank = rank_of(move.new if is_known else move.old, tier_id)
    return SubmissionOutlook(
        held_tier_id=tier_id,
        held_tier_text=move.old.tier(tier_id).name if tier_id else move.old.no_tier_name,
        basis=HELD_BASIS if held is not None else REACHED_BASIS,
        is_awarded=held is not None,
        standings=standings,
        falls=rank_of(move.new, standings.outlook.tier_id) < rank,
    )


def valid_award(edition: Edition, said: Json, on: dt.date) -> str | None:
    """Give the highest tier that an institution says it holds, and whose time is not over; None where there is none."""
    months = edition.facts.get("award_validity_months")
    held = [(one.get("tier"), _day(one.get("awarded_on"))) for one in said or () if one]
    valid = {tier for tier, since in held if since and (not months or months_after(since, int(months)) >= on)}
    return next((tier.id for tier in reversed(edition.tiers) if tier.id in valid), None)


def _day(typed: Json) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed or "")
    except ValueError:
        return None


def _registered(session: Session, assessment_id: str, reference: str) -> dict[str, Json]:
    found = session.execute(
        select(AssessmentRow, RoundRow, OrganisationRow)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(AssessmentRow.id == assessment_id)
    ).one_or_none()
    if found is None:
        raise UnknownAssessment(UNKNOWN)
    return as_registered(*found, reference)
