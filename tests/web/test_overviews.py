"""Where a team stands, and what other levels would change: drafts, and said to be."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.services.assessments import saved_fields
from charter.services.submissions import sign_off, submit
from charter.store.base import writing
from tests.support.answers import filled_round
from tests.support.pages import fetch
from tests.support.people import sign_in
from tests.support.teams import deed


@pytest.fixture
def database(team_app):
    return lambda: Session(writing(team_app.extensions["charter_engine"]))


@pytest.fixture
def address(database):
    """The address of a round with the worked example's answers."""
    with database() as session:
        assessment_id = filled_round(session)
    return f"/assessments/{assessment_id}"


@pytest.fixture
def viewer(team_app, address):
    return sign_in(team_app.test_client(), "viewer")


def test_the_overview_says_that_it_is_a_draft_and_for_the_team_alone(viewer, address):
    page = fetch(viewer, f"{address}/overview")

    assert "Draft Bronze 61.5 % overall" in page.words
    assert "Draft: worked out from what is saved so far." in page.words
    assert "Each figure is worked out from your own counts, small ones too: not for the public." in page.words
    assert page.link("the draft as a PDF").endswith("/papers/0/board")
    assert page.link("MA-01 An open, resourced mentoring offer").endswith(f"{address}/criteria/MA-01")


def test_what_was_handed_in_is_no_draft_any_more(viewer, database, address):
    with database() as session:
        sign_off(deed(session, "signer"), address.split("/")[2], "What is said here is true.")
        submit(deed(session, "lead"), address.split("/")[2])

    page = fetch(viewer, f"{address}/overview")

    assert "This is what was handed in." in page.words
    assert "Bronze 61.5 % overall" in page.words
    assert "draft" not in page.words.lower()


def test_other_levels_show_the_tier_and_the_smallest_way_up_and_are_not_saved(viewer, database, address):
    page = fetch(viewer, f"{address}/what-if?tier=silver&OU-01=0")

    assert "With 1 level moved. As saved: Bronze, 61.5 %." in page.words
    assert "OU-01 Sponsorship and visibility: from level 0 to 2" in page.words
    with database() as session:
        levels = saved_fields(deed(session, "viewer"), address.split("/")[2])
    assert levels["/criteria/OU-01/level"].value == 2


@pytest.mark.parametrize("asked", ["MA-01=99", "MA-01=x", "MA-01=-1", "MA-01=%F0%9F%98%80", "XX-99=3"])
def test_a_level_that_does_not_exist_moves_nothing(viewer, address, asked):
    page = fetch(viewer, f"{address}/what-if?{asked}")

    assert "As saved. No level is moved yet." in page.words
