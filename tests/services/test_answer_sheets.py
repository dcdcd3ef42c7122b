"""Answer sheets from files and into files, with the editions that are installed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from charter.domain.answers import AnswerSheet
from charter.domain.errors import InvalidAnswers, UnknownEdition, UnreadableWorkbook
from charter.services.answer_sheets import (
    answers_file,
    read_file,
    save_empty,
    save_example,
    save_workbook,
    schema_text,
)
from charter.store.answer_files import answers_digest, read_answers
from charter.store.editions import example_path, load_edition
from tests.support.answer_strategies import sheets

REFERENCE = "bme-mentoring/1.0"
EDITION = load_edition(REFERENCE)
PUBLISHED = Path(__file__).parents[2] / "docs" / "answers.schema.json"


def test_the_worked_example_has_no_fault() -> None:
    edition, reading = read_file(example_path(REFERENCE).read_bytes(), "answers.yaml")

    assert edition.reference == REFERENCE
    assert reading.faults == ()
    assert reading.sheet.institution.name == "Example Acute NHS Trust"


def test_the_worked_example_as_workbook_says_the_same_as_its_answers_file() -> None:
    target = io.BytesIO()
    save_example(REFERENCE, target)

    _, reading = read_file(target.getvalue(), "example.xlsx")

    assert reading.faults == ()
    assert reading.sheet == read_answers(example_path(REFERENCE).read_bytes(), EDITION).sheet


def test_an_empty_workbook_reads_as_no_answers_and_no_faults() -> None:
    target = io.BytesIO()
    save_empty(REFERENCE, target)

    _, reading = read_file(target.getvalue(), "workbook.xlsx")

    assert reading.sheet == AnswerSheet(REFERENCE)
    assert reading.faults == ()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets(EDITION))
def test_workbook_and_answers_file_lose_nothing(sheet: AnswerSheet) -> None:
    target = io.BytesIO()
    save_workbook(EDITION, sheet, target)

    from_workbook = read_file(target.getvalue(), "w.xlsx")[1].sheet
    from_answers = read_file(answers_file(EDITION, sheet), "a.json")[1].sheet

    assert from_workbook == sheet
    assert answers_digest(from_answers, EDITION) == answers_digest(sheet, EDITION)


@pytest.mark.parametrize("content", [b"edition: bme-mentoring/9.9", b"edition: ../../etc/passwd"])
def test_answers_to_an_edition_that_is_not_installed_are_refused(content: bytes) -> None:
    with pytest.raises(UnknownEdition):
        read_file(content, "answers.yaml")


@pytest.mark.parametrize(("content", "name"), [(b"nothing", "w.xlsx"), (b"PK\x03\x04", "answers.json")])
def test_what_is_meant_as_a_workbook_and_is_none_is_refused_as_one(content: bytes, name: str) -> None:
    with pytest.raises(UnreadableWorkbook):
        read_file(content, name)


def test_a_picture_is_refused_as_an_answers_file() -> None:
    with pytest.raises(InvalidAnswers):
        read_file(b"\x89PNG\r\n\x1a\n\x00\xff", "picture.png")


def test_the_published_schema_is_that_of_the_edition() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(REFERENCE)
