"""Panels in a real browser: the office, a chair, and somebody who turns out to have an interest."""

from __future__ import annotations

import pytest

from charter.store.assessments import RoundRow
from tests.journeys.conftest import Desk
from tests.support.panels import case_of_all_doors
from tests.support.teams import BODY

HARD = "The institution pays or paid me for something"


class PanelDesk(Desk):
    """A submission before its panel, and a window for each of its people."""

    def __init__(self, make_window):
        """Make the case."""
        super().__init__(make_window, case_of_all_doors)
        self.address = f"/cases/{self.begun_id}"
        with self.database() as session:
            self.round_id = session.query(RoundRow).one().id


@pytest.fixture
def autumn(monkeypatch):
    """The site stands on a day a week after the deadline."""
    monkeypatch.setenv("CHARTER_TODAY", "2027-10-07")


@pytest.fixture
def panel(autumn, make_window):
    """A submission before its panel."""
    found = PanelDesk(make_window)
    yield found
    found.close()


@pytest.fixture
def places(panel):
    """Who opens which page."""
    body, case = f"/organisations/{BODY}", panel.address
    office = ("/panel", "/seats/new", "/seats/anna/end")
    return {
        "manager": [
            "/assessments",
            f"/rounds/{panel.round_id}/panels",
            f"/rounds/{panel.round_id}/panel-proposal",
            f"{body}/reviewers",
            f"{body}/reviewers/anna",
            f"{body}/professions",
            *(case + part for part in office),
        ],
        "chair": [f"{case}/rulings", f"{case}/rulings/new?person=torn&number=1"],
        "torn": [f"{case}/declarations"],
        "silent": [
            f"{case}/declarations/promise",
            f"{case}/declarations/new",
            f"{body}/own-entry",
            f"{body}/own-employers/new?search=example",
        ],
    }


def test_no_page_about_panels_puts_a_barrier_up(panel, places):
    found = {}

    for who, addresses in places.items():
        window = panel.window(who, viewport={"width": 320, "height": 800})
        for address in addresses:
            window.open(address)
            found[address] = [*window.barriers(), *([f"{window.overflow()} px too wide"] if window.overflow() else [])]

    assert {address: wrongs for address, wrongs in found.items() if wrongs} == {}


def test_whoever_says_that_they_are_paid_leaves_the_panel_without_a_script(panel):
    window = panel.window("silent", java_script_enabled=False)
    window.open(f"{panel.address}/rulings")
    asked = window.page.title()

    window.press("Put it on record")
    fault = window.page.title()
    window.page.get_by_label(HARD).check()
    window.page.get_by_label("In your words").fill("I gave a lecture.")
    window.press("Put it on record")

    assert asked.startswith("Your interests in Example trust")
    assert fault.startswith("Error: Your interests")
    assert window.page.title().startswith("You are shut out of this submission")
    office = panel.window("manager")
    office.open(f"{panel.address}/panel")
    assert office.page.get_by_text("Silent left the panel.").is_visible()
