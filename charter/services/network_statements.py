"""What the network of BME staff tells the panel: its own text, which the lead can neither read nor change."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers, NotAllowed, StaleAnswer, WrongState
from charter.domain.permissions import Action, Role
from charter.domain.questions import word_count
from charter.domain.wording import count_text
from charter.domain.workflow import Event, transition_of
from charter.services.assessments import edition_of
from charter.services.deeds import Deed, assessment_for, happen, roles_on
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.network_statements import (
    NetworkStatementRow,
    newest_statement,
    statement_digest,
    statements_of,
)

PART = "network_statement"  # its id among an edition's submission parts
PLACE = "the network’s statement"
LONGEST = 20_000  # characters; a text of any word limit stays below


@dataclass(frozen=True, slots=True)
class StatementRule:
    """What an edition says of the statement."""

    title: str
    word_limit: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement as it stands; version 0 = none was written."""

    text: str
    version: int
    word_count: int
    rule: StatementRule


def read_statement(deed: Deed, assessment_id: str) -> Statement:
    """Give the statement as it stands.

    The network may read it, unless the person is a lead too. Raises UnknownAssessment, NotAllowed; WrongState where the
    edition has no such statement.
    """
    row = _assessment(deed, assessment_id, Action.SEE_NETWORK_STATEMENT)
    return _statement(newest_statement(deed.session, row.id), statement_rule(edition_of(deed, row)))


def statement_versions(deed: Deed, assessment_id: str) -> list[NetworkStatementRow]:
    """Give every save of the statement, oldest first. As ``read_statement``."""
    _assessment(deed, assessment_id, Action.SEE_NETWORK_STATEMENT)
    return statements_of(deed.session, assessment_id)


def save_statement(deed: Deed, assessment_id: str, text: str, version: int) -> Statement:
    """Save the statement; ``version`` is the one that the person saw (0 = none). An empty one is as good.

    The network may, unless the person is a lead too, until the submission or the deadline. The approver's signature
    stays: it is about the institution's answers. Saving what is there already changes nothing.

    Raises UnknownAssessment, NotAllowed, WrongState; InvalidAnswers where it is too long; StaleAnswer where somebody
    else saved it since. Commits.
    """
    event = Event.NETWORK_STATEMENT_SAVED
    row = _assessment(deed, assessment_id, transition_of(event).action, changes=True)
    rule = statement_rule(edition_of(deed, row))
    clean = _checked(text, rule)
    now = newest_statement(deed.session, row.id)
    there = now.version if now is not None else 0
    if now is not None and now.text == clean:
        return _statement(now, rule)
    if version != there:
        raise StaleAnswer(PLACE, theirs=now.text if now is not None else "", yours=clean, version=there)
    saved = _row(deed, row, clean, there + 1)
    deed.session.add(saved)
    happen(deed, row, event, {"version": saved.version, "digest": saved.digest})
    deed.session.commit()
    return _statement(saved, rule)


def sealed_digest(deed: Deed, assessment_id: str) -> str | None:
    """Give the digest of the statement that went in with the newest submission: that there is one, and no more.

    The team may. None before a submission, and where the network wrote none. Raises UnknownAssessment, NotAllowed.
    """
    assessment_for(deed, assessment_id, Action.SEE_ASSESSMENT)
    newest = (
        select(FrozenCopyRow.network_statement)
        .where(FrozenCopyRow.assessment_id == assessment_id, FrozenCopyRow.kind == "submission")
        .order_by(FrozenCopyRow.number.desc())
        .limit(1)
    )
    return deed.session.scalar(newest)


def statement_rule(edition: Edition) -> StatementRule:
    """Give what the edition says of the statement. WrongState where it asks for none."""
    parts: list[Mapping[str, Any]] = edition.facts.get("submission_parts") or []
    part = next((one for one in parts if one.get("id") == PART), None)
    if part is None:
        raise WrongState("This charter asks for no statement by a network. There is nothing to write here.")
    limit = part.get("word_limit")
    return StatementRule(str(part.get("title", "")), int(limit) if limit is not None else None)


def _assessment(deed: Deed, assessment_id: str, action: Action, *, changes: bool = False) -> AssessmentRow:
    """The assessment, for the network alone: whoever is a lead keeps out, whichever other roles they took."""
    row = assessment_for(deed, assessment_id, action, changes=changes)
    if Role.LEAD in roles_on(deed, row):
        raise NotAllowed("The statement is the network’s own: a lead can neither read nor write it.")
    return row


def _checked(text: str, rule: StatementRule) -> str:
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join(sign for sign in clean if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()
    count = word_count(clean)
    if rule.word_limit is not None and count > rule.word_limit:
        over = count - rule.word_limit
        words = f"The statement has {count_text(count, 'word')}, {over} more than the limit of {rule.word_limit}."
        raise InvalidAnswers((Fault(PLACE, f"{words} Shorten it."),))
    if len(clean) > LONGEST:
        raise InvalidAnswers((Fault(PLACE, f"The statement is longer than {LONGEST:,} characters. Shorten it."),))
    return clean


def _row(deed: Deed, row: AssessmentRow, text: str, version: int) -> NetworkStatementRow:
    saved = NetworkStatementRow(
        assessment_id=row.id,
        version=version,
        text=text,
        seal=secrets.token_urlsafe(16),
        person_id=deed.person_id,
        saved_at=deed.now,
    )
    saved.digest = statement_digest(saved)
    return saved


def _statement(row: NetworkStatementRow | None, rule: StatementRule) -> Statement:
    if row is None:
        return Statement("", 0, 0, rule)
    return Statement(row.text, row.version, word_count(row.text), rule)
