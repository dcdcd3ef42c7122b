"""Signing in through an organisation's own sign-in, against a real provider on this machine."""

from __future__ import annotations

import dataclasses
import warnings
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.memberships import invite
from charter.settings import UnusableSetting
from charter.store.accounts import PersonRow
from charter.store.outbox import MailRow
from charter.web import clock, create_app
from tests.support.pages import Page, fetch
from tests.support.teams import TRUST, add_people, deed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the provider imports, not what we do
    import oidc_provider_mock
    from oidc_provider_mock import User

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")  # the provider’s, in its thread
KNOWN = User(sub="1", claims={"email": "Lead@example.org", "email_verified": True, "name": "Lead at work"})
UNCHECKED = User(sub="2", claims={"email": "lead@example.org", "email_verified": False})
STRANGER = User(sub="3", claims={"email": "nobody@example.org", "email_verified": True})
INVITED = User(sub="4", claims={"email": "new@example.org", "email_verified": True, "name": "Zola New"})


@pytest.fixture(scope="module")
def provider():
    """A provider with four people."""
    with oidc_provider_mock.run_server_in_thread(
        require_nonce=True, user_claims=(KNOWN, UNCHECKED, STRANGER, INVITED)
    ) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def site(settings, provider):
    """The application with the provider set."""
    app = create_app(
        dataclasses.replace(
            settings,
            oidc_issuer=provider,
            oidc_client_id="charter",
            oidc_client_secret="a secret",
            oidc_name="Example Trust",
        )
    )
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["charter_engine"].dispose()


@pytest.fixture
def rows(site):
    """The team."""
    with Session(site.extensions["charter_engine"]) as session:
        add_people(session)
        yield session


def go(client, address="/sign-in/provider"):
    """Go to the provider; give the address there."""
    return client.get(address).headers["Location"]


def come_back(client, there, sub):
    """Be signed in there as somebody; give our answer to what they send."""
    answer = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_somebody_whose_verified_address_is_known_is_signed_in_and_led_on(site, rows):
    client = site.test_client()
    link = fetch(client, "/sign-in?next=/account").link("Sign in with Example Trust")

    response = come_back(client, go(client, link), KNOWN.sub)

    assert response.headers["Location"] == "/account"
    assert "lead@example.org" in fetch(client, "/account").words


def test_the_request_carries_state_nonce_and_a_challenge(site, rows):
    sent = parse_qs(urlsplit(go(site.test_client())).query)

    assert sent["code_challenge_method"] == ["S256"]
    assert len(sent["code_challenge"][0]) == 43
    assert sent["state"]
    assert sent["nonce"]
    assert sent["redirect_uri"] == ["http://localhost/sign-in/provider/answer"]


def test_an_answer_to_another_browser_is_not_taken(site, rows):
    there = go(site.test_client())
    other = site.test_client()

    response = come_back(other, there, KNOWN.sub)

    assert response.headers["Location"] == "/sign-in"
    assert "Sign out" not in fetch(other, "/").words


def test_an_address_that_was_not_checked_signs_nobody_in(site, rows):
    client = site.test_client()

    page = Page(come_back(client, go(client), UNCHECKED.sub), "/sign-in/provider/answer")

    assert page.status == 403
    assert "does not say that your e-mail address was checked" in page.words


def test_a_stranger_gets_no_account(site, rows):
    client = site.test_client()

    page = Page(come_back(client, go(client), STRANGER.sub), "/sign-in/provider/answer")

    assert page.status == 403
    assert "You need an invitation" in page.words
    assert rows.scalars(select(PersonRow).where(PersonRow.email == "nobody@example.org")).all() == []


def test_somebody_who_may_not_sign_in_any_more_does_not(site, rows):
    rows.get(PersonRow, "lead").active = False
    rows.commit()
    client = site.test_client()

    assert come_back(client, go(client), KNOWN.sub).status_code == 403


def test_somebody_invited_joins_without_a_password(site, rows):
    row = invite(deed(rows, "lead", now_in(site)), TRUST, "new@example.org", Role.VIEWER, "{token}")
    token = rows.get(MailRow, f"invitation:{row.id}").body.split("\n")[4]
    rows.rollback()
    client = site.test_client()
    client.get(f"/invitations/{token}")

    back = come_back(client, go(client), INVITED.sub)
    page = fetch(client, back.headers["Location"])
    address, hidden = page.form_of("Make my account and join")
    client.post(address, data={**hidden, "name": "Zola New"})

    rows.rollback()
    person = rows.scalars(select(PersonRow).where(PersonRow.email == "new@example.org")).one()
    assert page.by_id("password") is None
    assert page.by_id("name").get("value") == "Zola New"
    assert person.password is None
    assert "Zola New" in fetch(client, "/").words


def test_an_invitation_to_another_address_is_not_taken_without_a_password(site, rows):
    row = invite(deed(rows, "lead", now_in(site)), TRUST, "other@example.org", Role.VIEWER, "{token}")
    token = rows.get(MailRow, f"invitation:{row.id}").body.split("\n")[4]
    rows.rollback()
    client = site.test_client()
    client.get(f"/invitations/{token}")
    come_back(client, go(client), INVITED.sub)

    page = Page(client.post("/invitation/new-account", data={"name": "Zola New"}), "/invitation")

    assert page.link("Choose a password") == "#password"


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_it_never_leads_to_another_site(site, rows, wanted):
    client = site.test_client()
    client.get("/sign-in/provider", query_string={"next": wanted})

    response = come_back(client, go(client), KNOWN.sub)

    assert response.headers["Location"] == "/assessments"


def test_a_provider_that_does_not_answer_is_said_so(site, rows, monkeypatch):
    def refuse(*_args, **_more):
        raise requests.ConnectionError

    monkeypatch.setattr("requests.Session.send", refuse)
    site.extensions["charter_provider"].server_metadata = {}
    client = site.test_client()

    response = client.get("/sign-in/provider")

    assert response.headers["Location"] == "/sign-in"
    assert "Signing in there did not work" in fetch(client, "/sign-in").words


def test_without_a_provider_there_is_no_such_page(client):
    assert client.get("/sign-in/provider").status_code == 404
    assert "Sign in with your organisation" not in fetch(client, "/sign-in").words


def test_half_a_provider_is_refused(settings):
    with pytest.raises(UnusableSetting, match="CHARTER_OIDC_CLIENT_ID"):
        dataclasses.replace(settings, oidc_issuer="https://provider.example")


def now_in(site):
    with site.app_context():
        return clock.now()
