"""The worked example's files: made once, and again when what they are made with has changed."""

from __future__ import annotations

import pytest

from charter.jobs.plans import make_example
from tests.support.browsers import chromium_path


@pytest.fixture
def made(settings, monkeypatch):
    """The names of what was made, each time that it was."""
    names = []
    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda _summary: names.append("plan") or b"PDF")
    monkeypatch.setattr("charter.jobs.plans.pictures_json", lambda _summary: names.append("pictures") or b"{}")
    return names


def test_the_example_is_made_once(made):
    make_example.call_local()
    make_example.call_local()

    assert made == ["pictures", "plan"]


def test_the_example_is_made_again_when_a_browser_that_draws_charts_was_installed(made, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", "none")
    make_example.call_local()
    monkeypatch.setenv("CHARTER_CHROMIUM", chromium_path())

    make_example.call_local()

    assert made == ["pictures", "plan", "pictures", "plan"]
