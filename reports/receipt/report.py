"""A receipt as a page of HTML: one sheet to keep with the board's papers."""

from __future__ import annotations

from charter.domain.receipts import Receipt
from reports.glyphs import printable
from reports.html import page_html


def receipt_html(receipt: Receipt) -> str:
    """Give the page of a receipt."""
    return printable(page_html("receipt/page.html", receipt=receipt))
