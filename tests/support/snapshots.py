"""What a test begins with, made once a process through the services and put back for each later test, row by row."""

from __future__ import annotations

from sqlalchemy import text

from charter.services import case_submissions, drafts
from charter.store.schema import all_tables

_KEPT = {}


def once(session, name, make):
    """Give what ``make`` gives and leave its rows in the database, which must be empty; later by putting rows back.

    What was made must be the same each time, but for ids and what else is drawn at random.
    """
    kind = session.get_bind().dialect.name
    if (name, kind) not in _KEPT:
        given = make()
        session.commit()
        _KEPT[name, kind] = given, _READ[kind](session.connection())
        session.rollback()
        return given
    drafts._memory._kept.clear()  # of the same id, but of another test
    case_submissions._memory._kept.clear()
    given, rows = _KEPT[name, kind]
    _WRITE[kind](session.connection(), rows)
    session.commit()
    return given


def all_rows(session):
    """Give every row of the database by table; what is drawn from a sequence meanwhile counts for nothing."""
    kind = session.get_bind().dialect.name
    rows = _READ[kind](session.connection())
    return rows if kind == "sqlite" else rows[0]


def _names():
    return [table.name for table in all_tables().sorted_tables]


def _sqlite_rows(connection):
    found = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall() for name in _names()}
    return {name: [tuple(row) for row in rows] for name, rows in found.items() if rows}


def _write_sqlite(connection, rows):
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for name, some in rows.items():
        marks = ", ".join("?" * len(some[0]))
        connection.exec_driver_sql(f'INSERT INTO "{name}" VALUES ({marks})', some)


def _postgresql_rows(connection):
    cursor, found = connection.connection.cursor(), {}
    for name in _names():
        with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
            found[name] = b"".join(copy)
    numbers = connection.execute(
        text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL")
    )
    return {name: rows for name, rows in found.items() if rows}, [tuple(row) for row in numbers]


def _write_postgresql(connection, kept):
    rows, numbers = kept
    cursor = connection.connection.cursor()
    cursor.execute("SET LOCAL session_replication_role = replica")
    for name, some in rows.items():
        with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
            copy.write(some)
    for sequence, number in numbers:
        cursor.execute(f"SELECT setval('\"{sequence}\"', {number})")


_READ = {"sqlite": _sqlite_rows, "postgresql": _postgresql_rows}
_WRITE = {"sqlite": _write_sqlite, "postgresql": _write_postgresql}
