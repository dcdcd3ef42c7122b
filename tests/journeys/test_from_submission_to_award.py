"""A submission is screened, judged by three who disagree, agreed, decided and told; its award hangs on the wall."""

from __future__ import annotations

import pytest

from charter.domain.permissions import Role
from charter.services.awards import AwardRow
from charter.services.feedback import feedback_parts, parts_of, save_feedback
from charter.services.reviews import lock_review
from charter.store.editions import load_edition
from tests.journeys.conftest import Desk
from tests.support.meetings import APART, REASON, levels_of
from tests.support.panels import CHAIR, PANEL, add_reviewer, panel_deed, rate, submitted_case
from tests.support.teams import BODY, REFERENCE

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
    agreed(chair, case)
    decided(chair, case, desk)
    officer = desk.window("officer", viewport=WIDE)
    confirmed(officer, case)
    lead = desk.window("lead", viewport=WIDE)
    told(lead, desk)
    assert [one for window in (manager, anna, chair, officer, lead) for one in window.wrongs] == []


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
    anna.page.get_by_role("main").get_by_role("button", name="Save").first.click()
    anna.page.wait_for_load_state("networkidle")
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


def agreed(chair, case):
    """The chair opens the meeting, asks for interests again, and records what is agreed, the hardest first."""
    chair.open(f"{case}/meeting")
    chair.press("Open the meeting")
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


def confirmed(officer, case):
    officer.open(f"{case}/decision")
    officer.press("Confirm")
    officer.press("Send the outcome")
    assert officer.barriers() == []


def told(lead, desk):
    with desk.database() as session:
        assert feedback_parts is not None
        award = session.query(AwardRow).one()
        assert award.tier_id
    lead.open("/assessments")
    lead.follow("Awards")
