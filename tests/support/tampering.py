"""Somebody with the database's password: past every guard, a column or a row at a time."""

from __future__ import annotations

import datetime as dt
from contextlib import closing, contextmanager

from sqlalchemy import Date, Integer, delete, select, text, update

from charter.services.verification import assessment_differences
from charter.store.archive_parts import PARTS
from charter.store.base import UtcDateTime
from charter.store.schema import all_tables
from tests.support.teams import KEY

ONCE = (
    "answer_versions",
    "credential_statuses",
    "credentials",
    "edition_moves",
    "events",
    "frozen_copies",
    "issuer_key_events",
    "network_statements",
    "organisation_mergers",
    "round_events",
)
# Somebody else who is there, so that the database's own references hold.
OTHERS = {"people": ("viewer", "signer"), "organisations": ("body", "other")}
# What other rows refer to, and rows of people and organisations: nothing that an assessment's history is about.
SHARED = ("organisations", "people", "memberships")


def without_guards(session):
    """Take the triggers away."""
    for table in ONCE:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(f"DROP TRIGGER {table}_update"))
            session.execute(text(f"DROP TRIGGER {table}_delete"))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


def found_after(session, assessment_id, store, *changes):
    """Give what is found of an assessment after changes, and undo them."""
    with _changed(session, changes):
        return list(assessment_differences(session, assessment_id, KEY, store))


def is_found_after(session, assessment_id, store, change):
    """Tell whether anything at all is found of an assessment after a change, and undo it: faster, on SQLite."""
    with _changed(session, [change]), closing(assessment_differences(session, assessment_id, KEY, store)) as found:
        return next(found, None) is not None


@contextmanager
def _changed(session, changes):
    savepoint = session.begin_nested()
    for change in changes:
        session.execute(text(change) if isinstance(change, str) else change)
    session.expire_all()
    yield
    savepoint.rollback()
    session.expire_all()


def column_changes(session, assessment_id):
    """Give for every column of every table in which an assessment has rows a change of it in one row, by its name."""
    changes = {}
    for table in [all_tables().tables[part.table] for part in PARTS if part.table not in SHARED]:
        row = session.execute(_rows(table, assessment_id).limit(1)).mappings().one_or_none()
        if row is None:
            continue
        here = [column == row[column.name] for column in table.primary_key.columns]
        for column in table.columns:
            if not _is_identity(column):
                changed = {column.name: other_value(column, row[column.name])}
                changes[str(column)] = update(table).where(*here).values(changed)
    return changes


def row_deletions(session, assessment_id):
    """Give for every table that holds rows of an assessment, and that nothing refers to, the deletion of one."""
    referred_to = (*SHARED, "rounds", "assessments", "comments")
    tables = [all_tables().tables[part.table] for part in PARTS if part.table not in referred_to]
    deletions = {}
    for table in tables:
        row = session.execute(_rows(table, assessment_id).limit(1)).mappings().one_or_none()
        if row is None:
            continue
        deletions[table.name] = delete(table).where(*(key == row[key.name] for key in table.primary_key.columns))
    return deletions


def _rows(table, assessment_id):
    order = table.primary_key.columns
    if "assessment_id" in table.columns:
        return select(table).where(table.c.assessment_id == assessment_id).order_by(*order)
    if table.name == "assessments":
        return select(table).where(table.c.id == assessment_id)
    return select(table).order_by(*order)


def _is_identity(column):
    """Whether it says which row this is, or belongs to another: the database's own references refuse what is not."""
    is_own = column.name == "id" and column.table.name in ("assessments", "rounds", "comments")
    return is_own or column.name in ("assessment_id", "round_id", "comment_id")


def other_value(column, value):
    for key in column.foreign_keys:
        if key.column.table.name in OTHERS:
            return next(one for one in OTHERS[key.column.table.name] if one != value)
    kinds = {
        bool: lambda: not value,
        int: lambda: value + 1000,
        str: lambda: f"{value[:-1]}~",
        bytes: lambda: value + b" ",
        dt.datetime: lambda: value + dt.timedelta(seconds=1),
        dt.date: lambda: value + dt.timedelta(days=1),
        dict: lambda: {**value, "number": 7},
    }
    return kinds[type(value)]() if value is not None else _some(column)


def _some(column):
    if isinstance(column.type, UtcDateTime):
        return dt.datetime(2027, 7, 1, tzinfo=dt.UTC)
    if isinstance(column.type, Integer):
        return 7
    return dt.date(2027, 7, 1) if isinstance(column.type, Date) else "something"
