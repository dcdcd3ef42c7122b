"""A file of an invented institution as a page of HTML: it says what it stands for, and that it is invented."""

from __future__ import annotations

from reports.glyphs import printable
from reports.html import page_html


def example_file_html(name: str, institution_name: str) -> str:
    """Give the page that stands for a file of that name, such as ``Mentoring policy.pdf``."""
    title = name.rpartition(".")[0] or name
    return printable(page_html("example_file/page.html", title=title, institution_name=institution_name))
