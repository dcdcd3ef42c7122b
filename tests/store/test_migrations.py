"""Migrations make what the models say, on every kind of database, up, down and up again."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from charter.store import schema


def differences(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, schema.all_tables())


def test_migrations_make_exactly_the_tables_that_the_models_declare(empty_engine):
    schema.upgrade(empty_engine)

    assert differences(empty_engine) == []


def test_migrations_go_down_to_nothing_and_up_again(empty_engine):
    schema.upgrade(empty_engine)

    schema.downgrade(empty_engine, "base")
    assert inspect(empty_engine).get_table_names() == ["alembic_version"]

    schema.upgrade(empty_engine)
    assert differences(empty_engine) == []


def test_migrating_twice_changes_nothing(engine):
    schema.upgrade(engine)

    assert differences(engine) == []
