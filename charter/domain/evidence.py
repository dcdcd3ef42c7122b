"""What a file of evidence is, judged by its content, and under which name it is kept."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection

from charter.domain.errors import InvalidEvidence
from charter.domain.wording import list_text

MB = 1024**2
# What a spreadsheet or document must hold to be one.
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
CONTENT_TYPES = "[Content_Types].xml"
SIGNATURES = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_PARTS = 10_000
# A document full of pictures unpacks to little more than itself; what unpacks to so much is meant to harm.
MOST_UNPACKED = 400 * MB
MOST_RATIO, LEAST_SUSPECT = 300, 10 * MB
MACROS = re.compile(r"(vbaproject|vbadata|/macrosheets/|/activex/)")
DAMAGED = "The file is damaged. Open it in its program and save it again."
LOCKED = "The file has a password, or an old format. Save it without, as .docx, .xlsx or .pdf."
WITH_MACROS = "The file holds macros. Save it without, as .docx or .xlsx."
# A table is text: of what a terminal or printer obeys, it holds line ends and tabs alone.
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f"))
MARKUP = ("<", "{", "%!", "#!", "@")
NAME_LENGTH = 255
FORBIDDEN_IN_NAMES = '<>:"|?*'  # some system or other gives each a meaning
JOINERS = "\u200c\u200d"  # invisible, and part of how Persian, Hindi and others are spelt


def kind_of(content: bytes, accepted: Collection[str], most_bytes: int) -> str:
    """Give what the content is: pdf, png, docx, xlsx or csv.

    Nothing is unpacked but the list of a document's parts. Raises InvalidEvidence, with what to do, where it is none of
    those accepted, is empty, too big, damaged, locked, holds macros, or would unpack to far more than a document does.
    """
    if not content:
        raise InvalidEvidence("The file is empty. Choose the file that you mean.")
    if len(content) > most_bytes:
        raise InvalidEvidence(f"The file is bigger than {most_bytes // MB} MB. Make it smaller, or part it.")
    kind = _found(content)
    if kind not in accepted:
        endings = list_text([f".{name}" for name in sorted(accepted)], "or")
        raise InvalidEvidence(f"This is not a kind of file that can be kept here. Save it as {endings}.")
    return kind


def kept_name(name: str, kind: str) -> str:
    """Give the name under which a file is kept: as its owner gave it, in any script, without what could mislead.

    No path, whichever system it came from; nothing invisible or that turns the direction of writing; the ending that
    belongs to its kind, so that nothing opens it as something else. Raises InvalidEvidence where nothing is left.
    """
    last = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    signs = (" " if sign.isspace() else "_" if sign in FORBIDDEN_IN_NAMES else sign for sign in last)
    plain = "".join(sign for sign in signs if sign.isprintable() or sign in JOINERS)
    plain = " ".join(plain.split()).strip(". ")
    if plain and not plain.lower().endswith(f".{kind}"):
        plain = f"{plain}.{kind}"
    if not plain or len(plain) > NAME_LENGTH:
        raise InvalidEvidence(f"The file needs a name of at most {NAME_LENGTH} characters. Rename it.")
    return plain


def _found(content: bytes) -> str:
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK"):
        return _office(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidEvidence(LOCKED)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidEvidence("The text is in an encoding that few programs read. Save it as “CSV UTF-8”.")
    return "csv" if _is_table(content) else ""


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive.infolist(), len(content))
            names = set(archive.namelist())
            if CONTENT_TYPES in names and b"macroEnabled" in _start(archive, CONTENT_TYPES):
                raise InvalidEvidence(WITH_MACROS)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, NotImplementedError):
        raise InvalidEvidence(DAMAGED) from None
    # What would be a document to one program and a spreadsheet to another is neither.
    kinds = [kind for kind, part in PARTS.items() if part in names]
    return kinds[0] if len(kinds) == 1 and CONTENT_TYPES in names else ""


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what macros, passwords or bombs hide in, by the list of parts alone."""
    names = [part.filename.lower() for part in parts]
    if any(MACROS.search(f"/{name}") for name in names):
        raise InvalidEvidence(WITH_MACROS)
    if any(part.flag_bits & 1 for part in parts):
        raise InvalidEvidence(LOCKED)
    if len(set(names)) < len(names) or sum(part.compress_size for part in parts) > size:
        raise InvalidEvidence(DAMAGED)
    is_tight = any(
        part.file_size > LEAST_SUSPECT and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts
    )
    if is_tight or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InvalidEvidence("The file would unpack to far more than a document holds. Save it anew, or as .pdf.")


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MB)


def _is_table(content: bytes) -> bool:
    """Whether it is text whose first line has columns; Excel writes Western CSV in Windows-1252 unless told to."""
    if len(content.translate(None, CONTROLS)) < len(content):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    first = text.lstrip().partition("\n")[0]
    return not first.startswith(MARKUP) and any(mark in first for mark in ",;\t")
