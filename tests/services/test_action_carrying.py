"""Next year's assessment opens with what was promised and what happened."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.domain.errors import NotAllowed, UnknownAction, UnknownAssessment
from charter.services.action_carrying import carry_actions
from charter.services.action_plans import plan_of
from charter.services.action_progress import NewNote, note_progress
from charter.services.actions import confirm_action, remove_action, save_action
from charter.services.assessments import reading_of
from charter.services.plan_fields import new_key
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.services.workspaces import workspace_of
from charter.store.assessments import AssessmentRow
from charter.store.history import EventRow
from charter.store.mergers import MergerRow
from tests.support.teams import BODY, JUNE, OTHER, REFERENCE, TRUST, deed, round_in_progress

NEXT_JUNE = dt.datetime(2028, 6, 1, 10, tzinfo=dt.UTC)
NEXT_DATES = Dates(
    dt.datetime(2028, 4, 1, 9, tzinfo=dt.UTC), dt.datetime(2028, 9, 30, 17, tzinfo=dt.UTC), dt.date(2028, 3, 31)
)
DONE, LATE, GONE = new_key(JUNE, 1), new_key(JUNE, 2), new_key(JUNE, 3)


@pytest.fixture
def last_year(session):
    """Three actions, one of them removed; submitted, and noted upon since."""
    assessment_id = round_in_progress(session)
    for key, name, due in ((DONE, "A1", "2027-12-01"), (LATE, "A2", "2028-02-01"), (GONE, "A3", "2028-02-01")):
        values = {"ref": name, "due": due, "rag": "not_started", "criterion": "MA-01"}
        save_action(deed(session, "writer"), assessment_id, "actions", key, (values, 0))
    remove_action(deed(session, "writer"), assessment_id, "actions", GONE, 1)
    session.get_one(AssessmentRow, assessment_id).state = "submitted"
    session.commit()
    for day, rating, words in ((1, "amber", "Begun."), (20, "complete", "Done.")):
        on = dt.date(2027, 11, day)
        now = dt.datetime(2027, 12, 1, tzinfo=dt.UTC)
        note_progress(deed(session, "lead", now), assessment_id, DONE, NewNote(rating, on, words))
    return assessment_id


def register(session, **changes):
    whole = open_round(deed(session, "officer"), BODY, "BME Mentoring Charter 2028", REFERENCE, NEXT_DATES)
    part = {"scope": "whole_organisation", **changes}
    return register_assessment(deed(session, "lead", NEXT_JUNE), whole.id, TRUST, **part).id


@pytest.fixture
def assessment_id(session, last_year):
    started = register(session)
    start_assessment(deed(session, "lead", NEXT_JUNE), started)
    return started


def plan(session, assessment_id):
    given = deed(session, "viewer", NEXT_JUNE)
    return plan_of(given, workspace_of(given, assessment_id), "previous_actions").actions


def test_the_start_brings_in_what_was_promised_with_what_became_of_it(session, assessment_id):
    done, late = plan(session, assessment_id)

    assert done.values == {
        "ref": "A1", "due": "2027-12-01", "rag": "complete", "criterion": "MA-01", "progress": "Done.",
    }  # fmt: skip
    assert late.values == {"ref": "A2", "due": "2028-02-01", "rag": "not_started", "criterion": "MA-01"}
    assert [note.text for note in done.notes] == ["Done.", "Begun."]
    assert (done.is_to_confirm, late.is_to_confirm) == (True, True)


def test_the_metric_of_due_actions_reads_what_was_carried(session, assessment_id):
    row = session.get_one(AssessmentRow, assessment_id)

    previous = reading_of(deed(session, "writer", NEXT_JUNE), row)[1].sheet.previous_actions

    assert [action.values["rag"] for action in previous] == ["complete", "not_started"]


def test_a_person_confirms_an_action_or_changes_it(session, assessment_id):
    confirm_action(deed(session, "writer", NEXT_JUNE), assessment_id, DONE)
    changed = {**plan(session, assessment_id)[1].values, "rag": "stopped"}
    save_action(deed(session, "writer", NEXT_JUNE), assessment_id, "previous_actions", LATE, (changed, 1))

    assert [item.is_to_confirm for item in plan(session, assessment_id)] == [False, False]


def test_confirming_twice_is_noted_once_and_only_writers_may(session, assessment_id):
    confirm_action(deed(session, "writer", NEXT_JUNE), assessment_id, DONE)
    confirm_action(deed(session, "writer", NEXT_JUNE), assessment_id, DONE)

    assert len(session.scalars(select(EventRow).where(EventRow.event == "action_confirmed")).all()) == 1
    with pytest.raises(NotAllowed):
        confirm_action(deed(session, "viewer", NEXT_JUNE), assessment_id, LATE)
    with pytest.raises(UnknownAssessment):
        confirm_action(deed(session, "stranger", NEXT_JUNE), assessment_id, LATE)
    with pytest.raises(UnknownAction):
        confirm_action(deed(session, "writer", NEXT_JUNE), assessment_id, GONE)


def test_asked_for_again_it_leaves_alone_what_is_there_and_what_was_removed(session, assessment_id):
    remove_action(deed(session, "writer", NEXT_JUNE), assessment_id, "previous_actions", LATE, 1)

    assert carry_actions(deed(session, "writer", NEXT_JUNE), assessment_id) == ()
    assert [item.key for item in plan(session, assessment_id)] == [DONE]


def test_notes_made_after_the_carrying_are_shown_beside_it_and_change_nothing(session, last_year, assessment_id):
    on = NEXT_JUNE.date()

    note_progress(deed(session, "lead", NEXT_JUNE), last_year, LATE, NewNote("green", on, "At last."))

    late = plan(session, assessment_id)[1]
    assert [note.rating for note in late.notes] == ["green"]
    assert late.values["rag"] == "not_started"


def test_another_part_of_the_organisation_gets_none_of_it(session, last_year):
    other = register(session, scope="directorate", scope_name="Surgery")

    start_assessment(deed(session, "lead", NEXT_JUNE), other)

    assert plan(session, other) == ()


def test_what_another_institution_promised_is_carried_once_both_are_one(session, last_year):
    whole = session.get_one(AssessmentRow, last_year).round_id
    other = session.scalars(select(AssessmentRow).where(AssessmentRow.organisation_id == OTHER)).one()
    save_action(deed(session, "stranger"), other.id, "actions", new_key(JUNE, 9), ({"ref": "B1"}, 0))
    other.state = "submitted"
    session.add(
        MergerRow(organisation_id=OTHER, into_id=TRUST, merged_on=JUNE.date(), person_id="operator", noted_at=JUNE)
    )
    session.commit()
    started = register(session)

    start_assessment(deed(session, "lead", NEXT_JUNE), started)

    assert other.round_id == whole
    assert [item.name for item in plan(session, started)] == ["A1", "A2", "B1"]


def test_a_plan_that_was_withdrawn_is_no_promise(session, last_year):
    session.get_one(AssessmentRow, last_year).state = "withdrawn"
    session.commit()
    started = register(session)

    start_assessment(deed(session, "lead", NEXT_JUNE), started)

    assert plan(session, started) == ()
