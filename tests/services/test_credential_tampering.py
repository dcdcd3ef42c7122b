"""Tampering with keys, credentials and statuses past every guard of the database is found."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from charter.domain.credentials import Purpose
from charter.services.award_credentials import issue_credentials
from charter.services.credentials import set_status
from charter.services.verification_credentials import credential_faults
from charter.services.verification_heads import head_differences
from charter.store.base import open_engine, writing
from charter.store.heads import heads_now
from charter.store.schema import all_tables
from tests.support.credentials import AWARD, conferred, office_in, with_quick_keys
from tests.support.tampering import other_value, without_guards
from tests.support.teams import JUNE, KEY, deed

TABLES = ("issuer_key_events", "credentials", "credential_statuses")


@pytest.fixture
def session(databases, tmp_path, monkeypatch):
    """A session with a suspended credential, on a database that refuses nothing any more."""
    with_quick_keys(monkeypatch)
    url = databases.migrated_copy("sqlite")
    engine = open_engine(url)
    with Session(writing(engine)) as session:
        conferred(session, "another")
        issue_credentials(deed(session, "officer"), office_in(tmp_path), conferred(session))
        set_status(deed(session, "officer"), AWARD, Purpose.SUSPENSION, is_set=True)
        session.commit()
        without_guards(session)
        yield session
    engine.dispose()
    databases.remove(url)


def found_after(session, change, look):
    savepoint = session.begin_nested()
    session.execute(change)
    session.expire_all()
    found = list(look())
    savepoint.rollback()
    session.expire_all()
    return found


def changed(session, table, column):
    row = session.execute(select(table).limit(1)).mappings().one()
    value = "another" if column.name == "award_id" else other_value(column, row[column.name])
    here = [key == row[key.name] for key in table.primary_key.columns]
    return update(table).where(*here).values({column.name: value})


def test_all_is_as_it_was_written(session):
    assert list(credential_faults(session, KEY)) == []


@pytest.mark.parametrize("name", TABLES)
def test_a_change_of_any_column_is_found(session, name):
    table = all_tables().tables[name]

    unfound = [
        column.name
        for column in table.columns
        if not found_after(session, changed(session, table, column), lambda: credential_faults(session, KEY))
    ]

    assert unfound == []


@pytest.mark.parametrize("name", TABLES)
def test_what_was_deleted_is_found_by_the_heads_kept_elsewhere(session, name):
    earlier = heads_now(session, JUNE)

    found = found_after(session, delete(all_tables().tables[name]), lambda: head_differences(session, earlier))

    assert found
