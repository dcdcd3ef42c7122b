"""The database, as tasks reach it: outside a request, and in threads."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from charter.settings import Settings
from charter.store.base import open_engine, writing


def open_session() -> Session:
    """Give a session that may write, to be used in a ``with`` statement; services commit."""
    return Session(_engine(Settings.from_environment().database_url))


@lru_cache(maxsize=4)
def _engine(url: str) -> Engine:
    return writing(open_engine(url))
