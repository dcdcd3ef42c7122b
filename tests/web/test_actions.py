"""The pages of the action plan, as a team uses them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from charter.services.action_progress import NewNote, note_progress
from charter.services.actions import save_action
from charter.services.plan_fields import new_key
from charter.store.assessments import AssessmentRow
from charter.store.base import writing
from charter.web import clock
from tests.support.pages import Page, fetch
from tests.support.people import sign_in
from tests.support.teams import CLOSES, JUNE, deed, round_in_progress

KEY_ONE = new_key(JUNE, 1)
VALUES = {"ref": "A1", "objective": "All know.", "due": "2028-03-31", "aimed_at": "leaders", "rag": "amber"}


@pytest.fixture
def session(app):
    with Session(writing(app.extensions["charter_engine"])) as session:
        yield session


@pytest.fixture
def june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: JUNE)


@pytest.fixture
def address(session, june):
    """The address of an assessment with one action."""
    assessment_id = round_in_progress(session)
    save_action(deed(session, "lead"), assessment_id, "actions", KEY_ONE, (VALUES, 0))
    return f"/assessments/{assessment_id}"


@pytest.fixture
def writer(client, address):
    return sign_in(client, "writer")


def change(session, address, values, version):
    """Let the lead change the action, as from another browser."""
    save_action(deed(session, "lead"), address.rpartition("/")[2], "actions", KEY_ONE, (values, version))


def send(client, path, **data):
    response = client.post(path, data=data)
    return response if response.status_code == 303 else Page(response, path)


def form_data(page, button="Save"):
    """What the form of a page would send as it stands."""
    address, hidden = page.form_of(button)
    data = dict(hidden)
    for item in page.all("input"):
        if item.get("type") == "text" or (item.get("type") == "radio" and item.get("checked") is not None):
            data[item.get("name")] = item.get("value")
    data |= {item.get("name"): "".join(item.itertext()).lstrip("\n") for item in page.all("textarea")}
    for item in page.all("select"):
        data[item.get("name")] = next(
            (o.get("value") for o in item.iter("option") if o.get("selected") is not None), ""
        )
    return address, data


def test_the_plan_lists_its_actions_with_what_they_lack_and_what_the_guidance_asks(writer, address):
    page = fetch(writer, f"{address}/actions")

    assert page.heading == "Action plan"
    assert "A1 All know." in page.words
    assert "31 March 2028" in page.words
    assert "Amber" in page.words
    assert (
        "Not filled in yet: Finding, Action, Criterion, Owner (role), Resource, Start, Measure, Baseline and Target."
        in page.words
    )
    assert "At least a third of actions are for White staff, leaders or systems" in page.words
    assert page.link("A1") == f"{address}/actions/{KEY_ONE}"
    assert page.link("Add an action") == f"{address}/actions/new"


def test_an_action_is_added_with_one_button(writer, address):
    path, data = form_data(fetch(writer, f"{address}/actions/new"))

    response = send(writer, path, **data | {"field_objective": "Nobody waits.", "field_due-day": "1"})
    again = Page(writer.get(f"{address}/actions"))

    assert response.status == 422  # a day without its month
    data |= {"field_objective": "Nobody waits.", "field_due-day": "1", "field_due-month": "2", "field_due-year": "2028"}
    assert send(writer, path, **data).status_code == 303
    assert send(writer, path, **data).status_code == 303
    page = fetch(writer, f"{address}/actions")
    assert "Nobody waits." not in again.words
    assert page.words.count("A2 Nobody waits.") == 1
    assert "1 February 2028" in page.words


def test_what_was_typed_stays_when_something_is_wrong_with_it(writer, address):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}"))
    wrong = {"field_due-day": "31", "field_due-month": "2", "field_due-year": "2028", "field_target": "60 % of all"}

    page = send(writer, path, **data | wrong)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert "This is no day of the calendar" in page.words
    assert page.by_id("field_due-day").get("value") == "31"
    assert page.by_id("field_target").get("value") == "60 % of all"


def test_a_value_that_no_list_offers_is_told_beside_its_field(writer, address):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}"))

    page = send(writer, path, **data | {"field_aimed_at": "everybody", "field_criterion": "XX-99"})

    assert page.status == 422
    assert "“everybody” cannot stand here" in page.words
    assert "“XX-99” cannot stand here" in page.words


def test_an_action_of_nothing_but_blanks_is_refused_with_a_sentence(writer, address):
    path, data = form_data(fetch(writer, f"{address}/actions/new"))
    blank = {name: "" for name in data if name.startswith("field_")}

    assert "The action is empty." in send(writer, path, **data | blank).words


def test_two_people_at_once_both_versions_are_shown_and_the_second_chooses(writer, address, session):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}"))
    change(session, address, {**VALUES, "objective": "Half of all know."}, 1)

    page = send(writer, path, **data | {"field_objective": "Nobody is left out."})

    assert page.status == 409
    assert "Half of all know." in page.words
    assert "Saved by Lead" in page.words
    assert "Half of all know." in fetch(writer, f"{address}/actions").words
    path, data = form_data(page, "Save this version")
    assert data["field_objective"] == "Nobody is left out."
    assert send(writer, path, **data).status_code == 303
    assert "Nobody is left out." in fetch(writer, f"{address}/actions").words


def test_what_only_the_other_changed_stands_in_the_form_of_a_conflict(writer, address, session):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}"))
    change(session, address, {**VALUES, "objective": "Half of all know."}, 1)

    page = send(writer, path, **data | {"field_target": "70 %"})

    _, kept = form_data(page, "Save this version")
    assert (kept["field_objective"], kept["field_target"]) == ("Half of all know.", "70 %")


def test_an_action_is_removed_after_a_question_and_not_when_somebody_changed_it(writer, address, session):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}/removal"), "Remove the action")
    change(session, address, {**VALUES, "objective": "Half of all know."}, 1)

    page = send(writer, path, **data)

    assert page.status == 409
    assert "Somebody else changed the action while you were looking." in page.words
    path, data = form_data(page, "Remove the action")
    assert send(writer, path, **data).status_code == 303
    assert "There are no actions yet." in fetch(writer, f"{address}/actions").words
    assert fetch(writer, f"{address}/actions/{KEY_ONE}").status == 404


def test_progress_is_noted_with_a_rating_and_a_day(writer, address):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}/progress"), "Save the note")

    response = send(writer, path, **data | {"rating": "red", "text": "The post is vacant."})

    assert response.status_code == 303
    page = fetch(writer, f"{address}/actions/{KEY_ONE}/progress")
    assert "1 June 2027 Red" in page.words
    assert "The post is vacant. Noted by Writer" in page.words


def test_a_note_about_tomorrow_is_refused_beside_its_field_and_stays(writer, address):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}/progress"), "Save the note")

    page = send(writer, path, **data | {"on-day": "2", "text": "The post is vacant."})

    assert page.status == 422
    assert "The day must be today or in the past." in page.words
    assert "The post is vacant." in page.words


def test_after_the_submission_the_plan_can_be_noted_upon_and_not_changed(writer, address, session, monkeypatch):
    session.get_one(AssessmentRow, address.rpartition("/")[2]).state = "submitted"
    session.commit()
    after = CLOSES + dt.timedelta(days=90)
    monkeypatch.setattr(clock, "now", lambda: after)

    plan, action = fetch(writer, f"{address}/actions"), fetch(writer, f"{address}/actions/{KEY_ONE}")

    assert "Add an action" not in plan.words
    assert "You can read this action. You cannot change it now." in action.words
    path, data = form_data(fetch(writer, plan.link("Note progress")), "Save the note")
    assert send(writer, path, **data | {"rating": "complete", "text": "Done."}).status_code == 303
    assert "Complete" in fetch(writer, f"{address}/actions").words


def test_a_deadline_that_passes_while_somebody_writes_loses_nothing(writer, address, monkeypatch):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}"))
    monkeypatch.setattr(clock, "now", lambda: CLOSES)

    page = send(writer, path, **data | {"field_target": "60 % of all"})

    assert page.status == 409
    assert "The deadline has passed" in page.words
    assert page.by_id("field_target").get("value") == "60 % of all"


def test_a_suggestion_is_a_starting_point_in_the_edition_s_words(writer, address):
    page = fetch(writer, f"{address}/action-suggestions")

    form = fetch(writer, page.link("Use as a starting point for an action on MA-01"))

    path, data = form_data(form)
    assert data["field_criterion"] == "MA-01"
    assert data["field_objective"] in page.words
    assert data["field_ref"] == "A2"
    assert data["field_action"] == ""
    assert path == f"{address}/actions"


def test_the_timeline_has_its_figures_as_a_table_and_its_data_apart(writer, address):
    page = fetch(writer, f"{address}/actions")
    charts = writer.get(f"{address}/action-charts")

    assert "1 action due from 31 March 2028 to 31 March 2028: 1 Amber." in page.words
    assert set(charts.json) == {"timeline"}


def test_last_year_s_plan_is_shown_confirmed_and_changed(writer, address, session):
    """The action was carried: the events are made as the carrying makes them, from this assessment's own plan."""
    assessment_id = address.rpartition("/")[2]
    note_progress(deed(session, "lead"), assessment_id, KEY_ONE, NewNote("green", JUNE.date(), "Well."))
    save_action(deed(session, "lead"), assessment_id, "previous_actions", KEY_ONE, (VALUES, 0))

    page = fetch(writer, f"{address}/previous-actions")

    assert "A1 All know." in page.words
    assert "Due 31 March 2028." in page.words
    assert fetch(writer, page.link("Change A1")).heading == "Change an action of last year’s plan"
    path, data = page.form_of("Bring in the plan of your last submission")
    assert writer.post(path, data=data).status_code == 303
    assert "There is nothing to bring in" in fetch(writer, f"{address}/previous-actions").words
    assert writer.post(f"{address}/previous-actions/{KEY_ONE}/confirmation").status_code == 303


def test_somebody_who_only_reads_is_offered_no_form_and_refused_one(client, address):
    viewer = sign_in(client, "viewer")

    plan = fetch(viewer, f"{address}/actions")

    assert "Add an action" not in plan.words
    assert "Remove" not in plan.words
    for path in ("actions/new", f"actions/{KEY_ONE}/removal"):
        assert fetch(viewer, f"{address}/{path}").status == 403
    assert viewer.post(f"{address}/actions", data={"key": KEY_ONE}).status_code == 403
    assert viewer.post(f"{address}/actions/{KEY_ONE}/progress").status_code == 403


def test_every_version_of_an_action_is_told_in_words_and_leads_back_to_the_plan(writer, address, session):
    change(session, address, {**VALUES, "target": "60 %"}, 1)

    page = fetch(writer, fetch(writer, f"{address}/actions/{KEY_ONE}").link("Earlier versions"))

    assert "Target: 60 %" in page.words
    assert page.link("Back to") == f"{address}/actions"


def test_the_plan_s_page_asks_the_database_as_often_with_many_actions_as_with_one(writer, address, session, app):
    asked = []
    event.listen(app.extensions["charter_engine"], "before_cursor_execute", lambda *said: asked.append(said[2]))
    fetch(writer, f"{address}/actions")
    with_one = len(asked)
    for place in range(2, 17):
        values = ({**VALUES, "ref": f"A{place}"}, 0)
        save_action(deed(session, "lead"), address.rpartition("/")[2], "actions", new_key(JUNE, place), values)
    asked.clear()

    fetch(writer, f"{address}/actions")

    assert len(asked) == with_one
    assert with_one <= 12


def test_a_stranger_finds_nothing(client, address):
    stranger = sign_in(client, "stranger")

    for path in ("actions", "action-charts", "action-suggestions", "previous-actions", f"actions/{KEY_ONE}/progress"):
        assert stranger.get(f"{address}/{path}").status_code == 404
    assert stranger.post(f"{address}/carried-actions").status_code == 404


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "\u0663"])
def test_a_version_that_is_none_overwrites_nothing(writer, address, version):
    path, data = form_data(fetch(writer, f"{address}/actions/{KEY_ONE}"))

    page = send(writer, path, **data | {"version": version, "field_objective": "Mine."})

    assert page.status == 409
    assert "All know." in fetch(writer, f"{address}/actions").words


def test_a_text_that_could_be_markup_is_shown_as_it_was_typed(writer, address, session):
    change(session, address, {**VALUES, "objective": "<script>alert(1)</script> & ’tis"}, 1)

    page = fetch(writer, f"{address}/actions")

    assert "<script>alert(1)</script> & ’tis" in page.words
