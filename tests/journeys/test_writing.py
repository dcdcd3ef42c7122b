"""Writing answers in a browser: saved as one writes, and lost by nothing that happens to a browser."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server

from charter.services.assessments import record_answer
from charter.settings import Settings
from charter.web import create_app
from tests.support.teams import deed

pytestmark = pytest.mark.usefixtures("quick", "summer")
TEXT = "/criteria/MA-01/answers/MA-01.q3"
LEVEL = "/criteria/MA-01/level"
QUESTION = "Describe the offer, its resources and how staff learn of it"
SAVED = re.compile(r"Saved \d\d:\d\d")


def criterion(window, team, criterion_id="MA-01"):
    window.open(f"{team.address}/criteria/{criterion_id}")
    return window.page


def state(page):
    """What is said below the question about its being saved."""
    return page.locator("#criteria-MA-01-answers-MA-01\\.q3-state [data-state]")


def expect_text(locator, pattern):
    locator.filter(has_text=pattern).wait_for()


def test_what_is_written_is_saved_without_a_button(team):
    page = criterion(team.window("writer"), team)

    page.get_by_label(QUESTION).fill("Everybody may ask for a mentor.")
    expect_text(state(page), SAVED)
    page.get_by_label("2 Established").check()
    expect_text(page.locator("#criteria-MA-01-level-state [data-state]"), SAVED)

    assert team.saved(TEXT) == "Everybody may ask for a mentor."
    assert team.saved(LEVEL) == 2
    assert page.get_by_text("6 of 300 words used").is_visible()


def test_a_number_that_is_saved_as_one_writes_changes_the_figures_on_the_page(team):
    page = criterion(team.window("writer"), team, "NW-01")
    figure = page.get_by_role("row", name="M12")
    before = figure.inner_text()

    page.get_by_label("How many protected hours a month").fill("15")
    page.get_by_label("How many chairs and co-chairs").fill("2")
    expect_text(figure, "7.5 hours")

    assert "7.5" not in before


def test_a_lost_network_is_said_and_mended(team):
    page = criterion(team.window("writer"), team)
    page.context.set_offline(True)

    page.get_by_label(QUESTION).fill("Written on a train.")
    expect_text(state(page), "Not saved: offline, kept on this device")
    page.context.set_offline(False)
    expect_text(state(page), SAVED)

    assert team.saved(TEXT) == "Written on a train."


def test_a_browser_that_crashes_before_saving_brings_the_text_back(team):
    window = team.window("writer")
    page = criterion(window, team)
    page.context.set_offline(True)
    page.get_by_label(QUESTION).fill("Written before the crash.")
    expect_text(state(page), "kept on this device")

    window.page = page.context.new_page()
    page.close()
    window.page.context.set_offline(False)
    page = criterion(window, team)

    assert page.get_by_label(QUESTION).input_value() == "Written before the crash."
    expect_text(state(page), SAVED)
    assert team.saved(TEXT) == "Written before the crash."


@contextmanager
def serving(port=0):
    """A site on the database of the test, begun anew."""
    app = create_app(Settings.from_environment())
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["charter_engine"].dispose()


def test_a_server_that_stops_and_starts_again_while_one_writes_loses_nothing(team):
    window = team.window("writer")
    with serving() as port:
        window.site = f"http://127.0.0.1:{port}"
        team.sign_in_again(window, "writer")
        page = criterion(window, team)
    page.get_by_label(QUESTION).fill("Typed while nobody listened.")
    expect_text(state(page), "Not saved: offline, kept on this device")

    with serving(port):
        expect_text(state(page), SAVED)

    assert team.saved(TEXT) == "Typed while nobody listened."


def test_a_session_that_ends_while_one_writes_loses_nothing(team):
    window = team.window("writer")
    page = criterion(window, team)
    page.context.clear_cookies()

    page.get_by_label(QUESTION).fill("Written after the session.")
    expect_text(state(page), re.compile("Not saved: .*kept on this device"))
    team.sign_in_again(window, "writer")
    page = criterion(window, team)

    expect_text(state(page), SAVED)
    assert team.saved(TEXT) == "Written after the session."


def test_two_people_at_once_see_both_texts_and_the_second_chooses(team):
    page = criterion(team.window("writer"), team)
    with team.database() as session:
        record_answer(deed(session, "lead"), team.assessment_id, TEXT, "The lead’s text.", 0)

    page.get_by_label(QUESTION).fill("The writer’s text.")
    expect_text(state(page), "Not saved: Somebody else changed")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Somebody else saved this while you were writing").wait_for()
    assert page.get_by_text("The lead’s text.").first.is_visible()
    assert page.get_by_text(re.compile("Typed by Writer, sent at .*, not saved yet")).is_visible()
    with page.expect_navigation():  # its script must be there before anybody types
        page.get_by_role("button", name="Save what I chose").click()
    page.get_by_role("link", name="Choose what stays").wait_for()
    page.get_by_label("Both texts, to put together").fill("The lead’s and the writer’s text.")
    page.get_by_role("button", name="Save what I chose").click()
    page.get_by_text("MA-01 is saved.").wait_for()

    assert team.saved(TEXT) == "The lead’s and the writer’s text."
    expect_text(state(page), "Saved by Writer")


def test_without_scripts_one_button_saves_the_page(team):
    page = criterion(team.window("writer", java_script_enabled=False), team)

    page.get_by_label(QUESTION).fill("Without scripts.")
    page.get_by_label("3 Embedded").check()
    page.get_by_role("button", name="Save").click()

    assert page.get_by_text("MA-01 is saved.").is_visible()
    assert (team.saved(TEXT), team.saved(LEVEL)) == ("Without scripts.", 3)


def test_a_table_is_filled_by_keyboard_and_by_pasting(team):
    window = team.window("writer")
    window.open(f"{team.address}/tables/DT-02")
    page = window.page
    page.locator("[id='c:white/c1/asked_for_mentor']").focus()

    page.keyboard.type("12")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("5")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("7")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "1\\t2\\n3\\t4");
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )
    assert page.get_by_text("4 cells pasted. Not saved yet").is_visible()
    window.press("Save the table")

    assert team.saved("/tables/DT-02/year_0") == {
        "white": {"c1": {"asked_for_mentor": 12}},
        "mixed": {"c1": {"asked_for_mentor": 5}, "c2": {"asked_for_mentor": 1}, "c3": {"asked_for_mentor": 2}},
        "asian": {"c2": {"asked_for_mentor": 3}, "c3": {"asked_for_mentor": 4}},
    }


def test_a_paste_can_be_taken_back(team):
    window = team.window("writer")
    window.open(f"{team.address}/tables/DT-05")
    page = window.page
    cell = page.locator("[id='c:white/applicants']")
    cell.fill("9")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "1\\t2\\n3\\t4");
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )

    page.keyboard.press("Control+z")

    assert cell.input_value() == "9"
    assert page.locator("[id='c:mixed/appointed']").input_value() == ""


def test_a_table_survives_a_lost_network_and_is_forgotten_once_saved(team):
    window = team.window("writer")
    page = window.page
    window.open(f"{team.address}/tables/DT-02")
    page.locator("[id='c:white/c1/asked_for_mentor']").fill("5")
    page.locator("[id='c:white/c1/matched']").fill("6")
    page.get_by_text("More than “asked for a mentor” in the same place.").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Save the table").click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)

    window.open(f"{team.address}/tables/DT-02")
    page.get_by_text("Brought back from this device: 2 cells not saved").wait_for()
    window.press("Save the table")

    assert team.saved("/tables/DT-02/year_0") == {"white": {"c1": {"asked_for_mentor": 5, "matched": 6}}}
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('charter:table'))") == []


def test_a_book_that_is_pasted_is_refused_in_words_and_stays_on_the_page(team):
    page = criterion(team.window("writer"), team)
    page.get_by_label("2 Established").check()
    expect_text(page.locator("#criteria-MA-01-level-state [data-state]"), SAVED)

    page.get_by_label(QUESTION).evaluate(
        "box => { box.value = 'word '.repeat(1200000); box.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    page.locator("form[data-autosave]").evaluate("form => form.requestSubmit()")

    words = "Not saved: this has 6,000,000 characters, and 100,000 can be saved."
    expect_text(state(page), words)
    assert "It is on this page alone: do not close it." in state(page).inner_text()
    assert page.get_by_label(QUESTION).evaluate("box => box.value.length") == 6_000_000
    assert (team.saved(TEXT), team.saved(LEVEL)) == (None, 2)


def test_whoever_signs_in_next_on_a_device_is_not_given_somebody_elses_draft(team):
    window = team.window("writer")
    page = criterion(window, team)
    page.context.set_offline(True)
    page.get_by_label(QUESTION).fill("The writer’s own draft.")
    expect_text(state(page), "kept on this device")

    window.page = page.context.new_page()
    page.close()
    window.page.context.set_offline(False)
    team.sign_in_again(window, "lead")
    page = criterion(window, team)

    assert page.get_by_label(QUESTION).input_value() == ""
