"""The feedback letter as a page of HTML."""

from __future__ import annotations

from charter.domain.feedback import FeedbackLetter
from reports.glyphs import printable
from reports.html import page_html


def feedback_html(letter: FeedbackLetter) -> str:
    """Give the page of a feedback letter."""
    rows = [(item.text, item.criteria_text or "The whole", item.due_text) for item in letter.conditions]
    return printable(page_html("feedback/page.html", letter=letter, condition_rows=rows))
