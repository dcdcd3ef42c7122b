"""A panel's meeting on the screen: read by its members, recorded by its chair, in two windows at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from charter.domain.results import EligibilityFinding
from charter.services import eligibility_notes, meetings
from charter.services.meetings import meeting_for, open_meeting
from charter.services.submission_figures import figures_of_case
from charter.store.base import writing
from charter.store.cases import CaseRow
from tests.support.meetings import REASON, levels_of, locked_case, open_case
from tests.support.pages import fetch
from tests.support.panels import CHAIR, REVIEWERS, case_with_panel, lock, panel_deed, rate
from tests.support.people import sign_in
from tests.support.statements import statements_of

MOST = 12
DOUBT = EligibilityFinding("SE4", "silver", "M31 of 60 or more", "cannot_tell", "M31 rests on too few.")


class Room:
    """A panel at its meeting, on a site."""

    def __init__(self, engine):
        """Open the meeting."""
        self._engine = engine
        with self.session() as session:
            self.case_id = open_case(session)
            self.round_id = session.get_one(CaseRow, self.case_id).round_id

    def session(self):
        """Open a session for a moment."""
        return Session(writing(self._engine))

    def meeting(self):
        """Give the meeting as its chair sees it now."""
        with self.session() as session:
            return meeting_for(panel_deed(session, CHAIR), self.case_id)


@pytest.fixture
def at_meeting(team_app):
    """A site on which a panel's meeting is open."""
    return Room(team_app.extensions["charter_engine"])


@pytest.fixture
def doubtful(monkeypatch):
    """The figures leave one rule of eligibility open, which a note of 30 words lets pass."""

    def doubtful_figures(session, case, digest):
        return replace(figures_of_case(session, case, digest), eligibility=(DOUBT,), note_words={"SE4": 30})

    for module in (meetings, eligibility_notes):
        monkeypatch.setattr(module, "figures_of_case", doubtful_figures)


def of(team_app, who):
    return sign_in(team_app.test_client(), who)


def test_a_member_reads_the_meeting_and_is_offered_no_form(team_app, at_meeting):
    address = f"/cases/{at_meeting.case_id}"

    page = fetch(of(team_app, "anna"), f"{address}/meeting").text
    level = fetch(of(team_app, "anna"), f"{address}/agreed-levels/MA-02").text

    assert "Reviewers are 2 levels apart: 1, 2 and 3." in page
    assert "Ben: level 3" in page
    assert page.index("To be discussed") < page.index("Small differences") < page.index("Criteria on which reviewers")
    assert "Confirm" not in page
    assert 'name="seen"' not in level


@pytest.mark.parametrize("part", ["meeting", "agreed-levels/MA-02", "presence", "agreement"])
def test_a_page_of_the_meeting_takes_few_statements(team_app, at_meeting, part):
    sent = statements_of(team_app, of(team_app, CHAIR), f"/cases/{at_meeting.case_id}/{part}")

    assert len(sent) <= MOST


def test_the_rounds_page_takes_few_statements(team_app, at_meeting):
    sent = statements_of(team_app, of(team_app, "manager"), f"/rounds/{at_meeting.round_id}/agreement")

    assert len(sent) <= MOST


def test_two_windows_are_told_apart_with_both_texts(team_app, at_meeting):
    address, chair = f"/cases/{at_meeting.case_id}/agreed-levels/MA-03", of(team_app, CHAIR)
    first = chair.post(address, data={"level": "3", "seen": "0", "dissent": "Anna sees level 2."})

    second = chair.post(address, data={"level": "2", "seen": "0", "reason": "The plan is thin."})
    third = chair.post(address, data={"level": "2", "seen": "1", "reason": "The plan is thin."})

    assert (first.status_code, second.status_code, third.status_code) == (303, 409, 303)
    assert "Anna sees level 2." in second.text
    assert "The plan is thin." in second.text
    assert at_meeting.meeting().agreed["MA-03"].level == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": REASON}, "Choose the level that the panel agreed."),
        ({"level": "9", "reason": REASON}, "Choose the level that the panel agreed."),
        ({"level": "2", "reason": "It is so."}, "30 words or more; yours has 3."),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_the_field_and_nothing_typed_is_lost(team_app, at_meeting, given, said):
    address = f"/cases/{at_meeting.case_id}/agreed-levels/MA-02"

    page = of(team_app, CHAIR).post(address, data={"seen": "0", "dissent": "Ben sees level 3."} | given)

    assert page.status_code == 422
    assert said in page.text
    assert given["reason"] in page.text
    assert "Ben sees level 3." in page.text


def test_presence_is_noted_and_another_window_is_told(team_app, at_meeting):
    address, chair = f"/cases/{at_meeting.case_id}/presence", of(team_app, CHAIR)
    first = chair.post(address, data={"seen:anna": "0", "seen:ben": "0", "here": "anna"})

    second = chair.post(address, data={"seen:anna": "0", "seen:ben": "0", "here": "ben"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "What is noted now" in second.text
    members = at_meeting.meeting().members
    assert [one.is_present for one in members] == [True, False, None, None]


def test_a_note_lets_a_rule_of_eligibility_pass_when_it_is_long_enough(team_app, at_meeting, doubtful):
    address, chair = f"/cases/{at_meeting.case_id}/eligibility-notes/SE4", of(team_app, CHAIR)
    assert "M31 rests on too few." in fetch(chair, f"/cases/{at_meeting.case_id}/meeting").text

    short = chair.post(address, data={"text": "We saw it.", "seen": "0"})
    long = chair.post(address, data={"text": REASON, "seen": "0"})
    stale = chair.post(address, data={"text": f"{REASON} more", "seen": "0"})

    assert (short.status_code, long.status_code, stale.status_code) == (422, 303, 409)
    assert at_meeting.meeting().notes["SE4"].text == REASON
    assert REASON in fetch(of(team_app, "anna"), address).text


def test_before_the_meeting_a_reviewer_learns_nothing_and_the_chair_the_count(team_app):
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        address = f"/cases/{locked_case(session)}/meeting"

    reviewer, chair = fetch(of(team_app, "anna"), address).text, fetch(of(team_app, CHAIR), address).text

    assert "locked" not in reviewer
    assert "Open the meeting" in chair
    assert "Ben" not in chair
    assert of(team_app, CHAIR).post(address).status_code == 303
    assert "To be discussed" in fetch(of(team_app, "anna"), address).text


def test_a_round_whose_reviewers_all_say_the_same_has_no_alpha_and_its_page_says_why(team_app):
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        case_id = case_with_panel(session)
        for who in REVIEWERS:
            rate(session, case_id, who, dict.fromkeys(levels_of(who), 2))
            lock(session, case_id, who)
        open_meeting(panel_deed(session, CHAIR), case_id)
        round_id = session.get_one(CaseRow, case_id).round_id

    page = fetch(of(team_app, "manager"), f"/rounds/{round_id}/agreement").text

    assert "Alpha has no value: not computable where there is no variation." in page


def test_outcomes_are_let_out_with_a_reason_that_the_page_then_shows(team_app, at_meeting):
    address, manager = f"/rounds/{at_meeting.round_id}/agreement", of(team_app, "manager")

    assert manager.post(f"{address}/override", data={"reason": ""}).status_code == 422
    sent = manager.post(f"{address}/override", data={"reason": "It is one submission."}, follow_redirects=True)

    assert "Outcomes can go out. Your reason is on record." in sent.text
    assert "It is one submission." in sent.text
    assert "It is one submission." not in fetch(of(team_app, CHAIR), address).text
