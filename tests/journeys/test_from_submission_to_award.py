"""A submission is screened, judged by three who disagree, agreed, decided and told; its award hangs on the wall."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter.domain.permissions import Role
from charter.services.award_credentials import issue_due
from charter.services.award_keeping import suspend
from charter.services.credential_office import open_office
from charter.services.credentials import credential_of_award
from charter.services.feedback import parts_of, save_feedback
from charter.services.reviews import lock_review
from charter.settings import Settings
from charter.store.awards import AwardRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from tests.journeys.conftest import Desk
from tests.support.decisions import ask_again
from tests.support.meetings import APART, REASON, levels_of
from tests.support.panels import CHAIR, PANEL, REVIEWERS, add_reviewer, panel_deed, rate, submitted_case
from tests.support.teams import BODY, REFERENCE, deed

pytestmark = pytest.mark.usefixtures("quick", "summer")
WIDE = {"width": 1280, "height": 900}
SENTENCES = "The panel saw a full offer. It reaches most of the staff."


def begin(session):
    """A submission that waits, with three reviewers and a chair on the body's list."""
    case_id = submitted_case(session)
    for who in PANEL:
        add_reviewer(session, who, Role.PANEL_CHAIR if who == CHAIR else Role.REVIEWER)
    return case_id


@pytest.fixture
def desk(summer, make_window):
    found = Desk(make_window, begin)
    yield found
    found.close()


def test_a_submission_becomes_an_award_that_stands_up(desk):
    case = f"/cases/{desk.begun_id}"
    manager = desk.window("manager", viewport=WIDE)
    screened(manager, case)
    seated(manager, case)
    anna = desk.window("anna", viewport=WIDE)
    rated(anna, case, desk)
    chair = desk.window(CHAIR, viewport=WIDE)
    agreed(chair, case, desk)
    decided(chair, case, desk)
    officer = desk.window("officer", viewport=WIDE)
    confirmed(officer, case, desk)
    lead = desk.window("lead", viewport=WIDE)
    told(lead, desk)
    stranger = desk.stranger(viewport=WIDE)
    stands(desk, stranger)
    windows = (manager, anna, chair, officer, lead, stranger)
    assert [one for window in windows for one in window.wrongs] == []


def screened(manager, case):
    manager.open(f"{case}/screening")
    assert manager.barriers() == []
    manager.press("Find it complete")


def seated(manager, case):
    """The body says which profession it brings; each is seated with a reason, until the panel lacks nobody."""
    manager.open(f"/organisations/{BODY}/professions")
    manager.page.get_by_label("Professions").fill("Occupational therapy")
    manager.press_exactly("Save")
    for who in PANEL:
        manager.open(f"{case}/seats/new")
        manager.page.get_by_label("Who").select_option(value=who)
        manager.page.get_by_label("Chair" if who == CHAIR else "Reviewer", exact=True).check()
        manager.page.get_by_label("Reason").fill("They know mentoring in hospitals.")
        manager.press("Seat them")
    manager.open(f"{case}/panel")
    assert manager.page.get_by_text("The panel needs 3 reviewers").count() == 0
    assert manager.barriers() == []


def rated(anna, case, desk):
    """Anna promises, declares, rates one criterion by hand and locks; the others do as much on paper and later."""
    anna.open(f"{case}/criteria")
    promise(anna)
    anna.open(f"{case}/criteria/MA-01")
    anna.page.get_by_label("2 Established").check()
    anna.page.get_by_label("Your reason").fill("A published offer with a coordinator.")
    with anna.page.expect_navigation():
        anna.page.get_by_role("main").get_by_role("button", name="Save").first.click()
    assert anna.barriers() == []
    for who in ("ben", "cara", CHAIR):
        window = desk.window(who, viewport=WIDE)
        window.open(f"{case}/criteria")
        promise(window)
    with desk.database() as session:
        for who in APART:
            left = {name: level for name, level in levels_of(who).items() if who != "anna" or name != "MA-01"}
            rate(session, desk.begun_id, who, left, reason=REASON)
        for who in ("ben", "cara"):
            lock_review(panel_deed(session, who), desk.begun_id)
    anna.open(f"{case}/review")
    anna.press("Lock my review")


def promise(window):
    window.page.locator("#agrees").check()
    window.press("Promise and go on")
    window.page.locator("#none").check()
    window.press("Put it on record")


def agreed(chair, case, desk):
    """The chair opens the meeting, all say their interests again, and it is recorded what is agreed, hardest first."""
    chair.open(f"{case}/meeting")
    chair.press("Open the meeting")
    with desk.database() as session:
        ask_again(session, desk.begun_id, REVIEWERS)
    chair.follow("Say again whether you have an interest")
    chair.page.locator("#none").check()
    chair.press("Put it on record")
    chair.follow("Record the level for MA-02")
    chair.page.get_by_label("2 Established").check()
    chair.page.get_by_label("Reason", exact=True).fill(REASON)
    chair.press("Record")
    chair.press("Confirm level 3")
    chair.press("Confirm all that are agreed")
    assert chair.page.get_by_text("28 of 28 criteria recorded.").is_visible()
    assert chair.barriers() == []


def decided(chair, case, desk):
    with desk.database() as session:
        for part in parts_of(load_edition(REFERENCE)):
            save_feedback(panel_deed(session, CHAIR), desk.begun_id, part, SENTENCES, 0)
    chair.open(f"{case}/decision")
    chair.page.get_by_label("Reason").fill("Every rule of the tier is met, as the steps show.")
    chair.press("Put the decision")
    chair.press("Confirm")
    assert chair.barriers() == []


def confirmed(officer, case, desk):
    """The officer confirms; with one panel alone agreement cannot be shown, so the officer says why it goes out."""
    with desk.database() as session:
        agreement = f"/rounds/{session.get_one(CaseRow, desk.begun_id).round_id}/agreement"
    officer.open(f"{case}/decision")
    officer.press("Confirm")
    officer.press("Send the outcome")
    officer.open(agreement)
    officer.page.get_by_label("Reason").fill("One panel alone says little; its chair has looked at each criterion.")
    officer.press("Let outcomes")
    officer.open(f"{case}/decision")
    officer.press("Send the outcome")
    assert officer.barriers() == []


def told(lead, desk):
    """The lead reads every step, takes the tier that is offered, and has the certificate made."""
    with desk.database() as session:
        assessment = f"/assessments/{session.get_one(CaseRow, desk.begun_id).assessment_id}"
    lead.open(f"{assessment}/outcome")
    assert lead.page.get_by_text("Anna").count() == 0
    lead.page.get_by_label("Accept it").check()
    lead.press("Send the answer")
    assert lead.barriers() == []
    lead.open("/assessments")
    lead.follow("Awards")
    lead.follow("Bronze of Example trust")
    lead.follow("Certificate")
    assert lead.page.get_by_text("credential is being signed").is_visible()
    assert lead.barriers() == []
    issued(desk)
    lead.page.reload()
    lead.press("Make the PDF")
    assert lead.page.url.endswith("/certificate")


def stands(desk, stranger):
    """Anybody finds the award on the register, and learns that its credential stands; until it is suspended."""
    award_id, credential = issued(desk)
    stranger.open("/register")
    stranger.follow("Example trust")
    assert stranger.page.url.endswith(award_id)
    assert stranger.barriers() == []
    assert verdict(stranger, credential).startswith("This award stands")
    with desk.database() as session:
        suspend(deed(session, "officer"), award_id, "The list of mentors is gone.")
    assert verdict(stranger, credential) == "This award does not stand"
    assert stranger.page.get_by_text("suspended").first.is_visible()
    assert stranger.barriers() == []


def issued(desk):
    """The id of the award, and its credential as the worker issues it."""
    with desk.database() as session:
        award_id = session.scalars(select(AwardRow.id)).one()
        issue_due(deed(session, "officer"), open_office(Settings.from_environment()))
        return award_id, credential_of_award(session, award_id)


def verdict(window, credential):
    window.open("/verify")
    window.page.get_by_label("Or paste it").fill(credential)
    window.press("Check it")
    return window.page.get_by_role("heading", level=1).inner_text()
