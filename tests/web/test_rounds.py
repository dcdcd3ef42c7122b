"""A round's pages: for its awarding body, and what its institutions see of it."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.permissions import Role
from charter.services.reference import load_reference
from charter.services.rounds import grant_extension
from charter.store.assessments import AssessmentRow
from tests.support.desks import Desks
from tests.support.pages import Page, fetch, text_of
from tests.support.statements import statements_of
from tests.support.teams import BODY, CLOSES, OPENS, TRUST, add_member, deed

DAY = dt.timedelta(days=1)


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch)


@pytest.fixture
def round_address(desks):
    with desks.session() as session:
        return f"/rounds/{session.get_one(AssessmentRow, desks.assessment_id).round_id}"


def send(browser, address, **fields):
    """Send a form and give the page that answers."""
    return Page(browser.post(address, data=fields), address)


def day(name, number, month, year):
    """The three fields of a day."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def test_a_round_shows_who_takes_part_and_can_be_narrowed_to_a_state(app, desks, round_address):
    page = fetch(desks.of("officer"), round_address)
    narrowed = fetch(desks.of("officer"), f"{round_address}?state=submitted")

    assert "BME Mentoring Charter, edition 1.0" in page.words
    assert "Example trust Whole organisation Registered on 1 June 2027" in page.words
    assert page.link("In progress (2)") == f"{round_address}?state=started"
    assert "Example trust" not in narrowed.words
    assert len(statements_of(app, desks.of("officer"), round_address)) <= 12


@pytest.mark.parametrize(
    "words",
    [
        "Calendar: what is due when",
        "Panels: who sits where, and meeting days",
        "Practice before the round",
        "How far panels agree",
        "Report of the round (PDF)",
        "Dates of the round, as everybody sees them",
    ],
)
def test_a_round_leads_to_each_of_its_pages_once(desks, round_address, words):
    assert fetch(desks.of("officer"), round_address).words.count(words) == 1


def test_what_cannot_be_in_a_round_is_told_beside_its_field_and_nothing_typed_is_lost(desks):
    dates = day("opens_on", 1, 5, 2027) | day("snapshot_on", 31, 3, 2027) | day("closes_on", 1, 4, 2027)
    address = f"/organisations/{BODY}/rounds"

    page = send(desks.of("officer"), address, title="Next year", edition="bme-mentoring/1.0", **dates)

    assert page.status == 422
    assert "The deadline lies before the opening" in text_of(page.by_id("closes_on-error-1"))
    assert page.by_id("closes_on-year").get("value") == "2027"
    assert page.by_id("title").get("value") == "Next year"


def test_an_institution_is_searched_and_its_lead_is_asked(desks, round_address):
    with desks.session() as session:
        load_reference(session)
    browser, address = desks.of("officer"), f"{round_address}/institutions"

    found = fetch(browser, f"{address}/new?search=teaching leeds")
    many = fetch(browser, f"{address}/new?search=nhs")
    browser.post(address, data={"search": "leeds", "organisation": "RR8", "email": "boss@leeds.example"})
    page = fetch(browser, round_address)

    assert "1 institution found for “teaching leeds”." in found.words
    assert "There are more than 20 with “nhs”" in many.words
    assert "Leeds Teaching Hospitals NHS Trust: boss@leeds.example" in page.words
    take_back, hidden = page.form_of("Take back")
    browser.post(take_back, data=hidden)
    assert "boss@leeds.example" not in fetch(browser, round_address).words


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"organisation": "not-listed", "email": "a@b.org"}, "name", "Give the name of the institution"),
        ({"organisation": "not-listed", "name": "A hospice", "email": "nobody"}, "email", "no e-mail address"),
        ({"email": "a@b.org"}, "organisation", "Choose the institution"),
    ],
)
def test_a_wrong_asking_is_told_beside_the_field(desks, round_address, said, field, words):
    page = send(desks.of("officer"), f"{round_address}/institutions", **said)

    assert page.status == 422
    assert words in text_of(page.by_id(f"{field}-error-1"))


def test_registering_shows_dates_hours_and_lead_and_refuses_a_part_without_a_name(desks, round_address):
    browser = desks.of("lead")
    address = f"{round_address}/registrations"

    page = fetch(browser, f"{address}/new?organisation_id={TRUST}")
    refused = send(browser, address, organisation_id=TRUST, scope="profession", aims_for="silver")
    twice = send(browser, address, organisation_id=TRUST, scope="whole_organisation", aims_for="silver")

    assert "30 September 2027 at 18:00" in page.words
    assert "Lead. Hand the lead over" in page.words
    assert "BME staff network 12 hours" in page.words
    assert "Name the part of the organisation" in text_of(refused.by_id("scope_name-error-1"))
    assert "takes part already" in text_of(twice.by_id("scope-error-1"))


def test_nobody_is_shown_a_form_to_register_outside_the_round(desks, round_address):
    address = f"{round_address}/registrations/new?organisation_id={TRUST}"
    desks.now = OPENS - DAY
    early = fetch(desks.of("lead"), address)
    desks.now = CLOSES
    late = fetch(desks.of("lead"), address)

    assert "The round opens on 1 April 2027 at 10:00" in early.words
    assert "The round is closed" in late.words
    assert early.by_id("scope_name") is late.by_id("scope_name") is None


def test_after_the_deadline_every_page_says_that_answers_are_locked_until_an_extension(desks):
    desks.now = CLOSES
    locked = fetch(desks.of("viewer"), desks.address("/overview"))
    with desks.session() as session:
        grant_extension(deed(session, "officer", CLOSES), desks.assessment_id, CLOSES + DAY, "Two were ill.")
    reopened = fetch(desks.of("viewer"), desks.address())

    assert "Answers locked on 30 September 2027 at 18:00" in locked.words
    assert "Only the awarding body can open them again" in locked.words
    assert "1 day left, until 1 October 2027 at 18:00, a later deadline of your own" in reopened.words
    assert "1 October 2027 at 18:00: Two were ill." in reopened.words
    assert "The deadline has passed" not in reopened.words


def test_the_network_is_led_to_its_statement(desks):
    with desks.session() as session:
        add_member(session, "network", Role.NETWORK)
    browser = desks.of("network")

    href = fetch(browser, "/assessments").link("BME Mentoring Charter 2027")

    assert fetch(browser, href).status == 200


def test_a_changed_deadline_is_shown_on_the_rounds_page_and_to_its_institutions(app, desks, round_address):
    officer = desks.of("officer")
    form = fetch(officer, fetch(officer, round_address).link("Change the round"))
    address, hidden = form.form_of("Change the round")
    dates = day("snapshot_on", 31, 3, 2027) | day("closes_on", 7, 10, 2027)

    officer.post(address, data={**hidden, **dates, "reason": "The survey\ncame late."})

    change = "Submission: 7 October 2027 at 17:00 instead of 30 September 2027 at 18:00"
    for page in (
        fetch(officer, round_address),
        fetch(desks.of("viewer"), desks.address()),
        fetch(desks.of("viewer"), desks.address("/history?kind=steps")),
    ):
        assert change in page.words
        assert "The survey came late." in page.words
        assert "Officer" in page.words
    assert "17:00" in fetch(desks.of("viewer"), desks.address("/overview")).words
    assert len(statements_of(app, officer, round_address)) <= 12
    assert len(statements_of(app, desks.of("viewer"), desks.address())) <= 12


def test_a_day_that_stays_keeps_its_hour(desks, round_address):
    sent = day("opens_on", 1, 4, 2027) | day("snapshot_on", 31, 3, 2027) | day("closes_on", 30, 9, 2027)
    baseline = day("baseline_on", 1, 7, 2027)

    desks.of("officer").post(f"{round_address}/changes", data=sent | baseline | {"reason": "Asked for.", "seen": "1"})

    page = fetch(desks.of("officer"), round_address)
    assert "until 30 September 2027 at 18:00" in page.words
    assert "Baseline save: 1 July 2027 at 17:00 instead of no day" in page.words


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        (day("closes_on", 29, 9, 2027), "closes_on", "Institutions count on 30 September 2027"),
        (day("closes_on", 31, 9, 2027), "closes_on", "no day of the calendar"),
        ({"reason": ""}, "reason", "Write the reason"),
        ({"seen": "0"}, "reason", "Somebody changed the round while you were looking"),
        ({"seen": "²"}, "reason", "Somebody changed the round while you were looking"),
    ],
)
def test_a_wrong_change_is_told_beside_its_field_and_nothing_typed_is_lost(desks, round_address, said, field, words):
    sent = day("snapshot_on", 31, 3, 2027) | day("closes_on", 1, 10, 2027) | {"reason": "Late figures.", "seen": "1"}

    page = send(desks.of("officer"), f"{round_address}/changes", **{**sent, **said})

    assert (page.status, page.title.startswith("Error:")) == (422, True)
    assert words in text_of(page.by_id(f"{field}-error-1"))
    assert page.by_id("closes_on-year").get("value") == "2027"
    assert text_of(page.by_id("reason")) == said.get("reason", "Late figures.")


def test_what_has_begun_cannot_be_changed_by_hidden_fields(desks, round_address):
    before = fetch(desks.of("officer"), round_address)
    smuggled = day("opens_on", 1, 12, 2027) | {"title": "Another", "edition": "bme-mentoring/9.9"}
    sent = day("closes_on", 1, 10, 2027) | {"reason": "Late figures.", "seen": "1"}

    desks.of("officer").post(f"{round_address}/changes", data=smuggled | sent | day("snapshot_on", 31, 3, 2027))

    after = fetch(desks.of("officer"), round_address)
    assert (before.heading, after.heading) == ("BME Mentoring Charter 2027", "BME Mentoring Charter 2027")
    assert "1 April 2027 at 10:00" in after.words
    assert "until 1 October 2027 at 17:00" in after.words


def test_before_the_opening_the_title_and_the_edition_can_be_changed_too(desks):
    desks.now = OPENS - DAY
    desks.of("officer").post(
        f"/organisations/{BODY}/rounds",
        data={"title": "Next", "edition": "bme-mentoring/1.0"}
        | day("opens_on", 1, 5, 2027)
        | day("snapshot_on", 31, 3, 2027)
        | day("closes_on", 1, 9, 2027),
    )
    address = fetch(desks.of("officer"), "/assessments").link("Next (round)")
    form = fetch(desks.of("officer"), f"{address}/changes/new")

    assert form.by_id("title").get("value") == "Next"
    assert form.by_id("opens_on-month").get("value") == "5"
    assert [item.get("value") for item in form.all("input") if item.get("name") == "edition"] == ["bme-mentoring/1.0"]
