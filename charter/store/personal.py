"""Where something about a person lies, table by table: what is emptied, and what is deleted, when one is forgotten.

A new table is named here, in one of the lists; a test finds one that is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from charter.store.schema import all_tables


@dataclass(frozen=True, slots=True)
class Writing:
    """Free text of an assessment that its writer, or whoever is named in it, may have emptied."""

    table: str
    # the columns that hold the text
    texts: tuple[str, ...]
    # the column that says who wrote it; "" = the event of the same number does
    writer: str = "person_id"
    # the column that tells the row within its assessment
    key: str = "id"


WRITINGS = (
    Writing("event_texts", ("text",), writer="", key="number"),
    Writing("comments", ("text",)),
    Writing("assignments", ("blocked_reason",), key="criterion_id"),
)
# Rows that go with the person: by the column that says whose they are.
DELETED = {
    "passkeys": "person_id",
    "kept_forms": "person_id",
    "criteria_seen": "person_id",
    "declined_notices": "person_id",
    "reviewers": "person_id",
    "employments": "person_id",
}
# Files made of an assessment may name them, and can be made again: they go with those of every assessment concerned.
MADE = ("assessment_papers", "exports")
# Tables that hold nothing that a person could have removed: ids, figures, what belongs to the institution; or whose
# personal columns services/redaction.py empties by name.
KEPT = frozenset(
    {
        "people",
        "attempts",
        "mails",
        "invitations",
        "memberships",
        "team_changes",
        "organisations",
        "organisation_mergers",
        "rounds",
        "assessments",
        "answers",
        "answer_versions",
        "carried_marks",
        "edition_moves",
        "frozen_copies",
        "network_statements",
        "evidence_files",
        "events",
        "round_events",
        "round_event_texts",
        "comment_mentions",
        "reminders",
        "future_outlooks",
        "progress_counts",
        "visits",
        "visit_files",
        "made_files",
        # deleted all together: store/matter_papers.py
        "matter_papers",
        "published_editions",
        "edition_drafts",
        "edition_draft_versions",
        "edition_publications",
        "issuer_key_events",
        "credentials",
        "credential_statuses",
        "practice_copies",
        "proceedings",
        "proceeding_texts",
        "cases",
        "seats",
        "confidentialities",
        "declarations",
        "rulings",
        "presences",
        # why a level was given is the reason of a decision: it can be disclosed, and stays as long as the award
        "ratings",
        "rating_versions",
        "review_locks",
        "agreed_levels",
        "decisions",
        "confirmations",
        "awards",
        "award_standings",
        # who objected is emptied by services/objection_redaction.py
        "objections",
        # the panel's words to the institution: as above
        "feedback_texts",
        "feedback_versions",
        "sent_outcomes",
        "award_conditions",
        "annual_returns",
        "award_reviews",
        "panel_questions",
        "body_looks",
        "panel_replies",
    }
)


@dataclass(frozen=True, slots=True)
class Whose:
    """A person and what they can be told by in a text."""

    person_id: str
    words: tuple[str, ...] = field(default=())


def empty_writings(session: Session, assessment_id: str, whose: Whose) -> dict[str, list[str]]:
    """Empty what the person wrote for an assessment, and what names them; give the keys of the rows by table."""
    emptied: dict[str, list[str]] = {}
    for writing, table in _writings():
        chosen = and_(table.c.assessment_id == assessment_id, _holds(table, writing, whose))
        key = table.c[writing.key]
        keys = list(session.scalars(select(key).where(chosen).order_by(key)))
        if keys:
            emptied[writing.table] = [str(one) for one in keys]
            theirs = and_(table.c.assessment_id == assessment_id, key.in_(keys))
            session.execute(update(table).where(theirs).values(dict.fromkeys(writing.texts, "")))
    return emptied


def delete_rows(session: Session, person_id: str) -> None:
    """Delete the rows that go with the person."""
    for name, column in DELETED.items():
        table = all_tables().tables[name]
        session.execute(delete(table).where(table.c[column] == person_id))


def delete_made(session: Session, assessment_id: str) -> None:
    """Delete what was made of an assessment and can be made again."""
    for name in MADE:
        table = all_tables().tables[name]
        session.execute(delete(table).where(table.c.assessment_id == assessment_id))


def _writings() -> Iterator[tuple[Writing, Table]]:
    for writing in WRITINGS:
        yield writing, all_tables().tables[writing.table]


def _holds(table: Table, writing: Writing, whose: Whose) -> ColumnElement[bool]:
    """The rows with a text that the person wrote or that names them."""
    texts = [table.c[name] for name in writing.texts]
    named = [text.icontains(word, autoescape=True) for text in texts for word in whose.words]
    return and_(or_(*(text != "" for text in texts)), or_(_written_by(table, writing, whose.person_id), *named))


def _written_by(table: Table, writing: Writing, person_id: str) -> ColumnElement[bool]:
    if writing.writer:
        return table.c[writing.writer] == person_id
    events = all_tables().tables["events"]
    theirs = select(events.c.number).where(
        events.c.assessment_id == table.c.assessment_id, events.c.person_id == person_id
    )
    return table.c[writing.key].in_(theirs)
