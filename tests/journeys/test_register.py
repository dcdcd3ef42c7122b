"""The register in a real browser: found, read on the smallest screen, objected to by keyboard, ruled on."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Desk
from tests.support.register import few_awards

pytestmark = pytest.mark.usefixtures("quick", "summer")
WORDS = "The list of mentors holds people who left."


@pytest.fixture
def register(summer, make_window):
    found = Desk(make_window, few_awards)
    yield found
    found.close()


def looked_at(window, addresses):
    found = {}
    for address in addresses:
        window.open(address)
        found[address] = (window.barriers(), window.overflow())
    return {address: wrong for address, wrong in found.items() if wrong != ([], 0)}


def test_no_page_of_the_register_puts_a_barrier_up_on_the_smallest_screen(register, make_window):
    visitor = make_window(viewport={"width": 320, "height": 640})
    addresses = ["/register/held", "/register/withdrawn", "/register/held/objections/new"]

    assert looked_at(visitor, addresses) == {}
    assert visitor.wrongs == []


def test_somebody_finds_an_award_and_objects_to_it_without_a_script_or_a_mouse(register, make_window):
    visitor = make_window(java_script_enabled=False, viewport={"width": 360, "height": 800})
    visitor.open("/register")
    visitor.page.get_by_label("Institution").fill("example tr")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.follow("Example trust")
    visitor.follow("Object to this award")
    visitor.page.get_by_label("False or misleading information").press("Space")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type(WORDS)
    visitor.page.get_by_role("button", name="Send the objection").press("Enter")
    visitor.page.get_by_role("heading", name="Your objection came in").wait_for()

    office = register.window("officer", viewport={"width": 1280, "height": 900})
    office.open("/organisations/body/objections")
    found = office.barriers()
    office.follow("Example trust")
    office.press("Rule on it")

    assert (found, office.barriers()) == ([], [])
    assert WORDS in office.page.get_by_role("main").inner_text()
    assert office.page.title().startswith("Error: Objection to an award")
