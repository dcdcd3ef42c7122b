"""What every answer tells the browser, and what a visitor cannot do."""

from __future__ import annotations

import dataclasses

import pytest
from flask import session

from charter.web import create_app
from charter.web.security import MissingSecret


@pytest.fixture
def make_app(settings):
    made = []

    def make(**changes):
        app = create_app(dataclasses.replace(settings, **changes))
        app.testing = True
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["charter_engine"].dispose()


def test_every_answer_forbids_what_is_not_ours(client):
    headers = client.get("/health").headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_over_https_browsers_are_told_to_stay_there_and_cookies_are_for_https_alone(make_app):
    app = make_app(is_https=True)

    headers = app.test_client().get("/health").headers

    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-charter"
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_without_https_nothing_is_promised(client):
    assert "Strict-Transport-Security" not in client.get("/health").headers


def test_a_site_without_a_secret_refuses_to_serve(make_app):
    app = make_app(secret_key=None)

    with pytest.raises(MissingSecret, match="make run"):
        app.test_client().get("/health")


def test_a_page_that_knows_its_visitor_is_kept_by_nobody(make_app):
    app = make_app()

    @app.get("/greeting")
    def greeting():
        return f"Hello {session.get('name', 'visitor')}"

    assert app.test_client().get("/greeting").headers["Cache-Control"] == "no-store"


def test_a_page_that_knows_nobody_does_not_depend_on_cookies(client):
    assert "Vary" not in client.get("/health").headers


def test_a_form_without_its_token_is_refused_with_a_page_that_says_what_to_do(make_app):
    response = make_app().test_client().post("/standings", data={"word": "x"})

    assert response.status_code == 400
    assert "Go back, reload it and send it again." in response.text


def test_a_request_for_another_host_is_refused_when_hosts_are_named(make_app):
    client = make_app(hosts=("charter.example.org",)).test_client()

    assert client.get("/health", headers={"Host": "charter.example.org"}).status_code == 200
    assert client.get("/health", headers={"Host": "evil.example.org"}).status_code == 400


@pytest.mark.parametrize("address", ["/editions/%00/1.0", "/criteria?tier=%00", "/sign-in?next=%00", "/%00"])
def test_an_address_with_the_sign_for_nothing_is_not_there(client, address):
    assert client.get(address).status_code == 404
