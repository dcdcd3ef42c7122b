"""PDFs of cases, awards and rounds: asked for, made by the worker, kept until what they are made of changes.

Who may have one is not asked here: whoever calls has let somebody in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.services.papers import ABSENT, DONE, FAILED, PATIENCE, WAITING, WORKING, kept_first
from charter.store.matter_papers import MatterPaperRow
from charter.store.proceedings import Matter

READING_PACK, FEEDBACK_LETTER, CERTIFICATE, ROUND_REPORT = "reading-pack", "feedback-letter", "certificate", "report"


@dataclass(frozen=True, slots=True)
class MatterPaper:
    """Which paper of which matter, and the digest of all that it is made of."""

    matter: Matter
    name: str
    source: str  # SHA-256, hexadecimal; another one makes it anew


def ask_for_matter_paper(session: Session, paper: MatterPaper, now: dt.datetime) -> bool:
    """Ask for a paper; give whether the worker has to be told. The same thing asked for twice is made once. Commits."""
    row = _row(session, paper.matter, paper.name)
    if row is not None and row.source == paper.source and _is_well(row, now):
        return False
    if row is None:
        row = MatterPaperRow(kind=paper.matter.kind, matter_id=paper.matter.id, name=paper.name)
        session.add(row)
    row.source, row.state, row.asked_at, row.content = paper.source, WAITING, now, None
    return kept_first(session)


def matter_paper_state(session: Session, paper: MatterPaper) -> str:
    """Give how far a paper is; absent too where what it is made of changed since."""
    row = _row(session, paper.matter, paper.name)
    return row.state if row is not None and row.source == paper.source else ABSENT


def matter_paper_content(session: Session, paper: MatterPaper) -> bytes | None:
    """Give a paper; None where it is not made, or what it is made of changed since."""
    return session.scalar(
        select(MatterPaperRow.content).where(
            MatterPaperRow.kind == paper.matter.kind,
            MatterPaperRow.matter_id == paper.matter.id,
            MatterPaperRow.name == paper.name,
            MatterPaperRow.source == paper.source,
            MatterPaperRow.state == DONE,
        )
    )


def start_matter_paper(session: Session, matter: Matter, name: str, now: dt.datetime) -> bool:
    """For the worker: take a paper up; give whether anybody waits for it. Commits."""
    row = _row(session, matter, name, locks=True)
    if row is None or row.state != WAITING:
        session.rollback()
        return False
    row.state, row.asked_at = WORKING, now
    session.commit()
    return True


def finish_matter_paper(session: Session, matter: Matter, name: str, content: bytes | None, now: dt.datetime) -> None:
    """For the worker: keep a paper, or note that it failed (None); nothing where it was deleted meanwhile. Commits."""
    row = _row(session, matter, name, locks=True)
    if row is not None:
        row.state, row.asked_at, row.content = DONE if content is not None else FAILED, now, content
    session.commit()


def _row(session: Session, matter: Matter, name: str, *, locks: bool = False) -> MatterPaperRow | None:
    return session.get(MatterPaperRow, (matter.kind, matter.id, name), with_for_update=locks, populate_existing=locks)


def _is_well(row: MatterPaperRow, now: dt.datetime) -> bool:
    return row.state == DONE or (row.state in (WAITING, WORKING) and now - row.asked_at < PATIENCE)
