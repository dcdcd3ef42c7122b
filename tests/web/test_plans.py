"""The PDF of a visit: asked for, made, watched, downloaded."""

from __future__ import annotations

from tests.support.pages import Page, fetch


def press(client, page, button):
    action, hidden = page.form_of(button)
    response = client.post(action, data=hidden)
    assert response.status_code == 303
    return fetch(client, response.headers["Location"])


def test_the_pdf_is_made_and_can_be_downloaded(client, visit, no_pdf):
    page = press(client, fetch(client, visit), "Make the action-plan PDF")

    assert "Your PDF is ready." in page.words
    response = client.get(page.link("Download the action-plan PDF"))
    assert response.data == b"PDF"
    assert response.mimetype == "application/pdf"


def test_an_internal_copy_is_made_only_after_a_second_question(client, visit, monkeypatch):
    audiences = []
    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda summary: audiences.append(summary.audience) or b"PDF")
    question = fetch(client, fetch(client, visit).link("Make an internal copy with exact counts"))

    page = press(client, question, "Make the internal copy")

    assert "internal, small numbers" in question.words
    assert audiences == ["own_trust"]
    assert client.get(page.link("Download the internal PDF")).data == b"PDF"


def test_asking_twice_makes_it_once(client, visit, monkeypatch):
    made = []
    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda _summary: made.append(1) or b"PDF")
    page = fetch(client, visit)

    press(client, page, "Make the action-plan PDF")
    press(client, page, "Make the action-plan PDF")

    assert made == [1]


def test_a_pdf_that_fails_is_said_to_have_failed_and_can_be_asked_for_again(client, visit, monkeypatch):
    def fail(_summary):
        raise RuntimeError("no pages")

    monkeypatch.setattr("charter.jobs.plans.plan_pdf", fail)
    page = press(client, fetch(client, visit), "Make the action-plan PDF")
    assert "could not be made" in page.words

    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda _summary: b"PDF")
    again = press(client, page, "Try again")

    assert "Your PDF is ready." in again.words


def test_while_it_is_made_the_page_says_so_and_can_be_looked_at_again(client, visit, monkeypatch):
    monkeypatch.setattr("charter.web.plans.make_plan", lambda *_: None)

    page = press(client, fetch(client, visit), "Make the action-plan PDF")

    assert "waiting for its turn" in page.words
    assert Page(client.get(page.link("Check again"))).heading == "Action-plan PDF"
    progress = client.get(visit + "/plans/board/progress").json
    assert progress == {"state": "waiting", "text": "Your PDF is waiting for its turn.", "is_pending": True}


def test_asking_for_the_file_too_early_leads_to_the_page_that_says_how_far_it_is(client, visit):
    response = client.get(visit + "/plans/board/file")

    assert response.headers["Location"].endswith("/plans/board")


def test_a_kind_of_copy_that_does_not_exist_is_not_found(client, visit):
    assert client.get(visit + "/plans/secret").status_code == 404


def test_pictures_are_drawn_for_those_who_read_without_javascript(client, visit):
    response = client.get(visit + "/pictures/themes")

    assert response.mimetype == "image/svg+xml"
    assert response.data == b"<svg/>"
    assert client.get(visit + "/pictures/none").status_code == 404


def test_a_chart_that_could_not_be_drawn_says_so_in_its_place(client, visit):
    response = client.get(visit + "/pictures/criteria")

    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    assert "The table below has the same figures." in response.text
