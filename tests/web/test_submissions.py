"""Signing, handing in, taking back and baselines on pages, where a form comes twice."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.history import EventRow
from tests.support.answers import filled_round
from tests.support.desks import Desks

SIGNATURE = {"name": "Mei Approver", "position": "Chief executive", "confirmed": "y"}


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch, filled_round)


def twice(browser, address, **data):
    return [browser.post(address, data=data) for _ in range(2)]


def told(desks, event):
    """How often history tells of something."""
    with desks.session() as session:
        chosen = select(func.count()).select_from(EventRow)
        return session.scalar(chosen.where(EventRow.assessment_id == desks.assessment_id, EventRow.event == event))


def test_signing_twice_is_one_signature(desks):
    answers = twice(desks.of("signer"), desks.address("/signature"), **SIGNATURE)

    assert [one.headers.get("Location") for one in answers] == [desks.address("/check")] * 2
    assert told(desks, "signed_off") == 1


def test_handing_in_twice_is_one_submission_and_leads_to_its_receipt(desks):
    desks.of("signer").post(desks.address("/signature"), data=SIGNATURE)

    answers = twice(desks.of("lead"), desks.address("/submissions"))

    assert [one.headers.get("Location") for one in answers] == [desks.address("/submissions/1")] * 2
    assert told(desks, "submitted") == 1


def test_withdrawing_twice_is_one_withdrawal(desks):
    desks.of("signer").post(desks.address("/signature"), data=SIGNATURE)
    desks.of("lead").post(desks.address("/submissions"))

    answers = twice(desks.of("lead"), desks.address("/withdrawals"))

    assert [one.headers.get("Location") for one in answers] == [desks.address("/check")] * 2
    assert told(desks, "withdrawn") == 1


def test_what_was_never_signed_cannot_be_handed_in_however_often_it_is_sent(desks):
    assert [one.status_code for one in twice(desks.of("lead"), desks.address("/submissions"))] == [409, 409]


def test_a_baseline_of_what_has_not_changed_is_the_one_that_is_there(desks):
    twice(desks.of("lead"), desks.address("/baselines"))

    with desks.session() as session:
        copies = session.scalar(select(func.count()).select_from(FrozenCopyRow))
        state = session.get_one(AssessmentRow, desks.assessment_id).state
    assert (copies, told(desks, "baseline_saved"), state) == (1, 1, "started")


def test_a_papers_file_says_whose_it_is_of_which_round_and_day(desks, no_pdf):
    browser = desks.of("viewer")
    browser.post(desks.address("/papers/0/board"))

    answer = browser.get(desks.address("/papers/0/board/file"))

    assert answer.data == b"PDF"
    assert (
        'filename="Example trust - BME Mentoring Charter 2027 - draft (board) - 2027-06-01.pdf"'
        in answer.headers["Content-Disposition"]
    )
