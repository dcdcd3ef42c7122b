"""Is everything still as it was written? Chains, versions and frozen copies, recomputed one assessment at a time."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from charter.domain.errors import DomainError, EvidenceUnavailable
from charter.domain.method import METHOD_VERSION
from charter.services.assessments import value_digest
from charter.services.published_editions import edition_faults
from charter.services.submissions import copy_digest, scorecard_text
from charter.services.summaries import find
from charter.services.verification_credentials import credential_faults
from charter.services.verification_drafts import draft_faults
from charter.services.verification_files import file_faults
from charter.services.verification_moves import move_faults
from charter.services.verification_proceedings import proceeding_faults
from charter.services.verification_registration import registration_faults
from charter.services.verification_rounds import round_faults
from charter.services.verification_team import assignment_faults, comment_faults
from charter.services.verification_told import NOT_AS_WRITTEN, Stamp, Told, Written
from charter.store.answer_files import read_answers
from charter.store.assessments import AnswerRow, AnswerVersionRow, AssessmentRow, FrozenCopyRow, RoundRow, answers_of
from charter.store.chains import NOTHING_BEFORE, signature_of, text_digest
from charter.store.editions import load_edition
from charter.store.evidence import EvidenceStore
from charter.store.history import EventRow, EventTextRow, digest_of, events_of
from charter.store.network_statements import statement_digest, statements_of

FOREIGN = "the signature is not ours."
ELSEWHERE = (
    " History that was read in from elsewhere has another key. If it was not, somebody without ours wrote it anew."
)
NOT_HERE = "it is not here."
OTHER_EDITION = "is not the one that it was worked out with."


def differences(session: Session, key: bytes, store: EvidenceStore) -> Iterator[str]:
    """Give one sentence for each thing that is not as it was written; nothing where all holds.

    Reads one assessment at a time, its events a few at a time and its files one by one. ``key`` is the one that signs
    history, ``store`` where evidence lies. Raises EvidenceUnavailable.
    """
    yield from edition_faults(session)
    yield from _readable("The drafts of editions", draft_faults(session, key))
    yield from _readable("Credentials and their keys", credential_faults(session, key))
    yield from _readable("What awarding bodies did", proceeding_faults(session, key))
    for round_id in session.scalars(select(RoundRow.id).order_by(RoundRow.id)).all():
        yield from (
            f"Round {round_id}, {fault}" for fault in _readable("its record", round_faults(session, round_id, key))
        )
        session.expunge_all()
    for assessment_id in session.scalars(select(AssessmentRow.id).order_by(AssessmentRow.id)).all():
        yield from assessment_differences(session, assessment_id, key, store)
        session.expunge_all()


def assessment_differences(session: Session, assessment_id: str, key: bytes, store: EvidenceStore) -> Iterator[str]:
    """As ``differences``, of one assessment. What cannot even be read is named as such, and the rest is looked at."""
    told = Told()
    parts: dict[str, Iterator[str]] = {
        "its history": _history_faults(session, assessment_id, told, key),
        "its registration": registration_faults(session, assessment_id, told),
        "its history’s texts": _text_faults(session, assessment_id, told),
        "its answers": _version_faults(session, assessment_id, told),
        "its frozen copies": _copy_faults(session, assessment_id, told),
        "the network’s statement": _statement_faults(session, assessment_id, told),
        "its comments": comment_faults(session, assessment_id, told),
        "its assignments": assignment_faults(session, assessment_id, told),
        "its moves": move_faults(session, assessment_id, told),
        "its list of files": file_faults(session, assessment_id, told, store),
    }
    for what, faults in parts.items():
        yield from (f"Assessment {assessment_id}, {fault}" for fault in _readable(what, faults))


def _readable(what: str, faults: Iterator[str]) -> Iterator[str]:
    """The faults; where a value cannot be read at all, a sentence that says so in place of the rest of them."""
    try:
        yield from faults
    except EvidenceUnavailable:
        raise
    except (*NOT_AS_WRITTEN, SQLAlchemyError, DomainError, RecursionError):
        yield f"{what}: it holds something that nobody could have saved, and cannot be read."


def _history_faults(session: Session, assessment_id: str, told: Told, key: bytes) -> Iterator[str]:
    """What is wrong with the chain itself; ``told`` learns what it tells."""
    foreign = list[int]()
    number, before = 0, NOTHING_BEFORE
    for row in events_of(session, assessment_id):
        number += 1
        yield from (f"event {row.number}: {fault}" for fault in _event_faults(row, number, before))
        if not hmac.compare_digest(row.signature.encode(), signature_of(row.digest, key).encode()):
            foreign.append(row.number)
        told.hear(row)
        before = row.digest
    if not number:
        yield "its history is gone."
    yield from _signature_faults(foreign)


def _of(table: Any, assessment_id: str) -> Any:
    return table.assessment_id == assessment_id


def _event_faults(row: EventRow, number: int, before: str) -> Iterator[str]:
    if row.number != number:
        yield f"event {number} is missing before it."
    if row.previous_digest != before:
        yield "it does not follow from the event before it."
    if row.digest != digest_of(row):
        yield "it is not what was written."


def _signature_faults(numbers: list[int]) -> Iterator[str]:
    """One sentence for each run of events that another key signed."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    for first, last in runs:
        which = f"event {first}" if first == last else f"events {first} to {last}"
        yield f"{which}: {FOREIGN}{ELSEWHERE if first == 1 else ''}"


def _text_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """Each text against its digest; an empty one is right only where history tells that somebody was forgotten."""
    missing = dict(told.texts)
    for row in session.scalars(select(EventTextRow).where(_of(EventTextRow, assessment_id))):
        digest = missing.pop(row.number, None)
        if not row.text and ("event_texts", str(row.number)) in told.emptied:
            continue
        if text_digest(row.text) != digest:
            yield f"event {row.number}: its text is not the one that was written."
    yield from (f"event {number}: its text is gone." for number in missing)


def _statement_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """The network's statement by its digest; what it says is never told."""
    missing = dict(told.statements)
    for row in statements_of(session, assessment_id):
        saved = Written(row.digest, Stamp(row.person_id, row.saved_at))
        if missing.pop(row.version, None) != saved or row.digest != statement_digest(row):
            yield f"the network’s statement, version {row.version}: it is not what was saved."
    yield from (f"the network’s statement, version {version}: {NOT_HERE}" for version in missing)


def _version_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    missing = dict(told.versions)
    newest: dict[str, AnswerVersionRow] = {}
    chosen = select(AnswerVersionRow).where(_of(AnswerVersionRow, assessment_id)).order_by(AnswerVersionRow.version)
    for row in session.scalars(chosen.execution_options(yield_per=500)):
        newest[row.field] = row
        saved = Written(value_digest(row.value), Stamp(row.person_id, row.saved_at))
        if missing.pop((row.field, row.version), None) != saved:
            yield f"{row.field}, version {row.version}: it is not what was saved."
    for field, version in missing:
        yield f"{field}, version {version}: it is gone."
    yield from _answer_faults(answers_of(session, assessment_id), newest)


def _answer_faults(answers: dict[str, AnswerRow], newest: dict[str, AnswerVersionRow]) -> Iterator[str]:
    for field in sorted(answers.keys() | newest.keys()):
        now, last = answers.get(field), newest.get(field)
        # by their digests: to Python, true is one
        if now is None or last is None or _shown(now) != _shown(last):
            yield f"{field}: it is not its newest version."


def _shown(row: AnswerRow | AnswerVersionRow) -> tuple[int, str]:
    return row.version, value_digest(row.value)


def _copy_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    missing = dict(told.copies)
    for copy in session.scalars(select(FrozenCopyRow).where(_of(FrozenCopyRow, assessment_id))):
        name = f"{copy.kind} {copy.number}"
        if not copy.digest == copy_digest(copy) == missing.pop(copy.number, None):
            yield f"{name}: it is not what was frozen."
        if copy.network_statement != told.sent_statements.get(copy.number):
            yield f"{name}: it does not name the network’s statement that went in with it."
        yield from (f"{name}: {fault}" for fault in _result_faults(copy))
    for number in missing:
        yield f"frozen copy {number}: it is gone."


def _result_faults(copy: FrozenCopyRow) -> Iterator[str]:
    """Recompute a frozen result, where this is the method and the edition that it was worked out with."""
    try:
        edition = load_edition(copy.edition_reference)
    except DomainError:
        yield f"its edition {copy.edition_reference} is not installed, so its result cannot be recomputed."
        return
    if edition.checksum != copy.edition_checksum:
        yield f"edition {copy.edition_reference} {OTHER_EDITION}"
    elif copy.method_version == METHOD_VERSION:
        found = find(edition, read_answers(copy.answers, edition).sheet)
        if scorecard_text(found) != copy.scorecard:
            yield "its result is not what its answers come to."
