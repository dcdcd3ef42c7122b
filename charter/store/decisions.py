"""What was decided about a case: each decision with all that led to it, frozen, and who confirmed it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base
from charter.store.chains import canonical


class DecisionRow(Base):
    """A decision as the chair put it. Written once; a later one of the same case takes its place, and both stay."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    # random; cannot be guessed
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    # counts from 1 within the case
    number: Mapped[int]
    # the frozen copy that was judged, and the edition's reference and checksum, and the version of the method
    copy_number: Mapped[int]
    edition_reference: Mapped[str] = mapped_column(String(80))
    edition_checksum: Mapped[str] = mapped_column(String(64))
    method_version: Mapped[str] = mapped_column(String(20))
    # an outcome of the edition, the tier that it is about, and the highest tier whose rules about levels hold
    outcome: Mapped[str] = mapped_column(String(40))
    tier_id: Mapped[str] = mapped_column(String(40))
    reached: Mapped[str | None] = mapped_column(String(40))
    # one of the edition's reasons for no award; None = there is an award, or revisions
    no_award_reason: Mapped[str | None] = mapped_column(String(40))
    # canonical JSON: agreed levels, scores, shortfalls, eligibility with notes, each step in words
    findings: Mapped[str] = mapped_column(Text)
    # what the chair attaches: a list of {"text", "due_on"}
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # why, in the chair's words
    reason: Mapped[str] = mapped_column(Text)
    # who put it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[dt.datetime]
    # SHA-256 over everything above, hexadecimal
    digest: Mapped[str] = mapped_column(String(64))


class ConfirmationRow(Base):
    """That the chair, or the awarding body's officer, confirmed a decision. Written once each, by two people."""

    __tablename__ = "confirmations"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    # chair or officer: domain.case_workflow.Capacity
    capacity: Mapped[str] = mapped_column(String(10), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[dt.datetime]


def decision_digest(row: DecisionRow) -> str:
    """Give what the digest of a decision must be."""
    told = [
        row.id,
        row.case_id,
        row.number,
        row.copy_number,
        row.edition_reference,
        row.edition_checksum,
        row.method_version,
        row.outcome,
        row.tier_id,
        row.reached,
        row.no_award_reason,
        row.findings,
        row.conditions,
        row.reason,
        row.person_id,
        row.decided_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def newest_decision(session: Session, case_id: str) -> DecisionRow | None:
    """Give the newest decision of a case; None where nothing was decided."""
    chosen = select(DecisionRow).where(DecisionRow.case_id == case_id).order_by(DecisionRow.number.desc())
    return session.scalars(chosen.limit(1)).one_or_none()


def confirmations_of(session: Session, decision_id: str) -> dict[str, ConfirmationRow]:
    """Give who confirmed a decision, by capacity."""
    chosen = select(ConfirmationRow).where(ConfirmationRow.decision_id == decision_id)
    return {row.capacity: row for row in session.scalars(chosen)}
