"""A year from the first invitation to the receipt: by mouse, by phone, by keyboard alone, and without scripts."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.services.answer_sheets import save_example
from charter.services.assessments import record_answer
from charter.services.deeds import Deed
from charter.services.verification import differences
from charter.settings import Settings
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.base import writing
from charter.store.outbox import MailRow
from charter.web import create_app
from tests.support.hands import Hand, Keyboard
from tests.support.teams import JUNE, KEY, NO_FILES, REFERENCE

pytestmark = pytest.mark.usefixtures("quick", "summer")
PASSWORD = "rain on the tin roof"
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
WAYS = {
    "mouse": (Hand, DESK),
    "phone": (Hand, PHONE),
    "keyboard": (Keyboard, DESK),
    "no scripts": (Hand, DESK | {"java_script_enabled": False}),
}
QUESTION = "MA-01.q3 Describe the offer, its resources and how staff learn of it"
FIELD = "/criteria/MA-01/answers/MA-01.q3"


class Year:
    """A site on which nothing is but an awarding body, and the hands of whoever comes to it."""

    def __init__(self, make_window, way):
        self._make_window = make_window
        self._hand, self._settings = WAYS[way]
        self.app = create_app(Settings.from_environment())
        self.hands = []
        done = self.app.test_cli_runner().invoke(
            args=[
                "charter",
                "add-body",
                "Example Awarding Body",
                "--administrator",
                "Anil",
                "--email",
                "anil@example.org",
            ],
            input=f"{PASSWORD}\n{PASSWORD}\n",
        )
        assert done.exit_code == 0, done.output

    def come(self):
        """Give the hand of somebody with a window of their own."""
        hand = self._hand(self._make_window(**self._settings))
        self.hands.append(hand)
        return hand

    def join(self, address, name):
        """Follow the link of the newest letter to an address, and make an account."""
        hand = self.come()
        hand.open(re.search(r"/invitation\S*", self.letters(address)[-1].body)[0])
        hand.write("Your name", name)
        hand.write("Password", PASSWORD)
        hand.press("Make my account and join")
        return hand

    def letters(self, address):
        """Give the letters that wait for somebody, the newest last."""
        with self.session() as session:
            return list(session.scalars(select(MailRow).where(MailRow.address == address).order_by(MailRow.written_at)))

    def session(self):
        """Open a session for a moment."""
        return Session(writing(self.app.extensions["charter_engine"]))

    def close(self):
        """Give the database back."""
        self.app.extensions["charter_engine"].dispose()


@pytest.fixture(params=WAYS)
def year(request, make_window):
    found = Year(make_window, request.param)
    yield found
    found.close()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """The worked example as a workbook, as somebody filled it in."""
    path = tmp_path_factory.mktemp("workbook") / "answers.xlsx"
    with path.open("wb") as target:
        save_example(REFERENCE, target)
    return path


def open_a_round(year):
    officer = year.come()
    officer.open("/sign-in")
    officer.write("E-mail address", "anil@example.org")
    officer.write("Password", PASSWORD)
    officer.press("Sign in")
    officer.open("/assessments")
    officer.follow("Open a round")
    officer.write("Title", "Charter 2027")
    officer.choose("BME Mentoring Charter, edition 1.0")
    officer.write_day("Opening", 1, 4, 2027)
    officer.write_day("Data snapshot", 31, 3, 2027)
    officer.write_day("Submission", 30, 9, 2027)
    officer.press("Open the round")
    officer.follow("Ask an institution to join")
    officer.choose("Not listed")
    officer.write("Its name, where it is not listed", "Example Acute NHS Trust")
    officer.write("E-mail address of its lead", "ada@example.org")
    officer.press("Invite its lead")


def gather_a_team(year):
    lead = year.join("ada@example.org", "Ada Lead")
    lead.open("/assessments")
    lead.follow("Register for Charter 2027")
    lead.choose("Whole organisation")
    lead.choose("Bronze")
    lead.press("Register")
    lead.press("Start the assessment")
    lead.open("/assessments")
    lead.follow("Team of Example Acute NHS Trust")
    for address, role in (("kofi@example.org", "Contributor"), ("mei@example.org", "Approver")):
        lead.write("E-mail address", address)
        lead.choose(role)
        lead.press("Send the invitation")
    return lead, year.join("kofi@example.org", "Kofi Contributor"), year.join("mei@example.org", "Mei Approver")


def bring_a_workbook(writer, workbook):
    writer.open("/assessments")
    writer.follow("Charter 2027")
    writer.follow("Workbook")
    writer.page.get_by_label("Your workbook").set_input_files(workbook)
    writer.press("See what it would change")
    writer.press("Save what is ticked")


def write_while_the_lead_does(year, writer):
    writer.follow("Task list")
    writer.follow("MA-01 An open, resourced mentoring offer")
    with year.session() as session:
        lead = session.scalars(select(PersonRow).where(PersonRow.email == "ada@example.org")).one()
        assessment = session.scalars(select(AssessmentRow)).one()
        record_answer(Deed(session, lead.id, JUNE, KEY), assessment.id, FIELD, "The lead’s text.", 1)
    writer.write(QUESTION, "Everybody may ask for a mentor, at any hour.")
    writer.press("Save")
    assert writer.sees("The lead’s text.")
    writer.choose("What I typed")
    writer.press("Save what I chose")


def sign(approver):
    approver.open("/assessments")
    approver.follow("Charter 2027")
    approver.follow("Check, sign and submit")
    approver.follow("Read the statement and sign")
    approver.choose("I confirm the statement")
    approver.write("Your name", "Mei Approver")
    approver.write("Your position", "Chief executive")
    approver.press("Sign")


def submit(lead):
    lead.open("/assessments")
    lead.follow("Charter 2027")
    lead.follow("Check, sign and submit")
    lead.press("Submit")


def test_a_team_is_invited_writes_disagrees_imports_signs_submits_and_has_its_receipt(year, workbook):
    open_a_round(year)
    lead, writer, approver = gather_a_team(year)
    bring_a_workbook(writer, workbook)
    write_while_the_lead_does(year, writer)
    sign(approver)
    submit(lead)

    with year.session() as session:
        [(digest, answers)] = session.execute(select(FrozenCopyRow.digest, FrozenCopyRow.answers)).all()
        faults = list(differences(session, KEY, NO_FILES))
    assert lead.sees(digest)
    assert [digest in year.letters(f"{who}@example.org")[-1].body for who in ("ada", "mei")] == [True, True]
    assert b"Everybody may ask for a mentor, at any hour." in answers
    assert faults == []
    assert {address: pixels for hand in year.hands for address, pixels in hand.wide.items()} == {}
    assert [wrong for hand in year.hands for wrong in hand.window.wrongs if "409" not in wrong] == []
