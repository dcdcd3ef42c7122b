"""A PostgreSQL database that each test leaves empty for the next: milliseconds, where a copy takes a hundred."""

from __future__ import annotations

import psycopg
from sqlalchemy import make_url

# Every definition that a test may have changed: each change gives its row another number of a transaction.
CATALOGUES = ("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_proc", "pg_trigger", "pg_type")
SAME = " UNION ALL ".join(f"SELECT count(*), sum(xmin::text::bigint) FROM {name}" for name in CATALOGUES)
# What was deleted still takes room, and room that is read costs time: above this a new copy is cheaper.
LARGEST_BYTES = 4_000_000
SIZE = "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Emptied:
    """Empties one database again and again, for as long as nothing but its rows was changed."""

    def __init__(self, url: str) -> None:
        named = make_url(url)
        server = {"host": named.query.get("host", named.host), "port": named.port, "password": named.password}
        self._connection = psycopg.connect(dbname=named.database, user=named.username, autocommit=True, **server)
        self._as_made = self._definitions()
        deletions = [f'DELETE FROM "{name}"' for (name,) in self._rows(TABLES) if name != "alembic_version"]
        starts = [f"SELECT setval('\"{name}\"', 1, false)" for (name,) in self._rows(SEQUENCES)]
        # As on a replica no trigger fires: neither the guards of what is written once nor references.
        self._order = "; ".join(["SET LOCAL session_replication_role = replica", *deletions, *starts])

    def empty(self) -> bool:
        """Tell whether the database is as it was made; where it is not, it must be dropped."""
        try:
            self._connection.execute(OTHERS)
            with self._connection.transaction():
                self._connection.execute(self._order)
            return self._definitions() == self._as_made and self._rows(SIZE)[0][0] < LARGEST_BYTES
        except psycopg.Error:
            return False

    def close(self) -> None:
        """Leave the database."""
        self._connection.close()

    def _definitions(self) -> list[tuple[object, ...]]:
        return [*self._rows(SAME), *self._rows("SELECT version_num FROM alembic_version")]

    def _rows(self, question: str) -> list[tuple[object, ...]]:
        return self._connection.execute(question).fetchall()
