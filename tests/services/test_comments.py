"""Comments: whom they mention, who may write them, and that nothing of them is lost or told twice."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from charter.domain.errors import InvalidComment, NotAllowed, UnknownAssessment, UnknownCriterion, WrongState
from charter.domain.notices import Notice
from charter.services.comments import NewComment, add_comment, comments_of, reopen_comment, resolve_comment
from charter.services.criterion_overview import mark_seen
from charter.services.memberships import remove_member
from charter.services.notices import choose_notices
from charter.services.workspaces import workspace_of
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.chains import text_digest
from charter.store.comments import CommentRow
from charter.store.history import EventRow
from charter.store.outbox import MailRow
from tests.support.reference_database import counted_statements
from tests.support.teams import CLOSES, JUNE, TRUST, deed, round_in_progress

SITE = "https://charter.example"
MINUTE = dt.timedelta(minutes=1)
KEY = "k" * 22


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def say(session, assessment_id, text="Who has the figures?", *, who="writer", now=JUNE, **more):
    comment = NewComment("MA-01", more.pop("question_id", "MA-01.q3"), text, **more)
    return add_comment(deed(session, who, now), assessment_id, comment, SITE)


def read(session, assessment_id, who="lead"):
    by = deed(session, who)
    return comments_of(by, workspace_of(by, assessment_id), "MA-01")


def letters(session):
    return session.scalars(select(MailRow).order_by(MailRow.key)).all()


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_comments_are_read_by_question_oldest_first(session, assessment_id):
    say(session, assessment_id, "First.")
    say(session, assessment_id, "Second.", who="viewer", now=JUNE + MINUTE)
    say(session, assessment_id, "On the whole.", question_id="")

    threads = read(session, assessment_id)

    assert {name: [(one.author_name, one.text) for one in thread] for name, thread in threads.items()} == {
        "": [("Writer", "On the whole.")],
        "MA-01.q3": [("Writer", "First."), ("Viewer", "Second.")],
    }
    assert threads[""][0].is_open
    assert threads[""][0].written_at == JUNE


def test_history_holds_a_digest_and_ids_and_never_the_text(session, assessment_id):
    kept = say(session, assessment_id, "Ask @Lead.")

    event = session.scalars(select(EventRow).order_by(EventRow.number.desc())).first()
    assert (event.event, event.person_id) == ("commented", "writer")
    assert event.details == {
        "comment": kept.id,
        "criterion": "MA-01",
        "question": "MA-01.q3",
        "mentions": ["lead"],
        "digest": text_digest("Ask @Lead."),
    }


def test_a_comment_takes_back_no_signature(session, assessment_id):
    session.get_one(AssessmentRow, assessment_id).state = "signed"
    session.commit()

    say(session, assessment_id)

    assert session.get_one(AssessmentRow, assessment_id).state == "signed"


def test_whoever_is_mentioned_is_told_once_with_a_link_and_without_the_text(session, assessment_id):
    kept = say(session, assessment_id, "@Lead and @viewer, nobody has answered. @Lead!")

    to_lead, to_viewer = letters(session)
    assert (to_lead.address, to_viewer.address) == ("lead@example.org", "viewer@example.org")
    assert to_lead.subject == "Writer mentions you in a comment on MA-01"
    assert f"{SITE}/assessments/{assessment_id}/criteria/MA-01/comments#comment-{kept.id}" in to_lead.body
    assert f"{SITE}/account/notices" in to_lead.body
    assert "nobody has answered" not in to_lead.body
    assert [one.mentioned_names for one in read(session, assessment_id)["MA-01.q3"]] == [("Lead", "Viewer")]


def test_nobody_is_told_of_their_own_mention_nor_of_what_they_switched_off(session, assessment_id):
    choose_notices(deed(session, "lead"), set(Notice) - {Notice.MENTION})

    say(session, assessment_id, "@Writer notes for @Lead.")

    assert letters(session) == []
    assert read(session, assessment_id)["MA-01.q3"][0].mentioned_names == ("Lead", "Writer")


def test_without_an_address_of_the_site_the_letter_says_to_sign_in(session, assessment_id):
    comment = NewComment("MA-01", "", "@Lead?")
    add_comment(deed(session, "writer"), assessment_id, comment, None)

    [letter] = letters(session)
    assert "Sign in to the site of the charter and open MA-01 there." in letter.body
    assert "http" not in letter.body


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  \r\n ", "Write a comment"),
        ("x" * 2001, "The comment is 1 character too long. Shorten it to 2,000"),
        ("@Sam, @Lead", "Nobody in the team is called “Sam”."),
        ("@Stranger", "Nobody in the team is called “Stranger”."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence_and_nothing_is_written(session, assessment_id, text, words):
    before = count(session, EventRow)

    with pytest.raises(InvalidComment, match=words) as refused:
        say(session, assessment_id, text)

    session.rollback()
    assert [fault.place for fault in refused.value.faults] == ["text"]
    assert (count(session, CommentRow), count(session, EventRow), letters(session)) == (0, before, [])


def test_of_two_members_of_one_name_the_one_chosen_is_told(session, assessment_id):
    session.get_one(PersonRow, "viewer").name = "Lead"
    session.commit()
    with pytest.raises(InvalidComment, match="More than one member is called “Lead”"):
        say(session, assessment_id, "@Lead?")
    session.rollback()

    say(session, assessment_id, "@Lead?", told=("viewer",))

    assert [one.address for one in letters(session)] == ["viewer@example.org"]


def test_a_text_of_2000_characters_is_kept_whatever_ends_its_lines(session, assessment_id):
    kept = say(session, assessment_id, "é\r\n" * 999 + "ok\x00")

    assert kept.text == "é\n" * 999 + "ok"
    assert len(kept.text) == 2000


def test_the_same_form_sent_twice_is_one_comment_and_one_letter(session, assessment_id):
    first = say(session, assessment_id, "@Lead?", key=KEY).id

    assert say(session, assessment_id, "@Lead?", key=KEY, now=JUNE + MINUTE).id == first == KEY
    assert (count(session, CommentRow), len(letters(session))) == (1, 1)


@pytest.mark.parametrize("key", ["", "x", KEY, "../../etc/passwd000000"])
def test_another_text_or_a_forged_key_is_another_comment(session, assessment_id, key):
    say(session, assessment_id, "One.", key=KEY)
    say(session, assessment_id, "Two.", key=key, who="lead")

    assert count(session, CommentRow) == 2


def test_a_comment_is_resolved_and_opened_again_and_history_keeps_who(session, assessment_id):
    kept = say(session, assessment_id).id
    resolve_comment(deed(session, "viewer", JUNE + MINUTE), assessment_id, kept)
    resolve_comment(deed(session, "lead", JUNE + 2 * MINUTE), assessment_id, kept)
    resolved = read(session, assessment_id)["MA-01.q3"][0]
    reopen_comment(deed(session, "writer", JUNE + 3 * MINUTE), assessment_id, kept)
    reopen_comment(deed(session, "writer", JUNE + 3 * MINUTE), assessment_id, kept)

    assert (resolved.is_open, resolved.resolver_name, resolved.resolved_at) == (False, "Viewer", JUNE + MINUTE)
    assert read(session, assessment_id)["MA-01.q3"][0].is_open
    told = session.execute(select(EventRow.event, EventRow.person_id).order_by(EventRow.happened_at, EventRow.number))
    assert [tuple(one) for one in told][-3:] == [
        ("commented", "writer"),
        ("comment_resolved", "viewer"),
        ("comment_reopened", "writer"),
    ]


def test_comments_go_on_after_the_deadline_and_end_with_submission(session, assessment_id):
    kept = say(session, assessment_id, now=CLOSES + MINUTE).id
    session.get_one(AssessmentRow, assessment_id).state = "submitted"
    session.commit()

    with pytest.raises(WrongState, match="its comments are closed"):
        say(session, assessment_id)
    session.rollback()
    with pytest.raises(WrongState):
        resolve_comment(deed(session, "lead"), assessment_id, kept)
    session.rollback()
    assert len(read(session, assessment_id)["MA-01.q3"]) == 1


def test_what_others_wrote_is_new_until_it_was_seen(session, assessment_id):
    say(session, assessment_id, "Old.")
    mark_seen(deed(session, "lead", JUNE + MINUTE), assessment_id, ["MA-01"], JUNE + MINUTE)
    say(session, assessment_id, "New.", now=JUNE + 2 * MINUTE)
    say(session, assessment_id, "Mine.", who="lead", now=JUNE + 3 * MINUTE)

    assert [one.is_new for one in read(session, assessment_id)["MA-01.q3"]] == [False, True, False]
    assert [one.is_new for one in read(session, assessment_id, "viewer")["MA-01.q3"]] == [True, True, True]


def test_somebody_who_left_is_not_mentioned_and_what_they_wrote_stays(session, assessment_id):
    say(session, assessment_id, "Mine.")
    remove_member(deed(session, "lead"), TRUST, "writer")

    with pytest.raises(InvalidComment, match="Nobody in the team is called “Writer”"):
        say(session, assessment_id, "@Writer?", who="lead")
    session.rollback()

    say(session, assessment_id, "For them.", who="lead", told=("writer",))
    assert {one.author_name for one in read(session, assessment_id)["MA-01.q3"]} == {"Lead", "Writer"}
    assert letters(session) == []


@pytest.mark.parametrize(("criterion_id", "question_id"), [("XX-99", ""), ("MA-01", "MA-02.q1"), ("MA-02", "MA-01.q3")])
def test_a_comment_belongs_to_a_question_of_its_criterion(session, assessment_id, criterion_id, question_id):
    with pytest.raises(UnknownCriterion):
        add_comment(deed(session, "writer"), assessment_id, NewComment(criterion_id, question_id, "?"), SITE)


def test_only_the_team_writes_and_nobody_reaches_another_assessments_comment(session, assessment_id):
    kept = say(session, assessment_id).id
    other = session.scalars(select(AssessmentRow.id).where(AssessmentRow.id != assessment_id)).one()

    with pytest.raises(UnknownAssessment):
        say(session, assessment_id, who="stranger")
    with pytest.raises(NotAllowed):
        say(session, assessment_id, who="officer")
    with pytest.raises(UnknownCriterion):
        resolve_comment(deed(session, "stranger"), other, kept)


def test_many_comments_take_as_many_statements_as_none(session, assessment_id):
    by = deed(session, "lead")
    workspace = workspace_of(by, assessment_id)
    with counted_statements(session) as few:
        comments_of(by, workspace, "MA-01")
    for number in range(5):
        say(session, assessment_id, f"@Lead {number}", now=JUNE + number * MINUTE)
    with counted_statements(session) as many:
        comments_of(by, workspace, "MA-01")

    assert (len(few), len(many)) == (1, 1)
