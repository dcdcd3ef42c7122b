"""What machines read in PDFs."""

from __future__ import annotations

import io

from pypdf import PdfReader


def words_of(content):
    """Give all words of a PDF in one line."""
    return " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages).split())
