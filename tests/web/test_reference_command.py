"""`flask charter load-reference`, as somebody types it."""

from __future__ import annotations

import dataclasses

import pytest

from charter.web import create_app
from charter.web.config import Settings


@pytest.fixture
def run(tmp_path):
    database_url = f"sqlite:///{tmp_path}/charter.sqlite"
    settings = dataclasses.replace(Settings.from_environment(), instance_dir=tmp_path, database_url=database_url)
    app = create_app(settings)

    def invoke(*words):
        with app.app_context():
            return app.test_cli_runner().invoke(args=["charter", *words])

    return invoke


def test_reference_data_are_loaded_once(run):
    run("migrate")

    first, second = run("load-reference"), run("load-reference")

    assert (first.exit_code, first.output) == (0, "Loaded 3,938 reference rows.\n")
    assert (second.exit_code, second.output) == (0, "The reference data are up to date.\n")


def test_without_tables_it_says_what_to_run_first(run):
    result = run("load-reference")

    assert result.exit_code == 1
    assert "Run `flask charter migrate` first" in result.output
