"""What every table shares: the declarative base, names of constraints, times in UTC; and how a database is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

# Named constraints can be changed by a later migration on every database; unnamed ones cannot.
CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# How long a connection waits for another's write on SQLite before it gives up.
BUSY_TIMEOUT_MS = 10_000


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, stored and given in UTC; a time without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Give the moment in UTC, as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time needs its zone: use datetime.now(tz=datetime.UTC).")
        return value.astimezone(dt.UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], dt.datetime | None]:
        """Give what reads a moment, in UTC; SQLite forgets the zone, PostgreSQL may give another.

        One function rather than ``process_result_value`` around the dialect's: a page reads thousands of moments.
        """
        read = self.impl_instance.result_processor(dialect, coltype)

        def moment(value: Any) -> dt.datetime | None:
            if value is None:
                return None
            found: Any = value if read is None else read(value)
            in_utc: dt.datetime = found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
            return in_utc

        return moment


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {dt.datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy's own way to declare it


def open_engine(url: str, **options: Any) -> Engine:
    """Give an engine for the database at ``url``, SQLite or PostgreSQL.

    On SQLite it keeps a write-ahead log, enforces foreign keys, waits for other writers, and leaves BEGIN to us; see
    ``writing``.
    """
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, pool_pre_ping=not is_sqlite, **options)
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def writing(engine: Engine) -> Engine:
    """Give the same engine, its transactions begun IMMEDIATE on SQLite.

    A transaction that reads first and writes later can be told "database is locked" without waiting; one that is
    begun IMMEDIATE waits for its turn instead. PostgreSQL needs nothing of the kind.
    """
    return engine.execution_options(begins_immediate=True)


def snapshot(engine: Engine) -> Engine:
    """Give the same engine, its transactions reading one state of the database, whatever others write meanwhile.

    SQLite does so by itself, with its write-ahead log, and nobody waits for the reader.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Set what SQLite forgets from one connection to the next.

    ``synchronous=FULL``: a save that was acknowledged survives a power cut, for one sync of the log a save.
    """
    connection.isolation_level = None  # the driver must not begin transactions by its own rules
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Begin a transaction, IMMEDIATE where the connection is meant to write."""
    is_immediate = connection.get_execution_options().get("begins_immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_immediate else "BEGIN")
