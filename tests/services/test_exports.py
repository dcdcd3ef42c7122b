"""Exports that people ask for: made once, for whoever asked alone, kept for a day."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from sqlalchemy import select

from charter.domain.errors import NotAllowed, UnknownAssessment
from charter.services.exports import (
    ask_for_export,
    delete_expired_exports,
    export_path,
    file_of,
    finish_export,
    last_export,
    start_export,
)
from charter.services.memberships import remove_member
from charter.store.exports import ExportRow
from tests.support.teams import JUNE, TRUST, deed, round_in_progress

NEXT_DAY = JUNE + dt.timedelta(days=1)


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


@pytest.fixture
def done(session, assessment_id, tmp_path):
    """The id of an export that is done, for the viewer."""
    asked, _ = ask_for_export(deed(session, "viewer"), assessment_id)
    start_export(session, asked.id)
    file_of(tmp_path, asked.id).write_bytes(b"ZIP")
    finish_export(session, asked.id, 3)
    return asked.id


def test_it_is_asked_for_taken_up_and_done(session, assessment_id):
    asked, is_new = ask_for_export(deed(session, "viewer"), assessment_id)
    order = start_export(session, asked.id)

    assert (is_new, asked.state, asked.is_pending) == (True, "waiting", True)
    assert (order.assessment_id, order.person_id) == (assessment_id, "viewer")
    assert last_export(deed(session, "viewer"), assessment_id).state == "working"


def test_asked_twice_it_is_made_once_and_taken_up_once(session, assessment_id):
    asked, _ = ask_for_export(deed(session, "viewer"), assessment_id)

    again, is_new = ask_for_export(deed(session, "viewer"), assessment_id)

    assert (again.id, is_new) == (asked.id, False)
    assert start_export(session, asked.id) is not None
    assert start_export(session, asked.id) is None


def test_one_that_nobody_finished_can_be_asked_for_again(session, assessment_id):
    first, _ = ask_for_export(deed(session, "viewer"), assessment_id)
    later = JUNE + dt.timedelta(minutes=30)

    before = last_export(deed(session, "viewer", later), assessment_id)
    second, is_new = ask_for_export(deed(session, "viewer", later), assessment_id)

    assert (before.state, is_new) == ("failed", True)
    assert second.id != first.id


def test_one_that_failed_says_so_and_can_be_asked_for_again(session, assessment_id):
    asked, _ = ask_for_export(deed(session, "viewer"), assessment_id)
    start_export(session, asked.id)
    finish_export(session, asked.id, None)

    assert last_export(deed(session, "viewer"), assessment_id).state == "failed"
    assert ask_for_export(deed(session, "viewer"), assessment_id)[1]


def test_it_is_handed_to_whoever_asked_and_to_nobody_else(session, assessment_id, done, tmp_path):
    assert export_path(deed(session, "viewer"), assessment_id, done, tmp_path).read_bytes() == b"ZIP"
    assert last_export(deed(session, "lead"), assessment_id) is None
    for who in ("lead", "stranger"):
        with pytest.raises(UnknownAssessment):
            export_path(deed(session, who), assessment_id, done, tmp_path)


def test_who_has_left_the_team_gets_it_no_more(session, assessment_id, done, tmp_path):
    remove_member(deed(session, "lead"), TRUST, "viewer")

    with pytest.raises(UnknownAssessment):
        export_path(deed(session, "viewer"), assessment_id, done, tmp_path)


def test_only_the_team_may_ask(session, assessment_id):
    with pytest.raises(NotAllowed):
        ask_for_export(deed(session, "officer"), assessment_id)
    with pytest.raises(UnknownAssessment):
        ask_for_export(deed(session, "stranger"), assessment_id)


def test_it_is_kept_for_a_day(session, assessment_id, done, tmp_path):
    assert last_export(deed(session, "viewer", NEXT_DAY - dt.timedelta(seconds=1)), assessment_id) is not None
    assert last_export(deed(session, "viewer", NEXT_DAY), assessment_id) is None
    with pytest.raises(UnknownAssessment, match="Ask for a new one"):
        export_path(deed(session, "viewer", NEXT_DAY), assessment_id, done, tmp_path)


def test_what_is_older_than_a_day_is_deleted_with_its_file_and_halves_of_files(session, assessment_id, done, tmp_path):
    half = tmp_path / "abc.zip.part"
    half.write_bytes(b"Z")
    young = tmp_path / "young.zip"
    young.write_bytes(b"ZIP")
    for path in (half, file_of(tmp_path, done)):
        os.utime(path, (JUNE.timestamp(), JUNE.timestamp()))
    os.utime(young, (NEXT_DAY.timestamp(), NEXT_DAY.timestamp()))

    delete_expired_exports(session, tmp_path, NEXT_DAY + dt.timedelta(seconds=1))

    assert [path.name for path in tmp_path.iterdir()] == ["young.zip"]
    assert session.scalars(select(ExportRow)).all() == []


def test_a_file_that_is_gone_is_asked_for_again(session, assessment_id, done, tmp_path):
    file_of(tmp_path, done).unlink()

    with pytest.raises(UnknownAssessment, match="Ask for a new one"):
        export_path(deed(session, "viewer"), assessment_id, done, tmp_path)
