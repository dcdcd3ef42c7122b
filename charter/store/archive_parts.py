"""What belongs to one assessment, table by table: rows as records, and records as rows again.

A new table is added by a line in ``PARTS``, or by one in ``LEFT_OUT`` that says why; a test finds one in neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Date, Integer, LargeBinary, Select, String, Table, select, union
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from charter.store.base import UtcDateTime
from charter.store.schema import all_tables

FETCHED = 500
STATEMENT = "network_statements"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which assessment, whose, and for which awarding body's round."""

    assessment_id: str
    organisation_id: str
    round_id: str
    body_id: str


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that belong to an assessment."""

    table: str
    chosen: Callable[[Table, Scope], ColumnElement[bool]]
    # the columns that go along; () = all of them
    columns: tuple[str, ...] = ()
    # a column of bytes that goes into a file of its own
    bytes_column: str = ""

    def columns_of(self, table: Table) -> list[str]:
        """Give the names of the columns that stand in a record."""
        return [name for name in self.columns or table.c.keys() if name != self.bytes_column]


def _own(table: Table, scope: Scope) -> ColumnElement[bool]:
    return table.c.assessment_id == scope.assessment_id


def _organisations(table: Table, scope: Scope) -> ColumnElement[bool]:
    return table.c.id.in_((scope.organisation_id, scope.body_id))


def _mentions(table: Table, scope: Scope) -> ColumnElement[bool]:
    comments = all_tables().tables["comments"]
    return table.c.comment_id.in_(select(comments.c.id).where(comments.c.assessment_id == scope.assessment_id))


def _people(table: Table, scope: Scope) -> ColumnElement[bool]:
    """Everybody whom a row of another part names."""
    named: list[Select[Any]] = []
    for part in PARTS:
        other = all_tables().tables[part.table]
        if other is table:
            continue
        referring = [column for column in other.c if any(key.column.table is table for key in column.foreign_keys)]
        actors = [other.c.person_id] if part.table == "events" else []
        named += [select(column).where(part.chosen(other, scope)) for column in (*referring, *actors)]
    return table.c.id.in_(union(*named))


# Without what the scanner's own rounds need.
EVIDENCE = (
    "id",
    "assessment_id",
    "name",
    "version",
    "kind",
    "size_bytes",
    "sha256",
    "person_id",
    "added_at",
    "first_added_at",
    "scan_state",
    "scanned_at",
    "scan_finding",
)
# In the order in which rows may be inserted: what is referred to goes first.
PARTS = (
    Part("organisations", _organisations),
    Part("people", _people, columns=("id", "email", "name", "added_at", "redacted_at")),
    Part("rounds", lambda table, scope: table.c.id == scope.round_id),
    Part("assessments", lambda table, scope: table.c.id == scope.assessment_id),
    Part("memberships", lambda table, scope: table.c.organisation_id == scope.organisation_id),
    Part("answers", _own),
    Part("answer_versions", _own),
    Part("evidence_files", _own, columns=EVIDENCE),
    Part(STATEMENT, _own),
    Part("frozen_copies", _own, bytes_column="answers"),
    Part("events", _own),
    Part("event_texts", _own),
    Part("assignments", _own),
    Part("comments", _own),
    Part("comment_mentions", _mentions),
    Part("edition_moves", _own),
    Part("carried_marks", _own),
)
LEFT_OUT = {
    "passkeys": "what people sign in with goes nowhere",
    "invitations": "an offer holds here alone",
    "team_changes": "who invited or removed whom is the team's own business, not the assessment's",
    "round_events": "the awarding body's own record; history tells of each change since the registration",
    "round_event_texts": "as above",
    "cases": "what the awarding body does with a submission is its own record",
    **dict.fromkeys(
        (
            "proceedings",
            "proceeding_texts",
            "reviewers",
            "employments",
            "confidentialities",
            "seats",
            "declarations",
            "rulings",
            "presences",
            "ratings",
            "rating_versions",
            "review_locks",
            "agreed_levels",
            "decisions",
            "confirmations",
            "awards",
            "award_standings",
            "feedback_texts",
            "feedback_versions",
            "sent_outcomes",
            "award_conditions",
            "annual_returns",
            "award_reviews",
            "objections",
            "panel_questions",
            "body_looks",
            "panel_replies",
            "practice_copies",
        ),
        "as above",
    ),
    "issuer_key_events": "keys are the awarding body’s, and stay with it",
    "credentials": "a credential is of an award, and is handed out as a file of its own",
    "credential_statuses": "as above",
    "edition_drafts": "an awarding body's own work, of no assessment",
    "edition_draft_versions": "as above",
    "edition_publications": "an edition goes from one installation to another as files",
    "published_editions": "each installation records for itself which files it first used",
    "mails": "letters are sent from here alone",
    "declined_notices": "who wants which letters is a matter of the installation",
    "reminders": "the worker's own notes",
    "future_outlooks": "as above",
    "progress_counts": "as above",
    "criteria_seen": "what somebody looked at is nobody else's business",
    "organisation_mergers": "the register of organisations is a matter of the installation; history tells of it",
    "visits": "uploads of visitors, for an hour",
    "visit_files": "as above",
    "made_files": "made again where they are missing",
    "exports": "files like this one",
    "attempts": "who tried to sign in here",
    "kept_forms": "what somebody typed when their session ended, for an hour",
    "assessment_papers": "papers are made again where they are missing",
    "matter_papers": "as above",
}


def records_of(session: Session, part: Part, scope: Scope) -> Iterator[Record]:
    """Give the records of a part in the order of their keys, the same on every database, a few at a time."""
    table = all_tables().tables[part.table]
    columns = [table.c[name] for name in part.columns_of(table)]
    order = [_bytewise(column, session) for column in table.primary_key.columns]
    found = session.execute(
        select(*columns).where(part.chosen(table, scope)).order_by(*order).execution_options(yield_per=FETCHED)
    )
    for row in found:
        yield {column.name: _plain(value) for column, value in zip(columns, row, strict=True)}


def values_of(part: Part, record: Mapping[str, Any]) -> dict[str, Any]:
    """Give a record's values as the table takes them."""
    table = all_tables().tables[part.table]
    return {name: _value(table.c[name].type, value) for name, value in record.items()}


def record_schema(part: Part) -> dict[str, Any]:
    """Give the JSON Schema of a part's records."""
    table = all_tables().tables[part.table]
    names = part.columns_of(table)
    return {
        "type": "object",
        "properties": {
            name: _column_schema(table.c[name].type, is_empty=bool(table.c[name].nullable)) for name in names
        },
        "required": [name for name in names if not _has_default(table.c[name])],
        "additionalProperties": False,
    }


def _has_default(column: Any) -> bool:
    """Whether an older export may do without it: it came later, and the table knows what to put there."""
    return column.nullable or column.server_default is not None


def _bytewise(column: Any, session: Session) -> Any:
    """Order by bytes: databases differ in how they sort letters."""
    if not isinstance(column.type, String):
        return column
    return column.collate("BINARY" if session.get_bind().dialect.name == "sqlite" else "C")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None or not isinstance(kind, UtcDateTime | Date):
        return value
    return dt.datetime.fromisoformat(value) if isinstance(kind, UtcDateTime) else dt.date.fromisoformat(value)


def _column_schema(kind: TypeEngine[Any], *, is_empty: bool) -> dict[str, Any]:
    if isinstance(kind, JSON):
        return {}
    name, more = _json_type(kind)
    return {"type": [name, "null"] if is_empty else name, **more}


def _json_type(kind: TypeEngine[Any]) -> tuple[str, dict[str, Any]]:
    if isinstance(kind, UtcDateTime):
        return "string", {"format": "date-time"}
    if isinstance(kind, Date):
        return "string", {"format": "date"}
    if isinstance(kind, Boolean):
        return "boolean", {}
    if isinstance(kind, Integer):
        return "integer", {}
    if isinstance(kind, String):
        return "string", {"maxLength": kind.length} if kind.length else {}
    raise TypeError(
        f"No record holds a {kind}" + (": name it as bytes_column." if isinstance(kind, LargeBinary) else ".")
    )
