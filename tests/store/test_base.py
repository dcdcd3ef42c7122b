"""How a database is opened, and how moments are kept."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import Column, MetaData, Table, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from charter.store.base import UtcDateTime, open_engine, writing

MOMENTS = Table("moments", MetaData(), Column("at", UtcDateTime))


@pytest.fixture
def moments(empty_engine):
    MOMENTS.metadata.create_all(empty_engine)
    return empty_engine


def test_a_moment_comes_back_in_utc(moments):
    summer_in_london = dt.datetime(2027, 7, 1, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    with moments.begin() as connection:
        connection.execute(MOMENTS.insert().values(at=summer_in_london))

    with moments.connect() as connection:
        kept = connection.execute(select(MOMENTS.c.at)).scalar_one()
    assert (kept, kept.tzinfo) == (dt.datetime(2027, 7, 1, 11, 30, tzinfo=dt.UTC), dt.UTC)


def test_a_moment_without_a_zone_is_refused(moments):
    with moments.connect() as connection, pytest.raises(StatementError, match="needs its zone"):
        connection.execute(MOMENTS.insert().values(at=dt.datetime(2027, 7, 1)))  # noqa: DTZ001 - that is the fault


def test_a_row_cannot_point_at_nothing(empty_engine):
    with empty_engine.begin() as connection:
        connection.execute(text("CREATE TABLE wholes (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE parts (whole INTEGER REFERENCES wholes (id))"))

    with empty_engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO parts VALUES (7)"))


def test_sqlite_keeps_a_write_ahead_log_synced_at_each_commit_and_waits_for_other_writers(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/charter.sqlite")

    with engine.connect() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]

    engine.dispose()
    assert found == ["wal", 2, 10_000]


def test_writers_who_read_first_wait_for_each_other_and_lose_nothing(empty_engine):
    engine = writing(empty_engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counters (n INTEGER)"))
        connection.execute(text("INSERT INTO counters VALUES (0)"))

    def add_ten():
        for _ in range(10):
            with engine.begin() as connection:
                for_update = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
                n = connection.execute(text(f"SELECT n FROM counters{for_update}")).scalar_one()
                connection.execute(text("UPDATE counters SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT n FROM counters")).scalar_one() == 40
