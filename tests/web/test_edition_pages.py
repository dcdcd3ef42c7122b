"""Which editions there are, and what changed from one to the next."""

from __future__ import annotations

import shutil

import pytest

from charter.services.edition_authoring import publish_edition
from tests.support.desks import Desks
from tests.support.pages import fetch
from tests.support.statements import statements_of

NEW = "/editions/bme-mentoring/2.0"
OLD = "/editions/bme-mentoring/1.0"


@pytest.fixture
def published(tmp_path, monkeypatch):
    """The installed editions, with the second one published as well."""
    shutil.copytree("criteria/bme-mentoring", tmp_path / "bme-mentoring")
    shutil.copy("criteria/published.sha256", tmp_path)
    publish_edition("bme-mentoring/2.0", tmp_path)
    monkeypatch.setenv("CHARTER_CRITERIA_DIR", str(tmp_path))
    return tmp_path


def test_a_draft_is_not_public(client):
    assert fetch(client, NEW + "/criteria").status == 404
    assert fetch(client, NEW + "/changes").status == 404
    assert client.get("/workbooks/bme-mentoring/2.0").status_code == 404
    assert "edition 2.0" not in fetch(client, "/editions").words


def test_both_editions_are_listed_with_the_one_in_force(client, published):
    page = fetch(client, "/editions")

    assert "BME Mentoring Charter, edition 2.0 Announced It is announced, and in force from 1 May 2028." in page.words
    assert "BME Mentoring Charter, edition 1.0 In force It is in force." in page.words


def test_an_announced_edition_is_not_what_a_visitor_is_shown_first(client, published):
    assert client.get("/criteria").headers["Location"] == OLD + "/criteria"


def test_every_link_of_the_pages_leads_somewhere(client, published):
    links = {*fetch(client, "/editions").links(), *fetch(client, NEW + "/changes").links()}

    assert [link for link in sorted(links) if client.get(link).status_code not in (200, 302)] == []


def test_each_change_is_told_with_why_and_what_it_means(client, published):
    words = fetch(client, NEW + "/changes").words

    assert "What changed from 1.0 to 2.0" in words
    assert "23 criteria stay word for word." in words
    assert "attendance is not capability" in words
    assert "Give your own level anew: what a level means has changed." in words
    assert "Your answer to “Are group mentoring and external mentors on offer?” goes to MA-06." in words
    assert "Survey item S09 and figure M20 live on with RP-01 Representation at every band, for context." in words
    assert "It weighs 4 instead of 5." in words
    assert "can show the 26 criteria that both have in common" in words


def test_changed_words_are_marked_for_whoever_listens_too(client, published):
    text = client.get(NEW + "/changes").get_data(as_text=True)

    assert (
        '<del><span class="nhsuk-u-visually-hidden"> [removed: </span>people<span class="nhsuk-u-visually-hidden">] '
        '</span></del><ins><span class="nhsuk-u-visually-hidden"> [added: </span>everyone'
    ) in text


def test_a_new_criterion_says_what_its_first_round_eases(client, published):
    words = fetch(client, NEW + "/criteria/MA-07").words

    assert "Submissions due by 30 September 2028 are of this edition’s first round" in words


def test_the_first_edition_says_that_nothing_has_changed(client):
    assert "is the first, so nothing has changed" in fetch(client, OLD + "/changes").words


def test_the_pages_ask_the_database_for_next_to_nothing(app, client, published):
    assert len(statements_of(app, client, NEW + "/changes")) <= 12
    assert len(statements_of(app, client, "/editions")) <= 12


def test_a_correction_stands_on_the_pages_of_its_criterion(client, published):
    (published / "bme-mentoring/1.0/errata.yaml").write_text(
        'errata:\n  - {number: 1, dated: "2027-06-14", of: {criterion: MA-02, field: guidance}, '
        "note: Groups count once, touches: whoever counts groups}\n",
        encoding="utf-8",
    )
    text = "Correction 1 of 14 June 2027, on the guidance: Groups count once. Whom it touches: Whoever counts groups."

    assert text in fetch(client, OLD + "/criteria/MA-02").words
    assert text in fetch(client, OLD + "/criteria").words
    assert text not in fetch(client, OLD + "/criteria/MA-01").words


@pytest.mark.parametrize("address", ["/criteria/MA-02", "/read-through"])
def test_a_correction_stands_where_a_team_works_and_reads(address, app, monkeypatch, published):
    (published / "bme-mentoring/1.0/errata.yaml").write_text(
        'errata:\n  - {number: 1, dated: "2027-06-14", of: {criterion: MA-02, field: rubric.2}, '
        "note: A plan is not yet analysis, touches: everybody}\n",
        encoding="utf-8",
    )
    desks = Desks(app, monkeypatch)

    words = fetch(desks.of("lead"), desks.address(address)).words

    assert "Correction 1 of 14 June 2027, on level 2: A plan is not yet analysis. Whom it touches: Everybody." in words


def test_an_old_link_to_a_retired_criterion_says_what_became_of_it(client, published):
    page = fetch(client, NEW + "/criteria/RP-03")

    assert page.status == 200
    assert "RP-03 is not in edition 2.0" in page.words
    assert "RP-03 Visible role models was a criterion of edition 1.0. Nothing has taken its place." in page.words
    assert "In edition 2.0 it was retired Why: Ceiling - nearly all submissions scored 3 or 4" in page.words
    assert page.link("RP-03 Visible role models, in edition 1.0") == OLD + "/criteria/RP-03"
    assert page.link("Everything that changed from 1.0 to 2.0") == NEW + "/changes#C4"


def test_a_link_to_a_criterion_that_came_later_leads_to_it(client, published):
    page = fetch(client, OLD + "/criteria/MA-06")

    assert "MA-06 Choice of format and of mentors outside the organisation came in with edition 2.0." in page.words
    assert page.link("MA-06 Choice of format and of mentors outside the organisation, in edition 2.0") == (
        NEW + "/criteria/MA-06"
    )


def test_a_criterion_that_was_split_says_so_where_it_keeps_its_id(client, published):
    page = fetch(client, NEW + "/criteria/MA-04")

    assert (
        "Changed since edition 1.0: split, MA-04 became MA-04 and MA-06. Panels could not give one level" in page.words
    )
    assert page.link("What changed from 1.0") == NEW + "/changes#C3"


@pytest.mark.parametrize(("address", "status"), [("/criteria/MA-01", 302), (NEW + "/criteria/XX-99", 404)])
def test_an_address_without_an_edition_leads_to_the_newest_and_nonsense_nowhere(client, published, address, status):
    assert client.get(address).status_code == status


def test_what_a_draft_would_change_is_not_told(client):
    assert fetch(client, OLD + "/criteria/MA-06").status == 404
