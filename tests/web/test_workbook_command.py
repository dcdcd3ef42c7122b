"""`flask charter workbook` and `flask charter answers-schema`, as somebody at a shell uses them."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from charter.web.commands import PlainGroup
from charter.web.commands.workbook import register

GROUP = PlainGroup("charter")
register(GROUP)


def run(*words: str) -> Result:
    return CliRunner().invoke(GROUP, words)


def test_it_writes_an_empty_workbook(tmp_path: Path) -> None:
    target = tmp_path / "workbook.xlsx"

    result = run("workbook", "bme-mentoring/1.0", "-o", str(target))

    assert (result.exit_code, result.output) == (0, f"Wrote {target}.\n")
    assert load_workbook(target).sheetnames[0] == "Cover"


def test_it_writes_the_worked_example(tmp_path: Path) -> None:
    target = tmp_path / "example.xlsx"

    run("workbook", "bme-mentoring/1.0", "--example", "-o", str(target))

    values = [cell.value for cell in load_workbook(target)["Cover"]["B"]]
    assert "Example Acute NHS Trust" in values


def test_the_same_workbook_has_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"

    run("workbook", "bme-mentoring/1.0", "--example", "-o", str(one))
    run("workbook", "bme-mentoring/1.0", "--example", "-o", str(two))

    assert one.read_bytes() == two.read_bytes()


def test_an_unknown_edition_is_a_sentence_and_leaves_no_file(tmp_path: Path) -> None:
    result = run("workbook", "bme-mentoring/9.9", "-o", str(tmp_path / "w.xlsx"))

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    result = run("workbook", "bme-mentoring/1.0", "-o", str(tmp_path / "nowhere" / "w.xlsx"))

    assert result.exit_code == 1
    assert "Choose another place." in result.output


def test_another_ending_than_xlsx_is_refused(tmp_path: Path) -> None:
    result = run("workbook", "bme-mentoring/1.0", "-o", str(tmp_path / "w.xls"))

    assert result.exit_code == 2
    assert "must end in .xlsx" in result.output


def test_the_schema_is_printed_as_json() -> None:
    result = run("answers-schema", "bme-mentoring/1.0")

    assert "MA-01" in json.loads(result.output)["properties"]["criteria"]["properties"]
