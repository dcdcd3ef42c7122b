"""The reference tables in a database of this process alone, for commands that need no database of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from charter.store.base import Base, open_engine
from charter.store.reference_files import FOLDER, replace_reference

# Every table of charter.store.reference, which reference_files imports, begins with this.
PREFIX = "reference_"


@contextmanager
def reference_session() -> Iterator[Session]:
    """Give a session on the reference tables, freshly read from the files; gone when the block ends."""
    engine = open_engine("sqlite://")
    tables = [table for name, table in Base.metadata.tables.items() if name.startswith(PREFIX)]
    Base.metadata.create_all(engine, tables=tables)
    try:
        with Session(engine) as session:
            replace_reference(session, FOLDER)
            yield session
    finally:
        engine.dispose()
