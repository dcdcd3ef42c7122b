"""A database with the reference tables, and statements counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from charter.store.base import Base, open_engine
from charter.store.reference import ReferenceLoad


def empty_engine() -> Engine:
    """Give an engine on an empty database in memory that has the reference tables."""
    engine = open_engine("sqlite://")
    tables = [table for table in Base.metadata.tables.values() if table.name.startswith("reference_")]
    assert ReferenceLoad.__table__ in tables
    Base.metadata.create_all(engine, tables=tables)
    return engine


@contextmanager
def counted_statements(session: Session) -> Iterator[list[str]]:
    """Give the list of statements that the session sends inside the block, the beginnings of transactions aside."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(bind, "before_cursor_execute", note)
