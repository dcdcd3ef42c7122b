"""From the first page to the PDF and back, as a person would."""

from __future__ import annotations

import re

import pytest

from charter.jobs.plans import make_plan

pytestmark = pytest.mark.usefixtures("quick")


def upload(window, path):
    window.open("/")
    window.follow("Check where you stand")
    window.page.get_by_label("Your workbook").set_input_files(path)
    window.press("See where you stand")


def heading(window):
    return window.page.get_by_role("heading", level=1).inner_text()


def test_a_workbook_becomes_a_result_a_pdf_and_a_workbook_again(window, answers_path):
    upload(window, answers_path)
    assert heading(window).endswith("Where Example Acute NHS Trust stands")
    window.page.locator("[data-chart]").first.scroll_into_view_if_needed()
    window.page.locator("[data-chart] .main-svg").first.wait_for()

    window.press("Make the action-plan PDF")
    with window.page.expect_download() as pdf:
        window.page.get_by_role("link", name="Download the action-plan PDF").click()
    window.follow("Back to the result")
    with window.page.expect_download() as workbook:
        window.page.get_by_role("link", name="Download the workbook with what was read").click()
    window.press("Delete what I uploaded now")

    assert heading(window) == "Everything is deleted"
    assert pdf.value.suggested_filename == "action-plan.pdf"
    assert workbook.value.suggested_filename == "bme-mentoring-1.0-what-was-read.xlsx"
    assert window.wrongs == []


def test_without_javascript_the_same_can_be_done(make_window, answers_path):
    window = make_window(java_script_enabled=False)

    upload(window, answers_path)
    window.page.get_by_text("Show these figures as a table").first.click()
    assert window.page.get_by_role("table").first.is_visible()
    window.press("Make the action-plan PDF")
    with window.page.expect_download() as pdf:
        window.page.get_by_role("link", name="Download the action-plan PDF").click()

    assert pdf.value.suggested_filename == "action-plan.pdf"
    assert window.wrongs == []


def test_faults_can_be_followed_to_their_rows_and_the_result_still_seen(window, faulty_path):
    upload(window, faulty_path)
    assert window.page.title().startswith("Error: ")
    assert window.page.evaluate("document.activeElement.className").startswith("nhsuk-error-summary")

    window.page.get_by_role("link", name=re.compile("MA-01")).first.click()
    assert window.page.evaluate("location.hash") == "#fault-1"
    window.follow("See the result of what was read")

    assert heading(window).endswith("stands")
    assert window.wrongs == []


def test_back_after_the_result_shows_the_form_and_the_result_is_still_there(window, answers_path):
    upload(window, answers_path)
    result = window.page.url

    window.page.go_back()
    assert heading(window) == "Check where you stand"
    window.page.goto(result)

    assert heading(window).endswith("Where Example Acute NHS Trust stands")


def test_two_windows_of_one_visitor_can_upload_at_once(make_window, answers_path, faulty_path):
    first = make_window()
    upload(first, answers_path)
    second = type(first)(first.page.context.new_page(), first.site)
    upload(second, faulty_path)

    first.page.reload()

    assert heading(first).endswith("Where Example Acute NHS Trust stands")
    assert "could not be read" in heading(second)


def test_another_browser_with_the_address_sees_nothing(window, make_window, answers_path):
    upload(window, answers_path)
    other = make_window()

    other.page.goto(window.page.url)

    assert heading(other) == "There is no result here"


def test_a_pdf_that_takes_time_is_shown_when_it_is_done_without_asking(window, answers_path, monkeypatch):
    asked = []
    monkeypatch.setattr("charter.web.plans.make_plan", lambda *words: asked.append(words))
    upload(window, answers_path)
    window.press("Make the action-plan PDF")
    window.page.get_by_text("waiting for its turn").wait_for()

    make_plan.call_local(*asked[0])

    window.page.get_by_role("link", name="Download the action-plan PDF").wait_for()


def test_everything_can_be_done_with_the_keyboard(window, answers_path):
    window.open("/standings/new")
    window.page.get_by_label("Your workbook").set_input_files(answers_path)  # the system's own dialogue
    window.page.get_by_label("Your workbook").focus()
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.innerText") == "See where you stand"

    window.page.keyboard.press("Enter")
    window.page.get_by_role("heading", level=1, name=re.compile("stands")).wait_for()
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.innerText") == "Skip to main content"
    window.page.keyboard.press("Enter")

    assert window.page.evaluate("document.activeElement.id") == "maincontent"
