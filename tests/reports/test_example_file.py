"""What stands for an invented institution's file."""

from __future__ import annotations

import io

import page
from pypdf import PdfReader

from reports import render_example_file


def test_the_page_says_that_it_is_invented_and_is_pdf_ua():
    content = render_example_file("Mentoring policy 2026.pdf", "Example Trust")

    words = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Mentoring policy 2026" in words
    assert "Example Trust does not exist" in words
    assert [failure.message for failure in page.validate_pdf_bytes(content, profile="ua1").failures] == []
