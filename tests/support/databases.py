"""Databases for tests: each test gets its own, copied from one that was migrated once, or emptied after another's."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, make_url, text
from sqlalchemy.orm import Session

from charter.store import schema
from charter.store.base import open_engine, writing
from tests.support.emptying import Emptied
from tests.support.postgresql import NoServer, server_url

TEMPLATE = f"charter_template_{uuid.uuid4().hex[:8]}"
# What the files of every process need at once, with room to spare.
NEEDED_BYTES = 500_000_000


@cache
def kinds() -> tuple[tuple[str, ...], str]:
    """Give the kinds of database that can be had, and a line that says so."""
    try:
        server_url()
    except NoServer as reason:
        return ("sqlite",), f"database tests: SQLite only; {reason}"
    return ("sqlite", "postgresql"), "database tests: SQLite and PostgreSQL"


def roomy_memory() -> str | None:
    """Give the folder that is kept in memory; None where the machine has none, or a small one as a container may."""
    folder = Path("/dev/shm")
    is_roomy = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > NEEDED_BYTES
    return str(folder) if is_roomy else None


class Databases:
    """Makes databases, and removes them at the end.

    An address that a test gave back is given to the next: its engine, which knows by then how each
    statement is compiled, serves again; see ``remembering``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []
        self.migrated: set[str] = set()
        self.emptied: dict[str, Emptied] = {}
        self.free: dict[str, list[str]] = {"sqlite": [], "postgresql": []}

    def empty(self, kind: str) -> str:
        """Give the address of a database without tables."""
        return self._new_sqlite(None) if kind == "sqlite" else self._new_postgresql("template0")

    def migrated_copy(self, kind: str) -> str:
        """Give the address of a database with every table, empty."""
        template = self.folder / "template.sqlite"
        if kind not in self.migrated:
            self._migrate(f"sqlite:///{template}" if kind == "sqlite" else self._new_postgresql("template0", TEMPLATE))
            self.migrated.add(kind)
        return self._new_sqlite(template) if kind == "sqlite" else self._migrated_postgresql()

    @contextmanager
    def engine(self, kind: str = "sqlite") -> Iterator[Engine]:
        """Give an engine on a migrated database of its own; of one kind where none could answer differently."""
        url = self.migrated_copy(kind)
        engine = open_engine(url)
        yield engine
        engine.dispose()
        self.remove(url)

    @contextmanager
    def session(self, kind: str = "sqlite") -> Iterator[Session]:
        """Give a session that may write, on such a database."""
        with self.engine(kind) as engine, Session(writing(engine)) as session:
            yield session

    def remove(self, url: str) -> None:
        """Take back a database that no test needs any more: thousands of them would fill the disk."""
        named = make_url(url)
        open_engine(url).dispose()
        if named.get_backend_name() == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(f"{named.database}{end}").unlink(missing_ok=True)
            self.free["sqlite"].append(url)
        elif named.database in self.emptied and self.emptied[named.database].empty():
            self.free["postgresql"].append(url)
        elif named.database in self.made:
            self._drop(named.database)

    def close(self) -> None:
        """Remove what a server keeps; the folder is not ours to remove."""
        for name in reversed(list(self.made)):
            self._drop(name)

    def _migrate(self, url: str) -> None:
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()

    def _new_sqlite(self, template: Path | None) -> str:
        url = self.free["sqlite"].pop() if self.free["sqlite"] else f"sqlite:///{self.folder / uuid.uuid4().hex}.sqlite"
        if template is not None:
            shutil.copy(template, make_url(url).database)
        return url

    def _migrated_postgresql(self) -> str:
        if self.free["postgresql"]:
            return self.free["postgresql"].pop()
        url = self._new_postgresql(TEMPLATE)
        self.emptied[make_url(url).database] = Emptied(url)
        return url

    def _new_postgresql(self, template: str, name: str | None = None) -> str:
        name = name or f"charter_{uuid.uuid4().hex}"
        self._order(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        self.made.append(name)
        return make_url(server_url()).set(database=name).render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        if name in self.emptied:
            self.emptied.pop(name).close()
        self.made.remove(name)
        self._order(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _order(self, statement: str) -> None:
        with _server().connect() as connection:
            connection.execute(text(statement))


@cache
def _server() -> Engine:
    return create_engine(server_url(), isolation_level="AUTOCOMMIT", poolclass=NullPool)
