"""`flask charter tier`, as somebody at a shell uses it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from charter.store.editions import load_edition
from charter.web.commands import PlainGroup
from charter.web.commands.tier import register

GROUP = PlainGroup("charter")
register(GROUP)
LEVELS = {item.id: 3 for item in load_edition("bme-mentoring/1.0").criteria}


def run(*words, typed=None):
    return CliRunner().invoke(GROUP, ["tier", *words], input=typed)


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{"id": 1, "applied_for": "silver", "levels": LEVELS}]), encoding="utf-8")
    return path


def test_it_prints_a_list_as_json(cases):
    result = run("--edition", "bme-mentoring/1.0", str(cases))

    assert result.exit_code == 0
    assert [(one["id"], one["outcome"]) for one in json.loads(result.stdout)] == [(1, "conferred")]


def test_it_reads_what_is_typed_in(cases):
    result = run("--edition", "bme-mentoring/1.0", "-", typed=cases.read_text(encoding="utf-8"))

    assert json.loads(result.stdout)[0]["tier"] == "silver"


def test_faults_go_to_the_error_stream_alone_with_status_1(cases):
    cases.write_text('[{"id": 1, "applied_for": "silver", "levels": {}}]', encoding="utf-8")

    result = run("--edition", "bme-mentoring/1.0", str(cases))

    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 28
    assert "Case 1, id 1:" in result.stderr


def test_an_unknown_edition_is_a_sentence(cases):
    result = run("--edition", "bme-mentoring/7.0", str(cases))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "bme-mentoring/7.0" in result.stderr
