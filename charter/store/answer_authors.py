"""Answers as they stand, each with who saved it and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import Session

from charter.store.accounts import PersonRow
from charter.store.assessments import AnswerRow, AnswerVersionRow


@dataclass(frozen=True, slots=True)
class AuthoredAnswer:
    """One field as it stands; the name is empty once its owner was forgotten."""

    field: str
    value: Any
    version: int
    saved_by: str
    saved_at: dt.datetime


def authored_answers(session: Session, assessment_id: str, beginnings: Sequence[str] = ("",)) -> list[AuthoredAnswer]:
    """Give the answers of an assessment whose field begins with one of these, by field."""
    newest = and_(
        AnswerVersionRow.assessment_id == AnswerRow.assessment_id,
        AnswerVersionRow.field == AnswerRow.field,
        AnswerVersionRow.version == AnswerRow.version,
    )
    wanted = or_(*(AnswerRow.field.startswith(text, autoescape=True) for text in beginnings))
    found = session.execute(
        select(AnswerRow.field, AnswerRow.value, AnswerRow.version, PersonRow.name, AnswerVersionRow.saved_at)
        .join(AnswerVersionRow, newest)
        .outerjoin(PersonRow, PersonRow.id == AnswerVersionRow.person_id)
        .where(AnswerRow.assessment_id == assessment_id, wanted)
    )
    return sorted((AuthoredAnswer(row[0], row[1], row[2], row[3] or "", row[4]) for row in found), key=_by_field)


def values_at(session: Session, assessment_id: str, versions: Mapping[str, int]) -> dict[str, Any]:
    """Give what fields held at these versions; version 0 held nothing."""
    wanted = [(field, version) for field, version in versions.items() if version]
    found = session.execute(
        select(AnswerVersionRow.field, AnswerVersionRow.value).where(
            AnswerVersionRow.assessment_id == assessment_id,
            tuple_(AnswerVersionRow.field, AnswerVersionRow.version).in_(wanted),
        )
    )
    return {field: value for field, value in found if value is not None}


def _by_field(answer: AuthoredAnswer) -> str:
    return answer.field
