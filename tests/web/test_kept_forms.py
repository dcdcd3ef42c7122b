"""What is typed while a session ends is not lost, and nobody else gets it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from flask import request
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.services.kept_forms import forget_forms
from charter.store.accounts import PersonRow
from charter.store.sign_in import KeptFormRow
from charter.web import create_app, visitors
from tests.support.pages import Page, fetch
from tests.support.people import sign_in
from tests.support.teams import add_people

PASSWORD = "rain on the tin roof"
OURS = {"Origin": "http://localhost"}
HOUR = 60 * 60


@pytest.fixture
def taken():
    """What the page for notes has taken."""
    return []


@pytest.fixture
def rows(app, taken):
    """The team, of whom the lead has a password; and a page that takes notes."""

    @app.post("/notes/<name>")
    def notes(name):
        taken.append((name, request.args.to_dict(), request.form.to_dict(flat=False)))
        return "taken"

    with app.app_context():
        hashed = hash_password(PASSWORD)
    with Session(app.extensions["charter_engine"]) as session:
        add_people(session)
        session.get(PersonRow, "lead").password = hashed
        session.commit()
        yield session


def send_late(client, address="/notes/one?tab=2", headers=OURS, **fields):
    """Send a form when the session has ended."""
    sign_in(client, "lead", ago_seconds=HOUR)
    data = {"text": "Two words\r\nand a line", "level": ["3", "4"], "csrf_token": "old", **fields}
    return client.post(address, data=data, headers=headers)


def kept_address(response):
    return response.headers["Location"].removeprefix("/sign-in?next=")


def test_a_form_that_comes_too_late_is_sent_on_after_signing_in(client, rows, taken):
    response = send_late(client)
    page = fetch(client, response.headers["Location"])
    hidden = page.form_of("Sign in")[1]
    signed_in = client.post("/sign-in", data={**hidden, "email": "lead@example.org", "password": PASSWORD})
    kept = fetch(client, signed_in.headers["Location"])
    address = kept.form_of("Send it now")[0]

    client.post(address, data={"text": "Two words\r\nand a line", "level": ["3", "4"]}, headers=OURS)

    assert response.status_code == 303
    assert "What you wrote is kept: sign in, and you can send it on." in page.words
    assert address.startswith("/notes/one?tab=2&kept-form=")
    assert [(item.get("name"), item.get("value")) for item in kept.all("input")][-4:-1] == [
        ("text", "Two words\nand a line"),
        ("level", "3"),
        ("level", "4"),
    ]
    assert "Two words and a line" in kept.words
    assert taken[0][2] == {"text": ["Two words\r\nand a line"], "level": ["3", "4"]}
    assert client.get(signed_in.headers["Location"]).status_code == 404


def test_somebody_else_who_signs_in_does_not_get_it(client, rows):
    kept = kept_address(send_late(client))
    sign_in(client, "viewer")

    page = fetch(client, kept)

    assert page.status == 404
    assert "Two words" not in page.text


def test_it_is_not_shown_before_somebody_signs_in(client, rows):
    kept = kept_address(send_late(client))

    assert client.get(kept).status_code == 303


def test_a_file_is_asked_for_again(client, rows):
    kept = kept_address(send_late(client, evidence=(io.BytesIO(b"x"), "minutes.pdf")))
    sign_in(client, "lead")

    page = fetch(client, kept)

    assert "Choose the file again" in page.words
    assert [item.get("name") for item in page.all("input") if item.get("type") == "file"] == ["evidence"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}],
)
def test_what_another_site_may_have_sent_is_not_kept(client, rows, headers):
    response = send_late(client, headers=headers)

    assert response.headers["Location"] == "/sign-in"
    assert rows.scalars(select(KeptFormRow)).all() == []


def test_passwords_are_not_kept(client, rows):
    send_late(client, "/account/password", password=PASSWORD)

    assert rows.scalars(select(KeptFormRow)).all() == []


def test_a_script_gets_401_and_nothing_is_kept(client, rows):
    response = send_late(client, headers={**OURS, "Accept": "application/json"})

    assert response.status_code == 401
    assert rows.scalars(select(KeptFormRow)).all() == []


def test_a_token_of_an_earlier_session_takes_the_same_way(settings, rows):
    app = create_app(dataclasses.replace(settings))
    app.testing = True
    app.add_url_rule("/notes", "notes", lambda: "taken", methods=["POST"])
    client = sign_in(app.test_client(), "lead")

    response = client.post("/notes", data={"text": "Two words", "csrf_token": "old"}, headers=OURS)

    assert response.headers["Location"].startswith("/kept-forms/")
    assert "Two words" in fetch(client, response.headers["Location"]).words
    app.extensions["charter_engine"].dispose()


def test_whoever_signs_out_of_a_session_that_has_ended_is_just_signed_out(settings, rows):
    app = create_app(dataclasses.replace(settings))
    client = sign_in(app.test_client(), "lead", ago_seconds=HOUR)

    response = client.post("/sign-out", data={"csrf_token": "old"}, headers=OURS)

    assert response.headers["Location"] == "/"
    app.extensions["charter_engine"].dispose()


def test_it_can_be_thrown_away(client, rows):
    kept = kept_address(send_late(client))
    sign_in(client, "lead")
    address, hidden = fetch(client, kept).form_of("Throw it away")

    client.post(address, data=hidden)

    assert client.get(kept).status_code == 404


def test_five_are_kept_for_one_person_and_the_oldest_goes(client, rows):
    first = kept_address(send_late(client))
    for _ in range(5):
        last = kept_address(send_late(client))
    sign_in(client, "lead")

    assert client.get(first).status_code == 404
    assert client.get(last).status_code == 200


def test_after_a_day_it_is_gone(client, rows, monkeypatch):
    kept = kept_address(send_late(client))
    tomorrow = visitors.now() + dt.timedelta(hours=24)
    monkeypatch.setattr(visitors, "now", lambda: tomorrow)
    sign_in(client, "lead")

    status = client.get(kept).status_code
    forget_forms(rows, visitors.now())

    assert status == 404
    assert rows.scalars(select(KeptFormRow)).all() == []


def test_a_page_says_how_long_the_session_lasts_and_asking_does_not_make_it_longer(client, rows):
    sign_in(client, "lead", ago_seconds=30 * 60)

    page = fetch(client, "/privacy")
    asked = client.get("/session").json["seconds_left"]
    stayed = client.post("/session").json["seconds_left"]

    place = next(item for item in page.all("div") if item.get("data-session"))
    assert 1790 <= int(place.get("data-seconds-left")) <= 1800
    assert 1790 <= asked <= 1800
    assert 3590 <= stayed <= 3600


def test_pages_without_anybody_signed_in_hold_no_warning(client):
    page = Page(client.get("/privacy"), "/privacy")

    assert [item for item in page.all("div") if item.get("data-session")] == []
    assert client.get("/session").json == {"seconds_left": 0}
