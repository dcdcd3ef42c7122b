"""Tampering with comments and assignments is found; redaction is not tampering."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment, reopen_comment, resolve_comment
from charter.services.redaction import forget_person
from charter.services.verification import differences
from tests.support.teams import JUNE, KEY, NO_FILES, deed, round_in_progress

AUGUST = dt.date(2027, 8, 31)


@pytest.fixture
def worked(session):
    """An assessment with two comments, one of them resolved, and an assignment that something stands in the way of."""
    ours = round_in_progress(session)
    first = add_comment(deed(session, "writer"), ours, NewComment("MA-01", "", "Who has the figures?"), None)
    second = add_comment(deed(session, "writer"), ours, NewComment("MA-01", "MA-01.q3", "Too long."), None)
    resolve_comment(deed(session, "lead"), ours, first.id)
    reopen_comment(deed(session, "lead"), ours, first.id)
    resolve_comment(deed(session, "lead"), ours, second.id)
    assign_criterion(deed(session, "lead"), ours, "MA-01", Assignment("writer", AUGUST, "No data."), None)
    assign_criterion(deed(session, "lead"), ours, "MA-02", Assignment("writer", None, ""), None)
    assign_criterion(deed(session, "lead"), ours, "MA-01", Assignment("viewer", AUGUST, "No data.", 1), None)
    return ours


def found(session):
    session.expire_all()
    return list(differences(session, KEY, NO_FILES))


def test_what_the_team_wrote_is_as_it_was_written(session, worked):
    assert found(session) == []


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("UPDATE comments SET text = 'Somebody else has them.' WHERE question_id = ''", "it is not what was written"),
        ("UPDATE comments SET text = '' WHERE question_id = ''", "it is not what was written"),
        ("UPDATE comments SET id = 'another' WHERE question_id = ''", "it is gone"),
        ("DELETE FROM comments", "it is gone"),
        ("UPDATE comments SET resolved_at = NULL", "whether it is resolved is not what history tells"),
        ("UPDATE comments SET resolved_at = written_at", "whether it is resolved is not what history tells"),
        ("UPDATE assignments SET owner_id = 'writer'", "MA-01: its owner, day or reason is not what history tells"),
        ("UPDATE assignments SET due_on = '2027-09-01'", "MA-01: its owner, day or reason is not what history tells"),
        ("UPDATE assignments SET blocked_reason = ''", "MA-01: its owner, day or reason is not what history tells"),
        ("UPDATE assignments SET is_blocked = (1 = 0)", "MA-01: its owner, day or reason is not what history tells"),
        ("DELETE FROM assignments", "MA-02: who looks after it is gone"),
    ],
)
def test_each_kind_of_tampering_is_found(session, worked, tampering, words):
    session.execute(text(tampering))
    session.commit()

    assert any(words in sentence for sentence in found(session))


def test_a_person_who_was_forgotten_leaves_no_text_and_no_difference(session, worked):
    forget_person(deed(session, "officer", JUNE + dt.timedelta(days=1)), "writer")

    texts = session.scalars(text("SELECT text FROM comments")).all()
    assert list(texts) == ["", ""]
    assert found(session) == []


def test_the_reason_of_somebody_who_was_forgotten_is_emptied_and_leaves_no_difference(session, worked):
    forget_person(deed(session, "officer", JUNE + dt.timedelta(days=1)), "lead")

    reasons = session.scalars(text("SELECT blocked_reason FROM assignments ORDER BY criterion_id")).all()
    assert list(reasons) == ["", ""]
    assert found(session) == []
