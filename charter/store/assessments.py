"""Rounds, and the assessments that institutions make in them: answers with every version, and frozen copies."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.chains import canonical


class RoundRow(Base):
    """A year's round of an awarding body: which edition, and which dates."""

    __tablename__ = "rounds"

    # random; cannot be guessed
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # the awarding body
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # as shown, such as "BME Mentoring Charter 2027"
    title: Mapped[str] = mapped_column(String(200))
    # charter/version that institutions answer
    edition_reference: Mapped[str] = mapped_column(String(80))
    # from when on institutions may register and write
    opens_at: Mapped[dt.datetime]
    # when answers lock
    closes_at: Mapped[dt.datetime]
    # the day that counts refer to
    snapshot_on: Mapped[dt.date]
    # by when institutions save their baseline; None = the round asks for none
    baseline_at: Mapped[dt.datetime | None]
    # the edition that follows, where both stand side by side this year and institutions may choose; None = none
    beside_reference: Mapped[str | None] = mapped_column(String(80))

    @property
    def edition_references(self) -> tuple[str, ...]:
        """The editions that may be answered in the round: its own, and the one that stands beside it."""
        return (self.edition_reference, *([self.beside_reference] if self.beside_reference else []))


class AssessmentRow(Base):
    """One institution's work in one round."""

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("round_id", "organisation_id", "scope_name"),)

    # random; cannot be guessed
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # the round
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.id"))
    # whose it is
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # id of an application scope of the edition
    scope: Mapped[str] = mapped_column(String(40))
    # name of the part; empty = the whole organisation
    scope_name: Mapped[str] = mapped_column(String(200))
    # a value of domain.workflow.State
    state: Mapped[str] = mapped_column(String(20))
    # when the institution registered
    registered_at: Mapped[dt.datetime]
    # its own later deadline; None = the round's
    extended_until: Mapped[dt.datetime | None]
    # id of the tier that the institution named when it registered; empty = none
    aims_for: Mapped[str] = mapped_column(String(40), server_default="")
    # charter/version that it answers: the one of its registration until its lead moves it; empty = read in from a time
    # when assessments had none of their own, and so the round's
    edition_reference: Mapped[str] = mapped_column(String(80), server_default="")
    # ids of the criteria that alone may change, while minor revisions are with the institution; None = all may
    only_criteria: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


class AnswerRow(Base):
    """The present value of one field of an assessment; ``field`` is its JSON pointer in the answers document."""

    __tablename__ = "answers"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    # such as /criteria/MA-01/answers/MA-01.q3
    field: Mapped[str] = mapped_column(String(120), primary_key=True)
    # counts from 1; raised by one with each save
    version: Mapped[int]
    # a JSON value; null = it was emptied
    value: Mapped[Any] = mapped_column(JSON(none_as_null=False))


class AnswerVersionRow(Base):
    """One save of one field, kept for ever: the database refuses to change or delete it."""

    __tablename__ = "answer_versions"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(120), primary_key=True)
    # as in answers
    version: Mapped[int] = mapped_column(primary_key=True)
    # what was saved
    value: Mapped[Any] = mapped_column(JSON(none_as_null=False))
    # who saved it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[dt.datetime]


class FrozenCopyRow(Base):
    """A baseline or submission, frozen: the database refuses to change or delete it."""

    __tablename__ = "frozen_copies"
    __table_args__ = (UniqueConstraint("assessment_id", "number"),)

    # random; cannot be guessed
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    # counts from 1 within the assessment
    number: Mapped[int]
    # baseline or submission
    kind: Mapped[str] = mapped_column(String(12))
    # who froze it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    frozen_at: Mapped[dt.datetime]
    # the edition's reference and checksum, and the version of the method, at that moment
    edition_reference: Mapped[str] = mapped_column(String(80))
    edition_checksum: Mapped[str] = mapped_column(String(64))
    method_version: Mapped[str] = mapped_column(String(20))
    # the answers document, canonical JSON
    answers: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    # the files' SHA-256 by name, version after version; canonical JSON
    files: Mapped[str] = mapped_column(Text)
    # what was found: scores, levels, tiers; JSON with exact fractions as text
    scorecard: Mapped[str] = mapped_column(Text)
    # the digest of the network's statement that went in with a submission; None = there was none
    network_statement: Mapped[str | None] = mapped_column(String(64))
    # SHA-256 over everything above, hexadecimal: the receipt's digest
    digest: Mapped[str] = mapped_column(String(64))


def round_digest(row: RoundRow) -> str:
    """Give a digest over all that a round sets, hexadecimal: each registration in it repeats it."""
    moments = (row.opens_at, row.closes_at, row.baseline_at)
    told = [
        row.id,
        row.organisation_id,
        row.title,
        row.edition_reference,
        row.snapshot_on.isoformat(),
        *(
            None if moment is None else moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
            for moment in moments
        ),
    ]
    if row.beside_reference is not None:
        told.append(row.beside_reference)
    return hashlib.sha256(canonical(told)).hexdigest()


def edition_answered(row: AssessmentRow, whole: RoundRow) -> str:
    """Give the reference of the edition that an assessment of a round answers."""
    return row.edition_reference or whole.edition_reference


def closes_at_of(row: AssessmentRow, whole: RoundRow) -> dt.datetime:
    """Give until when an assessment of a round may be written: revisions have an end of their own, sooner or later."""
    if row.only_criteria is not None and row.extended_until is not None:
        return row.extended_until
    return max(whole.closes_at, row.extended_until or whole.closes_at)


def answers_of(session: Session, assessment_id: str, beginning: str = "") -> dict[str, AnswerRow]:
    """Give the present answers of an assessment by field; ``beginning`` keeps those whose field begins so."""
    found = session.scalars(
        select(AnswerRow).where(
            AnswerRow.assessment_id == assessment_id, AnswerRow.field.startswith(beginning, autoescape=True)
        )
    )
    return {row.field: row for row in found}


def versions_of(session: Session, assessment_id: str, field: str) -> list[AnswerVersionRow]:
    """Give every save of a field, oldest first."""
    return list(
        session.scalars(
            select(AnswerVersionRow)
            .where(AnswerVersionRow.assessment_id == assessment_id, AnswerVersionRow.field == field)
            .order_by(AnswerVersionRow.version)
        )
    )


def newest_copy(session: Session, assessment_id: str) -> FrozenCopyRow | None:
    """Give the assessment's newest frozen copy; None where there is none."""
    chosen = select(FrozenCopyRow).where(FrozenCopyRow.assessment_id == assessment_id)
    return session.scalars(chosen.order_by(FrozenCopyRow.number.desc()).limit(1)).one_or_none()


def newest_submission(session: Session, assessment_id: str) -> FrozenCopyRow | None:
    """Give the assessment's newest submission; None where there is none."""
    chosen = select(FrozenCopyRow).where(
        FrozenCopyRow.assessment_id == assessment_id, FrozenCopyRow.kind == "submission"
    )
    return session.scalars(chosen.order_by(FrozenCopyRow.number.desc()).limit(1)).one_or_none()


def next_copy_number(session: Session, assessment_id: str) -> int:
    """Give the number of the assessment's next frozen copy."""
    highest = session.scalar(select(func.max(FrozenCopyRow.number)).where(FrozenCopyRow.assessment_id == assessment_id))
    return (highest or 0) + 1
