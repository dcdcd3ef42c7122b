"""A page of HTML to a tagged PDF (PDF/UA-1). It fetches ``data:`` addresses and our own fonts, nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.glyphs import FONTS
from reports.html import FOLDER

# WeasyPrint's fonts are shared between renderings, and Pango is not made for several threads.
_printing = threading.Lock()
# An attached file has no day of its own, and no clock may show in a paper: the same day for all.
NO_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that travels inside a PDF."""

    name: str
    description: str
    content: bytes


def print_pdf(html: str, progress: Callable[[str], None] | None = None, attached: Sequence[AttachedFile] = ()) -> bytes:
    """Give the PDF of a page; the same page and attached files give the same bytes.

    The page names its language and title, and brings its pictures as ``data:`` addresses with alternative texts.
    """
    with _printing:
        document = lay_out(html)
        if progress:
            progress("Writing the PDF")
        return write(document, html, attached)


def lay_out(html: str) -> Any:
    """Give the laid-out document of a page, which ``write`` turns into a PDF."""
    fonts, look = _look()
    return HTML(string=html, url_fetcher=OwnFetcher()).render(font_config=fonts, stylesheets=[look])


def write(document: Any, html: str, attached: Sequence[AttachedFile] = ()) -> bytes:
    """Give the PDF of a laid-out document; its identifier comes from what is in it, never from the clock."""
    digest = hashlib.sha256(html.encode())
    for file in attached:
        digest.update(file.content)
    content: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=digest.digest()[:16],
        pdf_tags=True,
        attachments=[_attachment(file) for file in attached],
    )
    return content


def _attachment(file: AttachedFile) -> Attachment:
    return Attachment(
        string=file.content, name=file.name, description=file.description, created=NO_DAY, modified=NO_DAY
    )


class OwnFetcher(URLFetcher):
    """Lets a page have ``data:`` addresses and files of the fonts folder; anything else is a fault of ours."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Give what stands at the address, or end the rendering."""
        if url.startswith("data:") or url in _font_urls():
            return super().fetch(url, headers)
        raise FatalURLFetchingError(f"A report asked for {url[:80]}, and may ask for nothing but its own fonts.")


@lru_cache(maxsize=1)
def _font_urls() -> frozenset[str]:
    return frozenset(path.as_uri() for path in FONTS.glob("*.ttf"))


@lru_cache(maxsize=1)
def _look() -> tuple[FontConfiguration, CSS]:
    """Give the fonts and the style sheet, read once a process: it takes longer than many a page."""
    fonts = FontConfiguration()
    style = (FOLDER / "print.css").read_text(encoding="utf-8")
    look = CSS(string=style, base_url=f"{FOLDER.as_uri()}/", font_config=fonts, url_fetcher=OwnFetcher())
    return fonts, look
