"""Tampering past every guard of the database is found: each column, each row, each exchange, each kind of garbage."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from charter.services.verification import differences
from charter.store.base import open_engine, writing
from charter.store.evidence import Folder
from tests.support.archives import full_assessment
from tests.support.tampering import column_changes, found_after, is_found_after, row_deletions, without_guards
from tests.support.teams import KEY

# What proves nothing, and why it may change.
MAY_CHANGE = {
    "evidence_files.scan_state",  # a scanner answers when it can; only what it found is in history
    "evidence_files.scanned_at",
    "evidence_files.scan_finding",
    "evidence_files.next_scan_at",
    "evidence_files.scan_tries",
    "frozen_copies.id",  # nothing refers to it: a copy is known by its number and digest
}


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture
def assessment_id(session, store):
    """An assessment in which everything happened, in a database that refuses nothing any more."""
    ours = full_assessment(session, store)
    without_guards(session)
    return ours


@pytest.fixture
def on_sqlite(databases, store):
    """As ``assessment_id``, with its session, on SQLite alone."""
    engine = open_engine(databases.migrated_copy("sqlite"))
    with Session(writing(engine)) as session:
        ours = full_assessment(session, store)
        without_guards(session)
        yield session, ours
    engine.dispose()


def test_a_change_of_any_column_is_found(on_sqlite, store):
    session, ours = on_sqlite
    changes = column_changes(session, ours)

    unfound = {name for name, change in changes.items() if not is_found_after(session, ours, store, change)}

    assert len(changes) == 84
    assert unfound == MAY_CHANGE


def test_a_row_that_is_gone_is_missed_in_any_table(session, assessment_id, store):
    deletions = row_deletions(session, assessment_id)

    unfound = [name for name, change in deletions.items() if not found_after(session, assessment_id, store, change)]

    assert len(deletions) == 9
    assert unfound == []


OURS = "(SELECT id FROM assessments WHERE organisation_id = 'trust')"
THEIRS = "(SELECT id FROM assessments WHERE organisation_id = 'other')"
AN_OLD_EVENT_AGAIN = (
    "INSERT INTO events SELECT assessment_id, (SELECT max(number) + 1 FROM events AS e WHERE e.assessment_id ="
    " events.assessment_id), event, happened_at, person_id, details, previous_digest, digest, signature"
    f" FROM events WHERE assessment_id = {OURS} AND event = 'withdrawn'"
)
ANOTHERS_EVENT = (
    "INSERT INTO events SELECT "
    f"{OURS}, (SELECT max(number) + 1 FROM events AS e WHERE e.assessment_id = {OURS}),"
    " event, happened_at, person_id, details, previous_digest, digest, signature"
    f" FROM events WHERE assessment_id = {THEIRS} AND number = 2"
)
A_MERGER = (
    "INSERT INTO organisation_mergers (organisation_id, into_id, merged_on, person_id, noted_at)"
    " VALUES ('trust', 'other', '2027-05-01', 'operator', '2027-06-01 10:00:00.000000')"
)
EXCHANGES = {
    "an old signed event again": ([AN_OLD_EVENT_AGAIN], "it does not follow from the event before it"),
    "an event of another assessment": ([ANOTHERS_EVENT], "it is not what was written"),
    "another assessment's history": (
        [
            f"DELETE FROM events WHERE assessment_id = {OURS}",
            f"UPDATE events SET assessment_id = {OURS} WHERE assessment_id = {THEIRS}",
        ],
        "event 1: it is not what was written",
    ),
    "two files for each other": (
        [
            "UPDATE evidence_files SET version = version + 2",
            "UPDATE evidence_files SET version = 5 - version",
        ],
        "Policy.pdf, version 1: it is not the one that history tells of",
    ),
    "a true for a one": (
        ["UPDATE answers SET value = 'true' WHERE field = '/criteria/MA-02/level'"],
        "/criteria/MA-02/level: it is not its newest version",
    ),
    "back to writing": (["UPDATE assessments SET state = 'started'"], "it is started, and history leads to submitted"),
    "a later deadline": (
        ["UPDATE rounds SET closes_at = '2027-12-31 17:00:00.000000'"],
        "tier or the round’s dates are not those that history tells",
    ),
    "a merger that never was": (
        [A_MERGER],
        "what it became part of is not what history tells",
    ),
}


def test_what_was_once_right_is_wrong_in_another_place(session, assessment_id, store):
    found = {
        name: "\n".join(found_after(session, assessment_id, store, *changes))
        for name, (changes, _) in EXCHANGES.items()
    }

    assert {name: found[name] for name, (_, words) in EXCHANGES.items() if words not in found[name]} == {}


GARBAGE = {
    "UPDATE frozen_copies SET answers = X'FF00' WHERE number = 2": "its frozen copies",
    "UPDATE answer_versions SET value = 'no JSON' WHERE field = '/criteria/MA-01/level'": "its answers",
    "UPDATE events SET happened_at = 'never' WHERE number = 2": "its history",
    "UPDATE events SET details = '\"words\"' WHERE event = 'commented'": "it is not what was written",
    "UPDATE comments SET text = CAST(X'FF' AS TEXT)": "its comments",
    "UPDATE assignments SET due_on = 'soon'": "its assignments",
    "UPDATE evidence_files SET added_at = 'once'": "its list of files",
}


def test_what_cannot_even_be_read_is_named_and_the_rest_is_looked_at(on_sqlite, store):
    session, ours = on_sqlite  # it alone takes such values

    found = {change: "\n".join(found_after(session, ours, store, change)) for change in GARBAGE}

    assert {change: found[change] for change, words in GARBAGE.items() if words not in found[change]} == {}


def test_every_file_on_the_disk_is_looked_at(session, assessment_id, store, tmp_path):
    digest = session.scalar(text("SELECT sha256 FROM evidence_files WHERE version = 1"))
    path = tmp_path / "evidence" / digest[:2] / digest
    path.write_bytes(path.read_bytes()[:-1] + b"!")

    found = list(differences(session, KEY, store))

    assert found == [f"Assessment {assessment_id}, Policy.pdf, version 1: it is not the file that was added."]
