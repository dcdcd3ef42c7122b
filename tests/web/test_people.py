"""Who gets in, as whom, and for how long."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from flask import jsonify
from flask_security import hash_password
from sqlalchemy.orm import Session

from charter.store.accounts import PersonRow
from charter.store.base import writing
from charter.web import people
from tests.support.pages import Page, fetch
from tests.support.people import sign_in
from tests.support.teams import add_people

PASSWORD = "rain on the tin roof"


@pytest.fixture
def team(app):
    """The team's people, of whom the lead has a password."""
    with app.app_context(), Session(writing(app.extensions["charter_engine"])) as session:
        add_people(session)
        session.get(PersonRow, "lead").password = hash_password(PASSWORD)
        session.commit()


@pytest.fixture
def desk(app, team):
    """A page for people who are signed in; it says who that is."""

    @app.route("/desk", methods=["GET", "POST"])
    def desk():
        mine = people.deed()
        return jsonify(person=mine.person_id, key=mine.key.decode())


def type_in(client, email, password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back(client, desk):
    response = client.get("/desk?part=two")

    assert response.status_code == 303
    assert response.headers["Location"] == "/sign-in?next=/desk?part%3Dtwo"


def test_a_script_is_told_that_nobody_is_signed_in(client, desk):
    response = client.post("/desk", headers={"Accept": "application/json"})

    assert response.status_code == 401
    assert "Sign in again" in response.json["message"]


def test_a_page_that_nobody_listed_as_public_asks_to_sign_in(app, client):
    app.add_url_rule("/new-page", "new_page", lambda: "secret")

    assert client.get("/new-page").status_code == 303


def test_an_address_that_is_not_there_stays_not_there(client):
    assert client.get("/nothing-here").status_code == 404


def test_address_and_password_sign_in_and_lead_on(client, desk):
    response = type_in(client, " Lead@Example.org", next="/desk")

    assert response.headers["Location"] == "/desk"
    assert client.get("/desk").json == {"person": "lead", "key": "for tests alone"}


@pytest.mark.parametrize("email", ["lead@example.org", "nobody@example.org", "viewer@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, team, email):
    page = Page(type_in(client, email, "something else"), "/sign-in")

    assert page.status == 422
    assert page.title.startswith("Error: Sign in")
    assert page.words.count("The e-mail address or the password is not right") == 2
    assert page.link("The e-mail address or the password is not right") == "#password"


def test_a_password_longer_than_any_is_refused_before_it_is_looked_at(client, team):
    page = Page(type_in(client, "lead@example.org", "x" * 5000), "/sign-in")

    assert page.link("This is longer than any password here") == "#password"


def test_an_empty_field_is_named(client, team):
    page = Page(type_in(client, "", ""), "/sign-in")

    assert page.link("Type your e-mail address") == "#email"
    assert page.link("Type your password") == "#password"


@pytest.mark.parametrize("email", ["lead@example.org", "nobody@example.org"])
def test_after_ten_wrong_passwords_even_the_right_one_is_refused_until_a_time_that_is_said(client, team, email):
    for _ in range(10):
        type_in(client, email, "something else")

    page = Page(type_in(client, email), "/sign-in")

    assert page.link("There were too many wrong tries. You can sign in again at") == "#email"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        " //evil.example",
        "javascript:x",
    ],
)
def test_signing_in_never_leads_to_another_site(client, team, elsewhere):
    response = type_in(client, "lead@example.org", next=elsewhere)

    assert urlsplit(urljoin("http://ours/sign-in", response.headers.get("Location"))).netloc == "ours"


def test_whoever_has_signed_in_meanwhile_in_another_tab_is_led_on(client, desk):
    sign_in(client, "lead")

    assert client.get("/sign-in?next=/desk").headers["Location"] == "/desk"
    assert client.post("/sign-in", data={"next": "/desk"}).headers["Location"] == "/desk"
    assert client.get("/sign-in?next=//evil.example").headers["Location"] == "/assessments"


def test_the_header_says_who_is_signed_in_and_signs_them_out(client, team):
    sign_in(client, "lead")
    page = fetch(client, "/")
    address, hidden = page.form_of("Sign out")

    client.post(address, data=hidden)

    assert "Lead" in page.words
    assert "Sign out" not in fetch(client, "/").words
    assert fetch(client, "/").link("Sign in") == "/sign-in"


def test_pages_of_people_who_are_signed_in_are_kept_by_nobody(client, team):
    sign_in(client, "lead")

    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_pages_for_everybody_may_be_kept_and_say_that_they_depend_on_the_cookie(client):
    response = client.get("/privacy")

    assert "Cache-Control" not in response.headers
    assert response.headers["Vary"] == "Cookie"
    assert "Set-Cookie" not in response.headers


def test_a_session_ends_after_an_hour_without_a_request(client, desk):
    sign_in(client, "lead", ago_seconds=60 * 60)

    assert client.get("/desk").status_code == 303


def test_a_session_lives_on_with_each_request(client, desk):
    sign_in(client, "lead", ago_seconds=59 * 60)
    client.get("/desk")

    with client.session_transaction() as session:
        assert session[people.SEEN] - session[people.BEGAN] > 58 * 60


def test_a_session_ends_after_eight_hours_whatever_was_done(client, desk):
    sign_in(client, "lead", ago_seconds=8 * 60 * 60)
    with client.session_transaction() as session:
        session[people.SEEN] += 8 * 60 * 60

    assert client.get("/desk").status_code == 303


def test_somebody_who_was_deactivated_is_out_at_once(app, client, desk):
    sign_in(client, "lead")
    with Session(writing(app.extensions["charter_engine"])) as session:
        session.get(PersonRow, "lead").active = False
        session.commit()

    assert client.get("/desk").status_code == 303
