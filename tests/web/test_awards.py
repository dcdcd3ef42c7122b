"""Awards on pages: of an institution, and of the body that conferred them."""

from __future__ import annotations

import pytest

from charter.store.awards import AwardStandingRow
from tests.support.awards import conferred_award
from tests.support.desks import Desks
from tests.support.pages import Page, fetch
from tests.support.teams import BODY, TRUST

CONDITION = ({"text": "Publish the list of mentors.", "due_on": "2028-03-01"},)


@pytest.fixture
def desks(team_app, monkeypatch):
    return Desks(team_app, monkeypatch, make=lambda session: conferred_award(session, conditions=CONDITION))


def standing(desks):
    with desks.session() as session:
        row = session.get_one(AwardStandingRow, desks.assessment_id)
        return row.state, row.shows_themes, row.shows_plan


def test_both_see_the_award_and_each_what_they_can_do(desks):
    address = f"/awards/{desks.assessment_id}"

    office, lead = fetch(desks.of("officer"), address), fetch(desks.of("lead"), address)

    assert "Change how it stands" in office.words
    assert "What the register shows" not in office.words
    assert "Change how it stands" not in lead.words
    assert "What the register shows" in lead.words
    assert "Publish the list of mentors." in lead.words
    assert "Due by 8 November 2028: not made yet." in lead.words
    assert "Holds until" in lead.words
    assert "8 November 2030" in lead.words


def test_lists_lead_to_the_award(desks):
    for who, where in (("officer", BODY), ("lead", TRUST)):
        page = fetch(desks.of(who), f"/organisations/{where}/awards")
        assert page.link("Bronze of Example trust") == f"/awards/{desks.assessment_id}"


def test_suspending_without_a_reason_keeps_what_was_chosen_and_says_what_to_do(desks):
    address = f"/awards/{desks.assessment_id}/changes"
    page = Page(desks.of("officer").post(address, data={"deed": "suspend", "reason": ""}), address)

    assert page.status == 422
    assert "Write why; it stays on record" in page.words
    assert [item.get("value") for item in page.all("input") if item.get("checked") is not None] == ["suspend"]


def test_suspending_with_a_reason_is_shown_to_the_institution_without_a_name(desks):
    desks.of("officer").post(
        f"/awards/{desks.assessment_id}/changes", data={"deed": "suspend", "reason": "The list is gone."}
    )

    lead = fetch(desks.of("lead"), f"/awards/{desks.assessment_id}")
    assert "Suspended" in lead.words
    assert "The list is gone." in lead.words
    assert "Officer" not in lead.words


def test_the_institution_is_told_whom_to_answer_where_a_review_is_open(desks):
    address = f"/awards/{desks.assessment_id}"
    desks.of("officer").post(f"{address}/conditions/1", data={"is_met": "no", "reason": "It is not online."})

    lead, office = fetch(desks.of("lead"), address), fetch(desks.of("officer"), address)

    assert "Tell Example body what you make of it." in lead.words
    assert "Tell Example body" not in office.words
    assert "Close the review: the award stands" in office.words


def test_a_condition_is_settled_and_the_register_shows_what_the_lead_chose(desks):
    address = f"/awards/{desks.assessment_id}"

    desks.of("officer").post(f"{address}/conditions/1", data={"is_met": "yes", "reason": "It is online."})
    desks.of("lead").post(f"{address}/publication", data={"themes": "y"})

    assert "Due by 1 March 2028. Met." in fetch(desks.of("lead"), address).words
    assert standing(desks) == ("current", True, False)


def test_a_reason_about_a_condition_that_is_too_long_is_kept_as_typed(desks):
    address = f"/awards/{desks.assessment_id}/conditions/1"

    response = desks.of("officer").post(address, data={"is_met": "yes", "reason": "x" * 10_001})

    assert response.status_code == 422
    page = Page(response)
    assert page.words.count("This has 10,001 characters. Keep it to 10,000. Nothing is cut off.") == 2
    assert "x" * 10_001 in response.text


def test_a_number_that_no_database_counts_to_is_the_address_of_nothing(desks):
    address = f"/awards/{desks.assessment_id}/conditions/4294967296"

    assert desks.of("officer").post(address, data={"reason": "It is online."}).status_code == 404


def test_a_page_far_behind_the_last_is_empty(desks):
    assert desks.of("lead").get(f"/organisations/{TRUST}/awards?page={10**30}").status_code == 200


def test_a_return_without_anything_to_make_it_from_says_what_to_do(desks):
    page = fetch(desks.of("lead"), f"/awards/{desks.assessment_id}/returns/new")

    assert "Take part in this year’s round" in page.words
