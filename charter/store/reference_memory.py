"""The reference tables in a database of this process alone, for commands that need no database of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from charter.store.base import Base, open_engine
from charter.store.reference import ReferenceLoad
from charter.store.reference_files import FOLDER, replace_reference


@contextmanager
def reference_session() -> Iterator[Session]:
    """Give a session on the reference tables, freshly read from the files; gone when the block ends."""
    engine = open_engine("sqlite://")
    prefix = ReferenceLoad.__tablename__.split("_")[0]
    tables = [table for name, table in Base.metadata.tables.items() if name.startswith(f"{prefix}_")]
    Base.metadata.create_all(engine, tables=tables)
    try:
        with Session(engine) as session:
            replace_reference(session, FOLDER)
            yield session
    finally:
        engine.dispose()
