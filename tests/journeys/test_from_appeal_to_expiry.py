"""An outcome is appealed against, heard by a new panel that knows nothing of the first, replaced; its award ends."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.domain.permissions import Role
from charter.services.award_calendar import keep_awards
from charter.services.award_credentials import issue_due
from charter.services.credential_office import open_office
from charter.services.credentials import credential_of_award
from charter.services.reviewer_lists import save_professions
from charter.services.reviews import lock_review
from charter.services.verification import differences
from charter.settings import Settings
from charter.store.awards import AwardRow
from charter.store.cases import CaseRow
from tests.journeys.conftest import Desk
from tests.support.decisions import ALL_THREE, ALL_TWO, ask_again, told_case, write_feedback
from tests.support.meetings import REASON
from tests.support.panels import add_reviewer, panel_deed, rate
from tests.support.teams import BODY, KEY, NO_FILES, deed

pytestmark = pytest.mark.usefixtures("quick", "autumn")
WIDE = {"width": 1280, "height": 900}
NEW_REVIEWERS = ("fred", "greta", "hal")
NEW_CHAIR = "gina"


def begin(session):
    """An outcome that was told, and people on the body's list who had nothing to do with it."""
    case_id = told_case(session, ALL_TWO)
    for who in (*NEW_REVIEWERS, NEW_CHAIR):
        add_reviewer(session, who, Role.PANEL_CHAIR if who == NEW_CHAIR else Role.REVIEWER)
    save_professions(panel_deed(session, "officer"), BODY, ["Occupational therapy"], 0)
    return case_id


@pytest.fixture
def autumn(monkeypatch):
    """The site stands on the day after the first panel's outcome was sent."""
    monkeypatch.setenv("CHARTER_TODAY", "2027-11-09")


@pytest.fixture
def desk(autumn, make_window):
    found = Desk(make_window, begin)
    yield found
    found.close()


def test_a_new_panel_gives_a_higher_tier_whose_award_ends_by_the_calendar(desk):
    with desk.database() as session:
        assessment = f"/assessments/{session.get_one(CaseRow, desk.begun_id).assessment_id}"
    lead = desk.window("lead", viewport=WIDE)
    appealed(lead, assessment)
    officer = desk.window("officer", viewport=WIDE)
    case = heard(officer, desk)
    chair = desk.window(NEW_CHAIR, viewport=WIDE)
    judged(desk, chair, case)
    decided(desk, chair, officer, case)
    lead.open(f"{assessment}/outcome")
    assert lead.page.get_by_text("Silver: conferred").first.is_visible()
    assert lead.barriers() == []
    stranger = desk.stranger(viewport=WIDE)
    ended(desk, stranger)
    assert [one for window in (lead, officer, chair, stranger) for one in window.wrongs] == []


def appealed(lead, assessment):
    lead.open(f"{assessment}/outcome")
    lead.follow("Appeal against the outcome")
    lead.page.get_by_label("material factual error by the panel").check()
    lead.page.get_by_role("main").get_by_role("textbox").fill("The panel overlooked the second year’s figures.")
    assert lead.barriers() == []
    lead.press("Send the appeal")


def heard(officer, desk):
    """The officer admits it and seats people who had no part in the first judgement; the case's address comes back."""
    officer.open(f"/cases/{desk.begun_id}/appeal")
    officer.page.get_by_label("Yes: a new panel judges the same submission").check()
    officer.page.get_by_label("Reason").fill("A fact is named that the panel did not look at.")
    assert officer.barriers() == []
    officer.press("Rule on the appeal")
    case = officer.page.url.removeprefix(officer.site).removesuffix("/panel")
    for who in (*NEW_REVIEWERS, NEW_CHAIR):
        officer.open(f"{case}/seats/new")
        officer.page.get_by_label("Who").select_option(value=who)
        officer.page.get_by_label("Chair" if who == NEW_CHAIR else "Reviewer", exact=True).check()
        officer.page.get_by_label("Reason").fill("They had no part in the first judgement.")
        officer.press("Seat them")
    officer.open(f"{case}/seats/new")
    assert officer.page.locator("option[value=anna]").count() == 0
    return case


def judged(desk, chair, case):
    """Each promises and declares; none finds anything of the first panel; they lock, meet, say it again and agree."""
    case_id = case.removeprefix("/cases/")
    for who in (*NEW_REVIEWERS, NEW_CHAIR):
        window = chair if who == NEW_CHAIR else desk.window(who, viewport=WIDE)
        window.open(f"{case}/criteria")
        window.page.locator("#agrees").check()
        window.press("Promise and go on")
        window.page.locator("#none").check()
        window.press("Put it on record")
        assert window.page.goto(f"{window.site}/cases/{desk.begun_id}/meeting").status == 404
        window.wrongs.clear()  # the browser notes that very answer
    with desk.database() as session:
        for who in NEW_REVIEWERS:
            rate(session, case_id, who, ALL_THREE, reason=REASON)
            lock_review(panel_deed(session, who), case_id)
    chair.open(f"{case}/meeting")
    chair.press("Open the meeting")
    with desk.database() as session:
        ask_again(session, case_id, (*NEW_REVIEWERS, NEW_CHAIR), days=1)
    chair.follow("Record the level for RP-03")  # it lies two levels from what the figures indicate
    chair.page.get_by_label("3 Embedded").check()
    chair.page.get_by_label("Reason", exact=True).fill(REASON)
    chair.press("Record")
    chair.press("Confirm all that are agreed")
    assert chair.page.get_by_text("28 of 28 criteria recorded.").is_visible()
    with desk.database() as session:
        write_feedback(session, case_id, "fred")


def decided(desk, chair, officer, case):
    chair.open(f"{case}/decision")
    chair.page.get_by_label("Reason").fill("The second year’s figures show it.")
    chair.press("Put the decision")
    chair.press("Confirm")
    officer.open(f"{case}/decision")
    officer.press("Confirm")
    officer.press("Send the outcome")
    with desk.database() as session:
        assert list(differences(session, KEY, NO_FILES)) == []


def ended(desk, stranger):
    """The worker ends the award the day after its last; the register says so, and its credential stands no more."""
    with desk.database() as session:
        award = session.scalars(select(AwardRow)).one()
        address = f"/register/{award.id}"
        issue_due(deed(session, "officer"), open_office(Settings.from_environment()))
        credential, after = credential_of_award(session, award.id), award.valid_until + dt.timedelta(days=1)
        keep_awards(session, dt.datetime.combine(after, dt.time(6), dt.UTC), KEY)
    stranger.open(address)
    assert stranger.page.get_by_text("Ended").first.is_visible()
    assert stranger.barriers() == []
    stranger.open("/verify")
    stranger.page.get_by_label("Or paste it").fill(credential)
    stranger.press("Check it")
    assert stranger.page.get_by_role("heading", level=1).inner_text() == "This award does not stand"
