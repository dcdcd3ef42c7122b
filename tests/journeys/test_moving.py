"""A team moves to the next edition in a real browser, takes it back, and moves again without scripts on a phone."""

from __future__ import annotations

import pytest

from charter.services.comments import NewComment, add_comment
from tests.support.answers import fill_in
from tests.support.followed_editions import hold_both, use_published
from tests.support.teams import deed

pytestmark = pytest.mark.usefixtures("quick")
MOVED = ("", "/carried", "/archive", "/criteria/MA-06", "/criteria/TR-02", "/criteria/RP-03", "/history")


@pytest.fixture
def published(monkeypatch):
    """Criteria of which the second edition is published, before the site starts."""
    use_published(monkeypatch)


@pytest.fixture
def moving(published, team):
    """A team in a round that holds both editions, with the worked example's answers."""
    with team.database() as session:
        hold_both(session, team.assessment_id)
        fill_in(session, team.assessment_id)
        comment = NewComment("RP-03", "", "Nobody asks for this any more.")
        add_comment(deed(session, "writer"), team.assessment_id, comment, None)
    return team


def barriers(window, team, pages):
    found = {}
    for rest in pages:
        window.open(team.address + rest)
        window.settle()
        found[rest] = window.barriers()
    return {rest: wrong for rest, wrong in found.items() if wrong}


def overflows(window, team, pages):
    found = {}
    for rest in pages:
        window.open(team.address + rest)
        found[rest] = window.overflow()
    return {rest: pixels for rest, pixels in found.items() if pixels}


def decide_and_move(window, team):
    window.open(f"{team.address}/edition-moves/new")
    for label in ("Bring it over as a draft", "To MA-04 and MA-06, for you to confirm"):
        for choice in window.page.get_by_label(label).all():
            choice.check()
    window.press("Move to edition 2.0")


def test_it_is_looked_at_decided_done_and_taken_back(moving):
    window = moving.window("lead", viewport={"width": 1280, "height": 900})
    assert barriers(window, moving, ["", "/edition-moves/new", "/last-year"]) == {}
    window.open(f"{moving.address}/edition-moves/new")
    window.press("Move to edition 2.0")
    assert window.page.get_by_role("link", name="Choose one of these").count() == 4
    assert window.barriers() == []
    decide_and_move(window, moving)
    assert window.page.get_by_role("heading", name="What came over", exact=True).count() == 1
    assert barriers(window, moving, MOVED) == {}
    window.open(moving.address)

    window.press("Take it back")

    assert window.page.get_by_text("Everything stands as it did before").count() == 1
    assert [wrong for wrong in window.wrongs if "422" not in wrong] == []  # which the browser notes of a refused form


def test_it_can_be_done_on_the_smallest_screen_without_scripts(moving):
    window = moving.window("lead", viewport={"width": 320, "height": 640}, java_script_enabled=False)
    assert overflows(window, moving, ["", "/edition-moves/new"]) == {}
    decide_and_move(window, moving)
    assert overflows(window, moving, MOVED) == {}
    window.open(f"{moving.address}/criteria/MA-06")

    window.press("Confirm all of these")

    assert window.page.get_by_text("3 things confirmed").count() == 1
