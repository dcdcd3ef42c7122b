"""Criteria to come: an edition that is published and not yet in force, and what it would mean for an assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from charter.domain.edition import Edition
from charter.domain.edition_standing import in_force_from
from charter.domain.wording import date_text
from charter.domain.workflow import State
from charter.services.deeds import Deed
from charter.services.dry_runs import DryRun, Move, SubmissionOutlook, dry_run_of, submission_outlook
from charter.services.editions import published_references
from charter.services.submissions import SUBMISSION
from charter.services.workspaces import Workspace
from charter.store.assessments import FrozenCopyRow
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition


@dataclass(frozen=True, slots=True)
class Announced:
    """An edition that is published, and from when on it is in force."""

    edition: Edition
    begins_on: dt.date

    @property
    def begins_text(self) -> str:
        """The day as people read it."""
        return date_text(self.begins_on)


@dataclass(frozen=True, slots=True)
class FutureCriteria:
    """What an edition to come would mean: for what is saved now, and for what was handed in last."""

    announced: Announced
    old: Edition  # the one that the assessment answers
    run: DryRun
    handed_in_on: dt.date | None  # None = nothing was handed in, or it was taken back
    outlook: SubmissionOutlook | None  # of what was handed in


def announced_after(reference: str, today: dt.date) -> Announced | None:
    """Give the next edition that is published, not yet in force, and follows one; None where there is none.

    Anybody may ask; no statement.
    """
    return next((one for one in announced_editions(today) if follows(one.edition.reference, reference)), None)


def announced_editions(today: dt.date) -> tuple[Announced, ...]:
    """Give every edition that is published and not yet in force, the soonest first."""
    editions = [load_edition(reference) for reference in published_references()]
    dated = [Announced(edition, day) for edition in editions if (day := in_force_from(edition)) and day > today]
    return tuple(sorted(dated, key=lambda one: one.begins_on))


def follows(new_reference: str, old_reference: str) -> bool:
    """Whether one crosswalk, or several, lead from an edition to a later one."""
    later, passed = new_reference, {new_reference}
    while (crosswalk := load_crosswalk(later)) is not None:
        later = crosswalk.old
        if later == old_reference or later in passed:
            return later == old_reference
        passed.add(later)
    return False


def future_criteria(deed: Deed, workspace: Workspace) -> FutureCriteria | None:
    """Give what the next edition would mean for an assessment that the person may see; None where none is announced.

    Nothing is written.
    """
    today = deed.now.date()
    announced = announced_after(workspace.edition.reference, today)
    if announced is None:
        return None
    move = Move.to(workspace.edition.reference, announced.edition.reference)
    copy = handed_in(deed, workspace) if workspace.state == State.SUBMITTED else None
    return FutureCriteria(
        announced=announced,
        old=move.old,
        run=dry_run_of(deed.session, workspace.assessment_id, move, on=today),
        handed_in_on=copy.frozen_at.date() if copy else None,
        outlook=submission_outlook(copy, move, on=today) if copy else None,
    )


def handed_in(deed: Deed, workspace: Workspace) -> FrozenCopyRow | None:
    """Give the newest submission of an assessment with its answers: one statement."""
    mine = (FrozenCopyRow.assessment_id == workspace.assessment_id, FrozenCopyRow.kind == SUBMISSION)
    chosen = select(FrozenCopyRow).where(*mine, FrozenCopyRow.edition_reference == workspace.edition.reference)
    newest = chosen.order_by(FrozenCopyRow.number.desc()).limit(1).options(undefer(FrozenCopyRow.answers))
    return deed.session.scalars(newest).one_or_none()
