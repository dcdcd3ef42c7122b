"""Forms in which people write: one that is far too long is read all the same, and shown again as it was typed."""

from __future__ import annotations

from flask import Flask, request
from flask_security import current_user

# Where every text that is too long is refused beside its field. Elsewhere a form may have 500,000 bytes.
ENDPOINTS = frozenset(
    {
        "answers.save",
        "answers.resolve",
        "assignments.save",
        "case_criteria.resolve",
        "case_criteria.save",
        "comments.create",
        "edition_draft_forms.save",
        "practice_levels.save",
    }
)
LARGEST_BYTES = 64 * 1024 * 1024


def init_app(app: Flask) -> None:
    """Let members of a team send long forms; call it before anything reads a form."""
    app.before_request(_allow)


def _allow() -> None:
    if request.method == "POST" and request.endpoint in ENDPOINTS and current_user.is_authenticated:
        request.max_content_length = request.max_form_memory_size = LARGEST_BYTES
