"""The page about an edition to come, and the notice that leads there."""

from __future__ import annotations

import pytest

from charter.services.submissions import sign_off, submit
from tests.support.answers import filled_round
from tests.support.desks import Desks
from tests.support.followed_editions import use_announced
from tests.support.pages import fetch
from tests.support.statements import statements_of
from tests.support.teams import deed


@pytest.fixture
def desks(team_app, monkeypatch):
    use_announced(monkeypatch)
    return Desks(team_app, monkeypatch, filled_round)


def test_the_team_reads_what_the_edition_would_mean_and_from_when_on(desks):
    viewer = desks.of("viewer")
    link = fetch(viewer, desks.address()).link("See what it would mean for you")

    page = fetch(viewer, link)

    assert link == desks.address("/future-criteria")
    assert "Edition 2.0 is in force from 1 May 2028." in page.words
    assert "Nothing is handed in, so this is worked out from what is saved so far." in page.words
    assert "A new criterion counts as not given" in page.words
    assert "As it stands, in edition 1.0" in page.words
    assert "What changes for what you answered" in page.words
    assert fetch(viewer, desks.address("/overview")).link("See what it would mean for you") == link


def test_what_was_handed_in_is_what_counts_and_it_takes_few_statements(desks):
    with desks.session() as session:
        sign_off(deed(session, "signer"), desks.assessment_id, "True.")
        submit(deed(session, "lead"), desks.assessment_id)
    lead = desks.of("lead")

    page = fetch(lead, desks.address("/future-criteria"))

    assert "As you handed it in on 1 June 2027, in edition 1.0" in page.words
    assert "worked out from what is saved so far" not in page.words
    assert len(statements_of(desks.app, lead, desks.address("/future-criteria"))) <= 12


def test_without_an_edition_to_come_there_is_neither_notice_nor_page(team_app, monkeypatch):
    desks = Desks(team_app, monkeypatch)
    viewer = desks.of("viewer")

    assert "See what it would mean for you" not in fetch(viewer, desks.address()).words
    page = fetch(viewer, desks.address("/future-criteria"))
    assert "no edition that follows it waits to come into force" in page.words
