"""Objections: made by anybody, ruled on by the office, told to the institution in the office's words alone."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.errors import ConflictOfInterest, InvalidDecision, NotAllowed, UnknownAward, WrongState
from charter.domain.permissions import Role
from charter.services.objection_desks import Ruling, acknowledge, objection_desk, objections_of, rule_on
from charter.services.objection_redaction import forget_past_objectors
from charter.services.redaction import forget_address
from charter.services.round_facts import round_facts
from charter.services.verification import differences
from charter.store.assessments import RoundRow
from charter.store.award_upkeep import open_reviews
from charter.store.editions import load_edition
from charter.store.objections import ObjectionRow
from charter.store.outbox import MailRow
from tests.support.awards import CONFERRED, conferred_award, earlier_award
from tests.support.objections import FALSE, WORDS, made_objection
from tests.support.teams import BODY, KEY, NO_FILES, REFERENCE, TRUST, add_member, deed, round_in_progress

LATER = CONFERRED + dt.timedelta(days=30)
TOLD = "It is to be shown when the list of mentors was last brought up to date."
UPHELD = Ruling(is_upheld=True, reason="The list is of 2024.", told=TOLD)


@pytest.fixture
def objection(session):
    return made_objection(session, conferred_award(session), now=LATER, name="Kim Staff", email="kim@example.org")


def office(session):
    return deed(session, "officer", LATER)


def letters_to(session, address):
    return {mail.subject: mail.body for mail in session.query(MailRow).filter_by(address=address)}


def test_an_upheld_objection_opens_a_review_that_tells_the_institution_what_the_office_wrote(session, objection):
    acknowledge(office(session), objection)
    rule_on(office(session), objection, UPHELD)

    row = session.get_one(ObjectionRow, objection)
    review = open_reviews(session, row.award_id)[0]
    assert (row.state, row.review_id) == ("upheld", review.id)
    assert (review.cause, review.findings) == ("objection", [f"An objection is looked into: {FALSE}.", TOLD])
    told = " ".join(letters_to(session, "lead@example.org").values())
    assert TOLD in told
    assert [word for word in (WORDS, "Kim", "kim@", "of 2024", objection) if word in told] == []
    assert list(differences(session, KEY, NO_FILES)) == []


def test_whoever_gave_an_address_gets_a_letter_at_each_step_without_their_words(session, objection):
    acknowledge(office(session), objection)
    rule_on(office(session), objection, Ruling(is_upheld=False, reason="The list is of this year."))

    letters = letters_to(session, "kim@example.org")
    assert set(letters) == {
        "Your objection came in",
        "The awarding body has read your objection and looks into it",
        "Your objection is not upheld",
    }
    assert "The list is of this year." in letters["Your objection is not upheld"]
    assert WORDS not in " ".join(letters.values())


def test_an_objection_is_ruled_on_once_with_a_reason(session, objection):
    with pytest.raises(InvalidDecision, match="Write why"):
        rule_on(office(session), objection, Ruling(is_upheld=False, reason=" "))
    with pytest.raises(InvalidDecision, match="what the institution is told"):
        rule_on(office(session), objection, Ruling(is_upheld=True, reason="So it is."))
    rule_on(office(session), objection, UPHELD)

    with pytest.raises(WrongState, match="already"):
        rule_on(office(session), objection, UPHELD)


def test_the_office_sees_it_and_nobody_of_the_institution_does(session, objection):
    assert objection_desk(deed(session, "manager", LATER), objection).text == WORDS
    with pytest.raises(NotAllowed, match="Ask the administrator"):
        rule_on(deed(session, "manager", LATER), objection, UPHELD)
    with pytest.raises(UnknownAward):
        objection_desk(deed(session, "lead", LATER), objection)


def test_whoever_is_of_the_office_and_of_the_institution_does_not_see_it(session, objection):
    add_member(session, "officer", Role.VIEWER, TRUST)

    assert objections_of(office(session), BODY).lines == ()
    with pytest.raises(ConflictOfInterest, match="You have an interest"):
        objection_desk(office(session), objection)


def test_an_objector_can_be_forgotten_with_a_record(session, objection):
    forget_address(office(session), "kim@example.org")

    row = session.get_one(ObjectionRow, objection)
    assert (row.name, row.email, objection_desk(office(session), objection).text) == ("", "", "")
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_objection_that_was_changed_in_the_database_is_found(session, objection):
    session.query(ObjectionRow).update({"state": "dismissed", "ground": "another"})

    found = " ".join(str(one) for one in differences(session, KEY, NO_FILES))
    assert f"objection {objection}: it is not what was made." in found
    assert f"objection {objection}: it does not stand as was ruled." in found


def test_an_award_whose_edition_names_no_grounds_is_objected_to_in_words_alone(session):
    round_in_progress(session)
    made = made_objection(session, earlier_award(session), ground="whatever")

    assert session.get_one(ObjectionRow, made).ground == ""


def test_the_report_of_a_round_counts_objections_to_its_awards(session, objection):
    whole = session.query(RoundRow).one()

    told = round_facts(session, whole, load_edition(REFERENCE), LATER.date()).challenges[1]

    assert (told.name, told.upheld, told.dismissed, told.open) == ("Objections", 0, 0, 1)


def test_who_objected_is_deleted_six_months_after_the_ruling_and_the_objection_stays(session, objection):
    """Ruled on on 8 December 2027, so the last day is 7 June 2028."""
    rule_on(office(session), objection, Ruling(is_upheld=False, reason="The list is of this year."))

    early = forget_past_objectors(session, dt.datetime(2028, 6, 7, 12, tzinfo=dt.UTC), 6)
    in_time = forget_past_objectors(session, dt.datetime(2028, 6, 8, 12, tzinfo=dt.UTC), 6)

    desk = objection_desk(office(session), objection)
    assert (early, in_time) == (0, 1)
    assert (desk.row.name, desk.row.email, desk.text, desk.row.state) == ("", "", WORDS, "dismissed")
    assert letters_to(session, "kim@example.org") == {}
    assert list(differences(session, KEY, NO_FILES)) == []
