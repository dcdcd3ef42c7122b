"""Work that comes back: who is told, once, and not when it is done again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from charter.domain.workflow import Event
from charter.services.assessments import record_answer
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment, reopen_comment, resolve_comment
from charter.services.deeds import begin, happen
from charter.services.notices import choose_notices
from charter.services.returned_work import tell_of_returned_work
from charter.services.rounds import grant_extension
from charter.services.submissions import withdraw
from charter.store.outbox import MailRow
from tests.support.teams import CLOSES, JUNE, deed, round_in_progress

SITE = "https://charter.example"
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
LEVEL = "/criteria/MA-01/level"


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def let(session, assessment_id, who, event):
    """Let something happen that would need every answer; history and state are as after it."""
    doing = deed(session, who)
    happen(doing, begin(doing, assessment_id, event), event, {})
    session.commit()


def told(session, now=JUNE + MINUTE):
    """Who is told what, by address, of what is new."""
    tell_of_returned_work(session, now, SITE)
    rows = session.scalars(select(MailRow).where(MailRow.key.startswith("returned:")).order_by(MailRow.address)).all()
    found = {row.address: f"{row.subject}\n{row.body}" for row in rows}
    for row in rows:
        session.delete(row)
    session.commit()
    return found


def test_a_change_after_the_signature_is_told_once_to_the_approver_and_to_the_lead(session, assessment_id):
    let(session, assessment_id, "signer", Event.SIGNED_OFF)
    assert told(session) == {}
    record_answer(deed(session, "writer"), assessment_id, LEVEL, 1, 0)
    record_answer(deed(session, "writer"), assessment_id, LEVEL, 2, 1)

    first, second = told(session), told(session, JUNE + DAY)

    assert list(first) == ["lead@example.org", "signer@example.org"]
    assert first["signer@example.org"].startswith(
        "To be signed again: Example trust\n"
        "Hello Signer,\n\n"
        "Writer changed something after the self-assessment of Example trust had been signed, so the signature does "
        "not count any more. It has to be signed again before it can be submitted, by 30 September 2027.\n\n"
        f"{SITE}/assessments/{assessment_id}\n"
    )
    assert second == {}


def test_nobody_is_told_of_what_they_did_themselves_nor_of_what_they_switched_off(session, assessment_id):
    choose_notices(deed(session, "signer"), set())
    let(session, assessment_id, "signer", Event.SIGNED_OFF)
    record_answer(deed(session, "lead"), assessment_id, LEVEL, 1, 0)

    assert told(session) == {}


def test_what_is_signed_again_before_the_worker_looks_is_told_to_nobody(session, assessment_id):
    let(session, assessment_id, "signer", Event.SIGNED_OFF)
    record_answer(deed(session, "writer"), assessment_id, LEVEL, 1, 0)
    let(session, assessment_id, "signer", Event.SIGNED_OFF)

    assert told(session) == {}


def test_a_second_signature_that_is_taken_back_is_told_again(session, assessment_id):
    for version in (0, 1):
        let(session, assessment_id, "signer", Event.SIGNED_OFF)
        record_answer(deed(session, "writer"), assessment_id, LEVEL, version + 1, version)
        assert list(told(session)) == ["lead@example.org", "signer@example.org"]


def test_a_withdrawn_submission_comes_back_once_and_a_change_after_it_says_nothing_more(session, assessment_id):
    let(session, assessment_id, "signer", Event.SIGNED_OFF)
    let(session, assessment_id, "lead", Event.SUBMITTED)
    withdraw(deed(session, "lead"), assessment_id)
    found = told(session)
    record_answer(deed(session, "writer"), assessment_id, LEVEL, 1, 0)

    assert list(found) == ["signer@example.org"]
    assert "Withdrawn: the submission of Example trust\n" in found["signer@example.org"]
    assert "Lead withdrew the submission of Example trust. It stays on record." in found["signer@example.org"]
    assert told(session) == {}


def test_more_time_is_told_to_all_who_work_on_it(session, assessment_id):
    now = CLOSES + DAY
    grant_extension(deed(session, "officer", now), assessment_id, CLOSES + 31 * DAY, "Flood.")

    found = told(session, now + MINUTE)

    assert list(found) == ["lead@example.org", "signer@example.org", "writer@example.org"]
    assert "has to be submitted, by 31 October 2027." in found["writer@example.org"]
    assert "Flood" not in found["writer@example.org"]


def test_a_comment_opened_again_comes_back_to_who_resolved_it_and_to_the_owner(session, assessment_id):
    assign_criterion(deed(session, "lead"), assessment_id, "MA-01", Assignment("writer"), SITE)
    comment_id = add_comment(deed(session, "lead"), assessment_id, NewComment("MA-01", "", "Which year?"), SITE).id
    resolve_comment(deed(session, "viewer"), assessment_id, comment_id)
    reopen_comment(deed(session, "lead"), assessment_id, comment_id)

    found = told(session)

    assert list(found) == ["viewer@example.org", "writer@example.org"]
    assert f"{SITE}/assessments/{assessment_id}/criteria/MA-01/comments\n" in found["viewer@example.org"]
    assert "Which year?" not in found["viewer@example.org"]


def test_a_comment_resolved_again_by_now_comes_back_to_nobody(session, assessment_id):
    comment_id = add_comment(deed(session, "lead"), assessment_id, NewComment("MA-01", "", "Which year?"), SITE).id
    resolve_comment(deed(session, "viewer"), assessment_id, comment_id)
    reopen_comment(deed(session, "lead"), assessment_id, comment_id)
    resolve_comment(deed(session, "lead"), assessment_id, comment_id)

    assert told(session) == {}


def test_what_a_worker_that_was_down_for_days_finds_is_old_news(session, assessment_id):
    let(session, assessment_id, "signer", Event.SIGNED_OFF)
    record_answer(deed(session, "writer"), assessment_id, LEVEL, 1, 0)

    assert told(session, JUNE + 3 * DAY + MINUTE) == {}
