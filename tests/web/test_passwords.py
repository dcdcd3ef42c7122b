"""Forgotten and changed passwords: by a letter, and without telling who has an account."""

from __future__ import annotations

import re

import pytest
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.store.accounts import PersonRow
from charter.store.outbox import MailRow
from charter.web import visitors
from tests.support.pages import Page, fetch
from tests.support.people import sign_in
from tests.support.teams import add_people

PASSWORD, OTHER = "rain on the tin roof", "four geese at dawn"


@pytest.fixture
def rows(app):
    """The team, of whom the lead has a password."""
    with app.app_context():  # and no longer: requests would share what they know of who is signed in
        hashed = hash_password(PASSWORD)
    with Session(app.extensions["charter_engine"]) as session:
        add_people(session)
        session.get(PersonRow, "lead").password = hashed
        session.commit()
        yield session


def ask(client, email):
    """Ask for a letter; give the page that follows."""
    address, hidden = fetch(client, "/forgotten-password").form_of("Send the letter")
    return Page(client.post(address, data={**hidden, "email": email}), address)


def letters(rows):
    rows.rollback()
    return rows.scalars(select(MailRow).order_by(MailRow.written_at)).all()


def link_in(letter):
    return re.search(r"http://localhost(\S+)", letter.body).group(1)


def test_the_same_is_said_whether_an_address_has_an_account(client, app, rows):
    known, unknown = ask(client, "lead@example.org"), ask(app.test_client(), "nobody@example.org")

    assert known.status == unknown.status == 200
    assert "If there is an account for lead@example.org, a letter" in known.words
    assert known.words.replace("lead@", "nobody@") == unknown.words
    assert [letter.address for letter in letters(rows)] == ["lead@example.org"]


def test_the_same_is_said_of_an_account_that_is_shut(client, app, rows):
    rows.get(PersonRow, "viewer").active = False
    rows.commit()
    for _ in range(11):
        client.post("/sign-in", data={"email": "lead@example.org", "password": "wrong"})

    locked, closed = ask(client, "lead@example.org"), ask(app.test_client(), "viewer@example.org")

    assert locked.words.replace("lead@", "viewer@") == closed.words
    assert [letter.address for letter in letters(rows) if "password_reset" in letter.key] == ["lead@example.org"]


def test_the_link_in_the_letter_lets_choose_a_password_once_and_ends_every_session(client, app, rows):
    elsewhere = sign_in(app.test_client(), "lead")
    ask(client, "lead@example.org")
    link = link_in(letters(rows)[0])
    page = fetch(client, link)
    address, hidden = page.form_of("Save the password")

    client.post(address, data={**hidden, "password": OTHER})

    signed_in = client.post("/sign-in", data={"email": "lead@example.org", "password": OTHER})
    again = client.get(link)
    assert page.heading == "Choose your new password"
    assert page.response.headers["Referrer-Policy"] == "strict-origin"
    assert signed_in.status_code == 302
    assert again.headers["Location"] == "/forgotten-password"
    assert "Sign out" not in fetch(elsewhere, "/").words
    assert letters(rows)[1].subject == "Your Charter password was changed"


def test_a_link_older_than_two_hours_says_so(client, rows, monkeypatch):
    ask(client, "lead@example.org")
    link = link_in(letters(rows)[0])
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: visitors.now().timestamp() + 7300)

    response = client.get(link)

    with client.session_transaction() as session:
        told = session["_flashes"]
    assert response.headers["Location"] == "/forgotten-password"
    assert "This link was for two hours" in told[0][1]


def test_after_five_letters_in_a_quarter_of_an_hour_no_sixth_is_sent_to_anybody(client, rows):
    for _ in range(5):
        ask(client, "lead@example.org")

    page = ask(client, "lead@example.org")

    assert "Too many letters were asked for. You can ask again at" in page.words
    assert len(letters(rows)) == 5


def test_what_is_no_address_is_named(client, rows):
    page = ask(client, "lead at example")

    assert page.link("This is no e-mail address") == "#email"


def test_without_a_known_name_of_the_site_no_link_is_sent(client, app, rows):
    object.__setattr__(app.config["CHARTER"], "is_https", True)

    page = Page(
        client.post("/forgotten-password", data={"email": "lead@example.org"}, headers={"Host": "evil.example"}), "/f"
    )

    assert "set CHARTER_HOSTS" in page.words
    assert letters(rows) == []


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(client, app, rows):
    sign_in(client, "lead")
    elsewhere = sign_in(app.test_client(), "lead")
    address, hidden = fetch(client, "/account/password").form_of("Save the password")

    client.post(address, data={**hidden, "password": PASSWORD, "new_password": OTHER})

    assert "Sign out" in fetch(client, "/").words
    assert "Sign out" not in fetch(elsewhere, "/").words


def test_a_password_is_changed_only_by_whoever_knows_it(client, rows):
    sign_in(client, "lead")

    page = Page(
        client.post("/account/password", data={"password": "wrong", "new_password": OTHER}), "/account/password"
    )

    assert page.link("The password is not right") == "#password"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("short", "12 characters or more"),
        ("password2027", "Too many people"),
        ("leadership 2027", "Leave your name"),
        ("tin roof " * 15, "128 characters or fewer"),
    ],
)
def test_a_new_password_that_will_not_do_says_why(client, rows, chosen, words):
    rows.get(PersonRow, "lead").email = "leadership@example.org"
    rows.commit()
    sign_in(client, "lead")

    page = Page(
        client.post("/account/password", data={"password": PASSWORD, "new_password": chosen}), "/account/password"
    )

    assert page.status == 422
    assert page.link(words) == "#new_password"
