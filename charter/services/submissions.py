"""Frozen copies of an assessment: baselines, and submissions that the approver signed."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from charter.domain.case_workflow import CaseState
from charter.domain.edition import Edition
from charter.domain.eligibility import eligibility_answer
from charter.domain.errors import Incomplete
from charter.domain.method import METHOD_VERSION
from charter.domain.permissions import Role
from charter.domain.workflow import Event
from charter.services.assessments import reading_of
from charter.services.cases import receive_submission, take_back
from charter.services.completeness import gaps_of
from charter.services.decision_letters import tell_panel_of_revisions
from charter.services.deeds import Deed, begin, happen, new_id, require_state, round_of
from charter.services.outbox import Letter, put_letter
from charter.services.outcome_letters import about_row
from charter.services.receipts import receipt_letter, receipt_of
from charter.services.summaries import Findings, find
from charter.store.accounts import PersonRow, held_memberships
from charter.store.answer_files import answers_bytes
from charter.store.assessments import AssessmentRow, FrozenCopyRow, newest_copy, next_copy_number
from charter.store.chains import canonical
from charter.store.evidence import evidence_of
from charter.store.network_statements import newest_statement

BASELINE, SUBMISSION = "baseline", "submission"


def save_baseline(deed: Deed, assessment_id: str) -> FrozenCopyRow:
    """Freeze a copy of what there is so far; the newest baseline is that copy where nothing changed since.

    The lead may. Raises UnknownAssessment, NotAllowed, WrongState. Commits.
    """
    row = begin(deed, assessment_id, Event.BASELINE_SAVED)
    require_state(deed, row, Event.BASELINE_SAVED)
    edition, reading = reading_of(deed, row)
    newest = newest_copy(deed.session, row.id)
    copy = _freeze(deed, row, BASELINE, edition, answers_bytes(reading.sheet, edition))
    if newest is not None and _holds_the_same(newest, copy):
        deed.session.rollback()
        return newest_copy(deed.session, assessment_id) or copy
    happen(deed, row, Event.BASELINE_SAVED, {"number": copy.number, "digest": copy.digest})
    deed.session.commit()
    return copy


def sign_off(deed: Deed, assessment_id: str, statement: str) -> None:
    """Sign what is there, with the statement as it was shown. The approver may; a later change takes it back.

    Raises UnknownAssessment, NotAllowed, WrongState; Incomplete with every gap. Commits.
    """
    row = begin(deed, assessment_id, Event.SIGNED_OFF)
    answers = _complete_answers(deed, row)
    happen(deed, row, Event.SIGNED_OFF, {"answers": _sha256(answers)}, text=statement)
    deed.session.commit()


def submit(deed: Deed, assessment_id: str, *, opens_case: bool = True) -> FrozenCopyRow:
    """Freeze what was signed and hand it in; the copy's digest is the receipt.

    The lead may. ``opens_case`` is False where nobody is going to judge it here, as in years before a demonstration.
    Raises UnknownAssessment, NotAllowed, WrongState; Incomplete with every gap. Commits.
    """
    row = begin(deed, assessment_id, Event.SUBMITTED)
    require_state(deed, row, Event.SUBMITTED)
    edition, _ = reading_of(deed, row)
    copy = _freeze(deed, row, SUBMISSION, edition, _complete_answers(deed, row))
    happen(deed, row, Event.SUBMITTED, {"number": copy.number, "digest": copy.digest})
    row.only_criteria = None
    case = receive_submission(deed, row, copy) if opens_case else None
    if case is not None and case.state == CaseState.REVISED:
        tell_panel_of_revisions(deed, about_row(deed, case), copy.number)
    _put_receipts(deed, row, copy)
    deed.session.commit()
    return copy


def statement_of(edition: Edition, organisation_name: str) -> str:
    """Give the statement that the approver confirms, as the edition has it, or in the words that it asks for."""
    own = edition.facts.get("sign_off_statement")
    if own:
        return str(own)
    return (
        f"I confirm for {organisation_name} that this submission to the {edition.title}, edition {edition.version}, is "
        "an honest, accurate and true representation of the organisation."
    )


def withdraw(deed: Deed, assessment_id: str) -> None:
    """Take a submission back before the deadline; it stays on record. The lead may. Raises as the rest. Commits."""
    row = begin(deed, assessment_id, Event.WITHDRAWN)
    happen(deed, row, Event.WITHDRAWN, {})
    take_back(deed, row.id)
    deed.session.commit()


def copy_digest(copy: FrozenCopyRow) -> str:
    """Give what the digest of a frozen copy must be."""
    told = [
        copy.assessment_id,
        copy.number,
        copy.kind,
        copy.person_id,
        copy.frozen_at.isoformat(timespec="microseconds"),
        copy.edition_reference,
        copy.edition_checksum,
        copy.method_version,
        _sha256(copy.answers),
        copy.files,
        copy.scorecard,
    ]
    if copy.network_statement is not None:
        told.append(copy.network_statement)
    return _sha256(canonical(told))


def scorecard_text(found: Findings) -> str:
    """Give what was found as canonical JSON: exact fractions as text, so that it can be compared to the last digit."""
    card = found.card
    told: dict[str, Any] = {
        "overall": _exact(card.overall),
        "themes": {name: _exact(score) for name, score in card.themes.items()},
        "levels": dict(found.levels),
        "reached": found.reached,
        "eligibility": {tier_id: eligibility_answer(answers) for tier_id, answers in found.eligibility.items()},
        "outcome": found.decision.outcome if found.decision else None,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def _put_receipts(deed: Deed, row: AssessmentRow, copy: FrozenCopyRow) -> None:
    """A letter with the digest to whoever leads, approves or handed in: it proves later what was handed in."""
    whole = round_of(deed.session, row)
    receipt = receipt_of(deed.session, copy, deed.key)
    body = receipt_letter(receipt)
    held = held_memberships(deed.session, row.organisation_id)
    ids = {one.person_id for one in held if one.role in (Role.LEAD, Role.APPROVER)} | {deed.person_id}
    for person in deed.session.scalars(select(PersonRow).where(PersonRow.id.in_(ids), PersonRow.email.is_not(None))):
        letter = Letter(
            f"receipt:{copy.id}:{person.id}",
            person.email or "",
            f"Receipt: {whole.title}, {receipt.institution_name}",
            body,
        )
        put_letter(deed.session, letter, deed.now)


def _freeze(deed: Deed, row: AssessmentRow, kind: str, edition: Edition, answers: bytes) -> FrozenCopyRow:
    _, reading = reading_of(deed, row)
    statement = newest_statement(deed.session, row.id) if kind == SUBMISSION else None
    copy = FrozenCopyRow(
        id=new_id(),
        assessment_id=row.id,
        number=next_copy_number(deed.session, row.id),
        kind=kind,
        person_id=deed.person_id,
        frozen_at=deed.now,
        edition_reference=edition.reference,
        edition_checksum=edition.checksum,
        method_version=METHOD_VERSION,
        answers=answers,
        files=canonical(_files(deed, row)).decode(),
        scorecard=scorecard_text(find(edition, reading.sheet)),
        network_statement=statement.digest if statement is not None else None,
    )
    copy.digest = copy_digest(copy)
    deed.session.add(copy)
    return copy


def _holds_the_same(one: FrozenCopyRow, other: FrozenCopyRow) -> bool:
    parts = ("kind", "edition_checksum", "method_version", "answers", "files")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def _complete_answers(deed: Deed, row: AssessmentRow) -> bytes:
    gaps = gaps_of(deed, row)
    if gaps:
        raise Incomplete(tuple(f"{gap.criterion_id}: {gap.text}" if gap.criterion_id else gap.text for gap in gaps))
    edition, reading = reading_of(deed, row)
    return answers_bytes(reading.sheet, edition)


def _files(deed: Deed, row: AssessmentRow) -> dict[str, list[str]]:
    """The digests of every version of every file, by name."""
    digests: dict[str, list[str]] = {}
    for one in evidence_of(deed.session, row.id):
        digests.setdefault(one.name, []).append(one.sha256)
    return digests


def _exact(score: Fraction | None) -> str | None:
    return None if score is None else str(score)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
