"""What is refused before a cell is read: wrong files, dangerous ones, and those too large to read in bounded time."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import NoReturn

from charter.domain.errors import UnreadableWorkbook

MB = 1024 * 1024
MOST_BYTES = 20 * MB
MOST_ENTRIES = 500
MOST_IN_ALL = 60 * MB  # unpacked; the largest honest workbook has about 5 MB
MOST_A_SHEET = 10 * MB
MOST_SHEETS = 24 * MB
MOST_STRINGS = 12 * MB
MOST_OTHER = 4 * MB
MOST_ROWS = 10_000
MOST_CELLS = 250_000
MOST_RATIO = 300
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".xltm", ".ods", ".numbers")
_CHUNK = 64 * 1024
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
_FRESH = "Download a fresh workbook and copy your answers into it."


def is_workbook(content: bytes, name: str = "") -> bool:
    """Whether a file is meant as a workbook, by its first bytes or else its name."""
    return content.startswith((b"PK", OLE)) or name.lower().endswith(SUFFIXES)


def guard(content: bytes) -> None:
    """Raise UnreadableWorkbook, with a sentence that says what to do, unless the file may be opened."""
    if len(content) > MOST_BYTES:
        _refuse("The file is larger than 20 MB. Take pictures and sheets of your own out.")
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        _refuse(
            "The file is damaged and cannot be unpacked. Open it in your spreadsheet program and save it again as .xlsx."
        )


def _refuse(message: str) -> NoReturn:
    raise UnreadableWorkbook(message)


def _check_kind(content: bytes) -> None:
    if not content:
        _refuse("The file is empty. Choose the workbook that you saved.")
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            _refuse("The workbook is protected by a password. Save it without one and try again.")
        _refuse("The file is an old Excel file (.xls). Open it and save it as an Excel workbook (.xlsx).")
    if not content.startswith(ZIP):
        _refuse("The file is no Excel workbook. Save it as an Excel workbook (.xlsx) and try again.")


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        _refuse(f"The file has {len(entries):,} parts, far more than a workbook needs. {_FRESH}")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) < len(names):
        _refuse(f"The file names one of its parts twice, so it cannot be read safely. {_FRESH}")
    if any(entry.flag_bits & 1 for entry in entries):
        _refuse("The workbook is protected by a password. Save it without one and try again.")
    _check_names(names)
    if sum(entry.file_size for entry in entries) > MOST_IN_ALL:
        _refuse(f"The file unpacks to more than {MOST_IN_ALL // MB} MB, so it was not opened. {_FRESH}")
    for entry in entries:
        if entry.file_size > MB and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            _refuse(f"The file is packed so tightly that it was not opened. {_FRESH}")
    _check_parts(archive, entries)


def _check_names(names: list[str]) -> None:
    lower = [name.lower() for name in names]
    if "mimetype" in lower or "content.xml" in lower:
        _refuse("The file is an OpenDocument spreadsheet (.ods). Save it as an Excel workbook (.xlsx).")
    if any(name.endswith(".iwa") for name in lower):
        _refuse("The file is a Numbers document. Export it as an Excel workbook (.xlsx).")
    if "xl/workbook.bin" in lower:
        _refuse("The file is a binary Excel workbook (.xlsb). Save it as an Excel workbook (.xlsx).")
    if any("vbaproject" in name or "/macrosheets/" in name or "vbadata" in name for name in lower):
        _refuse("The workbook holds macros. Save it as an Excel workbook without macros (.xlsx).")
    if any("externallinks/" in name or name.endswith(("connections.xml",)) or "querytables/" in name for name in lower):
        _refuse("The workbook is linked to other files. Break the links, so that the values stay, and save it.")
    if any("embeddings/" in name or "activex/" in name or "oleobject" in name for name in lower):
        _refuse("The workbook holds an embedded object or document. Delete it; evidence is named here and sent apart.")
    if "[content_types].xml" not in lower or "xl/workbook.xml" not in lower:
        _refuse("The file is no Excel workbook. Save it as an Excel workbook (.xlsx) and try again.")


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    sheets = rows = cells = 0
    for entry in entries:
        name = entry.filename.lower()
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        most = MOST_A_SHEET if is_sheet else MOST_STRINGS if name == "xl/sharedstrings.xml" else MOST_OTHER
        size, more_rows, more_cells = _check_xml(archive, entry, most)
        if is_sheet:
            sheets, rows, cells = sheets + size, max(rows, more_rows), cells + more_cells
        if rows > MOST_ROWS:
            _refuse(f"A sheet has more than {MOST_ROWS:,} rows. Delete those below your answers.")
        if sheets > MOST_SHEETS or cells > MOST_CELLS:
            _refuse(f"The sheets hold far more cells than the form has. {_FRESH}")


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> tuple[int, int, int]:
    """Read one part once, in pieces, trusting no header: its size, rows and cells."""
    size = rows = cells = 0
    rest = b""
    with archive.open(entry) as part:
        while piece := part.read(_CHUNK):
            if size == 0:
                _check_encoding(piece)
            size += len(piece)
            if size > most:
                _refuse(f"A part of the file unpacks to more than {most // MB} MB, so it was not opened. {_FRESH}")
            seen = rest + piece
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                _refuse(
                    f"The file declares entities, which no spreadsheet program writes, so it was not opened. {_FRESH}"
                )
            if b"macroEnabled" in seen and entry.filename == "[Content_Types].xml":
                _refuse("The workbook holds macros. Save it as an Excel workbook without macros (.xlsx).")
            # what ends a piece is looked at again with the next one, and counted only there
            rest = seen[-16:]
            rows += seen.count(b"<row") + seen.count(b":row ") - rest.count(b"<row") - rest.count(b":row ")
            cells += (
                seen.count(b"<c ")
                + seen.count(b"<c>")
                + seen.count(b":c ")
                - sum(rest.count(mark) for mark in (b"<c ", b"<c>", b":c "))
            )
    return size, rows, cells


def _check_encoding(start: bytes) -> None:
    """Other encodings could hide from the checks that follow what the parser would see."""
    declared = _ENCODING.search(start)
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"")
    if not plain or b"\x00" in start[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        _refuse(f"The file is written in an encoding that no spreadsheet program uses, so it was not opened. {_FRESH}")
