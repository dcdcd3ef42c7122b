"""The migration of the reference tables makes what the models say, and takes it back."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from charter.store import schema
from charter.store.base import open_engine


def _reference_tables(engine):
    return [name for name in inspect(engine).get_table_names() if name.startswith("reference_")]


def test_the_migration_makes_what_the_models_say(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/charter.sqlite")

    schema.upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [
            change for change in compare_metadata(context, schema.all_tables()) if "reference_" in str(change)
        ] == []


def test_the_migration_takes_back_every_reference_table(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/charter.sqlite")
    schema.upgrade(engine)

    schema.downgrade(engine, "0001")

    assert _reference_tables(engine) == []
