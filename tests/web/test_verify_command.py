"""`flask charter verify`, as an auditor types it."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer
from charter.settings import Settings
from charter.store import schema
from charter.store.base import open_engine, writing
from charter.web import create_app
from tests.support.teams import KEY, deed, round_in_progress


@pytest.fixture
def settings(tmp_path):
    return dataclasses.replace(
        Settings.from_environment({}),
        instance_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path}/charter.sqlite",
        secret_key="of the tests",
        signing_key=KEY.decode(),
    )


@pytest.fixture
def run(settings):
    """Runs the command with the settings, or with others."""

    def invoke(**more):
        app = create_app(dataclasses.replace(settings, **more))
        result = app.test_cli_runner().invoke(args=["charter", "verify"])
        app.extensions["charter_engine"].dispose()
        return result

    return invoke


@pytest.fixture
def session(settings):
    """A session on the same database, with one answer of an assessment in it."""
    engine = open_engine(settings.database_url)
    schema.upgrade(engine)
    with Session(writing(engine)) as session:
        record_answer(deed(session, "writer"), round_in_progress(session), "/criteria/MA-01/level", 2, 0)
        yield session
    engine.dispose()


def test_it_says_that_all_is_as_it_was_written(session, run):
    result = run()

    assert (result.exit_code, result.output) == (0, "Everything is as it was written.\n")


def test_it_names_each_difference_with_status_1(session, run):
    session.execute(text("UPDATE answers SET value = '4'"))
    session.commit()

    result = run()

    assert result.exit_code == 1
    assert result.output.count("/criteria/MA-01/level: it is not its newest version.") == 1


def test_with_another_key_no_signature_is_ours(session, run):
    result = run(signing_key="another")

    assert result.exit_code == 1
    assert result.output.count("its signature is not ours") == 5


def test_without_a_key_it_says_what_to_set(session, run):
    result = run(signing_key=None)

    assert result.exit_code == 1
    assert "Set CHARTER_SIGNING_KEY" in result.output


def test_without_tables_it_says_what_to_run_first(run):
    result = run()

    assert result.exit_code == 1
    assert "Run `flask charter migrate` first" in result.output
