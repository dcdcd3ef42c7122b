"""`flask charter migrate` and `prepare`, and how commands end when something named is the matter."""

from __future__ import annotations

import click
import pytest
from sqlalchemy import inspect, text

from charter.domain.errors import UnknownEdition
from charter.store.base import open_engine
from charter.web.commands import PlainGroup


@pytest.fixture
def empty_settings(databases, database_kind, settings, monkeypatch):
    """Settings of a site whose database has no tables yet."""
    monkeypatch.setenv("CHARTER_DATABASE_URL", databases.empty(database_kind))
    return type(settings).from_environment()


@pytest.fixture
def run(empty_settings):
    from charter.web import create_app  # noqa: PLC0415 - as the shared application does

    app = create_app(empty_settings)

    def invoke(*words):
        with app.app_context():
            return app.test_cli_runner().invoke(args=["charter", *words])

    yield invoke
    app.extensions["charter_engine"].dispose()


@pytest.fixture
def tables(empty_settings):
    engine = open_engine(empty_settings.database_url)
    yield lambda: inspect(engine).get_table_names()
    engine.dispose()


def test_migrate_makes_the_tables(run, tables):
    result = run("migrate")

    assert result.exit_code == 0, result.output
    assert "visits" in tables()


def test_migrate_goes_to_the_revision_that_is_named(run, tables):
    run("migrate", "--to", "0001")

    assert tables() == ["alembic_version"]


def test_prepare_makes_the_tables_and_loads_reference_data(run, empty_settings):
    first, second = run("prepare"), run("prepare")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    engine = open_engine(empty_settings.database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM reference_organisations")).scalar_one() > 100
    engine.dispose()


def test_a_command_ends_with_the_sentence_of_a_named_error(app):
    group = PlainGroup("charter")

    @group.command("look")
    def look():
        raise UnknownEdition("No edition nowhere/9.9 is installed.")

    result = app.test_cli_runner().invoke(group, ["look"])

    assert (result.exit_code, result.stderr) == (1, "Error: No edition nowhere/9.9 is installed.\n")


def test_a_usage_error_stays_a_usage_error(app):
    group = PlainGroup("charter")
    group.add_command(click.Command("look"))

    assert app.test_cli_runner().invoke(group, ["look", "--nonsense"]).exit_code == 2
