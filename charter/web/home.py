"""The pages that say what this is: home, method, privacy, accessibility."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, url_for
from werkzeug.wrappers import Response

from charter.domain.edition import Edition
from charter.domain.wording import count_text
from charter.domain.working_days import day_in_england
from charter.services.editions import newest_edition
from charter.services.round_dates import RoundDates, rounds_to_come
from charter.web import clock
from charter.web.criteria_entries import place
from charter.web.criteria_pages import theme_word
from charter.web.documents import FOLDER, read_document
from charter.web.examples import example_summary
from charter.web.extensions import database

blueprint = Blueprint("home", __name__)

# Address of the page, file in docs/, words of the link.
METHOD_PAGES = (
    ("", "method", "Method"),
    ("benchmarks", "method-benchmarks", "Benchmarks"),
    ("small-numbers", "method-disclosure", "Small numbers"),
    ("reference-data", "reference-data", "Reference data"),
)


@blueprint.get("/")
def index() -> str:
    """Show what this is, whom it is for, and a worked example."""
    edition = newest_edition(clock.now().date())
    return render_template(
        "home/index.html",
        charter_title=edition.title,
        theme_word=theme_word(edition),
        place=place(edition),
        example=example_summary(edition.reference),
        criteria_text=_criteria_text(edition),
        rounds=[
            (one.title, one.body_name, url_for("round_calendars.dates", round_id=one.round_id)) for one in _rounds()
        ],
        theme_links=[
            (theme.name, url_for("criteria.criteria", **place(edition), theme=theme.id)) for theme in edition.themes
        ],
    )


@blueprint.get("/method")
def method() -> str:
    """Show how everything is worked out."""
    return _method_page("")


@blueprint.get("/method/<part>")
def method_part(part: str) -> str:
    """Show one part of the method."""
    if not part or part not in {address for address, _, _ in METHOD_PAGES}:
        abort(404)
    return _method_page(part)


@blueprint.get("/privacy")
def privacy() -> str:
    """Show what is kept, how long, and the one cookie."""
    return render_template(
        "home/privacy.html",
        cookie_name=current_app.config["SESSION_COOKIE_NAME"],
        objectors_kept=count_text(current_app.config["CHARTER"].objector_months, "month"),
    )


@blueprint.get("/accessibility")
def accessibility() -> str:
    """Show what works for whom, and what does not yet."""
    return render_template("home/accessibility.html")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Give browsers that ask for it the icon."""
    return current_app.send_static_file("charter.svg")


def _rounds() -> list[RoundDates]:
    """The rounds in which something is still to happen."""
    return rounds_to_come(database(), day_in_england(clock.now()))


def _method_page(part: str) -> str:
    shown = [page for page in METHOD_PAGES if (FOLDER / f"{page[1]}.md").is_file()]
    name = next((name for address, name, _ in shown if address == part), None)
    if name is None:
        abort(404)
    links = tuple((f"{file}.md", _address(address)) for address, file, _ in shown)
    others = [(words, _address(address), address == part) for address, _, words in shown]
    return render_template("home/document.html", document=read_document(name, links), others=others)


def _address(part: str) -> str:
    return url_for("home.method_part", part=part) if part else url_for("home.method")


def _criteria_text(edition: Edition) -> str:
    criteria = count_text(len(edition.criteria), "criterion", "criteria")
    tiers = ", ".join(tier.name for tier in edition.tiers)
    return (
        f"{criteria} in {count_text(len(edition.themes), theme_word(edition))}, each with a level from "
        f"{edition.levels[0].level} to {edition.levels[-1].level}. The tiers are {tiers}."
    )
