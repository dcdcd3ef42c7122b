"""An action plan as living work: added, changed, removed, noted upon, checked, begun with a suggestion."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from charter.domain.errors import InvalidAnswers, NotAllowed, StaleAnswer, UnknownAction, UnknownAssessment, WrongState
from charter.services.action_advice import plan_checks, starting_values, suggestions
from charter.services.action_plans import plan_of
from charter.services.action_progress import NewNote, note_progress
from charter.services.actions import remove_action, save_action
from charter.services.assessments import record_answer
from charter.services.drafts import draft_summary
from charter.services.plan_fields import new_key
from charter.services.verification import differences
from charter.services.workspaces import workspace_of
from charter.store.assessments import AnswerRow, AnswerVersionRow, AssessmentRow
from charter.store.history import EventRow
from tests.support.teams import CLOSES, JUNE, KEY, NO_FILES, deed, round_in_progress

TODAY = JUNE.date()
AFTER = CLOSES + dt.timedelta(days=100)
KEY_ONE, KEY_TWO = new_key(JUNE, 1, "1" * 12), new_key(JUNE, 2, "2" * 12)


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def save(session, assessment_id, values, version=0, *, key=KEY_ONE, who="writer"):
    return save_action(deed(session, who), assessment_id, "actions", key, (values, version))


def note(session, assessment_id, rating, text, *, on=TODAY, who="writer", now=JUNE, key=KEY_ONE):
    note_progress(deed(session, who, now), assessment_id, key, NewNote(rating, on, text))


def plan(session, assessment_id, name="actions", who="viewer"):
    given = deed(session, who)
    return plan_of(given, workspace_of(given, assessment_id), name)


def submitted(session, assessment_id):
    session.get_one(AssessmentRow, assessment_id).state = "submitted"
    session.commit()


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_an_action_is_there_with_who_wrote_it_and_when(session, assessment_id):
    save(session, assessment_id, {"ref": " A1 ", "measure": "Share\r\nof all", "target": ""})

    (action,) = plan(session, assessment_id).actions

    assert action.values == {"ref": "A1", "measure": "Share\nof all"}
    assert (action.name, action.version, action.saved_by, action.saved_at) == ("A1", 1, "Writer", JUNE)


def test_two_who_add_at_once_both_have_their_action(session, assessment_id):
    save(session, assessment_id, {"ref": "A1"}, key=KEY_TWO, who="lead")
    save(session, assessment_id, {"ref": "A1"}, key=KEY_ONE)

    assert [(item.key, item.saved_by) for item in plan(session, assessment_id).actions] == [
        (KEY_ONE, "Writer"),
        (KEY_TWO, "Lead"),
    ]


def test_the_form_of_a_new_action_sent_twice_adds_one(session, assessment_id):
    save(session, assessment_id, {"ref": "A1"})
    save(session, assessment_id, {"ref": "A1"})

    assert len(plan(session, assessment_id).actions) == 1
    assert count(session, AnswerVersionRow) == 1


def test_the_second_of_two_who_change_an_action_overwrites_nothing(session, assessment_id):
    save(session, assessment_id, {"ref": "A1"})
    save(session, assessment_id, {"ref": "A1", "target": "60 %"}, 1, who="lead")

    with pytest.raises(StaleAnswer):
        save(session, assessment_id, {"ref": "A1", "target": "40 %"}, 1)

    assert plan(session, assessment_id).actions[0].values["target"] == "60 %"


def test_a_removed_action_is_gone_from_the_plan_and_kept_in_its_versions(session, assessment_id):
    save(session, assessment_id, {"ref": "A1"})

    remove_action(deed(session, "lead"), assessment_id, "actions", KEY_ONE, 1)

    assert plan(session, assessment_id).actions == ()
    assert count(session, AnswerVersionRow) == 2


def test_an_action_that_somebody_changed_since_is_not_removed(session, assessment_id):
    save(session, assessment_id, {"ref": "A1"})
    save(session, assessment_id, {"ref": "A2"}, 1)

    with pytest.raises(StaleAnswer):
        remove_action(deed(session, "lead"), assessment_id, "actions", KEY_ONE, 1)


@pytest.mark.parametrize("key", [KEY_TWO, "A1", "", "x" * 400])
def test_an_action_that_is_not_there_cannot_be_removed_or_noted_upon(session, assessment_id, key):
    with pytest.raises(UnknownAction):
        remove_action(deed(session, "lead"), assessment_id, "actions", key, 1)
    with pytest.raises(UnknownAction):
        note(session, assessment_id, "green", "Done.", key=key)


def test_an_empty_action_is_refused(session, assessment_id):
    with pytest.raises(InvalidAnswers, match="The action is empty"):
        save(session, assessment_id, {"ref": "  ", "target": ""})


def test_a_plan_holds_five_hundred_actions_at_most_those_removed_not_counted(session, assessment_id):
    keys = [new_key(JUNE, place) for place in range(500)]
    session.add_all(
        AnswerRow(assessment_id=assessment_id, field=f"/actions/{key}", version=1, value={"ref": key}) for key in keys
    )
    session.commit()

    with pytest.raises(InvalidAnswers, match="500 actions at most"):
        save(session, assessment_id, {"ref": "A501"}, key=new_key(JUNE, 501))

    remove_action(deed(session, "lead"), assessment_id, "actions", keys[0], 1)
    save(session, assessment_id, {"ref": "A501"}, key=new_key(JUNE, 501))


@pytest.mark.parametrize(
    ("who", "refused"), [("viewer", NotAllowed), ("signer", NotAllowed), ("stranger", UnknownAssessment)]
)
def test_only_those_who_write_may_change_a_plan(session, assessment_id, who, refused):
    save(session, assessment_id, {"ref": "A1"})

    with pytest.raises(refused):
        save(session, assessment_id, {"ref": "A2"}, 1, who=who)
    with pytest.raises(refused):
        remove_action(deed(session, who), assessment_id, "actions", KEY_ONE, 1)
    with pytest.raises(refused):
        note(session, assessment_id, "green", "Done.", who=who)


def test_a_note_is_kept_with_its_rating_day_and_writer_and_the_plan_s_rating_follows(session, assessment_id):
    save(session, assessment_id, {"ref": "A1", "rag": "not_started"})

    note(session, assessment_id, "amber", "Half of the wards.", on=dt.date(2027, 5, 30))

    (action,) = plan(session, assessment_id).actions
    (kept,) = action.notes
    assert (kept.rating, kept.on, kept.text, kept.noted_by) == (
        "amber", dt.date(2027, 5, 30), "Half of the wards.", "Writer",
    )  # fmt: skip
    assert action.values == {"ref": "A1", "rag": "amber", "progress": "Half of the wards."}


def test_a_note_on_an_earlier_day_and_a_text_of_one_s_own_leave_the_plan_as_it_is(session, assessment_id):
    save(session, assessment_id, {"ref": "A1", "rag": "red", "progress": "In our own words."})
    note(session, assessment_id, "amber", "In May.", on=dt.date(2027, 5, 30))

    note(session, assessment_id, "red", "In April.", on=dt.date(2027, 4, 30))

    (action,) = plan(session, assessment_id).actions
    assert [kept.text for kept in action.notes] == ["In May.", "In April."]
    assert action.values == {"ref": "A1", "rag": "amber", "progress": "In our own words."}


def test_progress_is_noted_through_the_year_after_and_the_submission_stays_as_it_was(session, assessment_id):
    save(session, assessment_id, {"ref": "A1", "rag": "not_started"})
    submitted(session, assessment_id)

    note(session, assessment_id, "complete", "Done.", on=AFTER.date(), now=AFTER)

    (action,) = plan(session, assessment_id).actions
    assert [kept.rating for kept in action.notes] == ["complete"]
    assert (action.values, action.version) == ({"ref": "A1", "rag": "not_started"}, 1)
    assert session.get_one(AssessmentRow, assessment_id).state == "submitted"
    with pytest.raises(WrongState):
        save(session, assessment_id, {"ref": "A2"}, 1)


def test_a_note_takes_no_signature_back(session, assessment_id):
    save(session, assessment_id, {"ref": "A1", "rag": "red"})
    session.get_one(AssessmentRow, assessment_id).state = "signed"

    note(session, assessment_id, "green", "Well.")

    assert session.get_one(AssessmentRow, assessment_id).state == "signed"
    assert plan(session, assessment_id).actions[0].values["rag"] == "red"


def test_the_same_note_sent_twice_is_kept_once(session, assessment_id):
    save(session, assessment_id, {"ref": "A1"})
    note(session, assessment_id, "green", "Well.")
    before = count(session, EventRow)

    note(session, assessment_id, "green", "Well.")

    assert count(session, EventRow) == before


@pytest.mark.parametrize(
    ("rating", "on", "text", "where"),
    [
        ("purple", TODAY, "Well.", "rating"),
        ("", TODAY, " ", "text"),
        ("green", TODAY + dt.timedelta(days=1), "Well.", "on"),
        ("green", dt.date(1066, 10, 14), "Well.", "on"),
        ("green", TODAY, "x" * 30_001, "text"),
    ],
)
def test_a_note_that_cannot_be_is_refused_at_its_field(session, *, rating, on, text, where):
    assessment_id = round_in_progress(session)
    save(session, assessment_id, {"ref": "A1"})

    with pytest.raises(InvalidAnswers) as refused:
        note(session, assessment_id, rating, text, on=on)

    assert [fault.place for fault in refused.value.faults] == [where]


def test_notes_stand_in_the_chain_and_their_words_beside_it(session, assessment_id):
    save(session, assessment_id, {"ref": "A1"})
    note(session, assessment_id, "green", "Well.")

    event = session.scalars(select(EventRow).where(EventRow.event == "progress_noted")).one()

    assert set(event.details) == {"action", "rating", "on", "text"}
    assert "Well." not in str(event.details)
    assert list(differences(session, KEY, NO_FILES)) == []


def test_checks_tell_what_the_plan_and_each_action_lack(session, assessment_id):
    save(session, assessment_id, {"ref": "A1", "aimed_at": "bme_staff"})
    save(session, assessment_id, {"ref": "A1", "aimed_at": "leaders"}, key=KEY_TWO)
    edition = workspace_of(deed(session, "viewer"), assessment_id).edition

    checks = plan_checks(edition, plan(session, assessment_id))

    assert [(finding.is_met, finding.text) for finding in checks.rules] == [
        (True, "The plan has 2 actions."),
        (True, "1 of 2 actions so far; 1 is needed."),
    ]
    assert checks.repeated == "More than one action is called A1. Give each a reference of its own."
    assert [key for key, _ in checks.gaps] == [KEY_ONE, KEY_TWO]
    assert checks.gaps[0][1][0].text == "Finding is blank."


def test_suggestions_are_the_way_to_the_tier_in_the_edition_s_words(session, assessment_id):
    record_answer(deed(session, "writer"), assessment_id, "/applied_for", "bronze", 0)
    save(session, assessment_id, {"ref": "A7", "criterion": "MA-01"})

    whole = workspace_of(deed(session, "viewer"), assessment_id)
    draft = draft_summary(deed(session, "viewer"), whole)

    found = suggestions(whole.edition, draft, plan(session, assessment_id))

    edition = whole.edition
    mine = next(item for item in found.items if item.criterion_id == "MA-01")
    assert found.tier_name == "Bronze"
    assert mine.objective == edition.criterion("MA-01").rubric[mine.to_level]
    assert mine.guidance == edition.criterion("MA-01").guidance
    assert mine.planned == ("A7",)


def test_a_suggestion_fills_in_criterion_and_objective_and_leaves_the_rest_to_people(session, assessment_id):
    save(session, assessment_id, {"ref": "A7"})
    edition = workspace_of(deed(session, "viewer"), assessment_id).edition

    begun = starting_values(edition, plan(session, assessment_id), "MA-01", "2")

    assert begun == {
        "ref": "A8",
        "rag": "not_started",
        "criterion": "MA-01",
        "objective": edition.criterion("MA-01").rubric[2],
    }


@pytest.mark.parametrize(("criterion", "level"), [("XX-99", "2"), ("", ""), ("XX-99", "9")])
def test_an_action_begun_with_nonsense_begins_blank(session, assessment_id, criterion, level):
    edition = workspace_of(deed(session, "viewer"), assessment_id).edition

    begun = starting_values(edition, plan(session, assessment_id), criterion, level)

    assert begun == {"ref": "A1", "rag": "not_started"}
