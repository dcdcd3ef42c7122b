"""From agreed levels to an outcome: put, confirmed by two, given back, explained, sent."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from charter.domain.case_workflow import Capacity
from charter.domain.errors import InvalidDecision, NotAllowed, StaleAnswer, UnknownCase, WrongState
from charter.domain.permissions import Role
from charter.services.body_looks import Look, save_look
from charter.services.decisions import Condition, NewDecision, confirm_decision, put_decision, refuse_decision
from charter.services.feedback import feedback_faults, save_feedback
from charter.services.outcome_sending import send_outcome
from charter.services.sent_letters import read_letter
from charter.services.verification import differences
from charter.store.award_upkeep import ConditionRow
from charter.store.awards import AwardRow
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow, newest_decision
from charter.store.editions import load_edition
from charter.store.feedback import SentOutcomeRow
from charter.store.outbox import MailRow
from tests.support.decisions import (
    ALL_THREE,
    ALL_TWO,
    TWO_SENTENCES,
    agreed_case,
    confirm,
    confirmed_case,
    november,
    told_case,
    write_feedback,
)
from tests.support.panels import CHAIR
from tests.support.teams import BODY, KEY, NO_FILES, REFERENCE, add_member, deed

PLAIN = NewDecision("Every rule is met.")
MAY = dt.date(2028, 5, 8)  # six months after the meeting


@pytest.fixture
def engine(databases):
    """A database of one kind: the roads of an outcome are tested on both."""
    with databases.engine() as engine:
        yield engine


def put(session, case_id, **more):
    return put_decision(november(session, CHAIR), case_id, NewDecision("Every rule is met.", **more))


def send(session, case_id, who="manager", days=0):
    return send_outcome(november(session, who, days), case_id, newest_decision(session, case_id).id)


def test_a_tier_whose_rules_all_hold_is_conferred_once_both_confirmed(session):
    case_id = confirmed_case(session, ALL_THREE)

    sent = send(session, case_id)

    award = session.query(AwardRow).one()
    assert (award.tier_id, award.themes["MA"], award.awarded_on) == ("silver", "75", dt.date(2027, 11, 8))
    letter = read_letter(sent.letter)
    assert (letter.outcome_title, letter.strengths) == ("Silver: conferred", (TWO_SENTENCES,))
    assert "You may appeal until 22 November 2027, 10 working days after this letter." in letter.appealing
    assert not [name for name in ("Anna", "Ben", "Cara") if name in sent.letter]
    told = session.query(MailRow).filter(MailRow.key.startswith("outcome:")).all()
    assert sorted(row.address for row in told) == ["lead@example.org", "signer@example.org"]
    assert session.get_one(CaseRow, case_id).state == "told"
    assert list(differences(session, KEY, NO_FILES)) == []


def test_the_letter_looks_and_is_signed_as_the_body_wanted_when_it_was_sent(session):
    case_id = confirmed_case(session, ALL_THREE)
    look = Look(shown_name="The Royal Example", palette_id="plum", letter_opening="Thank you.\nTo all.",
                letter_closing="Go on.", contact_email="charter@example.org", signatory_name="Ada Example",
                signatory_position="Chair")  # fmt: skip
    save_look(deed(session, "officer"), BODY, look, seen=0)

    sent = send(session, case_id)

    save_look(deed(session, "officer"), BODY, Look(signatory_name="Somebody Else"), seen=1)
    letter = read_letter(sent.letter)
    assert (letter.body_name, letter.palette.id) == ("The Royal Example", "plum")
    assert (letter.opening, letter.closing) == (("Thank you.", "To all."), ("Go on.",))
    assert (letter.signatory_name, letter.signatory_position) == ("Ada Example", "Chair")
    assert letter.contact == "charter@example.org"


def test_what_was_decided_holds_all_that_led_to_it(session):
    case_id = agreed_case(session, ALL_TWO)

    row = put(session, case_id)

    found = json.loads(row.findings)
    assert (row.outcome, row.tier_id, row.reached) == ("lower_tier_offered", "bronze", "bronze")
    assert (found["levels"]["TR-01"], found["overall"], found["themes"]["MA"]) == (2, "50", "50")
    assert found["short"] == {"overall": "10", "themes": {}, "criteria": {"TR-01": 1, "GV-04": 1}}
    assert found["steps"][-1]["steps"][-1][1] == "The outcome is “Bronze: lower tier offered”."


def test_nothing_is_decided_while_a_level_is_missing(session):
    case_id = agreed_case(session, {name: level for name, level in ALL_THREE.items() if name != "GV-04"})

    with pytest.raises(InvalidDecision, match="no level on GV-04 yet"):
        put(session, case_id)


def test_nothing_is_decided_on_levels_that_nobody_saw_by_nobody_else_and_without_a_reason(session):
    case_id = agreed_case(session, ALL_THREE)

    with pytest.raises(WrongState, match="changed since this page was shown"):
        put(session, case_id, seen="another")
    session.rollback()
    with pytest.raises(NotAllowed):
        put_decision(november(session, "anna"), case_id, PLAIN)
    with pytest.raises(InvalidDecision, match="Write the reason"):
        put_decision(november(session, CHAIR), case_id, NewDecision("  "))


def test_chair_and_officer_are_two_people_and_each_confirms_what_they_saw(session):
    case_id = agreed_case(session, ALL_THREE)
    add_member(session, CHAIR, Role.ADMINISTRATOR, BODY)
    decision = put(session, case_id)

    confirm_decision(november(session, CHAIR), case_id, Capacity.CHAIR, decision.id)

    with pytest.raises(InvalidDecision, match="two people"):
        confirm_decision(november(session, CHAIR), case_id, Capacity.OFFICER, decision.id)
    with pytest.raises(WrongState, match="confirmed already"):
        confirm_decision(november(session, CHAIR), case_id, Capacity.CHAIR, decision.id)
    with pytest.raises(WrongState, match="Another decision was put"):
        confirm_decision(november(session, "officer"), case_id, Capacity.OFFICER, "an older one")
    with pytest.raises(WrongState, match="have to confirm the decision first"):
        send(session, case_id)


def test_a_decision_that_the_officer_gives_back_is_put_again_and_both_stay(session):
    case_id = agreed_case(session, ALL_THREE)
    first = put(session, case_id)

    refuse_decision(november(session, "officer"), case_id, first.id, "The reason says nothing of governance.")
    again = put(session, case_id)

    assert (first.number, again.number) == (1, 2)
    assert session.query(DecisionRow).count() == 2
    with pytest.raises(WrongState, match="Another decision was put"):
        confirm_decision(november(session, "officer"), case_id, Capacity.OFFICER, first.id)


def test_chair_and_officer_can_find_that_what_was_handed_in_cannot_be_trusted(session):
    case_id = agreed_case(session, ALL_THREE)
    for reason in ("ineligible", "because"):
        with pytest.raises(InvalidDecision, match="Choose one of the reasons"):
            put(session, case_id, no_award=reason)
        session.rollback()
    with pytest.raises(InvalidDecision, match="Conditions can be attached only"):
        put(session, case_id, no_award="integrity_concern", conditions=[Condition("Do it.", MAY)])
    session.rollback()

    put(session, case_id, no_award="integrity_concern")
    confirm(session, case_id)
    write_feedback(session, case_id)
    sent = send(session, case_id)

    letter = read_letter(sent.letter)
    assert letter.outcome_title == "No award: integrity concern"
    assert letter.steps[-2].found == "The outcome is “Silver: conferred”."
    assert letter.steps[-1].found == "Chair and officer found this: integrity concern. So the outcome is “no award”."
    assert session.query(AwardRow).count() == 0
    assert list(differences(session, KEY, NO_FILES)) == []


def test_whoever_has_to_do_something_next_gets_a_letter_that_says_nothing_of_the_decision(session):
    case_id = agreed_case(session, ALL_THREE)
    first = put(session, case_id)
    refuse_decision(november(session, "officer"), case_id, first.id, "Nothing is said of governance.")
    again = put(session, case_id)
    confirm_decision(november(session, "officer"), case_id, Capacity.OFFICER, again.id)
    confirm_decision(november(session, CHAIR), case_id, Capacity.CHAIR, again.id)

    told = session.query(MailRow).filter(MailRow.key.startswith("decision:")).all()
    kinds = sorted((row.key.split(":")[1], row.address.partition("@")[0]) for row in told)
    assert kinds == [
        ("back", "chair"), ("both", "manager"), ("both", "officer"), ("chair", "chair"), ("put", "officer"),
        ("put", "officer"),
    ]  # fmt: skip
    said = " ".join(f"{row.subject} {row.body}" for row in told).lower()
    assert [word for word in ("silver", "level", "conferred", "governance", "anna") if word in said] == []


@pytest.mark.parametrize(
    ("conditions", "place", "words"),
    [
        ([Condition("", MAY)], "condition_1", "Say what is to be done"),
        ([Condition("Do it.", None)], "due_1", "Give the day"),
        ([Condition("Do it.", dt.date(2027, 11, 8))], "due_1", "a day after today"),
        ([Condition("Do it.", dt.date(2028, 5, 9))], "due_1", "a day up to 8 May 2028"),
        ([Condition("Do it.", MAY)] * 4, "condition_4", "at most 3 conditions"),
    ],
)
def test_conditions_keep_to_what_the_edition_allows(session, conditions, place, words):
    case_id = agreed_case(session, ALL_THREE)

    with pytest.raises(InvalidDecision, match=words) as refused:
        put(session, case_id, conditions=conditions)

    assert refused.value.place == place


def test_conditions_make_it_conferred_with_conditions_and_go_with_the_award(session):
    case_id = agreed_case(session, ALL_THREE)
    put(session, case_id, conditions=[Condition("Publish the names of sponsors.", MAY)])
    confirm(session, case_id)
    write_feedback(session, case_id)

    sent = send(session, case_id)

    assert read_letter(sent.letter).outcome_title == "Silver: conferred with conditions"
    assert [(row.text, row.due_on) for row in session.query(ConditionRow)] == [("Publish the names of sponsors.", MAY)]


def test_conditions_are_no_way_to_a_tier_that_is_missed(session):
    with pytest.raises(InvalidDecision, match="only where every rule is met"):
        put(session, agreed_case(session, ALL_TWO), conditions=[Condition("Do it.", MAY)])


# ---- feedback ------------------------------------------------------------------------------------------------------


def test_feedback_of_two_at_once_is_told_apart_and_every_save_is_kept(session):
    case_id = agreed_case(session, ALL_THREE)
    save_feedback(november(session, "anna"), case_id, "MA-01", "First.", 0)

    with pytest.raises(StaleAnswer) as conflict:
        save_feedback(november(session, "ben"), case_id, "MA-01", "Second.", 0)
    save_feedback(november(session, "ben"), case_id, "MA-01", "Second.", 1)

    assert (conflict.value.theirs, conflict.value.yours, conflict.value.version) == ("First.", "Second.", 1)
    assert list(differences(session, KEY, NO_FILES)) == []


def test_feedback_is_the_panels_and_nothing_goes_out_while_a_part_has_too_few_sentences(session):
    case_id = agreed_case(session, ALL_THREE)
    put(session, case_id)
    confirm(session, case_id)
    write_feedback(session, case_id)
    save_feedback(november(session, CHAIR), case_id, "GV-04", "One only.", 1)

    with pytest.raises(InvalidDecision, match="not finished on GV-04"):
        send(session, case_id)
    session.rollback()
    with pytest.raises(WrongState, match="The panel writes the feedback"):
        save_feedback(november(session, "officer"), case_id, "GV-04", TWO_SENTENCES, 2)
    with pytest.raises(UnknownCase):
        save_feedback(november(session, "lead"), case_id, "GV-04", TWO_SENTENCES, 2)


def test_feedback_of_more_sentences_than_the_edition_asks_for_says_so():
    texts = {"MA-01": "One. Two. Three. Four. Five.", "strengths": "Much."}

    faults = feedback_faults(load_edition(REFERENCE), texts)

    assert faults["MA-01"] == "It has 5 sentences. The edition asks for 2 to 4 sentences."
    assert faults["MA-02"] == "Nothing is written yet."
    assert "strengths" not in faults


def test_what_was_sent_does_not_change_any_more(session):
    case_id = told_case(session, ALL_THREE)

    with pytest.raises(WrongState, match="What was sent does not change"):
        save_feedback(november(session, "anna"), case_id, "MA-01", "Else.", 1)
    with pytest.raises(WrongState, match="sent already"):
        send_outcome(november(session, "manager"), case_id, newest_decision(session, case_id).id)
    session.rollback()
    session.query(SentOutcomeRow).one().letter = "{}"
    with pytest.raises(Exception, match="written once"):
        session.commit()
