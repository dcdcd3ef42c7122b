"""Time and memory of reading workbooks: the worked example, and the largest file that is let through."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile

from charter.services.answer_sheets import read_file, save_empty, save_example
from charter.services.editions import newest_edition
from charter.store.workbooks.guard import MB, MOST_ROWS, MOST_STRINGS, MOST_TAGS

_CHILD = """
import sys, time
from pathlib import Path
from charter.domain.errors import DomainError
from charter.services.answer_sheets import read_file
def peak_mb():  # of this process alone: getrusage would count what its parent had before it
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
content = sys.stdin.buffer.read()
before = peak_mb()
started = time.perf_counter()
try:
    outcome = f"{len(read_file(content, 'w.xlsx')[1].faults)} faults"
except DomainError as error:
    outcome = str(error)[:60]
seconds = time.perf_counter() - started
print(f"{seconds:.2f} s, {peak_mb() - before:.0f} MB above an idle process's {before:.0f} MB, {outcome}")
"""
_SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def run() -> list[str]:
    """Give one line a measurement: seconds, and peak memory above that of an idle process."""
    reference = newest_edition().reference
    example, empty = io.BytesIO(), io.BytesIO()
    started = time.perf_counter()
    save_example(reference, example)
    written = time.perf_counter() - started
    save_empty(reference, empty)
    read_file(example.getvalue(), "example.xlsx")
    started = time.perf_counter()
    read_file(example.getvalue(), "example.xlsx")
    again = time.perf_counter() - started
    return [
        f"workbook, worked example: written in {written:.2f} s, read in {again:.2f} s",
        f"workbook, worked example, in a fresh process: {_measured(example.getvalue())}",
        f"workbook, largest permitted: {_measured(largest(empty.getvalue()))}",
    ]


def largest(content: bytes) -> bytes:
    """Give a workbook just inside every limit: rows, cells and shared strings, with the form's own cover."""
    rows = MOST_ROWS - 10
    columns = MOST_TAGS // 4 // rows // 4  # a quarter of all tags; a cell has four
    sheet = _sheet(rows, columns)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name == "[Content_Types].xml":
                after.writestr(name, before.read(name).replace(b"</Types>", _SHARED + b"</Types>"))
            elif name != "xl/sharedStrings.xml":
                after.writestr(name, sheet if name == "xl/worksheets/sheet2.xml" else before.read(name))
        after.writestr("xl/sharedStrings.xml", _strings())
    return target.getvalue()


def _sheet(rows: int, columns: int) -> bytes:
    line = "".join("<c><v>1</v></c>" for _ in range(columns))
    body = "".join(f'<row r="{number}">{line}</row>' for number in range(1, rows + 1))
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{start}{body}</sheetData></worksheet>".encode()


def _strings() -> bytes:
    item = b"<si><t>" + b"some text that is not needed " * 4 + b"%07d</t></si>"
    count = min((MOST_STRINGS - MB) // len(item % 0), MOST_TAGS // 2 // 4)
    start = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return start + b"".join(item % number for number in range(count)) + b"</sst>"


def _measured(content: bytes) -> str:
    command = [sys.executable, "-c", _CHILD]
    done = subprocess.run(command, input=content, capture_output=True, check=True)  # noqa: S603 - our own words
    return done.stdout.decode().strip()


if __name__ == "__main__":
    print("\n".join(run()))
