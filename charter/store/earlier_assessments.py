"""The assessments that came before: the same part of the same institution, the same charter, an earlier round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from charter.domain.workflow import State
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.mergers import gathered_under

SUBMISSION = "submission"


@dataclass(frozen=True, slots=True)
class SubmittedCopy:
    """The newest submission of one assessment, its answers aside, and the round that it was for."""

    copy_id: str
    digest: str
    assessment_id: str
    organisation_id: str
    organisation_name: str
    number: int
    frozen_at: dt.datetime
    edition_reference: str
    method_version: str
    scorecard: str
    round_id: str
    round_title: str
    snapshot_on: dt.date
    closes_at: dt.datetime


_COLUMNS: tuple[Any, ...] = (  # as SubmittedCopy has them
    FrozenCopyRow.id,
    FrozenCopyRow.digest,
    AssessmentRow.id,
    AssessmentRow.organisation_id,
    OrganisationRow.name,
    FrozenCopyRow.number,
    FrozenCopyRow.frozen_at,
    FrozenCopyRow.edition_reference,
    FrozenCopyRow.method_version,
    FrozenCopyRow.scorecard,
    RoundRow.id,
    RoundRow.title,
    RoundRow.snapshot_on,
    RoundRow.closes_at,
)


def submitted_before(session: Session, row: AssessmentRow) -> list[AssessmentRow]:
    """Give the assessment submitted in the newest of the earlier rounds; none where there is none.

    They may be several, where another institution that took part in that round has become part of this one since.
    """
    family = gathered_under(session, [row.organisation_id])
    whole = session.get_one(RoundRow, row.round_id)
    charter = whole.edition_reference.partition("/")[0]
    found = session.execute(
        select(AssessmentRow, RoundRow.closes_at)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(
            AssessmentRow.organisation_id.in_(family),
            AssessmentRow.scope == row.scope,
            AssessmentRow.scope_name == row.scope_name,
            AssessmentRow.state == State.SUBMITTED,
            AssessmentRow.id != row.id,
            RoundRow.edition_reference.startswith(f"{charter}/", autoescape=True),
            RoundRow.closes_at < whole.closes_at,
        )
        .order_by(RoundRow.closes_at.desc(), AssessmentRow.registered_at)
    ).all()
    return [earlier for earlier, closed_at in found if closed_at == found[0].closes_at]


def submissions_before(
    session: Session, row: AssessmentRow, charter_id: str, before: dt.datetime
) -> list[SubmittedCopy]:
    """Give the newest submission of each assessment of a round that closed before, oldest first: two statements.

    Of the same part of the institution, and of what has become part of it since; one charter's alone. What was
    withdrawn was not said.
    """
    family = gathered_under(session, [row.organisation_id])
    other = aliased(FrozenCopyRow)
    newest = (
        select(func.max(other.number))
        .where(other.assessment_id == FrozenCopyRow.assessment_id, other.kind == SUBMISSION)
        .scalar_subquery()
    )
    found = session.execute(
        select(*_COLUMNS)
        .join(AssessmentRow, AssessmentRow.id == FrozenCopyRow.assessment_id)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(
            AssessmentRow.organisation_id.in_(family),
            AssessmentRow.scope == row.scope,
            AssessmentRow.scope_name == row.scope_name,
            AssessmentRow.state == State.SUBMITTED,
            AssessmentRow.id != row.id,
            FrozenCopyRow.number == newest,
            FrozenCopyRow.edition_reference.startswith(f"{charter_id}/", autoescape=True),
            RoundRow.closes_at < before,
        )
        .order_by(RoundRow.closes_at, AssessmentRow.registered_at, AssessmentRow.id)
    )
    return [SubmittedCopy(*one) for one in found]


def answers_of_copies(session: Session, copy_ids: Sequence[str]) -> dict[str, bytes]:
    """Give the answers documents of frozen copies by their ids: one statement; none where nothing is asked for."""
    if not copy_ids:
        return {}
    chosen = select(FrozenCopyRow.id, FrozenCopyRow.answers).where(FrozenCopyRow.id.in_(copy_ids))
    return {row.id: row.answers for row in session.execute(chosen)}
