"""Codes of an app, recovery codes, and what the account page says of them."""

from __future__ import annotations

import pytest
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.store.accounts import PersonRow
from charter.store.outbox import MailRow
from tests.support.authenticators import code_of
from tests.support.pages import Page, fetch, text_of
from tests.support.people import sign_in
from tests.support.teams import add_people

PASSWORD = "rain on the tin roof"


@pytest.fixture
def rows(app):
    """The team, of whom the lead has a password."""
    with app.app_context():
        hashed = hash_password(PASSWORD)
    with Session(app.extensions["charter_engine"]) as session:
        add_people(session)
        session.get(PersonRow, "lead").password = hashed
        session.commit()
        yield session


def begin(client):
    """Begin to connect an app; give the page with the picture."""
    return Page(client.post("/account/second-step", data={"setup": "authenticator"}), "/account/second-step")


def connect(client):
    """Connect an app; give its key."""
    page = begin(client)
    key = text_of(page.all("code")[0])
    address, hidden = page.form_of("Connect the app")
    client.post(address, data={**hidden, "code": code_of(key)})
    return key


def make_codes(client):
    page = Page(client.post("/account/recovery-codes"), "/account/recovery-codes")
    return [text_of(item) for item in page.all("code")]


def type_password(client, **more):
    return client.post("/sign-in", data={"email": "lead@example.org", "password": PASSWORD, **more})


def test_the_picture_has_words_and_the_key_stands_beside_it(client, rows):
    sign_in(client, "lead")

    page = begin(client)

    picture = next(item for item in page.all("img"))
    assert picture.get("src").startswith("data:image/svg+xml;base64,")
    assert "The same as text stands below it" in picture.get("alt")
    assert len(text_of(page.all("code")[0]).replace("-", "")) == 32


def test_after_connecting_an_app_a_code_is_asked_for_and_leads_on(client, app, rows):
    key = connect(sign_in(client, "lead"))
    other = app.test_client()

    asked = type_password(other, next="/account")
    page = fetch(other, asked.headers["Location"])
    address, hidden = page.form_of("Sign in")
    done = other.post(address, data={**hidden, "code": code_of(key, steps_ahead=1)})

    assert page.heading == "Type your code"
    assert done.headers["Location"].endswith("/account")
    assert "Sign out" in fetch(other, "/").words


def test_the_password_alone_does_not_sign_in(client, app, rows):
    connect(sign_in(client, "lead"))
    other = app.test_client()

    type_password(other)

    assert "Sign out" not in fetch(other, "/").words
    assert other.get("/account").status_code == 303


def test_a_code_works_once(client, app, rows):
    key = connect(sign_in(client, "lead"))
    code = code_of(key, steps_ahead=1)
    first, second = app.test_client(), app.test_client()
    type_password(first)
    first.post("/sign-in/code", data={"code": code})
    type_password(second)

    page = Page(second.post("/sign-in/code", data={"code": code}), "/sign-in/code")

    assert page.link("The code is not right, or was used already") == "#code"


def test_codes_cannot_be_tried_out(client, app, rows):
    connect(sign_in(client, "lead"))
    other = app.test_client()
    type_password(other)
    for _ in range(10):
        other.post("/sign-in/code", data={"code": "000000"})

    page = Page(other.post("/sign-in/code", data={"code": "000000"}), "/sign-in/code")

    assert "There were too many wrong tries" in page.words


def test_a_recovery_code_signs_in_once_and_the_account_says_how_many_are_left(client, app, rows):
    connect(sign_in(client, "lead"))
    codes = make_codes(client)
    first, second = app.test_client(), app.test_client()
    type_password(first)
    first.post("/sign-in/recovery-code", data={"code": codes[0].upper().replace("-", " ")})
    type_password(second)

    page = Page(second.post("/sign-in/recovery-code", data={"code": codes[0]}), "/sign-in/recovery-code")

    assert len(set(codes)) == 10
    assert "You have 9 recovery codes left" in fetch(first, "/account").words
    assert page.link("This is none of your recovery codes") == "#code"


def test_recovery_codes_are_shown_once_and_not_kept(client, rows):
    connect(sign_in(client, "lead"))
    codes = make_codes(client)

    page = fetch(client, "/account/recovery-codes?show_codes=1")

    rows.rollback()
    kept = rows.get(PersonRow, "lead").mf_recovery_codes
    assert page.all("code") == []
    assert [len(one) for one in kept] == [64] * 10
    assert codes[0] not in kept


def test_the_second_step_can_be_ended_and_each_change_is_told_by_letter(client, rows):
    connect(sign_in(client, "lead"))

    client.post("/account/second-step", data={"setup": "disable"})

    page = fetch(client, "/account")
    rows.rollback()
    letters = rows.scalars(select(MailRow).order_by(MailRow.written_at)).all()
    assert [letter.body.split("\n")[0] for letter in letters] == [
        "An authenticator app was connected to your Charter account.",
        "The second step of signing in to your Charter account was ended.",
    ]
    assert "Your second step is ended" in page.words
    assert page.link("Set up a second step") == "/account/second-step"


@pytest.mark.parametrize("address", ["/account/second-step", "/account/recovery-codes", "/account/passkeys"])
def test_after_a_quarter_of_an_hour_the_password_is_asked_for_again(client, rows, address):
    sign_in(client, "lead", ago_seconds=16 * 60)
    response = client.get(address)
    page = fetch(client, response.headers["Location"])
    where, hidden = page.form_of("Go on")

    confirmed = client.post(where, data={**hidden, "password": PASSWORD})

    assert page.heading == "Confirm that it is you"
    assert confirmed.headers["Location"].endswith(address)
    assert client.get(address).status_code == 200


def test_the_account_says_how_somebody_signs_in(client, rows):
    page = fetch(sign_in(client, "lead"), "/account")

    assert "lead@example.org" in page.words
    assert page.link("Change your password") == "/account/password"
    assert page.link("Add a passkey") == "/account/passkeys"


def test_a_passkey_needs_a_name(client, rows):
    sign_in(client, "lead")

    page = Page(client.post("/account/passkeys", data={"name": " "}), "/account/passkeys")

    assert page.link("Give the passkey a name") == "#name"


def test_what_is_not_offered_is_not_there(client, rows):
    sign_in(client, "lead")

    assert client.get("/sign-in/code/help").status_code == 404
    assert client.get("/sign-in/second-step").status_code == 404
