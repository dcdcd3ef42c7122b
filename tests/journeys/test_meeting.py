"""A chair records a meeting without JavaScript, by keyboard; every page of it is without barriers on a phone."""

from __future__ import annotations

import pytest

from charter.services.meetings import meeting_for
from charter.store.cases import CaseRow
from tests.support.meetings import REASON
from tests.support.panels import CHAIR, panel_deed

pytestmark = pytest.mark.usefixtures("quick", "summer")
PHONE = {"width": 320, "height": 700}
PARTS = ("meeting", "agreed-levels/MA-02", "presence", "agreement")


def walk(window, addresses):
    """Open pages, and gather what is wrong with them."""
    wrongs = []
    for address in addresses:
        window.open(address)
        window.settle()
        wrongs += [f"{address}: {one}" for one in window.barriers()]
        wrongs += [f"{address} is too wide"] if window.overflow() > 0 else []
    return wrongs


def test_a_chair_records_a_meeting_by_keyboard_and_without_scripts(at_meeting):
    case_id = at_meeting.begun_id
    window = at_meeting.window(CHAIR, java_script_enabled=False, viewport=PHONE)
    window.open(f"/cases/{case_id}/meeting")

    window.follow("Record the level for MA-02")
    window.page.get_by_label("2 Established").press("Space")
    window.page.get_by_label("Reason", exact=True).fill(REASON)
    window.page.get_by_role("button", name="Record").press("Enter")
    window.press("Confirm level 3")
    window.press("Confirm all that are agreed")

    assert window.page.get_by_text("28 of 28 criteria recorded.").is_visible()
    with at_meeting.database() as session:
        assert meeting_for(panel_deed(session, CHAIR), case_id).is_complete


def test_every_page_of_a_meeting_is_without_barriers_on_a_phone(at_meeting):
    window, case_id = at_meeting.window(CHAIR, viewport=PHONE), at_meeting.begun_id
    with at_meeting.database() as session:
        round_id = session.get_one(CaseRow, case_id).round_id

    wrongs = walk(window, [f"/cases/{case_id}/{part}" for part in PARTS] + [f"/rounds/{round_id}/agreement"])

    assert wrongs + window.wrongs == []
