"""`flask charter export-assessment` and `import-assessment`, as whoever runs two installations types them."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy.orm import Session

from charter.settings import Settings
from charter.store import schema
from charter.store.base import open_engine, writing
from charter.store.evidence import Folder
from charter.web import create_app
from tests.support.archives import full_assessment


@pytest.fixture
def installation(tmp_path, monkeypatch):
    """Makes an installation of that name with its own database, folder and key, and gives what runs commands there."""
    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda _summary: b"PDF")
    apps = []

    def make(name, key="for tests alone"):
        folder = tmp_path / name
        folder.mkdir()
        url = f"sqlite:///{folder}/charter.sqlite"
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        settings = dataclasses.replace(
            Settings.from_environment({}), instance_dir=folder, database_url=url, secret_key="x", signing_key=key
        )
        app = create_app(settings)
        apps.append(app)

        def run(*words):
            monkeypatch.setenv("CHARTER_INSTANCE_DIR", str(folder))
            return app.test_cli_runner().invoke(args=["charter", *words])

        return app, run

    yield make
    for app in apps:
        app.extensions["charter_engine"].dispose()


@pytest.fixture
def exported(installation, tmp_path):
    """An export of the first installation, and the assessment's id."""
    app, run = installation("first")
    with Session(writing(app.extensions["charter_engine"])) as session:
        ours = full_assessment(session, Folder(tmp_path / "first" / "evidence"))
    result = run("export-assessment", ours, "-o", str(tmp_path / "whole.zip"))
    assert result.output == f"Wrote {tmp_path / 'whole.zip'}.\n"
    return tmp_path / "whole.zip", ours


def test_an_assessment_moves_to_another_installation_and_verifies_there(installation, exported):
    path, assessment_id = exported
    _, run = installation("second")

    assert run("import-assessment", str(path)).output == f"Read in assessment {assessment_id}.\n"
    assert run("verify").output == "Everything is as it was written.\n"


def test_where_another_key_signs_verify_says_that_alone(installation, exported):
    _, run = installation("second", "another")

    run("import-assessment", str(exported[0]))
    result = run("verify")

    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert "History that was read in from elsewhere has another key" in result.output


def test_read_in_twice_the_second_is_refused_in_a_sentence(installation, exported):
    _, run = installation("second")
    run("import-assessment", str(exported[0]))

    result = run("import-assessment", str(exported[0]))

    assert result.exit_code == 1
    assert "This assessment is here already." in result.output


def test_nobody_else_on_the_machine_can_read_the_export(exported):
    assert exported[0].stat().st_mode & 0o077 == 0


def test_an_unknown_assessment_leaves_no_file(installation, tmp_path):
    _, run = installation("first")

    result = run("export-assessment", "nothing", "-o", str(tmp_path / "none.zip"))

    assert result.exit_code == 1
    assert "There is no such assessment." in result.output
    assert list(tmp_path.glob("*none*")) == []


def test_the_schema_is_printed(installation):
    _, run = installation("first")

    assert run("export-schema").output.startswith('{\n "$schema"')
