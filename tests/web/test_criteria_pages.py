"""The criteria to browse."""

from __future__ import annotations

import pytest

from tests.support.pages import fetch

EDITION = "/editions/bme-mentoring/1.0"
PAGES = [
    "",
    "/criteria",
    "/criteria/MA-01",
    "/criteria/TR-05",
    "/criteria/GV-04",
    "/metrics",
    "/tables",
    "/tiers",
    "/survey",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_an_edition_is_sound(client, address):
    assert fetch(client, EDITION + address).status == 200


def test_every_link_of_the_criteria_leads_somewhere(client):
    page = fetch(client, EDITION + "/criteria")

    assert [link for link in sorted(page.links()) if client.get(link).status_code not in (200, 302)] == []


def test_all_criteria_are_listed_at_first(client):
    page = fetch(client, EDITION + "/criteria")

    assert "All 28 criteria" in page.words
    assert "MA-01 An open, resourced mentoring offer" in page.words


def test_a_theme_shows_its_criteria_alone(client):
    page = fetch(client, EDITION + "/criteria?theme=NW")

    assert "5 of 28 criteria" in page.words
    assert "MA-01" not in page.words


def test_a_tier_shows_the_criteria_in_which_it_asks_for_a_level(client):
    page = fetch(client, EDITION + "/criteria?tier=bronze")

    # Section 6 of the edition gives Bronze a lowest level in 13 criteria.
    assert "13 of 28 criteria" in page.words
    assert "Bronze: level 2 (Established) or higher" in page.words


def test_a_scheme_shows_the_criteria_that_it_asks_for_too(client):
    page = fetch(client, EDITION + "/criteria?scheme=rec")

    assert "staff development" in page.words


def test_a_filter_that_fits_nothing_says_so_and_does_not_fail(client):
    page = fetch(client, EDITION + "/criteria?theme=none&tier=none&scheme=none")

    assert "0 of 28 criteria" in page.words


def test_a_criterion_shows_the_words_of_the_research_with_their_place(client):
    page = fetch(client, EDITION + "/criteria/MA-01")

    assert "“It [mentoring] was acknowledged, it was worth the investment.”" in page.words
    assert "Theme 4: Outcomes of mentoring. From focus group 1 and table 2." in page.words
    assert "CC BY 4.0" in page.words


def test_a_criterion_shows_every_level_and_who_asks_for_it(client):
    page = fetch(client, EDITION + "/criteria/MA-01")

    assert "Level 2 Established Bronze asks this Silver asks this" in page.words
    assert "Gold level 3 (Embedded) or higher" in page.words


def test_the_edition_shows_its_checksum(client):
    page = fetch(client, EDITION)

    assert "Checksum (SHA-256)" in page.words


@pytest.mark.parametrize(
    "address", ["/editions/none/1.0", EDITION + "/criteria/XX-99", "/editions/bme-mentoring/9.9/tiers"]
)
def test_what_is_not_there_is_not_found(client, address):
    assert fetch(client, address).status == 404


def test_pages_that_are_the_same_for_all_may_be_kept(client):
    response = client.get(EDITION + "/criteria")

    assert response.headers.get("Cache-Control") != "no-store"
    assert "Set-Cookie" not in response.headers
