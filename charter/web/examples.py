"""The worked example: what a result looks like, of an institution that plainly does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, render_template, url_for
from markupsafe import Markup

from charter.domain.summaries import Summary
from charter.services.editions import newest_edition
from charter.services.made_files import EXAMPLE_PICTURES, EXAMPLE_PLAN, made_file
from charter.services.standings import example as stand_of_example
from charter.web import clock
from charter.web.downloads import PDF, XLSX, attachment, example_workbook, picture_response
from charter.web.drawings import body_of, head_of
from charter.web.extensions import database
from charter.web.result_charts import charts_json

blueprint = Blueprint("examples", __name__)


@dataclass(frozen=True, slots=True)
class Example:
    """The worked example, drawn once a process."""

    summary: Summary
    head: dict[str, str]
    body: str
    charts: bytes


@lru_cache(maxsize=4)
def _example(reference: str) -> Example:
    standing = stand_of_example(database(), reference)
    body = body_of(standing, lambda name: url_for("examples.picture", name=name))
    return Example(standing.summary, head_of(standing.summary), body, charts_json(standing.summary))


def example_summary(reference: str) -> Summary:
    """Give the worked example's summary."""
    return _example(reference).summary


@blueprint.get("/example")
def example() -> str:
    """Show the worked example's result."""
    shown = _example(newest_edition(clock.now().date()).reference)
    return render_template(
        "standings/result.html",
        visit=None,
        head=shown.head,
        body=Markup(shown.body),  # noqa: S704 - our own template made it, escaping as always
        charts_url=url_for("examples.charts"),
    )


@blueprint.get("/example/charts")
def charts() -> Response:
    """Give the charts' data."""
    return Response(_example(newest_edition(clock.now().date()).reference).charts, mimetype="application/json")


@blueprint.get("/example/pictures/<name>")
def picture(name: str) -> Response:
    """Give a chart of the worked example as a picture."""
    return picture_response(made_file(database(), newest_edition(clock.now().date()).reference, EXAMPLE_PICTURES), name)


@blueprint.get("/example/plan")
def plan() -> Response | tuple[str, int]:
    """Give the worked example's PDF; until the worker has made it, a page that says so."""
    content = made_file(database(), newest_edition(clock.now().date()).reference, EXAMPLE_PLAN)
    if content is None:
        return render_template("standings/not_ready.html"), 503
    return attachment(content, "worked-example-action-plan.pdf", PDF)


@blueprint.get("/example/workbook")
def workbook() -> Response:
    """Give the worked example as a filled-in workbook."""
    return attachment(example_workbook(newest_edition(clock.now().date()).reference), "worked-example.xlsx", XLSX)
