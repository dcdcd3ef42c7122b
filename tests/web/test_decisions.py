"""The pages from agreed levels to an outcome: who sees and does what, and what is told beside a field."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer
from charter.services.submissions import sign_off, submit
from charter.settings import Settings
from charter.store.awards import AwardRow
from charter.store.base import writing
from charter.store.cases import CaseRow
from charter.store.decisions import newest_decision
from tests.support.decisions import (
    ALL_THREE,
    ALL_TWO,
    NARROW,
    TWO_SENTENCES,
    agreed_case,
    confirm,
    confirmed_case,
    november,
    told_case,
    write_feedback,
)
from tests.support.pages import Page, fetch
from tests.support.panels import CHAIR, case_with_panel
from tests.support.people import sign_in
from tests.support.statements import statements_of

TODAY = dt.date(2027, 11, 9)  # the day after the meeting


@pytest.fixture
def settings(databases, tmp_path, monkeypatch):
    """Settings of a site on SQLite alone: what these pages read is tested on both kinds elsewhere."""
    url = databases.migrated_copy("sqlite")
    monkeypatch.setenv("CHARTER_DATABASE_URL", url)
    monkeypatch.setenv("CHARTER_INSTANCE_DIR", str(tmp_path))
    yield Settings.from_environment()
    databases.remove(url)


@pytest.fixture
def site(settings):
    """The application on the day after the meeting; forms need no token."""
    from charter.web import create_app  # noqa: PLC0415 - the queue is opened at its import

    app = create_app(replace(settings, today=TODAY))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["charter_engine"].dispose()


@pytest.fixture
def within(site):
    """Does something in a session of its own, and gives what it gives."""

    def do(make, *given, **more):
        with Session(writing(site.extensions["charter_engine"])) as session:
            return make(session, *given, **more)

    return do


@pytest.fixture
def browse(site):
    """Signs somebody in."""
    return lambda who: sign_in(site.test_client(), who)


def words(response):
    """What an answer says, checked as every page is."""
    return Page(response).words.replace("\u00a0", " ")


def read(client, address):
    return fetch(client, address).words.replace("\u00a0", " ")


def assessment_of(session, case_id):
    return f"/assessments/{session.get_one(CaseRow, case_id).assessment_id}"


def decision_of(session, case_id):
    found = newest_decision(session, case_id)
    return {"decision": found.id} if found is not None else None


def test_the_chair_puts_what_the_rules_say_and_two_confirm_and_the_office_sends(within, browse):
    case_id = within(agreed_case, ALL_THREE)
    here, chair, officer = f"/cases/{case_id}", browse(CHAIR), browse("officer")
    assert "Silver: conferred That is what the rules say" in read(chair, f"{here}/decision")

    put = chair.post(f"{here}/decisions", data={"reason": "Every rule is met."})

    assert put.status_code == 303
    decision = within(decision_of, case_id)
    chair.post(f"{here}/confirmations", data=decision | {"capacity": "chair"})
    officer.post(f"{here}/confirmations", data=decision | {"capacity": "officer"})
    shown = read(officer, f"{here}/decision")
    assert "Confirmed by Chair on 9 November 2027" in shown
    assert "30 parts of the feedback to finish" in shown
    within(write_feedback, case_id)
    officer.post(f"{here}/outcome", data=decision)
    assert "Silver: conferred" in read(browse("lead"), f"{within(assessment_of, case_id)}/outcome")
    assert within(lambda session: session.query(AwardRow).count()) == 1


def test_what_was_not_done_is_told_as_not_done(within, browse):
    case_id = within(agreed_case, ALL_THREE)
    chair = browse(CHAIR)

    chair.post(f"/cases/{case_id}/confirmations", data={"decision": "older", "capacity": "chair"})

    assert "Not done" in read(chair, f"/cases/{case_id}/decision")


def test_a_condition_that_is_due_too_late_is_told_beside_its_day_and_nothing_typed_is_lost(within, browse):
    case_id = within(agreed_case, ALL_THREE)
    typed = {
        "reason": "Every rule is met.",
        "condition_1": "Publish the names.",
        "due_1-day": "1",
        "due_1-month": "12",
        "due_1-year": "2029",
    }

    refused = browse(CHAIR).post(f"/cases/{case_id}/decisions", data=typed)

    shown = Page(refused)
    assert shown.status == 422
    assert "The edition allows 6 months: give a day up to 9 May 2028." in shown.words
    assert "Every rule is met." in shown.text
    assert 'value="Publish the names."' in shown.text


def test_levels_that_changed_under_the_page_are_told_and_nothing_is_put(within, browse):
    case_id = within(agreed_case, ALL_THREE)

    refused = browse(CHAIR).post(f"/cases/{case_id}/decisions", data={"reason": "So it is.", "seen": "older"})

    assert refused.status_code == 409
    assert "A level or a note changed since this page was shown" in words(refused)
    assert within(decision_of, case_id) is None


def test_nothing_is_told_before_the_panel_has_met(within, browse):
    case_id = within(case_with_panel)

    anna = browse("anna")

    assert "The panel has not met yet." in read(anna, f"/cases/{case_id}/decision")
    assert "The panel has not met yet." in read(anna, f"/cases/{case_id}/feedback")
    assert anna.get(f"/cases/{case_id}/feedback/MA-01").status_code == 409


def test_feedback_that_somebody_saved_meanwhile_is_shown_beside_what_was_typed(within, browse):
    case_id = within(agreed_case, ALL_THREE)
    here = f"/cases/{case_id}/feedback/MA-01"
    browse("anna").post(here, data={"version": "0", "text": TWO_SENTENCES})

    conflict = browse("ben").post(here, data={"version": "0", "text": "Mine. And more."})

    text = words(conflict)
    assert conflict.status_code == 409
    assert "Nothing was overwritten" in text
    assert TWO_SENTENCES in text
    assert "Mine. And more." in text
    kept = browse("ben").post(here, data={"version": "1", "choice": "mine", "mine": "Mine. And more."})
    assert kept.status_code == 303


def test_a_draft_is_saved_whatever_its_length_and_the_count_is_told_beside_it(within, browse):
    case_id = within(agreed_case, ALL_THREE)
    here, anna = f"/cases/{case_id}/feedback/MA-01", browse("anna")

    saved = anna.post(here, data={"version": "0", "text": "One only.", "next": "yes"})

    assert saved.headers["Location"].endswith("/feedback/MA-02")
    shown = read(anna, here)
    assert "Saved: 1 sentence. It has 1 sentence. The edition asks for 2 to 4 sentences." in shown
    assert "Agreed: level 3" in shown


def test_the_institution_reads_every_step_and_no_reviewers_name_and_answers_the_offer(within, browse):
    case_id = within(told_case, ALL_TWO)
    here = within(assessment_of, case_id)
    lead = browse("lead")

    shown = read(lead, f"{here}/outcome")

    assert "Bronze: lower tier offered" in shown
    assert "The score is 50.0 %, which is 10.0 points short." in shown
    assert "until 22 November 2027" in shown
    assert not [name for name in ("Anna", "Ben", "Cara") if name in shown]
    assert "Choose one of the two" in words(lead.post(f"{here}/offer-answers"))
    lead.post(f"{here}/offer-answers", data={"answer": "accepted"})
    assert "The lead accepted the tier" in read(lead, f"{here}/outcome")
    assert "Do you take the tier" not in read(browse("writer"), f"{here}/outcome")


def test_an_appeal_goes_to_the_officer_whose_reason_the_institution_reads(within, browse):
    case_id = within(told_case, ALL_TWO)
    here = within(assessment_of, case_id)
    lead, officer = browse("lead"), browse("officer")
    refused = lead.post(f"{here}/appeals", data={"text": "They misread it."})
    assert "Choose at least one ground" in words(refused)

    lead.post(f"{here}/appeals", data={"text": "They misread it.", "grounds": "procedure not followed"})

    assert "They misread it." in read(officer, f"/cases/{case_id}/appeal")
    officer.post(f"/cases/{case_id}/appeal", data={"is_admitted": "no", "reason": "No procedure is named."})
    shown = read(lead, f"{here}/outcome")
    assert "It is not heard." in shown
    assert "No procedure is named." in shown


def test_minor_revisions_open_the_named_criteria_alone(within, browse):
    case_id = within(told_case, NARROW, revise=["TR-01"])
    here = within(assessment_of, case_id)
    writer = browse("writer")

    open_page, shut_page = (fetch(writer, f"{here}/criteria/{name}") for name in ("TR-01", "MA-01"))

    assert ("data-autosave" in open_page.text, "data-autosave" in shut_page.text) == (True, False)
    assert "You cannot change them now" in shut_page.words
    shown = read(writer, f"{here}/outcome")
    assert "You can revise TR-01 now" in shown
    assert "only on facts that existed at the snapshot" in shown


def test_no_page_takes_more_than_twelve_statements(within, site, browse):
    told_id = within(told_case, ALL_TWO)
    assessment = within(assessment_of, told_id)
    pages = {
        "officer": [
            f"/cases/{told_id}/{name}" for name in ("decision", "feedback", "feedback/next", "appeal", "letter")
        ],
        "lead": [f"{assessment}/outcome", f"{assessment}/appeals/new", f"{assessment}/outcomes/1/letter"],
    }

    counts = {name: len(statements_of(site, browse(who), name)) for who, names in pages.items() for name in names}

    assert {name: count for name, count in counts.items() if count > 12} == {}


def test_the_page_of_a_decision_takes_twelve_statements_while_it_is_made(within, site, browse):
    case_id = within(agreed_case, NARROW)
    before = len(statements_of(site, browse(CHAIR), f"/cases/{case_id}/decision"))
    browse(CHAIR).post(f"/cases/{case_id}/decisions", data={"reason": "So it is.", "revise": "TR-01"})
    within(confirm, case_id)

    after = len(statements_of(site, browse("officer"), f"/cases/{case_id}/decision"))

    assert (before <= 12, after <= 12) == (True, True)


def revised(session):
    """A narrow miss whose revision came in."""
    case_id = told_case(session, NARROW, revise=["TR-01"])
    assessment_id = session.get_one(CaseRow, case_id).assessment_id
    record_answer(november(session, "writer", 1), assessment_id, "/criteria/TR-01/level", 3, 1)
    sign_off(november(session, "signer", 1), assessment_id, "It is true.")
    submit(november(session, "lead", 1), assessment_id)
    return case_id


def test_chair_and_reviewer_judge_a_revision_on_its_page(within, site, browse):
    case_id = within(revised)
    here, chair, ben = f"/cases/{case_id}/revisions", browse(CHAIR), browse("ben")
    assert len(statements_of(site, chair, here)) <= 12
    refused = chair.post(here, data={"criterion": "TR-01", "level": "3", "seen": "1"})
    assert "Write why: which fact of the snapshot’s time shows it." in words(refused)

    chair.post(here, data={"criterion": "TR-01", "level": "3", "seen": "1", "reason": "It was agreed in May."})
    ben.post(f"/cases/{case_id}/revision-agreements")

    assert "A reviewer agrees with the levels as they stand." in read(ben, here)
    assert "Silver: conferred" in read(chair, f"/cases/{case_id}/decision")


def test_the_letter_is_made_for_the_team_and_for_the_office(within, browse, monkeypatch):
    monkeypatch.setattr("charter.jobs.matter_papers.feedback_pdf", lambda letter: letter.outcome_title.encode())
    case_id = within(told_case, ALL_THREE)
    letter = f"{within(assessment_of, case_id)}/outcomes/1/letter"
    lead, officer = browse("viewer"), browse("officer")

    lead.post(letter)
    officer.post(f"/cases/{case_id}/letter")

    assert lead.get(f"{letter}/file").get_data() == b"Silver: conferred"
    assert officer.get(f"/cases/{case_id}/letter/file").get_data() == b"Silver: conferred"


def test_a_decision_is_given_back_with_a_reason_that_the_chair_reads(within, browse):
    case_id = within(confirmed_case, ALL_THREE)
    here, officer = f"/cases/{case_id}", browse("officer")
    decision = within(decision_of, case_id)
    refused = officer.post(f"{here}/refusals", data=decision)
    assert "Say why the panel should look again" in words(refused)

    officer.post(f"{here}/refusals", data=decision | {"refusal": "Say more of governance."})

    assert "Say more of governance." in read(browse(CHAIR), f"{here}/decision")
