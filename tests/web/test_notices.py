"""Choosing which letters one gets."""

from __future__ import annotations

import pytest

from tests.support.desks import Desks
from tests.support.pages import fetch

ALL = ["mention", "assignment", "returned", "deadline", "digest", "criteria"]


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch)


def checked(page):
    return [item.get("value") for item in page.all("input") if item.get("checked") is not None]


def test_everything_is_on_until_it_is_switched_off(desks):
    browser = desks.of("lead")
    before = checked(fetch(browser, "/account/notices"))

    browser.post("/account/notices", data={"wanted": ["mention", "digest", "nonsense"]})

    assert before == ALL
    assert checked(fetch(browser, "/account/notices")) == ["mention", "digest"]
    assert checked(fetch(desks.of("writer"), "/account/notices")) == ALL


def test_all_of_them_can_be_switched_off(desks):
    browser = desks.of("lead")

    response = browser.post("/account/notices")

    assert response.status_code == 303
    page = fetch(browser, "/account/notices")
    assert checked(page) == []
    assert "Invitations, and e-mails that keep your account safe, always come." in page.words


def test_nobody_chooses_without_being_signed_in(app):
    assert app.test_client().get("/account/notices").headers["Location"] == "/sign-in?next=/account/notices"
