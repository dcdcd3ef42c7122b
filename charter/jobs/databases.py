"""The database as tasks see it: an engine and a session a task, both given back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from charter.settings import Settings
from charter.store.base import open_engine, snapshot, writing


@contextmanager
def task_session() -> Iterator[Session]:
    """Give a session on the database that the settings name; what is not committed is rolled back."""
    engine = open_engine(Settings.from_environment().database_url)
    try:
        with Session(writing(engine)) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def snapshot_session() -> Iterator[Session]:
    """Give a session that reads one state of the database for as long as it is open, and writes nothing."""
    engine = open_engine(Settings.from_environment().database_url)
    try:
        with Session(snapshot(engine)) as session:
            yield session
    finally:
        engine.dispose()
