"""The worker makes an export that somebody asked for, and says so when it cannot."""

from __future__ import annotations

import errno
import io
import zipfile

import pytest
from sqlalchemy.orm import Session

from charter.domain.errors import EvidenceUnavailable
from charter.jobs.exports import make_export
from charter.services.exports import ask_for_export, last_export
from charter.settings import Settings
from charter.store.base import open_engine, writing
from tests.support.teams import deed, round_in_progress


@pytest.fixture
def database(settings, monkeypatch):
    """A session on the database that the worker uses; PDFs are three bytes long."""
    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda _summary: b"PDF")
    engine = open_engine(settings.database_url)
    with Session(writing(engine)) as session:
        yield session
    engine.dispose()


def folder():
    return Settings.from_environment().exports_dir


@pytest.fixture
def asked(database):
    """An assessment, and the id of an export that its viewer asked for."""
    ours = round_in_progress(database)
    return ours, ask_for_export(deed(database, "viewer"), ours)[0].id


def state(database, assessment_id):
    database.expire_all()
    return last_export(deed(database, "viewer"), assessment_id).state


def test_it_writes_the_file_with_its_pdf_and_says_that_it_is_done(database, asked):
    assessment_id, export_id = asked

    make_export.call_local(export_id)

    content = (folder() / f"{export_id}.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("action-plan.pdf") == b"PDF"
    assert state(database, assessment_id) == "done"
    assert last_export(deed(database, "viewer"), assessment_id).size_bytes == len(content)
    assert [path.name for path in folder().iterdir()] == [f"{export_id}.zip"]


def test_nobody_else_on_the_machine_can_read_it(database, asked):
    make_export.call_local(asked[1])

    assert (folder() / f"{asked[1]}.zip").stat().st_mode & 0o077 == 0


def test_where_it_cannot_be_made_it_says_so(database, asked, monkeypatch):
    def fail(*_words, **_more):
        raise EvidenceUnavailable("gone")

    monkeypatch.setattr("charter.jobs.exports.write_export", fail)

    make_export.call_local(asked[1])

    assert state(database, asked[0]) == "failed"


def test_told_twice_it_does_nothing_the_second_time(database, asked):
    make_export.call_local(asked[1])
    (folder() / f"{asked[1]}.zip").unlink()

    make_export.call_local(asked[1])

    assert list(folder().iterdir()) == []


def test_half_a_file_is_not_left_on_a_full_disk(database, asked, monkeypatch):
    def no_room(_deed, _assessment_id, target, _sources):
        target.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("charter.jobs.exports.write_export", no_room)

    make_export.call_local(asked[1])

    assert list(folder().iterdir()) == []
    assert state(database, asked[0]) == "failed"
