"""How long a text may be that somebody writes for the record: a reason, a note, a question."""

from __future__ import annotations

LONGEST = 10_000  # characters: some four pages; what is longer is a document


def length_fault(text: str, longest: int = LONGEST) -> str:
    """Give what is wrong with a text's length, as a sentence; "" where nothing is."""
    if len(text) <= longest:
        return ""
    return f"This has {len(text):,} characters. Keep it to {longest:,}. Nothing is cut off."
