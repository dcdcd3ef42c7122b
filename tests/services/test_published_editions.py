"""An edition that was changed in its files, or in its files and the list of checksums, is found."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError

from charter.domain.errors import EditionChanged
from charter.services.published_editions import edition_faults, record_editions
from charter.store import editions
from charter.store.edition_files import checksum
from charter.store.published_editions import PublishedEditionRow, recorded_checksums

NOW = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)
FIRST = "bme-mentoring/1.0"
DIGEST = "d307720bb087bdb44ffc8d0644f6a595ed473cf3437c760025a90d66eee6f966"


@pytest.fixture
def charters(tmp_path, monkeypatch):
    """A folder of criteria of its own, which is the installed one; nothing of it is kept from other tests."""
    shutil.copytree("criteria/bme-mentoring", tmp_path / "bme-mentoring")
    shutil.copy("criteria/published.sha256", tmp_path)
    monkeypatch.setenv("CHARTER_CRITERIA_DIR", str(tmp_path))
    yield tmp_path
    editions._load.cache_clear()


def change(charters):
    with (charters / FIRST / "panel.yaml").open("a", encoding="utf-8") as file:
        file.write("# one line more\n")
    editions._load.cache_clear()


def test_published_editions_are_recorded_once_and_drafts_never(session, charters):
    record_editions(session, NOW)
    record_editions(session, NOW + dt.timedelta(days=1))

    assert recorded_checksums(session) == {FIRST: DIGEST}
    assert session.get(PublishedEditionRow, FIRST).recorded_at == NOW


def test_what_is_as_it_was_published_has_no_fault(session, charters):
    record_editions(session, NOW)

    assert list(edition_faults(session)) == []


def test_a_changed_file_is_found_and_the_start_refused(session, charters):
    record_editions(session, NOW)
    change(charters)

    with pytest.raises(EditionChanged, match=r"Edition bme-mentoring/1\.0 is not what was published"):
        record_editions(session, NOW)


def test_a_file_that_was_changed_with_the_list_of_checksums_is_found_too(session, charters):
    record_editions(session, NOW)
    change(charters)
    found = checksum(charters / FIRST)
    (charters / "published.sha256").write_text(f"{found}  {FIRST}\n", encoding="utf-8")

    (told,) = edition_faults(session)
    assert told == (
        f"Edition {FIRST} is not the one that was first used here: its files have the checksum {found}, "
        f"and {DIGEST} was recorded. Put its files back; corrections go into a new edition."
    )


def test_an_edition_that_is_gone_is_missed(session, charters):
    record_editions(session, NOW)
    shutil.rmtree(charters / FIRST)
    editions._load.cache_clear()

    assert list(edition_faults(session)) == [
        f"Edition {FIRST} was used here, and cannot be read any more. Put its files back."
    ]


def test_the_database_refuses_to_forget_a_checksum(session, charters):
    record_editions(session, NOW)

    with pytest.raises(DatabaseError, match="published_editions is written once"):
        session.execute(delete(PublishedEditionRow))
