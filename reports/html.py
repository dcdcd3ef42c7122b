"""Pages of reports as HTML: a strict Jinja environment of their own that sees only this folder."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent


def page_html(template: str, **values: Any) -> str:
    """Give a template of this folder, filled; every value is escaped, and a name that is not there is an error."""
    return _environment().get_template(template).render(**values)


def image_url(svg: bytes) -> str:
    """Give a picture as a ``data:`` address, so that a page needs no other file."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def paragraphs(text: str) -> Iterator[str]:
    """Give the paragraphs of what somebody typed; one line break or several part them."""
    return (part.strip() for part in text.splitlines() if part.strip())


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["paragraphs"] = paragraphs
    return environment
