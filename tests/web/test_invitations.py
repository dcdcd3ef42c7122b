"""Joining by an invitation: as somebody new, as somebody who is signed in, and not at all."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.memberships import invite
from charter.store.accounts import PersonRow, roles_in
from charter.store.outbox import MailRow
from charter.web import clock
from tests.support.pages import Page, fetch
from tests.support.people import sign_in
from tests.support.teams import TRUST, add_people, deed

PASSWORD = "rain on the tin roof"


@pytest.fixture
def rows(app):
    with Session(app.extensions["charter_engine"]) as session:
        add_people(session)
        yield session


@pytest.fixture
def link(rows):
    """Sends an invitation; gives the link in its letter."""

    def send(email="new@example.org"):
        row = invite(
            deed(rows, "lead", dt.datetime.now(tz=dt.UTC)),
            TRUST,
            email,
            Role.APPROVER,
            "http://localhost/invitations/{token}",
        )
        letter = rows.get(MailRow, f"invitation:{row.id}")
        found = re.search(r"http://localhost(\S+)", letter.body).group(1)
        rows.rollback()
        return found

    return send


def test_the_token_leaves_the_address_at_once(client, link):
    response = client.get(link())

    assert response.status_code == 303
    assert response.headers["Location"] == "/invitation"


def test_somebody_new_chooses_name_and_password_and_is_signed_in_with_the_role(client, rows, link):
    client.get(link())
    page = fetch(client, "/invitation")

    client.post("/invitation/new-account", data={"name": " Zola New ", "password": PASSWORD})

    rows.rollback()
    person = rows.scalars(select(PersonRow).where(PersonRow.email == "new@example.org")).one()
    assert page.heading == "Join Example trust"
    assert "Zola New" in fetch(client, "/").words
    assert roles_in(rows, person.id, TRUST) == {Role.APPROVER}
    assert person.password.startswith("$argon2id$")


def test_a_password_that_others_would_guess_is_refused_and_the_name_is_kept(client, rows, link):
    client.get(link())

    page = Page(
        client.post("/invitation/new-account", data={"name": "Zola", "password": "Password2027"}), "/invitation"
    )

    assert page.status == 422
    assert page.link("Too many people use this password") == "#password"
    assert page.by_id("name").get("value") == "Zola"


def test_an_invitation_works_once(client, app, rows, link):
    address = link()
    client.get(address)
    client.post("/invitation/new-account", data={"name": "Zola", "password": PASSWORD})
    second = app.test_client()
    second.get(address)

    page = fetch(second, "/invitation")

    assert page.status == 404
    assert "This invitation was used" in page.words


def test_an_invitation_that_has_ended_says_so_and_whom_to_ask(client, rows, link, monkeypatch):
    address = link()
    late = dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: late)
    client.get(address)

    page = fetch(client, "/invitation")

    assert "This invitation ended on" in page.words
    assert "Ask whoever sent it for another" in page.words


def test_an_address_that_has_an_account_is_asked_to_sign_in_and_nobody_takes_it_over(client, rows, link):
    client.get(link("viewer@example.org"))
    page = fetch(client, "/invitation")

    response = client.post("/invitation/new-account", data={"name": "Thief", "password": PASSWORD})

    rows.rollback()
    assert "/sign-in?next=/invitation" in {link.get("href") for link in page.all("a")}
    assert response.status_code == 404
    assert rows.get(PersonRow, "viewer").name == "Viewer"
    assert rows.get(PersonRow, "viewer").password is None


def test_somebody_who_is_signed_in_joins_with_one_press(client, rows, link):
    sign_in(client, "stranger")
    client.get(link())
    address, hidden = fetch(client, "/invitation").form_of("Join")

    client.post(address, data=hidden)

    rows.rollback()
    assert Role.APPROVER in roles_in(rows, "stranger", TRUST)
    assert rows.scalars(select(PersonRow).where(PersonRow.email == "new@example.org")).all() == []


def test_a_link_that_nobody_sent_leads_nowhere(client, rows):
    client.get("/invitations/guessed")

    assert fetch(client, "/invitation").status == 404
