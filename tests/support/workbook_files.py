"""Workbooks for tests: written, changed as a person or an attacker might change them, and read again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

from charter.domain.answers import AnswerSheet, Reading
from charter.domain.edition import Edition
from charter.store.workbooks import read_workbook, write_workbook


def written(edition: Edition, sheet: AnswerSheet | None = None) -> bytes:
    """Give the edition's workbook as bytes."""
    target = io.BytesIO()
    write_workbook(edition, sheet, target)
    return target.getvalue()


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """Give the workbook after a change made with openpyxl, as a spreadsheet program would save it."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_cell(content: bytes, sheet: str, cell: str, value: Any) -> bytes:
    """Give the workbook with another value in one cell."""

    def change(book: Any) -> None:
        book[sheet][cell].value = value

    return changed(content, change)


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    """Give the workbook with a part of its archive added or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            if entry != name:
                after.writestr(entry, before.read(entry))
        after.writestr(name, body)
    return target.getvalue()


def part(content: bytes, name: str) -> bytes:
    """Give a part of the workbook's archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def read(content: bytes, edition: Edition) -> Reading:
    """Read a workbook of the edition."""
    return read_workbook(content, lambda reference: edition)


def faults_of(reading: Reading) -> list[tuple[str, str]]:
    """Give every fault as its place and message."""
    return [(fault.place, fault.message) for fault in reading.faults]
