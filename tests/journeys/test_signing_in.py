"""Signing in with a real browser: passkeys, the end of a session, and every page of it without a barrier."""

from __future__ import annotations

import datetime as dt
import os
import re

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.kept_forms import SentForm, keep_form
from charter.services.memberships import invite
from charter.store.accounts import PersonRow
from charter.store.base import open_engine, writing
from charter.store.outbox import MailRow
from charter.web import clock, people, visitors
from tests.journeys.conftest import Window
from tests.support.authenticators import code_of
from tests.support.teams import JUNE, TRUST, add_people, deed, round_in_progress

PASSWORD = "rain on the tin roof"
SIGNED_OUT = ["/sign-in", "/forgotten-password", "/invitation", "/sign-in/passkey"]
SIGNED_IN = ["/account", "/account/password", "/account/second-step", "/account/recovery-codes", "/account/passkeys"]


@pytest.fixture
def team(live_site):
    """The team's people, of whom the lead has a password."""
    engine = open_engine(os.environ["CHARTER_DATABASE_URL"])
    with Session(writing(engine)) as session:
        add_people(session)
        session.get(PersonRow, "lead").password = PasswordHasher().hash(PASSWORD)
        session.commit()
    engine.dispose()


@pytest.fixture
def device(page, live_site, team):
    """A window by the name to which passkeys can belong, on a device that makes them."""
    window = Window(page, live_site.replace("127.0.0.1", "localhost"))
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return window


@pytest.fixture
def invitation(team):
    """The link in a letter that asks somebody new to join."""
    engine = open_engine(os.environ["CHARTER_DATABASE_URL"])
    with Session(writing(engine)) as session:
        lead = deed(session, "lead", dt.datetime.now(tz=dt.UTC))
        row = invite(lead, TRUST, "new@example.org", Role.VIEWER, "{token}")
        token = re.search(r"\S{40,}", session.get_one(MailRow, f"invitation:{row.id}").body)[0]
    engine.dispose()
    return f"/invitations/{token}"


def sign_in(window, address="/sign-in"):
    window.open(address)
    window.page.get_by_label("E-mail address").fill("lead@example.org")
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press_exactly("Sign in")


def sign_out(window):
    window.press("Sign out")


def add_passkey(window, name):
    window.open("/account/passkeys")
    window.page.get_by_label("Name of the passkey").fill(name)
    window.page.get_by_role("button", name="Go on").click()
    window.page.wait_for_url("**/account")


def test_a_passkey_is_made_signs_in_confirms_and_is_removed(device):
    sign_in(device)
    add_passkey(device, "Work laptop")
    assert "The passkey “Work laptop” is added." in device.page.inner_text("main")
    sign_out(device)

    device.open("/sign-in?next=/account")
    device.page.get_by_role("button", name="Sign in with a passkey").click()
    device.page.wait_for_url("**/account")
    device.open("/confirm-it-is-you?next=/account/passkeys")
    device.page.get_by_role("button", name="Use a passkey instead").click()
    device.page.wait_for_url(device.site + "/account/passkeys")
    device.open("/account")
    device.press("Remove Work laptop")

    assert "is removed" in device.page.inner_text("main")
    assert device.wrongs == []


def test_somebody_invited_joins_with_a_passkey_and_without_a_password(device, invitation):
    device.open(invitation)
    device.page.get_by_label("Your name").fill("Zola New")
    device.press("Join with a passkey instead of a password")
    device.page.get_by_label("Name of the passkey").fill("Work laptop")
    device.page.get_by_role("button", name="Go on").click()
    device.page.wait_for_url("**/account")
    sign_out(device)

    device.open("/sign-in?next=/account")
    device.page.get_by_role("button", name="Sign in with a passkey").click()
    device.page.wait_for_url("**/account")

    assert "Zola New" in device.page.inner_text("header")
    assert device.wrongs == []


def test_a_device_that_holds_a_passkey_is_told_so(device):
    sign_in(device)
    add_passkey(device, "Work laptop")

    device.open("/account/passkeys")
    device.page.get_by_label("Name of the passkey").fill("Again")
    device.page.get_by_role("button", name="Go on").click()

    device.page.get_by_text("This device has a passkey for you already.").wait_for()


def test_a_passkey_that_was_removed_signs_nobody_in(device):
    sign_in(device)
    add_passkey(device, "Work laptop")
    device.open("/account")
    device.press("Remove Work laptop")
    sign_out(device)

    device.open("/sign-in")
    device.page.get_by_role("button", name="Sign in with a passkey").click()
    device.page.get_by_text("This passkey is not known here.").wait_for()

    assert device.page.get_by_role("button", name="Sign out").count() == 0


def test_whoever_gives_no_passkey_is_told_what_to_do(window, team):
    window.open("/sign-in")
    window.press("Sign in with a passkey")

    window.page.locator("[data-passkey-trouble]").wait_for()

    assert "use your password" in window.page.inner_text("[data-passkey-trouble]").lower()


def test_a_password_can_be_shown(window, team):
    window.open("/sign-in")
    field = window.page.get_by_label("Password", exact=True)

    window.page.get_by_role("button", name="Show password").click()

    assert field.get_attribute("type") == "text"


def test_five_minutes_before_the_end_a_session_can_be_made_longer(window, team, monkeypatch):
    monkeypatch.setattr(people, "LONGEST_IDLE", people.LONGEST_IDLE / 15)
    sign_in(window)
    banner = window.page.locator("[data-session]")
    banner.wait_for()
    assert "You will be signed out in 4 minutes" in banner.inner_text()
    assert window.barriers() == []

    monkeypatch.setattr(people, "LONGEST_IDLE", people.LONGEST_IDLE * 15)
    window.page.get_by_role("button", name="Stay signed in").click()
    banner.wait_for(state="hidden")

    assert window.wrongs == []


def test_no_page_has_a_barrier_or_scrolls_sideways(make_window, team):
    window = make_window(viewport={"width": 320, "height": 640})
    found = {}

    for address in SIGNED_OUT:
        window.open(address)
        found[address] = (window.barriers(), window.overflow())
    sign_in(window)
    for address in SIGNED_IN:
        window.open(address)
        found[address] = (window.barriers(), window.overflow())

    assert {address: wrong for address, wrong in found.items() if wrong != ([], 0)} == {}


def test_the_page_that_gives_a_form_back_has_no_barrier(window, team):
    engine = open_engine(os.environ["CHARTER_DATABASE_URL"])
    with Session(writing(engine)) as session:
        sent = SentForm("/assessments/none", (("text", "We ask every newcomer."),), ("file",))
        form_id = keep_form(session, "lead", sent, visitors.now())
    engine.dispose()

    sign_in(window, f"/sign-in?next=/kept-forms/{form_id}")

    assert window.page.get_by_role("heading", level=1).inner_text() == "What you wrote is kept"
    assert window.barriers() == []
    assert window.wrongs == []


def test_an_app_is_connected_and_recovery_codes_are_made_without_a_barrier(window, team):
    sign_in(window)
    window.open("/account/second-step")
    window.press("Connect an app")
    assert window.barriers() == []
    window.page.get_by_label("Code from the app").fill(code_of(window.page.inner_text("code")))
    window.press("Connect the app")
    window.follow("Make new recovery codes")
    window.press("Make recovery codes")

    assert window.barriers() == []
    assert window.page.locator("code").count() == 10
    sign_out(window)
    sign_in(window)
    assert window.page.get_by_role("heading", level=1).inner_text() == "Type your code"
    assert window.barriers() == []
    window.follow("Use a recovery code")
    assert window.barriers() == []
    assert window.wrongs == []


@pytest.fixture
def assessment_id(live_site, monkeypatch):
    """An assessment that the team works on, in June; the lead has a password."""
    monkeypatch.setattr(clock, "now", lambda: JUNE)
    engine = open_engine(os.environ["CHARTER_DATABASE_URL"])
    with Session(writing(engine)) as session:
        made = round_in_progress(session)
        session.get(PersonRow, "lead").password = PasswordHasher().hash(PASSWORD)
        session.commit()
    engine.dispose()
    return made


def test_what_is_typed_while_the_session_ends_is_sent_on_without_a_script(make_window, assessment_id, monkeypatch):
    window = make_window(java_script_enabled=False)
    sign_in(window)
    window.open(f"/assessments/{assessment_id}/criteria/MA-01")
    field = window.page.locator("textarea").first
    field.fill("We ask every newcomer.\nTwice.")
    name = field.get_attribute("name")
    lasting = people.LONGEST_IDLE
    monkeypatch.setattr(people, "LONGEST_IDLE", lasting * 0)
    window.page.get_by_role("main").get_by_role("button", name="Save").first.click()
    assert "What you wrote is kept" in window.page.inner_text("main")

    monkeypatch.setattr(people, "LONGEST_IDLE", lasting)
    window.page.get_by_label("E-mail address").fill("lead@example.org")
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press_exactly("Sign in")
    assert "We ask every newcomer." in window.page.inner_text("main")
    window.press("Send it now")

    window.open(f"/assessments/{assessment_id}/criteria/MA-01")
    assert window.page.locator(f"textarea[name='{name}']").input_value() == "We ask every newcomer.\nTwice."
