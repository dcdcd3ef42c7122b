"""What holds for every page in a real browser: no barrier that axe finds, no sideways scrolling, nothing foreign."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("quick")
EDITION = "/editions/bme-mentoring/1.0"
PAGES = [
    "/",
    "/standings/new",
    "/standings/deleted",
    "/standings/none",
    "/example",
    "/method",
    "/privacy",
    "/accessibility",
    "/editions",
    EDITION,
    EDITION + "/changes",
    EDITION + "/criteria",
    EDITION + "/criteria?tier=silver&scheme=wres",
    EDITION + "/criteria/MA-01",
    EDITION + "/metrics",
    EDITION + "/tables",
    EDITION + "/tiers",
    EDITION + "/survey",
    "/register",
    "/register?q=nobody&state=withdrawn",
    "/register/api",
    "/verify",
    "/verify/" + "0" * 64,
]


def upload(window, path):
    window.open("/standings/new")
    window.page.get_by_label("Your workbook").set_input_files(path)
    window.press("See where you stand")
    window.settle()


def walk(window, seen):
    """Open every page and gather what is wrong with it."""
    for address in PAGES:
        window.open(address)
        window.settle()
        seen(address)


def test_axe_finds_nothing_on_any_page(window):
    found = {}

    walk(window, lambda address: found.update({address: window.barriers()}))

    assert {address: barriers for address, barriers in found.items() if barriers} == {}


def test_axe_finds_nothing_on_a_visitors_own_pages(window, faulty_path):
    upload(window, faulty_path)
    assert window.barriers() == []
    window.follow("See the result of what was read")
    window.settle()
    assert window.barriers() == []
    window.follow("Make an internal copy")

    assert window.barriers() == []


def test_no_page_scrolls_sideways_at_320_pixels(make_window):
    window = make_window(viewport={"width": 320, "height": 640})
    widths = {}

    walk(window, lambda address: widths.update({address: window.overflow()}))

    assert {address: wide for address, wide in widths.items() if wide > 0} == {}


def test_the_result_does_not_scroll_sideways_at_320_pixels(make_window, faulty_path):
    window = make_window(viewport={"width": 320, "height": 640})
    upload(window, faulty_path)
    assert window.overflow() == 0

    window.follow("See the result of what was read")
    window.settle()

    assert window.overflow() == 0


def test_no_page_breaks_its_policy_or_asks_another_host(window):
    walk(window, lambda _address: None)

    # The browser itself reports the page that is not there.
    assert [wrong for wrong in window.wrongs if "404" not in wrong] == []


def test_charts_are_drawn_under_the_strict_policy(window):
    window.open("/example")
    window.settle()

    for place in window.page.locator("[data-chart]").all():
        place.scroll_into_view_if_needed()
        place.locator(".main-svg").first.wait_for()

    assert window.wrongs == []
