"""What a file of evidence is, judged by its content: its name says nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection

from charter.domain.errors import InvalidEvidence

# What a spreadsheet or document must hold to be one.
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
SIGNATURES = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_PARTS = 10_000


def kind_of(content: bytes, accepted: Collection[str], most_bytes: int) -> str:
    """Give what the content is: pdf, png, docx, xlsx or csv.

    Raises InvalidEvidence, with what to do, where it is none of those accepted, is empty, too big, damaged, locked or
    holds macros.
    """
    if not content:
        raise InvalidEvidence("The file is empty. Choose the file that you mean.")
    if len(content) > most_bytes:
        raise InvalidEvidence(f"The file is bigger than {most_bytes // 1024**2} MB. Make it smaller, or part it.")
    kind = _found(content)
    if kind not in accepted:
        raise InvalidEvidence(f"The file is none that can be kept. Save it as {', '.join(sorted(accepted))}.")
    return kind


def _found(content: bytes) -> str:
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK"):
        return _office(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidEvidence("The file has a password, or an old format. Save it without, as .docx, .xlsx or .pdf.")
    return "csv" if _is_text(content) else ""


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist()[:MOST_PARTS])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InvalidEvidence("The file is damaged. Open it in its program and save it again.") from None
    if any(name.rpartition("/")[2] == "vbaProject.bin" for name in names):
        raise InvalidEvidence("The file holds macros. Save it without, as .docx or .xlsx.")
    return next((kind for kind, part in PARTS.items() if part in names), "")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    return "\x00" not in text and bool(lines) and any(mark in lines[0] for mark in ",;\t")
