"""`flask charter dry-run`, as an officer's administrator types it."""

from __future__ import annotations

import dataclasses
import json

import pytest
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer
from charter.settings import Settings
from charter.store import schema
from charter.store.base import open_engine, writing
from charter.web import create_app
from tests.support.teams import KEY, deed, round_in_progress

LEVEL = "/criteria/RP-03/level"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    return dataclasses.replace(
        Settings.from_environment({}),
        instance_dir=folder,
        database_url=f"sqlite:///{folder}/charter.sqlite",
        secret_key="of the tests",
        signing_key=KEY.decode(),
    )


@pytest.fixture(scope="module")
def assessment_id(settings):
    engine = open_engine(settings.database_url)
    schema.upgrade(engine)
    with Session(writing(engine)) as session:
        found = round_in_progress(session)
        record_answer(deed(session, "writer"), found, LEVEL, 3, 0)
    engine.dispose()
    return found


def run(settings, *arguments):
    app = create_app(settings)
    result = app.test_cli_runner().invoke(args=["charter", "dry-run", *arguments])
    app.extensions["charter_engine"].dispose()
    return result


def test_all_are_told_in_a_line_each_and_together(settings, assessment_id):
    result = run(settings, "bme-mentoring/2.0", "--json")

    *lines, totals = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert {line["institution"]: line["fates"] for line in lines} == {
        "Example trust": {"archived": 1},
        "Example other": {},
    }
    assert (totals["assessments"], totals["by_kind"], totals["stay"]) == (2, {"level": {"archived": 1}}, 2)


def test_one_is_told_fate_by_fate(settings, assessment_id):
    result = run(settings, "bme-mentoring/2.0", "--assessment", assessment_id)

    assert result.output.startswith("From bme-mentoring/1.0 to bme-mentoring/2.0. Nothing was written.")
    assert "your own level: does not come over; it stays readable (C4)." in result.output


def test_the_first_edition_has_no_dry_run(settings, assessment_id):
    result = run(settings, "bme-mentoring/1.0")

    assert (result.exit_code, "follows no edition" in result.output) == (1, True)
