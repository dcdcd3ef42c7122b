"""Whatever goes wrong, a visitor gets a page that says what to do, and no traceback."""

from __future__ import annotations

import logging

import pytest
from flask import abort
from jinja2 import UndefinedError

from charter.domain import errors as domain

pytestmark = pytest.mark.usefixtures("open_pages")


@pytest.fixture
def fails(app):
    """A page that fails as the test says; the application is as in use."""

    def add(error):
        app.testing = False

        @app.get("/fails")
        def fails():
            raise error

        return app.test_client().get("/fails")

    return add


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 500, 503])
def test_each_status_has_its_page(app, status):
    @app.get("/fails")
    def fails():
        abort(status)

    response = app.test_client().get("/fails")

    assert response.status_code == status
    assert response.text.count("<h1") == 1
    assert "<!DOCTYPE html>" in response.text


def test_an_address_that_does_not_exist_is_not_found(client):
    response = client.get("/no-such-page")

    assert response.status_code == 404
    assert "Page not found" in response.text


def test_a_method_that_is_not_allowed_says_which_are(client):
    response = client.post("/health")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (domain.UnknownEdition("No edition of that name is installed."), 404),
        (domain.UnknownOrganisation("No organisation has that code."), 404),
        (domain.EvidenceUnavailable("The place where files are kept cannot be reached now."), 503),
        (domain.NoRoom("There is no room left for files."), 507),
        (domain.UnreadableWorkbook("The file is encrypted: save it without a password."), 422),
        (domain.InvalidAnswers((domain.Fault("B7", "Write a whole number."),)), 422),
    ],
)
def test_what_the_domain_says_is_shown(fails, error, status):
    response = fails(error)

    assert response.status_code == status
    assert str(error) in response.text


def test_what_the_domain_says_cannot_bring_markup(fails):
    response = fails(domain.UnreadableWorkbook("The sheet <script>alert(1)</script> is not ours."))

    assert "<script>alert(1)" not in response.text


def test_a_failure_of_ours_is_logged_and_shown_without_its_words(fails, caplog):
    with caplog.at_level(logging.ERROR):
        response = fails(RuntimeError("the inner reason"))

    assert response.status_code == 500
    assert "Sorry, there is a problem with the service" in response.text
    assert "the inner reason" not in response.text
    assert "the inner reason" in caplog.text


def test_when_even_the_page_of_the_failure_fails_plain_words_are_given(fails, monkeypatch):
    def broken(*_names, **_values):
        raise UndefinedError("'menu' is undefined")

    monkeypatch.setattr("charter.web.errors.render_template", broken)

    response = fails(RuntimeError("anything"))

    assert (response.status_code, response.mimetype) == (500, "text/plain")
    assert response.text == "Sorry, there is a problem with the service. Try again later."
