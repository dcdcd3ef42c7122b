"""What a panel asks, what the institution replies, and that the submission stays as it was."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.case_workflow import CaseKind
from charter.domain.errors import InvalidPanel, NotAllowed, StaleAnswer, UnknownCase, WrongState
from charter.domain.permissions import Action
from charter.services.cases import case_for
from charter.services.panel_questions import NewQuestion, ask_institution, questions_in, questions_to, reply_to_panel
from charter.services.verification import differences
from charter.store.assessments import FrozenCopyRow
from charter.store.cases import CaseRow
from charter.store.outbox import MailRow
from charter.store.proceedings import ProceedingTextRow
from tests.support.panels import OCTOBER, case_of_all_doors, case_with_panel, panel_deed
from tests.support.teams import KEY, NO_FILES

UNTIL = dt.date(2027, 10, 20)
WORDS = "How many of the mentors are trained?"


@pytest.fixture
def case_id(session):
    return case_with_panel(session)


@pytest.fixture
def assessment_id(session, case_id):
    return session.get_one(CaseRow, case_id).assessment_id


def new(question_id="MA-01.q1", text=WORDS, until_on=UNTIL):
    return NewQuestion("MA-01", question_id, text, until_on)


def ask(session, case_id, who="anna", **facts):
    return ask_institution(panel_deed(session, who), case_id, new(**facts)).id


def reply(session, assessment_id, asked_id, who="writer", now=OCTOBER, **facts):
    given = {"raw": "yes", "note": "All forty of them.", "seen": 0} | facts
    reply_to_panel(panel_deed(session, who, now), assessment_id, asked_id, **given)


def seen_by(session, who, case_id):
    deed = panel_deed(session, who)
    return questions_in(deed, case_for(deed, case_id, Action.SEE_CASE))


def test_the_day_for_a_reply_ends_with_the_day_in_england(session, case_id):
    ask(session, case_id, until_on=dt.date(2027, 10, 20))

    [one] = seen_by(session, "ben", case_id)
    assert one.until_at == dt.datetime(2027, 10, 20, 22, 59, tzinfo=dt.UTC)  # midnight but a minute, in summer time


def test_a_reply_is_seen_beside_what_was_handed_in_which_stays(session, case_id, assessment_id):
    before = session.query(FrozenCopyRow).one().answers
    asked_id = ask(session, case_id)

    reply(session, assessment_id, asked_id, raw="no", note="We looked again.")

    [one] = seen_by(session, "ben", case_id)
    assert (one.before, one.after, one.reply) == ("yes", "no", "We looked again.")
    assert session.query(FrozenCopyRow).one().answers == before
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_answer_that_the_panel_may_not_see_stays_withheld_where_it_is_asked_about(session, case_id, assessment_id):
    new_question = NewQuestion("NW-01", "NW-01.q6", "Are these all of the chairs?", UNTIL)
    asked_id = ask_institution(panel_deed(session, "anna"), case_id, new_question).id

    reply(session, assessment_id, asked_id, raw="4", note="One more began.")

    [to_panel], [to_team] = seen_by(session, "ben", case_id), questions_to(panel_deed(session, "lead"), assessment_id)
    assert to_panel.before == "Given, and withheld: it would show a figure of few people."
    assert to_panel.after == "Given anew, and withheld: it would show a figure of few people."
    assert (to_team.before, to_team.after) == (3, 4)


def test_the_panel_of_an_appeal_is_answered_too(session, case_id, assessment_id):
    session.get_one(CaseRow, case_id).kind = CaseKind.APPEAL
    asked_id = ask(session, case_id)

    reply(session, assessment_id, asked_id, note="As we said.")

    assert [one.reply for one in questions_to(panel_deed(session, "viewer"), assessment_id)] == ["As we said."]


def test_no_letter_about_a_reply_goes_to_somebody_whom_an_interest_shuts_out(session):
    case_id = case_of_all_doors(session)
    asked_id = ask(session, case_id)

    reply(session, session.get_one(CaseRow, case_id).assessment_id, asked_id)

    told = [mail.address.partition("@")[0] for mail in session.query(MailRow).filter(MailRow.key.contains(":replied:"))]
    assert sorted(told) == ["anna", "ben", "cara", "chair", "silent"]


def test_team_and_panel_are_told_and_nobody_learns_who_asked(session, case_id, assessment_id):
    asked_id = ask(session, case_id)
    reply(session, assessment_id, asked_id)

    mails = session.query(MailRow).filter(MailRow.key.startswith("panel:")).all()
    assert sorted(mail.address.partition("@")[0] for mail in mails if ":asked:" in mail.key) == ["lead", "writer"]
    assert sorted(mail.address.partition("@")[0] for mail in mails if ":replied:" in mail.key) == [
        "anna",
        "ben",
        "cara",
        "chair",
    ]
    assert not any("Anna" in mail.body for mail in mails)


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"question_id": "MA-01.q99"}, "question"),
        ({"text": " "}, "text"),
        ({"until_on": OCTOBER.date()}, "until_on"),
        ({"until_on": dt.date(2027, 11, 8)}, "until_on"),
    ],
)
def test_a_question_that_cannot_be_asked_names_its_field(session, case_id, facts, place):
    with pytest.raises(InvalidPanel) as error:
        ask(session, case_id, **facts)

    assert error.value.place == place


def test_the_office_asks_nothing(session, case_id):
    with pytest.raises(NotAllowed):
        ask(session, case_id, who="manager")


def test_after_the_day_no_reply_is_taken(session, case_id, assessment_id):
    asked_id = ask(session, case_id)

    reply(session, assessment_id, asked_id, now=dt.datetime(2027, 10, 20, 22, tzinfo=dt.UTC))
    with pytest.raises(WrongState, match="has passed"):
        reply(session, assessment_id, asked_id, now=dt.datetime(2027, 10, 20, 23, tzinfo=dt.UTC), seen=1)


def test_two_who_reply_at_once_are_told_apart_and_neither_text_is_lost(session, case_id, assessment_id):
    asked_id = ask(session, case_id)
    reply(session, assessment_id, asked_id, note="First.")

    with pytest.raises(StaleAnswer) as error:
        reply(session, assessment_id, asked_id, who="lead", note="Second.")

    assert (error.value.theirs, error.value.yours, error.value.version) == ("First.", "Second.", 1)
    reply(session, assessment_id, asked_id, who="lead", note="First. Second.", seen=1)
    assert [one.reply for one in questions_to(panel_deed(session, "viewer"), assessment_id)] == ["First. Second."]


def test_a_reply_that_says_nothing_and_changes_nothing_is_none(session, case_id, assessment_id):
    asked_id = ask(session, case_id)

    with pytest.raises(InvalidPanel, match="Write what the panel should know"):
        reply(session, assessment_id, asked_id, note="")


def test_viewers_read_and_others_find_nothing(session, case_id, assessment_id):
    asked_id = ask(session, case_id)

    with pytest.raises(NotAllowed):
        reply(session, assessment_id, asked_id, who="viewer")
    with pytest.raises(UnknownCase):
        reply(session, assessment_id, "none")


def test_a_changed_word_of_a_question_is_found(session, case_id):
    ask(session, case_id)
    session.query(ProceedingTextRow).filter(ProceedingTextRow.text == WORDS).update({"text": "Who?"})
    session.commit()

    [fault] = differences(session, KEY, NO_FILES)

    assert fault.endswith("its text is not the one that was written.")
