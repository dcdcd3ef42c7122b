"""What templates say of things, and the links that every page has."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import Flask, request, url_for

from charter.domain.edition import Band
from charter.domain.wording import decimal_text
from charter.web.people import signed_in_name

# Text, endpoint, and the blueprint or endpoint under which the link is "here".
MAIN_LINKS = (
    ("Check where you stand", "standings.new", "standings."),
    ("Criteria", "criteria.newest", "criteria."),
    ("Register", "register.register", "register."),
    ("Worked example", "examples.example", "examples."),
    ("Method", "home.method", "home.method"),
)
UNIT_SIGNS = {"pct": "\u00a0%", "pp": "\u00a0points", "hours": "\u00a0hours"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu."""

    text: str
    href: str
    is_here: bool


def init_app(app: Flask) -> None:
    """Register what templates call."""
    app.jinja_env.globals.update(static_url=static_url, main_links=main_links)
    app.jinja_env.filters["thousands"] = "{:,}".format


def static_url(name: str) -> str:
    """Give the address of a static file."""
    return url_for("static", filename=name)


def main_links() -> tuple[Link, ...]:
    """Give the links of the menu; whoever is signed in begins with their own work."""
    here = request.endpoint or ""
    links = tuple(Link(text, url_for(endpoint), here.startswith(part)) for text, endpoint, part in MAIN_LINKS)
    if not signed_in_name():
        return links
    return (
        Link("Your work", url_for("assessments.index"), "assessment_id" in (request.view_args or {})),
        *links,
    )


def amount_text(value: Fraction, unit: str) -> str:
    """Give the edge of a band in its unit, without decimals that say nothing: ``0.8``, ``60 %``."""
    decimals = next((places for places in (0, 1, 2, 3) if (value * 10**places).denominator == 1), 3)
    if unit == "ratio":
        decimals = max(decimals, 2)
    return f"{decimal_text(value, decimals)}{UNIT_SIGNS.get(unit, '')}"


def band_text(band: Band, unit: str) -> str:
    """Give a band in words; its lower edge belongs to it, its upper edge does not."""
    if band.minimum is None and band.maximum is None:
        return "Any value"
    if band.minimum is None:
        return f"Below {amount_text(band.maximum or Fraction(0), unit)}"
    if band.maximum is None:
        return f"{amount_text(band.minimum, unit)} or more"
    return f"{amount_text(band.minimum, unit)} or more, below {amount_text(band.maximum, unit)}"


def number_text(value: Fraction) -> str:
    """Give a weight or minimum without needless decimals."""
    return decimal_text(value, 0 if value.denominator == 1 else 1)


def plain(code: str) -> str:
    """Give a code as words: ``minor_revisions`` as ``Minor revisions``."""
    return code.replace("_", " ").capitalize()
