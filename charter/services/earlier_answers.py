"""What an institution said last time: the answers of its last submission, beside this year's questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.edition import Criterion
from charter.services.deeds import Deed
from charter.services.workspaces import Workspace, assessment_with_round
from charter.store.assessments import FrozenCopyRow
from charter.store.earlier_assessments import submitted_before

SUBMISSION = "submission"
OF_THE_WHOLE = ("level", "not_applicable", "not_applicable_reason")
REMEMBERED = 64  # documents that a process keeps: a frozen copy never changes


def earlier_answers(deed: Deed, workspace: Workspace, criterion: Criterion) -> dict[str, Any]:
    """Give field -> value of all that is typed of a criterion, as the last submission has it; none where there is none.

    For an assessment that the person may see. A question that the edition of that year did not have is absent.
    """
    for document in last_submissions(deed, workspace):
        if said := document.get("criteria", {}).get(criterion.id):
            return _fields(criterion, said) | _inputs(criterion, document.get("inputs") or {})
    return {}


def last_submissions(deed: Deed, workspace: Workspace) -> list[Mapping[str, Any]]:
    """Give what was submitted in the last round but this; several where institutions have become one since."""
    row, *_held = assessment_with_round(deed, workspace.assessment_id)  # held: the round is not asked for again
    return [_newest_document(deed.session, earlier.id) for earlier in submitted_before(deed.session, row)]


def _newest_document(session: Session, assessment_id: str) -> Mapping[str, Any]:
    newest = (
        select(FrozenCopyRow.id)
        .where(FrozenCopyRow.assessment_id == assessment_id, FrozenCopyRow.kind == SUBMISSION)
        .order_by(FrozenCopyRow.number.desc())
        .limit(1)
    )
    copy_id = session.scalar(newest)
    return _document(session, copy_id) if copy_id else {}


def _document(session: Session, copy_id: str) -> Mapping[str, Any]:
    """A frozen document, read once a process."""
    known = _remembered.get(copy_id)
    if known is None:
        content = session.scalar(select(FrozenCopyRow.answers).where(FrozenCopyRow.id == copy_id))
        known = json.loads(content or b"{}")
        if len(_remembered) >= REMEMBERED:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[copy_id] = known
    return known


_remembered: dict[str, Mapping[str, Any]] = {}


def _fields(criterion: Criterion, said: Mapping[str, Any]) -> dict[str, Any]:
    start = f"/criteria/{criterion.id}"
    fields = {f"{start}/answers/{name}": value for name, value in said.get("answers", {}).items()}
    return fields | {f"{start}/{name}": said[name] for name in OF_THE_WHOLE if name in said}


def _inputs(criterion: Criterion, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers and days that a criterion asks for, which belong to the assessment."""
    asked = {item.input_id for item in criterion.questions if item.input_id is not None}
    return {f"/inputs/{name}": typed[name] for name in sorted(asked) if typed.get(name) is not None}
