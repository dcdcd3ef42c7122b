"""Answer sheets out of files and into files: a workbook, JSON or YAML. Nothing is kept."""

from __future__ import annotations

import json
from typing import BinaryIO

from charter.domain.answers import AnswerSheet, Reading, Stamp
from charter.domain.edition import Edition
from charter.store.answer_files import answers_bytes as _answers_bytes
from charter.store.answer_files import edition_named, read_answers
from charter.store.answer_schema import answers_schema
from charter.store.editions import example_path, load_edition
from charter.store.workbooks import is_workbook, read_workbook, write_workbook


def read_file(content: bytes, name: str) -> tuple[Edition, Reading]:
    """Give the edition that a workbook or answers file answers, and what was read of it.

    Anybody may ask; nothing changes. The content decides what the file is; its name only helps to say what is wrong.
    Raises UnreadableWorkbook, InvalidAnswers or UnknownEdition where it cannot be read at all.
    """
    if is_workbook(content, name):
        reading = read_workbook(content, load_edition)
        return load_edition(reading.sheet.edition_reference), reading
    edition = load_edition(edition_named(content))
    return edition, read_answers(content, edition)


def save_workbook(edition: Edition, sheet: AnswerSheet | None, target: BinaryIO, stamp: Stamp | None = None) -> None:
    """Write the edition's workbook, filled in from the sheet where there is one; same input, same bytes."""
    write_workbook(edition, sheet, target, stamp)


def answers_file(edition: Edition, sheet: AnswerSheet) -> bytes:
    """Give the sheet as a JSON file that ``read_file`` reads back without loss."""
    return _answers_bytes(sheet, edition)


def save_example(reference: str, target: BinaryIO) -> None:
    """Write the edition's worked example as a filled-in workbook; the institution is invented."""
    edition = load_edition(reference)
    save_workbook(edition, read_answers(example_path(reference).read_bytes(), edition).sheet, target)


def save_empty(reference: str, target: BinaryIO) -> None:
    """Write the edition's empty workbook. Raises UnknownEdition where there is none of that name."""
    save_workbook(load_edition(reference), None, target)


def schema_text(reference: str) -> str:
    """Give the JSON Schema of the edition's answers file, as docs/answers.schema.json holds it."""
    return json.dumps(answers_schema(load_edition(reference)), ensure_ascii=False, indent=1) + "\n"
