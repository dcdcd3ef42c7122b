"""Baselines, signature, submission, withdrawal; and finding whatever was tampered with."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from charter.domain.errors import Incomplete, InvalidRound, NotAllowed, WrongState
from charter.services.assessments import record_answer
from charter.services.rounds import grant_extension
from charter.services.submissions import save_baseline, sign_off, submit, withdraw
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.chains import signature_of
from charter.store.editions import load_edition
from charter.store.history import EventRow, EventTextRow, digest_of, events_of
from tests.support.answers import filled_round
from tests.support.teams import CLOSES, JUNE, KEY, NO_FILES, REFERENCE, deed, round_in_progress

STATEMENT = "What is said here is true."
ONCE = ("answer_versions", "frozen_copies", "events")


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


@pytest.fixture
def filled(session):
    """The assessment with every answer of the worked example."""
    return filled_round(session)


@pytest.fixture
def submitted(session, filled):
    sign_off(deed(session, "signer"), filled, STATEMENT)
    submit(deed(session, "lead"), filled)
    return filled


def state(session, assessment_id):
    return session.get_one(AssessmentRow, assessment_id).state


def copies(session, assessment_id):
    chosen = select(FrozenCopyRow).where(FrozenCopyRow.assessment_id == assessment_id).order_by(FrozenCopyRow.number)
    return list(session.scalars(chosen))


def test_a_submission_freezes_answers_result_edition_and_method(session, submitted):
    [copy] = copies(session, submitted)
    card = json.loads(copy.scorecard)

    assert state(session, submitted) == "submitted"
    assert (copy.kind, copy.number, copy.person_id) == ("submission", 1, "lead")
    assert copy.edition_checksum == load_edition(REFERENCE).checksum
    assert (card["overall"], card["reached"], card["outcome"]) == ("123/2", "bronze", "minor_revisions")
    assert json.loads(copy.answers)["criteria"]["MA-01"]["level"] == 3
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_incomplete_assessment_cannot_be_signed_and_every_gap_is_named(session, assessment_id):
    with pytest.raises(Incomplete) as gaps:
        sign_off(deed(session, "signer"), assessment_id, STATEMENT)

    assert gaps.value.missing[0] == "No tier is aimed for."
    assert "GV-01: GV-01 has no level." in gaps.value.missing
    assert "GV-04: The action plan is empty." in gaps.value.missing
    assert state(session, assessment_id) == "started"


def test_a_change_after_signing_takes_the_signature_back(session, filled):
    sign_off(deed(session, "signer"), filled, STATEMENT)
    record_answer(deed(session, "writer"), filled, "/criteria/MA-01/level", 2, 1)

    with pytest.raises(WrongState, match="The approver has not signed since the last change"):
        submit(deed(session, "lead"), filled)


def test_each_may_do_their_own_part(session, filled):
    with pytest.raises(NotAllowed):
        sign_off(deed(session, "lead"), filled, STATEMENT)
    sign_off(deed(session, "signer"), filled, STATEMENT)
    with pytest.raises(NotAllowed):
        submit(deed(session, "signer"), filled)


def test_a_submission_withdrawn_and_made_again_leaves_both(session, submitted):
    withdraw(deed(session, "lead"), submitted)
    record_answer(deed(session, "writer"), submitted, "/criteria/MA-01/level", 2, 1)
    sign_off(deed(session, "signer"), submitted, STATEMENT)
    submit(deed(session, "lead"), submitted)

    first, second = copies(session, submitted)
    assert [json.loads(copy.answers)["criteria"]["MA-01"]["level"] for copy in (first, second)] == [3, 2]
    assert list(differences(session, KEY, NO_FILES)) == []


def test_nothing_is_withdrawn_after_the_deadline(session, submitted):
    with pytest.raises(WrongState, match="The deadline has passed"):
        withdraw(deed(session, "lead", CLOSES), submitted)


def test_a_baseline_is_frozen_and_work_goes_on(session, assessment_id):
    record_answer(deed(session, "writer"), assessment_id, "/criteria/MA-01/level", 1, 0)

    copy = save_baseline(deed(session, "lead"), assessment_id)

    assert (copy.kind, copy.number) == ("baseline", 1)
    assert state(session, assessment_id) == "started"
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_extension_opens_the_window_again_for_one_institution(session, assessment_id):
    later = CLOSES + dt.timedelta(days=7)
    grant_extension(deed(session, "officer", CLOSES + dt.timedelta(days=1)), assessment_id, later, "Flooded office.")

    saved = record_answer(
        deed(session, "writer", CLOSES + dt.timedelta(days=2)), assessment_id, "/criteria/MA-01/level", 2, 0
    )

    assert saved.version == 1
    assert session.scalars(select(EventTextRow.text)).all() == ["Flooded office."]


def test_an_extension_needs_a_reason_and_a_later_moment(session, assessment_id):
    with pytest.raises(InvalidRound, match="needs a reason"):
        grant_extension(deed(session, "officer"), assessment_id, CLOSES + dt.timedelta(days=1), " ")
    with pytest.raises(InvalidRound, match="no later one"):
        grant_extension(deed(session, "officer"), assessment_id, CLOSES, "Why not.")
    with pytest.raises(NotAllowed):
        grant_extension(deed(session, "lead"), assessment_id, CLOSES + dt.timedelta(days=1), "Please.")


# ---- what is written once ------------------------------------------------------------------------------------------


def refusal(session, statement):
    """Give what the database says to a statement, and undo it."""
    with pytest.raises(DatabaseError) as refused, session.begin_nested():
        session.execute(text(statement))
    return str(refused.value)


def test_the_database_itself_refuses_to_change_what_is_written_once(session, submitted):
    statements = [
        words.format(table) for table in ONCE for words in ("UPDATE {0} SET assessment_id = ''", "DELETE FROM {0}")
    ]

    refusals = [refusal(session, statement) for statement in statements]

    assert len(refusals) == 6
    assert [words for words in refusals if "is written once" not in words] == []


def without_triggers(session):
    """Take the guards away, as somebody with the database's password could."""
    for table in ONCE:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(f"DROP TRIGGER {table}_update"))
            session.execute(text(f"DROP TRIGGER {table}_delete"))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


TAMPERING = {
    "UPDATE answer_versions SET value = '4' WHERE field = '/criteria/MA-01/level'": "it is not what was saved",
    "UPDATE answers SET value = '4' WHERE field = '/criteria/MA-01/level'": "it is not its newest version",
    "DELETE FROM answer_versions WHERE field = '/criteria/MA-01/level'": "version 1: it is gone",
    "UPDATE frozen_copies SET scorecard = '{}'": "it is not what was frozen",
    "UPDATE frozen_copies SET person_id = 'signer'": "it is not what was frozen",
    "UPDATE frozen_copies SET method_version = '0'": "it is not what was frozen",
    "UPDATE frozen_copies SET edition_checksum = 'x'": "is not the one that it was worked out with",
    "DELETE FROM frozen_copies": "frozen copy 1: it is gone",
    "UPDATE events SET person_id = 'viewer' WHERE event = 'signed_off'": "it is not what was written",
    "DELETE FROM events WHERE event = 'signed_off'": "is missing before it",
    "DELETE FROM events": "its history is gone",
    "UPDATE event_texts SET text = 'Something else.'": "its text is not the one that was written",
    "UPDATE event_texts SET text = ''": "its text is not the one that was written",
    "DELETE FROM event_texts": "its text is gone",
}


def found_after(session, change):
    """Give what is found after a change past the guards, and undo it."""
    with session.begin_nested() as savepoint:
        session.execute(text(change))
        session.expire_all()
        found = list(differences(session, KEY, NO_FILES))
        savepoint.rollback()
    session.expire_all()
    return found


def test_tampering_is_found_and_named(session, submitted):
    without_triggers(session)

    found = {change: "\n".join(found_after(session, change)) for change in TAMPERING}

    assert {change: words for change, words in TAMPERING.items() if words not in found[change]} == {}
    assert [change for change, lines in found.items() if submitted not in lines] == []
    assert list(differences(session, KEY, NO_FILES)) == []


def test_who_recomputes_the_chain_without_the_key_is_found(session, submitted):
    without_triggers(session)
    before = "0" * 64
    for row in list(events_of(session, submitted)):
        details = {**row.details, "digest": "f" * 64} if row.event == "submitted" else row.details
        changed = EventRow(
            assessment_id=row.assessment_id,
            number=row.number,
            event=row.event,
            happened_at=row.happened_at,
            person_id=row.person_id,
            details=details,
            previous_digest=before,
        )
        before = digest_of(changed)
        session.execute(
            text(
                "UPDATE events SET previous_digest = :p, digest = :d, signature = :s"
                " WHERE assessment_id = :a AND number = :n"
            ),
            {
                "p": changed.previous_digest,
                "d": before,
                "s": signature_of(before, b"a key that is not ours"),
                "a": row.assessment_id,
                "n": row.number,
            },
        )
    session.expire_all()

    found = list(differences(session, KEY, NO_FILES))

    assert any("the signature is not ours" in line for line in found)


def test_another_institutions_history_is_not_touched_by_ours(session, submitted):
    events = session.scalars(select(EventRow).where(EventRow.assessment_id != submitted)).all()

    assert [row.event for row in events] == ["registered", "started"]
    assert events[0].happened_at == JUNE
