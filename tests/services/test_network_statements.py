"""The network's statement: its own, sealed for the panel, kept in every version, frozen with the submission."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from charter.domain.errors import InvalidAnswers, NotAllowed, StaleAnswer, UnknownAssessment, WrongState
from charter.domain.permissions import Role
from charter.services.memberships import change_role
from charter.services.network_statements import (
    read_statement,
    save_statement,
    sealed_digest,
    statement_rule,
    statement_versions,
)
from charter.services.submissions import save_baseline, sign_off, submit, withdraw
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.editions import load_edition
from charter.store.history import EventRow, EventTextRow, events_of
from tests.support.answers import fill_in
from tests.support.broken_editions import EDITIONS
from tests.support.teams import CLOSES, JUNE, KEY, NO_FILES, TRUST, add_member, deed, round_in_progress

WORDS = "Mentors are hard to find at night."
MORE = "Mentors are hard to find at night, and nobody asks."


@pytest.fixture
def assessment_id(session):
    ours = round_in_progress(session)
    add_member(session, "network", Role.NETWORK)
    return ours


@pytest.fixture
def signed(session, assessment_id):
    """The assessment, filled in and signed."""
    fill_in(session, assessment_id)
    sign_off(deed(session, "signer"), assessment_id, "What is said here is true.")
    return assessment_id


def write(session, assessment_id, words, version=0, *, who="network", now=JUNE):
    return save_statement(deed(session, who, now), assessment_id, words, version)


def test_the_network_writes_and_reads_its_statement_with_its_words_counted(session, assessment_id):
    saved = write(session, assessment_id, f"  {WORDS}\r\n")

    assert (saved.text, saved.version, saved.word_count, saved.rule.word_limit) == (WORDS, 1, 7, 300)
    assert read_statement(deed(session, "network"), assessment_id) == saved


def test_before_anything_is_written_the_statement_is_empty(session, assessment_id):
    assert read_statement(deed(session, "network"), assessment_id).version == 0


def test_a_blank_statement_is_as_good_as_any(session, assessment_id):
    write(session, assessment_id, WORDS)

    assert write(session, assessment_id, " ", 1).text == ""


def test_every_version_is_kept(session, assessment_id):
    write(session, assessment_id, WORDS)
    write(session, assessment_id, MORE, 1)

    versions = statement_versions(deed(session, "network"), assessment_id)

    assert [(one.version, one.text, one.person_id) for one in versions] == [(1, WORDS, "network"), (2, MORE, "network")]


def test_the_second_of_two_at_once_is_shown_both_texts(session, assessment_id):
    write(session, assessment_id, WORDS)

    with pytest.raises(StaleAnswer) as conflict:
        write(session, assessment_id, MORE)

    assert (conflict.value.theirs, conflict.value.yours, conflict.value.version) == (WORDS, MORE, 1)
    assert read_statement(deed(session, "network"), assessment_id).text == WORDS


def test_the_same_statement_sent_twice_is_saved_once(session, assessment_id):
    first = write(session, assessment_id, WORDS)

    assert write(session, assessment_id, WORDS) == first
    assert len(statement_versions(deed(session, "network"), assessment_id)) == 1


def test_a_statement_over_the_editions_limit_is_refused_with_how_much_to_cut(session, assessment_id):
    with pytest.raises(InvalidAnswers, match="has 301 words, 1 more than the limit of 300"):
        write(session, assessment_id, "word " * 301)
    assert write(session, assessment_id, "word " * 300).word_count == 300


def test_one_endless_word_is_refused(session, assessment_id):
    with pytest.raises(InvalidAnswers, match="longer than 20,000 characters"):
        write(session, assessment_id, "a" * 20_001)


def test_characters_that_no_database_takes_are_left_out(session, assessment_id):
    assert write(session, assessment_id, "Night\x00 shifts\ud800.").text == "Night shifts."


@pytest.mark.parametrize("who", ["lead", "writer", "signer", "viewer", "officer"])
def test_nobody_but_the_network_reads_or_writes_it(session, assessment_id, who):
    write(session, assessment_id, WORDS)

    for attempt in (read_statement, statement_versions):
        with pytest.raises(NotAllowed):
            attempt(deed(session, who), assessment_id)
    with pytest.raises(NotAllowed):
        write(session, assessment_id, MORE, 1, who=who)


def test_a_lead_who_takes_the_networks_role_too_still_keeps_out(session, assessment_id):
    add_member(session, "lead", Role.NETWORK)

    with pytest.raises(NotAllowed, match="the network’s own"):
        read_statement(deed(session, "lead"), assessment_id)


def test_a_contributor_of_the_network_reads_it(session, assessment_id):
    write(session, assessment_id, WORDS)
    change_role(deed(session, "lead"), TRUST, "viewer", Role.VIEWER, Role.NETWORK)

    assert read_statement(deed(session, "viewer"), assessment_id).text == WORDS


def test_to_strangers_the_assessment_does_not_exist(session, assessment_id):
    with pytest.raises(UnknownAssessment):
        read_statement(deed(session, "stranger"), assessment_id)


def test_the_network_sees_nothing_else_of_the_assessment(session, assessment_id):
    with pytest.raises(NotAllowed):
        save_baseline(deed(session, "network"), assessment_id)
    with pytest.raises(NotAllowed):
        sealed_digest(deed(session, "network"), assessment_id)


def test_history_and_verification_hold_nothing_of_the_text(session, signed):
    write(session, signed, WORDS)
    submit(deed(session, "lead"), signed)

    told = json.dumps([row.details for row in events_of(session, signed)])
    texts = session.scalars(select(EventTextRow.text)).all()
    copies = session.scalars(select(FrozenCopyRow)).all()
    assert "Mentors are hard" not in told
    assert [one for one in texts if "Mentors are hard" in one] == []
    assert [copy for copy in copies if b"Mentors are hard" in copy.answers + copy.files.encode()] == []


def test_the_same_text_has_another_digest_elsewhere_so_that_it_cannot_be_guessed(session, assessment_id):
    write(session, assessment_id, WORDS)
    write(session, assessment_id, MORE, 1)
    write(session, assessment_id, WORDS, 2)

    first, _, third = statement_versions(deed(session, "network"), assessment_id)
    assert first.digest != third.digest


def test_a_submission_freezes_the_statement_and_the_team_learns_that_there_is_one(session, signed):
    write(session, signed, WORDS)
    assert sealed_digest(deed(session, "viewer"), signed) is None

    copy = submit(deed(session, "lead"), signed)

    [version] = statement_versions(deed(session, "network"), signed)
    assert copy.network_statement == sealed_digest(deed(session, "viewer"), signed) == version.digest
    assert list(differences(session, KEY, NO_FILES)) == []
    with pytest.raises(WrongState, match="the statement went in with it"):
        write(session, signed, MORE, 1)


def test_after_a_withdrawal_the_network_writes_on_and_both_statements_stand(session, signed):
    write(session, signed, WORDS)
    submit(deed(session, "lead"), signed)
    withdraw(deed(session, "lead"), signed)
    write(session, signed, MORE, 1)
    sign_off(deed(session, "signer"), signed, "What is said here is true.")
    submit(deed(session, "lead"), signed)

    copies = session.scalars(select(FrozenCopyRow).order_by(FrozenCopyRow.number)).all()
    versions = statement_versions(deed(session, "network"), signed)
    assert [copy.network_statement for copy in copies] == [version.digest for version in versions]
    assert list(differences(session, KEY, NO_FILES)) == []


def test_a_submission_without_a_statement_is_whole(session, signed):
    assert submit(deed(session, "lead"), signed).network_statement is None
    assert list(differences(session, KEY, NO_FILES)) == []


def test_the_statement_leaves_the_approvers_signature(session, signed):
    write(session, signed, WORDS)

    assert session.get_one(AssessmentRow, signed).state == "signed"


def test_the_statement_locks_at_the_deadline(session, assessment_id):
    with pytest.raises(WrongState, match="The deadline has passed"):
        write(session, assessment_id, WORDS, now=CLOSES)


def test_an_edition_without_such_a_statement_says_so():
    with pytest.raises(WrongState, match="asks for no statement"):
        statement_rule(load_edition("stars/1.0", EDITIONS))


def test_the_database_refuses_to_change_a_statement(session, assessment_id):
    write(session, assessment_id, WORDS)

    for statement in ("UPDATE network_statements SET text = ''", "DELETE FROM network_statements"):
        with pytest.raises(DatabaseError, match="is written once"), session.begin_nested():
            session.execute(text(statement))


TAMPERING = {
    "UPDATE network_statements SET text = 'All is well.'": "statement, version 1: it is not what was saved",
    "UPDATE network_statements SET text = ''": "statement, version 1: it is not what was saved",
    "UPDATE network_statements SET digest = 'x'": "statement, version 1: it is not what was saved",
    "DELETE FROM network_statements": "statement, version 1: it is not here",
    "UPDATE frozen_copies SET network_statement = NULL": "does not name the network’s statement",
}


def without_triggers(session):
    for table in ("network_statements", "frozen_copies"):
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(f"DROP TRIGGER {table}_update"))
            session.execute(text(f"DROP TRIGGER {table}_delete"))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


def found_after(session, change):
    with session.begin_nested() as savepoint:
        session.execute(text(change))
        session.expire_all()
        found = list(differences(session, KEY, NO_FILES))
        savepoint.rollback()
    session.expire_all()
    return "\n".join(found)


def test_tampering_with_the_statement_is_found_without_telling_it(session, signed):
    write(session, signed, WORDS)
    submit(deed(session, "lead"), signed)
    without_triggers(session)

    found = {change: found_after(session, change) for change in TAMPERING}

    assert {change: words for change, words in TAMPERING.items() if words not in found[change]} == {}
    assert [change for change, lines in found.items() if "Mentors" in lines or "All is well" in lines] == []


def test_the_event_names_version_and_digest_alone(session, assessment_id):
    write(session, assessment_id, WORDS)

    event = session.scalars(select(EventRow).where(EventRow.event == "network_statement_saved")).one()
    assert sorted(event.details) == ["digest", "version"]
