"""Comments on an assessment's questions: written, answered, resolved, opened again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from charter.domain.errors import Fault, InvalidComment, UnknownCriterion
from charter.domain.mentions import find_mentions
from charter.domain.notices import Notice
from charter.domain.wording import count_text, list_text, plain_text
from charter.domain.workflow import Event
from charter.services.assessments import edition_of
from charter.services.deeds import Deed, begin, happen, new_id
from charter.services.letters import mention_letter
from charter.services.notices import recipients
from charter.services.outbox import put_letter
from charter.services.teams import name_of, subject_of, team_names
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.chains import text_digest
from charter.store.comments import CommentMentionRow, CommentRow
from charter.store.notices import SeenRow

MOST_CHARACTERS = 2000
KEY = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment as somebody typed it."""

    criterion_id: str
    question_id: str  # "" = the criterion as a whole
    text: str
    told: tuple[str, ...] = ()  # ids of those chosen beside the text
    key: str = ""  # made with the form, so that a form sent twice is one comment


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the team reads it. A name or text that was redacted is empty."""

    id: str
    question_id: str
    text: str
    author_name: str
    written_at: dt.datetime
    mentioned_names: tuple[str, ...]
    is_new: bool  # written by somebody else since this person last looked
    resolved_at: dt.datetime | None
    resolver_name: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.resolved_at is None


def comments_of(deed: Deed, workspace: Workspace, criterion_id: str) -> dict[str, list[Comment]]:
    """Give the comments on a criterion, oldest first, by question ("" = the criterion as a whole): one statement.

    Who may see the workspace may. Changes nothing.
    """
    rows: dict[str, tuple[CommentRow, str, str, dt.datetime | None]] = {}
    mentioned: dict[str, list[str]] = {}
    for row, name, resolver_name, seen_at, named in deed.session.execute(_with_names(deed, workspace, criterion_id)):
        rows[row.id] = (row, name, resolver_name or "", seen_at)
        mentioned.setdefault(row.id, []).extend([] if named is None else [named])
    threads: dict[str, list[Comment]] = {}
    for row, name, resolver_name, looked_at in rows.values():
        is_new = row.person_id != deed.person_id and (looked_at is None or row.written_at > looked_at)
        threads.setdefault(row.question_id, []).append(
            Comment(
                id=row.id,
                question_id=row.question_id,
                text=row.text,
                author_name=name,
                written_at=row.written_at,
                mentioned_names=tuple(mentioned[row.id]),
                is_new=is_new,
                resolved_at=row.resolved_at,
                resolver_name=resolver_name,
            )
        )
    return threads


def add_comment(deed: Deed, assessment_id: str, comment: NewComment, site_url: str | None) -> CommentRow:
    """Add a comment, and tell those whom it mentions, by ``@`` and a name or by choice.

    The team may, also after the deadline, until the assessment is submitted. The same form sent twice is one comment.
    Letters go into the outbox in the same transaction; nobody is told of their own. Raises UnknownAssessment,
    UnknownCriterion, NotAllowed, WrongState; InvalidComment where the text is empty or too long, or names nobody or
    several. Commits.
    """
    row = begin(deed, assessment_id, Event.COMMENTED)
    _find_place(deed, row, comment)
    text = plain_text(comment.text)
    known = deed.session.get(CommentRow, comment.key) if KEY.fullmatch(comment.key) else None
    if known is not None and (known.assessment_id, known.person_id, known.text) == (row.id, deed.person_id, text):
        deed.session.rollback()
        return deed.session.get_one(CommentRow, comment.key)
    mentioned = _check(comment, text, team_names(deed, row.organisation_id))
    is_key = bool(KEY.fullmatch(comment.key)) and known is None
    kept = _row(deed, row, comment, text, comment.key if is_key else new_id())
    deed.session.add(kept)
    deed.session.flush()
    deed.session.add_all(CommentMentionRow(comment_id=kept.id, person_id=person_id) for person_id in mentioned)
    details = {
        "comment": kept.id,
        "criterion": kept.criterion_id,
        "question": kept.question_id,
        "mentions": list(mentioned),
        "digest": text_digest(text),
    }
    happen(deed, row, Event.COMMENTED, details)
    _tell(deed, row, kept, mentioned, site_url)
    deed.session.commit()
    return kept


def resolve_comment(deed: Deed, assessment_id: str, comment_id: str) -> CommentRow:
    """Mark a comment as resolved. The team may, until the assessment is submitted; twice is once.

    Raises UnknownAssessment, UnknownCriterion, NotAllowed, WrongState. Commits.
    """
    row = begin(deed, assessment_id, Event.COMMENT_RESOLVED)
    kept = _comment(deed, row, comment_id)
    if kept.resolved_at is None:
        kept.resolved_by_id, kept.resolved_at = deed.person_id, deed.now
        happen(deed, row, Event.COMMENT_RESOLVED, {"comment": kept.id, "criterion": kept.criterion_id})
    deed.session.commit()
    return kept


def reopen_comment(deed: Deed, assessment_id: str, comment_id: str) -> CommentRow:
    """Open a resolved comment again; history keeps who had resolved it. As ``resolve_comment``."""
    row = begin(deed, assessment_id, Event.COMMENT_REOPENED)
    kept = _comment(deed, row, comment_id)
    if kept.resolved_at is not None:
        kept.resolved_by_id, kept.resolved_at = None, None
        happen(deed, row, Event.COMMENT_REOPENED, {"comment": kept.id, "criterion": kept.criterion_id})
    deed.session.commit()
    return kept


def _find_place(deed: Deed, row: AssessmentRow, comment: NewComment) -> None:
    criteria = {one.id: one for one in edition_of(deed, row).criteria}
    if comment.criterion_id not in criteria:
        raise UnknownCriterion("There is no such criterion. Check the address.")
    questions = {question.id for question in criteria[comment.criterion_id].questions}
    if comment.question_id and comment.question_id not in questions:
        raise UnknownCriterion("There is no such question. Check the address.")


def _check(comment: NewComment, text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Who is mentioned. InvalidComment with every fault of the text."""
    found = find_mentions(text[:MOST_CHARACTERS], names, comment.told)
    faults = []
    if not text:
        faults.append(Fault("text", "Write a comment"))
    if len(text) > MOST_CHARACTERS:
        over = count_text(len(text) - MOST_CHARACTERS, "character")
        faults.append(Fault("text", f"The comment is {over} too long. Shorten it to 2,000"))
    if found.unknown:
        words = list_text([f"“{name}”" for name in found.unknown], "or")
        faults.append(
            Fault("text", f"Nobody in the team is called {words}. Choose from the list, or put a space after the @")
        )
    if found.ambiguous:
        words = list_text([f"“{name}”" for name in found.ambiguous])
        faults.append(Fault("told", f"More than one member is called {words}. Choose whom you mean"))
    if faults:
        raise InvalidComment(tuple(faults))
    return found.person_ids


def _row(deed: Deed, row: AssessmentRow, comment: NewComment, text: str, comment_id: str) -> CommentRow:
    return CommentRow(
        id=comment_id,
        assessment_id=row.id,
        criterion_id=comment.criterion_id,
        question_id=comment.question_id,
        text=text,
        person_id=deed.person_id,
        written_at=deed.now,
        resolved_by_id=None,
        resolved_at=None,
    )


def _tell(deed: Deed, row: AssessmentRow, kept: CommentRow, mentioned: tuple[str, ...], site_url: str | None) -> None:
    others = [person_id for person_id in mentioned if person_id != deed.person_id]
    if not others:
        return
    about, author = subject_of(deed, row, site_url), name_of(deed)
    wanting = recipients(deed.session, row.organisation_id, Notice.MENTION)
    for person_id in others:
        if person_id in wanting:
            to = wanting[person_id]
            letter = mention_letter(about, to, author=author, criterion_id=kept.criterion_id, comment_id=kept.id)
            put_letter(deed.session, letter, deed.now)


def _comment(deed: Deed, row: AssessmentRow, comment_id: str) -> CommentRow:
    found = deed.session.get(CommentRow, comment_id)
    if found is None or found.assessment_id != row.id:
        raise UnknownCriterion("There is no such comment. Check the address.")
    return found


def _with_names(deed: Deed, workspace: Workspace, criterion_id: str) -> Select[CommentRow, str, str, dt.datetime, str]:
    """Each comment on a criterion, once for each member whom it mentions, with everybody's names."""
    author, resolver, named = aliased(PersonRow), aliased(PersonRow), aliased(PersonRow)
    seen = (SeenRow.person_id == deed.person_id) & (SeenRow.assessment_id == CommentRow.assessment_id)
    return (
        select(CommentRow, author.name, resolver.name, SeenRow.seen_at, named.name)
        .join(author, author.id == CommentRow.person_id)
        .join(resolver, resolver.id == CommentRow.resolved_by_id, isouter=True)
        .join(SeenRow, seen & (SeenRow.criterion_id == CommentRow.criterion_id), isouter=True)
        .join(CommentMentionRow, CommentMentionRow.comment_id == CommentRow.id, isouter=True)
        .join(named, named.id == CommentMentionRow.person_id, isouter=True)
        .where(CommentRow.assessment_id == workspace.assessment_id, CommentRow.criterion_id == criterion_id)
        .order_by(CommentRow.written_at, CommentRow.id, named.name)
    )
