"""The pages that say what this is."""

from __future__ import annotations

import pytest

from tests.support.pages import fetch


@pytest.mark.parametrize(
    "address", ["/", "/method", "/method/benchmarks", "/method/small-numbers", "/privacy", "/accessibility", "/example"]
)
def test_every_page_is_sound_and_its_links_lead_somewhere(client, address):
    page = fetch(client, address)

    assert page.status == 200
    assert [link for link in sorted(page.links()) if client.get(link).status_code not in (200, 302, 503)] == []


def test_the_first_page_leads_to_the_main_thing(client):
    page = fetch(client, "/")

    assert fetch(client, page.link("Check where you stand")).heading == "Check where you stand"


def test_the_first_page_shows_the_worked_example_as_invented(client):
    words = fetch(client, "/").words

    assert "Example Acute NHS Trust does not exist. Its answers and figures are invented." in words


def test_the_worked_example_says_that_it_is_invented(client):
    page = fetch(client, "/example")

    assert "Example Acute NHS Trust does not exist." in page.words
    assert "What stands between you and each tier" in page.words


def test_a_page_that_asks_for_nothing_sets_no_cookie(client):
    for address in ("/", "/method", "/privacy", "/accessibility", "/example"):
        assert "Set-Cookie" not in client.get(address).headers


def test_a_part_of_the_method_that_is_not_there_is_not_found(client):
    assert fetch(client, "/method/none").status == 404
