"""What the submissions so far say about an edition's indicators; of no institution by name, and of no small group."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.indicator_agreement import Observed
from charter.domain.metrics import compute_metrics
from charter.services.submissions import SUBMISSION
from charter.store.answer_files import read_answers
from charter.store.assessments import FrozenCopyRow
from charter.store.editions import load_edition

AT_ONCE = 20  # submissions that are read together


def submission_ids(session: Session, reference: str) -> list[str]:
    """Give the newest submission of each assessment under an edition, newest first: one statement."""
    copy = FrozenCopyRow
    newest = (
        select(copy.assessment_id, func.max(copy.number).label("number"))
        .where(copy.kind == SUBMISSION, copy.edition_reference == reference)
        .group_by(copy.assessment_id)
        .subquery()
    )
    chosen = (
        select(copy.id)
        .join(newest, (newest.c.assessment_id == copy.assessment_id) & (newest.c.number == copy.number))
        .order_by(copy.frozen_at.desc(), copy.id)
    )
    return list(session.scalars(chosen))


def observed(session: Session, reference: str, ids: list[str]) -> Iterator[Observed]:
    """Give what each submission indicates and gives, a few read at a time."""
    edition = load_edition(reference)
    copy = FrozenCopyRow
    for start in range(0, len(ids), AT_ONCE):
        chosen = select(copy.answers).where(copy.id.in_(ids[start : start + AT_ONCE])).order_by(copy.id)
        for answers in session.scalars(chosen):
            yield _observe(edition, answers)


def _observe(edition: Edition, answers: bytes) -> Observed:
    sheet = read_answers(answers, edition).sheet
    indicated = {
        name: result.level for name, result in compute_metrics(edition, sheet, 0).items() if result.is_computable
    }
    given = {item.id: sheet.of(item.id).level for item in edition.criteria}
    return Observed(
        {name: level for name, level in indicated.items() if level is not None},
        {name: level for name, level in given.items() if level is not None},
    )
