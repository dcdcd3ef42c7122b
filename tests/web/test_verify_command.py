"""`flask charter verify`, as an auditor types it."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer
from charter.services.evidence import NewFile, add_evidence
from charter.services.receipts import seal_of
from charter.services.submissions import save_baseline
from charter.settings import Settings
from charter.store import schema
from charter.store.base import open_engine, writing
from charter.store.evidence_objects import ObjectStore
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

    def invoke(*arguments, **more):
        app = create_app(dataclasses.replace(settings, **more))
        result = app.test_cli_runner().invoke(args=["charter", "verify", *map(str, arguments)])
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


def test_with_another_key_it_says_in_one_sentence_for_each_history_that_no_signature_is_ours(session, run):
    result = run(signing_key="another")

    assert result.exit_code == 1
    assert result.output.count("the signature is not ours. History that was read in from elsewhere") == 2
    assert "events 1 to 3:" in result.output


def test_without_a_key_it_says_what_to_set(session, run):
    result = run(signing_key=None)

    assert result.exit_code == 1
    assert "Set CHARTER_SIGNING_KEY" in result.output


def test_without_tables_it_says_what_to_run_first(run):
    result = run()

    assert result.exit_code == 1
    assert "Run `flask charter migrate` first" in result.output


def test_a_file_of_evidence_is_looked_at_wherever_it_lies(session, run, settings, bucket_url):
    assessment_id = session.scalars(text("SELECT id FROM assessments WHERE organisation_id = 'trust'")).one()
    file = NewFile("Policy.pdf", b"%PDF-1.7 policy", has_no_personal_data=True)
    add_evidence(deed(session, "writer"), assessment_id, file, ["MA-01.q4"], ObjectStore(bucket_url))

    in_bucket, in_folder = run(evidence_url=bucket_url), run()

    assert (in_bucket.exit_code, in_bucket.output) == (0, "Everything is as it was written.\n")
    assert in_folder.output == f"Assessment {assessment_id}, Policy.pdf, version 1: it is gone.\n"


def test_where_evidence_cannot_be_reached_it_does_not_say_that_all_is_well(session, run, bucket_url):
    assessment_id = session.scalars(text("SELECT id FROM assessments WHERE organisation_id = 'trust'")).one()
    file = NewFile("Policy.pdf", b"%PDF-1.7 policy", has_no_personal_data=True)
    add_evidence(deed(session, "writer"), assessment_id, file, ["MA-01.q4"], ObjectStore(bucket_url))

    result = run(evidence_url="s3://bucket?endpoint=http%3A%2F%2F127.0.0.1%3A1&region=eu-west-2")

    assert result.exit_code == 1
    assert "cannot be reached, so its files were not all looked at" in result.output


# ---- heads that are kept elsewhere ---------------------------------------------------------------------------------


@pytest.fixture
def heads(tmp_path):
    return tmp_path / "elsewhere.json"


def test_the_first_time_heads_are_noted_and_the_next_time_compared(session, run, heads):
    first, second = run("--heads", heads), run("--heads", heads)

    assert "2 histories noted in" in first.output
    assert "for the first time" in first.output
    assert (second.exit_code, heads.stat().st_mode & 0o777) == (0, 0o600)
    assert "compared with" in second.output


def test_a_database_that_was_put_back_to_an_earlier_day_is_found_by_them_alone(session, run, heads, settings, tmp_path):
    database, copy = tmp_path / "charter.sqlite", tmp_path / "copy.sqlite"
    ours = session.scalars(text("SELECT id FROM assessments WHERE organisation_id = 'trust'")).one()
    session.rollback()
    with sqlite3.connect(database) as connection:
        connection.execute(f"VACUUM INTO '{copy}'")
    record_answer(deed(session, "writer"), ours, "/criteria/MA-01/level", 3, 1)
    run("--heads", heads)
    noted = heads.read_text()

    before = run("--heads", heads, database_url=f"sqlite:///{copy}")
    alone = run(database_url=f"sqlite:///{copy}")

    assert (alone.exit_code, alone.output) == (0, "Everything is as it was written.\n")
    assert before.exit_code == 1
    assert f"Assessment {ours}: its history was cut off." in before.output
    assert "was left as it is" in before.output
    assert heads.read_text() == noted


def test_a_file_of_heads_that_somebody_else_wrote_is_refused(session, run, heads):
    heads.write_text("{}")

    result = run("--heads", heads)

    assert result.exit_code == 1
    assert "The file of heads was not written by this site with this key" in result.output


# ---- receipts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def digest(session):
    """The digest of a frozen copy."""
    ours = session.scalars(text("SELECT id FROM assessments WHERE organisation_id = 'trust'")).one()
    return save_baseline(deed(session, "lead"), ours).digest


def test_a_receipt_is_looked_up_by_its_digest(session, run, digest):
    result = run("--receipt", digest)

    assert result.exit_code == 0
    assert result.output == (
        "Baseline 1 of Example trust, BME Mentoring Charter 2027, frozen on 1 June 2027. "
        "Everything is as it was handed in.\n"
    )


def test_a_receipt_of_something_that_is_not_here_is_told_from_one_that_was_never_given(session, run):
    digest = "a" * 64

    given = run("--receipt", digest, "--seal", seal_of(digest, KEY))
    forged = run("--receipt", digest, "--seal", "b" * 64)

    assert (given.exit_code, forged.exit_code) == (1, 1)
    assert given.output.startswith("This site gave this receipt.\nNothing here has this digest")
    assert forged.output.startswith("The seal is not ours: this site gave no such receipt.")


def test_a_receipt_of_something_that_was_changed_names_the_change(session, run, digest):
    session.execute(text("DROP TRIGGER frozen_copies_update"))
    session.execute(text("UPDATE frozen_copies SET scorecard = '{}'"))
    session.commit()

    result = run("--receipt", digest)

    assert result.exit_code == 1
    assert "baseline 1: it is not what was frozen." in result.output


def test_a_seal_without_a_receipt_is_asked_for(session, run):
    result = run("--seal", "b" * 64)

    assert result.exit_code == 2
    assert "give its digest with --receipt" in result.output
