"""The database as tasks see it: a session a task, on one engine a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from charter.settings import Settings
from charter.store.base import open_engine, writing


@contextmanager
def task_session() -> Iterator[Session]:
    """Give a session on the database that the settings name; what is not committed is rolled back."""
    with Session(writing(_engine(Settings.from_environment().database_url))) as session:
        yield session


@lru_cache(maxsize=2)
def _engine(url: str) -> Engine:
    return open_engine(url)
