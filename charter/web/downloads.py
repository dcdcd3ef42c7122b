"""Files that a page hands over."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from urllib.parse import quote

from flask import Response, abort

from charter.services.answer_sheets import save_empty, save_example
from reports.charts import CHARTS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
SVG = "image/svg+xml"
WORDS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 60"><text x="4" y="36" font-family="Arial, sans-serif" '
    'font-size="18" fill="#212b32">{}</text></svg>'
)
NOT_DRAWN = WORDS.format("The picture is being drawn. Reload the page in a few seconds to see it.")
CANNOT_DRAW = WORDS.format("The picture could not be drawn. The table below has the same figures.")


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Give bytes as a file to save; ``name`` is plain ASCII of our own making."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def handed_out(parts: Iterator[bytes], size_bytes: int, name: str, media_type: str) -> Response:
    """Give somebody's file to save, a part at a time: no browser runs it, shows it in a page of ours or keeps it."""
    response = Response(parts, mimetype=media_type)
    response.headers.update(
        {
            "Content-Disposition": disposition(name),
            "Content-Length": str(size_bytes),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
    )
    return response


def disposition(name: str) -> str:
    """Give the header that names a file in any script, as RFC 6266 has it; old programs get it in plain letters."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, ending = "".join(sign if sign.isalnum() or sign in " .-()" else "_" for sign in letters).rpartition(".")
    plain = f"{stem.strip() or 'file'}{dot}{ending}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def picture_response(content: bytes | None, name: str) -> Response:
    """Give one of the drawn charts; a picture that says so where the worker has not drawn them yet."""
    if content is None:
        return Response(NOT_DRAWN, mimetype=SVG)
    pictures: dict[str, str] = json.loads(content)
    if name in pictures:
        return Response(pictures[name], mimetype=SVG)
    if name not in CHARTS:
        abort(404)
    return Response(CANNOT_DRAW, mimetype=SVG)


@lru_cache(maxsize=8)
def empty_workbook(reference: str) -> bytes:
    """Give an edition's empty workbook, written once a process. UnknownEdition where there is no such edition."""
    target = BytesIO()
    save_empty(reference, target)
    return target.getvalue()


@lru_cache(maxsize=8)
def example_workbook(reference: str) -> bytes:
    """Give the worked example as a workbook, written once a process."""
    target = BytesIO()
    save_example(reference, target)
    return target.getvalue()
