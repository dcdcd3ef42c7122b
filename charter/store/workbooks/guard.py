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
MOST_XML = 24 * MB
MOST_STRINGS = 8 * MB
MOST_OTHER = 4 * MB
MOST_ROWS = 10_000
MOST_TAGS = 400_000  # the worked example has 55,000; what the parser costs grows with them
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
        _refuse("The file is larger than 20 MB. Take pictures and other sheets out of it.")
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        _refuse(
            "The file is damaged and cannot be unpacked. Open it in a spreadsheet program and save it again as .xlsx."
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
    size = tags = 0
    for entry in entries:
        if not _is_xml(archive, entry):
            continue
        name = entry.filename.lower()
        most = {"xl/worksheets": MOST_A_SHEET, "xl/sharedstrings.xml": MOST_STRINGS}
        more_size, more_tags = _check_xml(archive, entry, most.get(name.rpartition("/")[0], most.get(name, MOST_OTHER)))
        size, tags = size + more_size, tags + more_tags
        if size > MOST_XML or tags > MOST_TAGS:
            _refuse(f"The file holds far more cells than the form has. {_FRESH}")


def _is_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether the parser could read a part, whatever its name says."""
    if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
        return True
    with archive.open(entry) as part:
        start = part.read(200)
    return start.lstrip().startswith((b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<"))


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> tuple[int, int]:
    """Read one part once, in pieces, trusting no header: its size and tags."""
    size = rows = tags = 0
    rest = b""
    with archive.open(entry) as part:
        while piece := part.read(_CHUNK):
            if size == 0:
                _check_encoding(piece)
            size += len(piece)
            seen = rest + piece
            rest = seen[-16:]  # looked at again with the next piece, and counted only there
            rows += sum(seen.count(mark) - rest.count(mark) for mark in (b"<row", b":row"))
            tags += piece.count(b"<")
            if size > most:
                _refuse(f"A part of the file unpacks to more than {most // MB} MB, so it was not opened. {_FRESH}")
            if rows > MOST_ROWS:
                _refuse(f"A sheet has more than {MOST_ROWS:,} rows. Delete those below your answers.")
            _check_piece(seen, entry.filename)
    return size, tags


def _check_piece(seen: bytes, name: str) -> None:
    if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
        _refuse(f"The file declares entities, which no spreadsheet program writes, so it was not opened. {_FRESH}")
    if b"macroEnabled" in seen and name == "[Content_Types].xml":
        _refuse("The workbook holds macros. Save it as an Excel workbook without macros (.xlsx).")


def _check_encoding(start: bytes) -> None:
    """Other encodings could hide from the checks that follow what the parser would see."""
    declared = _ENCODING.search(start)
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"")
    if not plain or b"\x00" in start[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        _refuse(f"The file is written in an encoding that no spreadsheet program uses, so it was not opened. {_FRESH}")
