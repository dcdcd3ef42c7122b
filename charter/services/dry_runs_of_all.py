"""What another edition would mean for every assessment of the one before: one at a time, in constant memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from charter.domain.carrying import carry
from charter.domain.carrying_decisions import as_said, decisions_needed
from charter.domain.holdings import Holdings
from charter.domain.workflow import State
from charter.services.assessments import as_registered
from charter.services.dry_run_scores import Scorer
from charter.services.dry_runs import Move, SubmissionOutlook, outlook_of
from charter.services.holdings import holdings_of_many
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow

AT_ONCE = 20  # assessments that are read together
Entry = tuple[AssessmentRow, RoundRow, OrganisationRow]


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment: what would become of what it holds, in counts, and where it would stand."""

    assessment_id: str
    institution_name: str
    round_title: str
    state: str
    fates: Counter[str]  # what (carrying.FATES) -> how many things
    by_kind: Counter[tuple[str, str]]  # kind and what -> how many
    decision_count: int
    outlook: SubmissionOutlook

    @property
    def is_holder(self) -> bool:
        """Whether there is a tier that it could lose: one that it says it holds, or that it handed in."""
        return self.outlook.is_awarded or (self.state == State.SUBMITTED and self.outlook.held_tier_id is not None)

    @property
    def falls(self) -> bool:
        """Whether it would fall below a tier that it holds."""
        return self.is_holder and self.outlook.falls


@dataclass(slots=True)
class Totals:
    """All lines together; of these only the holders that would fall are kept."""

    old_reference: str
    new_reference: str
    assessment_count: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[tuple[str, str]] = field(default_factory=Counter)
    decision_count: int = 0
    rise_count: int = 0
    stay_count: int = 0
    fall_count: int = 0
    falling: list[AssessmentLine] = field(default_factory=list)

    def add(self, line: AssessmentLine) -> None:
        """Count one more."""
        change = line.outlook.standings.change
        self.assessment_count += 1
        self.fates += line.fates
        self.by_kind += line.by_kind
        self.decision_count += line.decision_count
        self.rise_count += change > 0
        self.stay_count += change == 0
        self.fall_count += change < 0
        if line.falls:
            self.falling.append(line)


def dry_run_lines(session: Session, move: Move, *, body_id: str = "", on: dt.date) -> Iterator[AssessmentLine]:
    """Give a line for every assessment that answers the move's old edition, by id, for whoever was let in already.

    ``body_id``: only those in rounds of this awarding body; "" = all. Nothing is written, and no more than a
    few assessments are held at once.
    """
    scorer = Scorer(move.old, move.new, move.routing)
    last = ""
    while entries := _entries(session, move.old.reference, body_id, last):
        last = entries[-1][0].id
        held = holdings_of_many(session, {row.id: move.old.reference for row, _, _ in entries})
        lines = [_line(entry, held[entry[0].id], move, scorer, on) for entry in entries]
        yield from lines


def dry_run_all(session: Session, move: Move, *, body_id: str = "", on: dt.date) -> Totals:
    """Give what a move would mean for all. As ``dry_run_lines``."""
    totals = Totals(move.old.reference, move.new.reference)
    for line in dry_run_lines(session, move, body_id=body_id, on=on):
        totals.add(line)
    return totals


def _entries(session: Session, reference: str, body_id: str, after: str) -> list[Entry]:
    """The next few, by id."""
    chosen = (
        select(AssessmentRow, RoundRow, OrganisationRow)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(_answers(reference), AssessmentRow.id > after)
        .order_by(AssessmentRow.id)
        .limit(AT_ONCE)
    )
    if body_id:
        chosen = chosen.where(RoundRow.organisation_id == body_id)
    return [(row, whole, institution) for row, whole, institution in session.execute(chosen)]


def _answers(reference: str) -> ColumnElement[bool]:
    """Whether an assessment answers an edition: by its own word, or as its round does where it has none."""
    is_rounds = and_(AssessmentRow.edition_reference == "", RoundRow.edition_reference == reference)
    return or_(AssessmentRow.edition_reference == reference, is_rounds)


def _line(entry: Entry, held: Holdings, move: Move, scorer: Scorer, on: dt.date) -> AssessmentLine:
    row, whole, institution = entry
    needed = decisions_needed(held, move.routing)
    carried = carry(held, move.routing, as_said(needed), on=on)
    registered: dict[str, Any] = as_registered(row, whole, institution, move.old.reference)
    standings = scorer.standings(registered, held.fields, carried)
    return AssessmentLine(
        assessment_id=row.id,
        institution_name=institution.name,
        round_title=whole.title,
        state=row.state,
        fates=Counter(fate.what for fate in carried.fates),
        by_kind=Counter((fate.kind, fate.what) for fate in carried.fates),
        decision_count=len(needed),
        outlook=outlook_of(move, held.fields, standings, on),
    )
