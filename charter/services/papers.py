"""PDFs of an assessment: asked for by somebody of the team, made by the worker, kept until the assessment changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.errors import UnknownReport
from charter.domain.receipts import Receipt
from charter.domain.summaries import Summary
from charter.services.deeds import Deed
from charter.services.drafts import fresh_draft
from charter.services.frozen import frozen_copy, frozen_summary
from charter.services.receipts import receipt_of
from charter.services.trends import trend_for_paper
from charter.services.workspaces import Workspace
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.history import last_event
from charter.store.papers import AssessmentPaperRow

WAITING, WORKING, DONE, FAILED, ABSENT = "waiting", "working", "done", "failed", "absent"
PATIENCE = dt.timedelta(minutes=10)  # a worker that has not come back by then died
DRAFT = 0
RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Paper:
    """Which paper: of the draft (number 0) or of a frozen copy, for an audience."""

    number: int
    audience: str  # public, own_trust; or RECEIPT, which is not about what it says but that it was given

    @property
    def name(self) -> str:
        """Its name in the database."""
        return f"{'copy-' + str(self.number) if self.number else 'draft'}-{self.audience}"


def ask_for_paper(deed: Deed, workspace: Workspace, paper: Paper) -> bool:
    """Ask for a paper; give whether the worker has to be told. The same thing asked for twice is made once.

    For an assessment that the person may see. Raises UnknownReport where there is no such copy. Commits.
    """
    return ask_to_make(deed, workspace.assessment_id, paper)


def paper_state(deed: Deed, workspace: Workspace, paper: Paper) -> str:
    """Give how far a paper is; absent too where the assessment changed since it was made."""
    return state_of(deed, workspace.assessment_id, paper)


def paper_content(deed: Deed, workspace: Workspace, paper: Paper) -> bytes | None:
    """Give a paper; None where it is not made, or the assessment changed since."""
    return content_of(deed, workspace.assessment_id, paper)


def ask_to_make(deed: Deed, assessment_id: str, paper: Paper) -> bool:
    """As ``ask_for_paper``, for services that have let somebody in. Commits."""
    source = _source(deed.session, assessment_id, paper)
    row = deed.session.get(AssessmentPaperRow, (assessment_id, paper.name))
    if row is not None and row.source == source and _is_well(row, deed.now):
        return False
    if row is None:
        row = AssessmentPaperRow(assessment_id=assessment_id, name=paper.name)
        deed.session.add(row)
    row.source, row.state, row.asked_at, row.content = source, WAITING, deed.now, None
    return kept_first(deed.session)


def kept_first(session: Session) -> bool:
    """Commit, and tell that nobody else asked at the same moment; where somebody did, theirs is made."""
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return True


def state_of(deed: Deed, assessment_id: str, paper: Paper) -> str:
    """As ``paper_state``, for services that have let somebody in."""
    row = deed.session.get(AssessmentPaperRow, (assessment_id, paper.name))
    is_current = row is not None and row.source == _source(deed.session, assessment_id, paper)
    return row.state if row is not None and is_current else ABSENT


def content_of(deed: Deed, assessment_id: str, paper: Paper) -> bytes | None:
    """As ``paper_content``, for services that have let somebody in."""
    if state_of(deed, assessment_id, paper) != DONE:
        return None
    return deed.session.scalar(
        select(AssessmentPaperRow.content).where(
            AssessmentPaperRow.assessment_id == assessment_id, AssessmentPaperRow.name == paper.name
        )
    )


def start_paper(
    session: Session, assessment_id: str, paper: Paper, now: dt.datetime, key: bytes
) -> Summary | Receipt | None:
    """For the worker: take a paper up and give what it says; None where nobody waits for it. Commits."""
    row = session.get(AssessmentPaperRow, (assessment_id, paper.name), with_for_update=True)
    if row is None or row.state != WAITING:
        return None
    row.state, row.asked_at = WORKING, now
    said = _said(session, assessment_id, paper, Deed(session, "", now, key))
    session.commit()
    return said


def _said(session: Session, assessment_id: str, paper: Paper, deed: Deed) -> Summary | Receipt:
    row = session.get_one(AssessmentRow, assessment_id)
    if paper.number == DRAFT:
        draft = fresh_draft(deed, row, paper.audience)
        return replace(draft, trend=trend_for_paper(deed, row, None, paper.audience))
    copy = frozen_copy(session, assessment_id, paper.number)
    if paper.audience == RECEIPT:
        return receipt_of(session, copy, deed.key)
    summary = frozen_summary(session, copy, paper.audience)
    return replace(summary, trend=trend_for_paper(deed, row, copy, paper.audience))


def finish_paper(session: Session, assessment_id: str, paper: Paper, content: bytes | None, now: dt.datetime) -> None:
    """For the worker: keep a paper, or note that it failed (None). Commits."""
    row = session.get_one(AssessmentPaperRow, (assessment_id, paper.name))
    row.state, row.asked_at, row.content = DONE if content is not None else FAILED, now, content
    session.commit()


def _source(session: Session, assessment_id: str, paper: Paper) -> str:
    if paper.number == DRAFT:
        head = last_event(session, assessment_id)
        return head.digest if head else ""
    chosen = select(FrozenCopyRow.digest).where(
        FrozenCopyRow.assessment_id == assessment_id, FrozenCopyRow.number == paper.number
    )
    digest = session.scalar(chosen)
    if digest is None:
        raise UnknownReport("There is no such submission. Choose one from the list.")
    return digest


def _is_well(row: AssessmentPaperRow, now: dt.datetime) -> bool:
    return row.state == DONE or (row.state in (WAITING, WORKING) and now - row.asked_at < PATIENCE)
