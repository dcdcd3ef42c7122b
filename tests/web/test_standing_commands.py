"""`flask charter score` and `flask charter report`, as somebody at a shell uses them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from pypdf import PdfReader

from charter.services.answer_sheets import answers_file, save_example
from charter.services.editions import find_edition
from charter.services.standings import example_sheet
from charter.web.commands import PlainGroup
from charter.web.commands.standing import register

REFERENCE = "bme-mentoring/1.0"
GROUP = PlainGroup("charter")
register(GROUP)


def run(*words):
    return CliRunner().invoke(GROUP, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The worked example as JSON, YAML and a workbook."""
    folder = tmp_path_factory.mktemp("answers")
    content = answers_file(find_edition("bme-mentoring", "1.0"), example_sheet(REFERENCE))
    (folder / "answers.json").write_bytes(content)
    (folder / "answers.yaml").write_text(yaml.safe_dump(json.loads(content), allow_unicode=True), encoding="utf-8")
    target = io.BytesIO()
    save_example(REFERENCE, target)
    (folder / "answers.xlsx").write_bytes(target.getvalue())
    document = json.loads(content)
    document["criteria"]["MA-01"]["level"] = 9
    document["criteria"]["MA-02"]["level"] = 9
    (folder / "faulty.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_score_prints_where_the_institution_stands(folder):
    result = run("score", folder / "answers.json")

    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "Example Acute NHS Trust · Whole organisation"
    assert "Overall 61.5 %" in lines
    assert "Outcomes and sponsorship 45.8 %" in lines
    assert "Reached by levels: Bronze" in lines
    assert (
        "- TR-01 First meeting, agreement and confidentiality is at level 2; Silver asks for at least level 3." in lines
    )
    assert "\u00a0" not in result.stdout


def test_the_same_answers_score_alike_as_workbook_json_and_yaml(folder):
    documents = [json.loads(run("score", "--json", folder / name).stdout) for name in sorted(NAMES)]

    assert documents[0] == documents[1] == documents[2]
    assert documents[0]["outcome"] == "minor_revisions"
    assert documents[0]["faults"] == []


NAMES = {"answers.json", "answers.xlsx", "answers.yaml"}


def test_what_is_printed_is_for_the_public_unless_asked_otherwise(folder):
    public = json.loads(run("score", "--json", folder / "answers.json").stdout)
    internal = json.loads(run("score", "--json", "--internal", folder / "answers.json").stdout)

    assert {one["counts_text"] for one in public["metrics"]} == {""}
    assert len({one["counts_text"] for one in internal["metrics"]}) > 20
    assert (public["is_internal"], internal["is_internal"]) == (False, True)


def test_every_fault_is_listed_with_its_place_and_what_was_read_is_scored(folder):
    result = run("score", folder / "faulty.json")

    assert result.exit_code == 1
    assert "/criteria/MA-01/level: " in result.stdout
    assert "/criteria/MA-02/level: " in result.stdout
    assert "26 of 28 criteria have a level." in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "empty"),
        ("broken.json", b"{", "JSON"),
        ("broken.yaml", b"a: [", "YAML"),
        ("odd.json", b"\xff\xfe\x00", "UTF-8"),
        ("odd.docx", b"PK\x03\x04", "spreadsheet program"),
        ("list.json", b"[]", "answers"),
    ],
)
def test_what_is_no_answers_file_is_refused_in_a_sentence(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)

    result = run("score", path)

    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    assert run("score", tmp_path / "none.xlsx").exit_code == 2
    assert run("score", tmp_path).exit_code == 2


def test_a_file_bigger_than_20_mb_is_refused_unread(tmp_path):
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)

    result = run("score", path)

    assert result.exit_code == 1
    assert "bigger than 20 MB" in result.stderr


def test_report_writes_the_plan(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", "none")
    target = tmp_path / "plan.pdf"

    result = run("report", folder / "answers.json", "-o", target)

    assert (result.exit_code, result.output) == (0, f"Wrote {target}.\n")
    assert PdfReader(target).metadata.title == "Mentoring action plan: Example Acute NHS Trust"


@pytest.fixture
def quick(monkeypatch):
    """The PDF is the audience alone: others test what is in it."""
    monkeypatch.setattr("reports.render", lambda _name, summary: summary.audience.encode())


def test_the_report_is_for_the_public_unless_asked_otherwise(folder, tmp_path, quick):
    run("report", folder / "answers.json", "-o", tmp_path / "public.pdf")
    run("report", folder / "answers.json", "-o", tmp_path / "internal.pdf", "--internal")

    assert (tmp_path / "public.pdf").read_bytes() == b"public"
    assert (tmp_path / "internal.pdf").read_bytes() == b"own_trust"


def test_a_report_of_a_faulty_file_is_written_and_its_faults_are_named(folder, tmp_path, quick):
    result = run("report", folder / "faulty.json", "-o", tmp_path / "plan.pdf")

    assert result.exit_code == 1
    assert (tmp_path / "plan.pdf").is_file()
    assert len(result.stderr.splitlines()) == 2


def test_a_place_that_cannot_be_written_is_said(folder, tmp_path, quick):
    result = run("report", folder / "answers.json", "-o", tmp_path / "none" / "plan.pdf")

    assert result.exit_code == 1
    assert "Choose another place." in result.stderr
    assert not Path(tmp_path / "none").exists()
