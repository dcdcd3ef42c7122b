"""Reviewing in a browser: with the keyboard alone, saved as one goes, without scripts, and on a small screen."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from charter.settings import Settings
from charter.store.base import writing
from charter.store.ratings import RatingRow
from charter.web import create_app
from tests.support.panels import case_of_all_doors
from tests.support.people import sign_in

SAVED = re.compile(r"Saved \d\d:\d\d")
PARTS = ("", "/MA-02", "/GV-04")
SMALL = {"width": 320, "height": 700}


class Panel:
    """A case before its panel, and windows for those who sit on it."""

    def __init__(self, make_window):
        """Make the case on a site that runs."""
        self._make_window, self.app = make_window, create_app(Settings.from_environment())
        with self.database() as session:
            self.case_id = case_of_all_doors(session)
        self.address = f"/cases/{self.case_id}"

    def database(self):
        """Open a session for a moment."""
        return Session(writing(self.app.extensions["charter_engine"]))

    def window(self, who, **settings):
        """Give a window of somebody who is signed in."""
        window = self._make_window(**settings)
        cookie = sign_in(self.app.test_client(), who).get_cookie("charter").value
        window.page.context.add_cookies([{"name": "charter", "value": cookie, "url": window.site}])
        return window

    def rating(self):
        """Give the one rating that there is."""
        with self.database() as session:
            row = session.query(RatingRow).one()
            return row.criterion_id, row.level, row.reason


@pytest.fixture
def panel(monkeypatch, make_window):
    """A panel in October."""
    monkeypatch.setenv("CHARTER_TODAY", "2027-10-07")
    found = Panel(make_window)
    yield found
    found.app.extensions["charter_engine"].dispose()


def test_a_level_and_a_reason_are_given_by_keyboard_and_saved_as_one_goes(panel):
    window = panel.window("anna")
    window.open(f"{panel.address}/criteria/MA-03")
    page = window.page

    page.get_by_label("3 Embedded").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#level-state").filter(has_text=SAVED).wait_for()
    asked = page.locator("[data-asks]").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.type("Nothing shows that it is kept.")
    page.locator("#reason-state").filter(has_text=SAVED).wait_for()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "at least 30 words; you have not written one yet" in asked
    assert panel.rating() == ("MA-03", 4, "Nothing shows that it is kept.")
    assert page.url.endswith("/criteria/MA-04")
    assert window.wrongs == []


def test_a_level_chosen_without_a_network_is_kept_and_saved_when_it_is_back(panel):
    window = panel.window("anna")
    window.open(f"{panel.address}/criteria/MA-01")
    window.page.context.set_offline(True)

    window.page.get_by_label("Your reason").fill("Read on a train.")
    window.page.locator("#reason-state").filter(has_text="offline, kept on this device").wait_for()
    window.page.context.set_offline(False)
    window.page.locator("#reason-state").filter(has_text=SAVED).wait_for()

    assert panel.rating() == ("MA-01", None, "Read on a train.")


def test_reviewing_needs_no_scripts_and_fits_a_small_screen(panel):
    window = panel.window("anna", java_script_enabled=False, viewport=SMALL)
    window.open(f"{panel.address}/criteria/MA-01")
    page = window.page

    page.get_by_label("2 Established").check()
    page.get_by_label("Your reason").fill("The policy says so.")
    window.press_exactly("Save")

    assert panel.rating() == ("MA-01", 2, "The policy says so.")
    assert "MA-01 is saved." in page.inner_text("main, .charter-frame")


def test_nothing_keeps_anybody_from_the_pages_of_a_review(panel):
    wide, small = panel.window("anna"), panel.window("anna", viewport=SMALL)
    seen = {}
    for address in ["/reviews", *(f"{panel.address}/criteria{part}" for part in PARTS), f"{panel.address}/review"]:
        wide.open(address)
        small.open(address)
        seen[address] = [*wide.barriers(), small.overflow()]
    small.open(f"{panel.address}/criteria/MA-02")

    assert seen == {address: [0] for address in seen}
    assert [*small.barriers(), *wide.wrongs, *small.wrongs] == []
