"""Answers of an assessment: versions, conflicts, what is refused, and who may."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from charter.domain.errors import InvalidAnswers, NotAllowed, StaleAnswer, UnknownAssessment, WrongState
from charter.services.assessments import (
    Saved,
    field_versions,
    reading_of,
    record_answer,
    record_answers,
    restore_version,
    saved_fields,
)
from charter.services.deeds import new_id
from charter.services.rounds import start_assessment
from charter.store.assessments import AnswerVersionRow, AssessmentRow
from charter.store.history import EventRow
from tests.support.teams import CLOSES, JUNE, deed, round_in_progress

LEVEL = "/criteria/MA-01/level"
WORDS = "/criteria/MA-01/answers/MA-01.q3"


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def record(session, assessment_id, field, value, version, *, who="writer", now=JUNE):
    return record_answer(deed(session, who, now), assessment_id, field, value, version)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_saved_answer_is_there_with_its_version(session, assessment_id):
    saved = record(session, assessment_id, WORDS, "We mentor.", 0)

    assert (saved.value, saved.version) == ("We mentor.", 1)
    assert saved_fields(deed(session, "viewer"), assessment_id) == {WORDS: saved}


def test_every_version_is_kept_with_who_and_when(session, assessment_id):
    record(session, assessment_id, WORDS, "One.", 0)
    record(session, assessment_id, WORDS, "Two.", 1, who="lead", now=JUNE + dt.timedelta(hours=1))

    versions = field_versions(deed(session, "viewer"), assessment_id, WORDS)

    assert [(one.version, one.value, one.person_id, one.saved_at) for one in versions] == [
        (1, "One.", "writer", JUNE),
        (2, "Two.", "lead", JUNE + dt.timedelta(hours=1)),
    ]


def test_the_second_of_two_who_save_is_shown_both_texts_and_nothing_is_overwritten(session, assessment_id):
    record(session, assessment_id, WORDS, "Mine.", 0)

    with pytest.raises(StaleAnswer) as conflict:
        record(session, assessment_id, WORDS, "Yours.", 0, who="lead")

    assert (conflict.value.theirs, conflict.value.yours, conflict.value.version) == ("Mine.", "Yours.", 1)
    assert saved_fields(deed(session, "viewer"), assessment_id)[WORDS].value == "Mine."
    assert record(session, assessment_id, WORDS, "Both.", 1, who="lead").version == 2


def test_the_same_form_sent_twice_is_saved_once(session, assessment_id):
    first = record(session, assessment_id, WORDS, "Once.", 0)

    assert record(session, assessment_id, WORDS, "Once.", 0) == first
    assert count(session, AnswerVersionRow) == 1


def test_an_earlier_version_can_be_restored_as_the_newest(session, assessment_id):
    record(session, assessment_id, WORDS, "Good.", 0)
    record(session, assessment_id, WORDS, "Bad.", 1)

    restored = restore_version(deed(session, "writer"), assessment_id, WORDS, 1, 2)

    assert (restored.value, restored.version) == ("Good.", 3)
    assert count(session, AnswerVersionRow) == 3


def test_an_answer_can_be_emptied_and_is_not_zero(session, assessment_id):
    record(session, assessment_id, LEVEL, 2, 0)
    record(session, assessment_id, LEVEL, None, 1)

    row = session.get_one(AssessmentRow, assessment_id)
    assert reading_of(deed(session, "writer"), row)[1].sheet.of("MA-01").level is None


def test_answers_make_a_sheet_like_an_uploaded_file(session, assessment_id):
    record(session, assessment_id, LEVEL, 3, 0)
    record(session, assessment_id, "/criteria/MA-01/files/MA-01.q4", ["Policy.pdf"], 0)
    record(session, assessment_id, "/tables/DT-01/year_0", {"A": {"b2": 12}}, 0)
    record(session, assessment_id, "/inputs/network_leads", 3, 0)
    record(session, assessment_id, "/institution/name", "Example Trust", 0)
    record(session, assessment_id, "/applied_for", "silver", 0)

    _, reading = reading_of(deed(session, "writer"), session.get_one(AssessmentRow, assessment_id))

    sheet = reading.sheet
    assert reading.faults == ()
    assert (sheet.of("MA-01").level, sheet.of("MA-01").files["MA-01.q4"]) == (3, ("Policy.pdf",))
    assert sheet.tables["DT-01"][0].cells["staff", "A", "b2"] == 12
    assert (sheet.inputs["network_leads"], sheet.institution.name, sheet.applied_for) == (3, "Example Trust", "silver")
    assert (sheet.snapshot_on, sheet.submit_by) == (dt.date(2027, 3, 31), dt.date(2027, 9, 30))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (LEVEL, 9, "0 to 4"),
        (LEVEL, "three", "0 to 4"),
        ("/criteria/XX-99/level", 2, "XX-99"),
        ("/criteria/MA-01/answers/MA-01.q99", "x", "MA-01.q99"),
        ("/inputs/network_leads", -1, "1"),
        ("/applied_for", "tin", "bronze"),
        ("/criteria", {"MA-01": {"level": 2}}, "There is no such field"),
        ("/criteria/MA-01/answers", {"MA-01.q3": "x"}, "There is no such field"),
        ("/snapshot", "2027-01-01", "There is no such field"),
        ("/edition", "x", "There is no such field"),
        ("criteria/MA-01/level", 2, "There is no such field"),
        ("", 2, "There is no such field"),
        ("//", 2, "There is no such field"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(session, assessment_id, field, value, words):
    before = count(session, EventRow)

    with pytest.raises(InvalidAnswers) as refused:
        record(session, assessment_id, field, value, 0)

    session.rollback()
    assert words in str(refused.value)
    assert count(session, AnswerVersionRow) == 0
    assert count(session, EventRow) == before


def test_a_draft_above_its_limit_is_kept_and_named_before_it_can_be_signed(session, assessment_id):
    saved = record(session, assessment_id, WORDS, "word " * 301, 0)

    row = session.get_one(AssessmentRow, assessment_id)
    draft, strict = (reading_of(deed(session, "writer"), row, is_draft=is_draft)[1] for is_draft in (True, False))
    assert saved.version == 1
    assert draft.faults == ()
    assert [fault.message for fault in strict.faults] == [
        "The text has 301 words, 1 more than the limit of 300. Shorten it."
    ]


def test_an_institution_is_who_registered_until_it_answers_otherwise(session, assessment_id):
    row = session.get_one(AssessmentRow, assessment_id)
    before = reading_of(deed(session, "writer"), row)[1].sheet

    record(session, assessment_id, "/institution/name", "Example Foundation Trust", 0)

    after = reading_of(deed(session, "writer"), row)[1].sheet
    assert (before.institution.name, before.institution.scope) == ("Example trust", "whole_organisation")
    assert (after.institution.name, after.institution.scope) == ("Example Foundation Trust", "whole_organisation")


def test_a_level_is_refused_while_the_question_that_it_rests_on_is_answered_no(session, assessment_id):
    record(session, assessment_id, "/criteria/MA-01/answers/MA-01.q1", "no", 0)

    with pytest.raises(InvalidAnswers, match=r"MA-01\.q1"):
        record(session, assessment_id, LEVEL, 3, 0)


@pytest.mark.parametrize("who", ["signer", "viewer", "officer"])
def test_only_lead_and_contributors_write(session, assessment_id, who):
    with pytest.raises(NotAllowed):
        record(session, assessment_id, LEVEL, 2, 0, who=who)


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_to_everybody_else_the_assessment_does_not_exist(session, assessment_id, who):
    with pytest.raises(UnknownAssessment):
        record(session, assessment_id, LEVEL, 2, 0, who=who)
    with pytest.raises(UnknownAssessment):
        saved_fields(deed(session, who), assessment_id)


def test_the_awarding_body_does_not_read_what_is_not_submitted(session, assessment_id):
    with pytest.raises(NotAllowed):
        saved_fields(deed(session, "officer"), assessment_id)


def test_answers_lock_at_the_deadline(session, assessment_id):
    record(session, assessment_id, LEVEL, 2, 0, now=CLOSES - dt.timedelta(seconds=1))

    with pytest.raises(WrongState, match="The deadline has passed"):
        record(session, assessment_id, LEVEL, 3, 1, now=CLOSES)


def test_an_import_is_saved_whole_or_not_at_all(session, assessment_id):
    record(session, assessment_id, LEVEL, 2, 0)

    with pytest.raises(InvalidAnswers, match="0 to 4"):
        record_answers(
            deed(session, "writer"), assessment_id, [Saved(WORDS, "New.", 0), Saved("/criteria/MA-02/level", 9, 0)]
        )
    session.rollback()
    assert list(saved_fields(deed(session, "writer"), assessment_id)) == [LEVEL]

    saved = record_answers(deed(session, "writer"), assessment_id, [Saved(WORDS, "New.", 0), Saved(LEVEL, 2, 0)])

    assert saved == [Saved(WORDS, "New.", 1)]


def test_an_import_never_overwrites_what_somebody_saved_since(session, assessment_id):
    record(session, assessment_id, WORDS, "Theirs.", 0)

    with pytest.raises(StaleAnswer):
        record_answers(deed(session, "lead"), assessment_id, [Saved(LEVEL, 2, 0), Saved(WORDS, "From the file.", 0)])

    session.rollback()
    assert saved_fields(deed(session, "writer"), assessment_id)[WORDS].value == "Theirs."


def test_an_assessment_is_started_once(session, assessment_id):
    with pytest.raises(WrongState):
        start_assessment(deed(session, "lead"), assessment_id)


def test_no_id_looks_like_an_option_of_a_command(monkeypatch):
    drawn = iter(["-mXVZ", "-", "mXVZ"])
    monkeypatch.setattr("charter.services.deeds.secrets.token_urlsafe", lambda _size: next(drawn))

    assert new_id() == "mXVZ"
