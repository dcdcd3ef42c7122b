"""Where a team stands while it writes, and what other levels would change. Drafts, and said to be."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup

from charter.domain.summaries import Summary
from charter.domain.workflow import State
from charter.services.drafts import draft_sheet, drawn_draft, what_if
from charter.services.future_criteria import announced_after
from charter.services.workspaces import Workspace
from charter.web.frames import frame, workspace
from charter.web.people import deed
from charter.web.result_charts import charts_json, section_charts
from charter.web.result_rows import criterion_rows, metric_rows, particulars, sections, tier_entries

blueprint = Blueprint("overviews", __name__)


@blueprint.get("/assessments/<assessment_id>/overview")
def overview(assessment_id: str) -> str:
    """Show the draft score, tiers and what stands in the way, with the charts."""
    found = workspace(assessment_id)
    body = drawn_draft(deed(), found, "body", lambda summary: _body(found, summary))
    is_draft = found.state != State.SUBMITTED
    board_text = "the draft as a PDF" if is_draft else "what was handed in as a PDF"
    return render_template(
        "overviews/overview.html",
        # our own template made it, escaping as always
        body=Markup(body),  # noqa: S704
        charts_url=url_for("overviews.charts", assessment_id=assessment_id),
        papers=[
            (text, url_for("papers.paper", assessment_id=assessment_id, number=0, kind=kind))
            for kind, text in (("board", board_text), ("internal", "one with exact counts, for inside"))
        ],
        what_if_url=url_for("overviews.other_levels", assessment_id=assessment_id),
        trend_url=url_for("trends.trend", assessment_id=assessment_id),
        is_draft=is_draft,
        announced=announced_after(found.edition.reference, found.now.date()),
        **frame(found),
    )


@blueprint.get("/assessments/<assessment_id>/overview/charts")
def charts(assessment_id: str) -> Response:
    """Give the charts' data."""
    found = workspace(assessment_id)
    return Response(drawn_draft(deed(), found, "charts", charts_json), mimetype="application/json")


@blueprint.get("/assessments/<assessment_id>/what-if")
def other_levels(assessment_id: str) -> str:
    """Show what other levels would change; nothing is saved."""
    found = workspace(assessment_id)
    sheet = draft_sheet(deed(), found)
    now = {item.id: sheet.of(item.id).level for item in found.edition.criteria}
    asked = {item.id: _level(request.args.get(item.id), item.top_level) for item in found.edition.criteria}
    moved = {name: level for name, level in asked.items() if level is not None and level != now[name]}
    tier_id = request.args.get("tier", "") or sheet.applied_for or ""
    before, after = what_if(deed(), found, {}, tier_id), what_if(deed(), found, moved, tier_id)
    return render_template(
        "overviews/other_levels.html",
        groups=_level_groups(found.edition, now, moved),
        tiers=[(tier.id, tier.name) for tier in found.edition.tiers],
        tier_id=tier_id,
        moved_count=len(moved),
        before=before,
        after=after,
        entries=tier_entries(after),
        held_down=_held_down(after, moved),
        **frame(found),
    )


def _body(found: Workspace, summary: Summary) -> str:
    def address(criterion_id: str) -> str:
        return url_for("answers.criterion", assessment_id=found.assessment_id, criterion_id=criterion_id)

    charts = section_charts(summary, lambda _name: "")
    is_draft = found.state != State.SUBMITTED
    for chart in (one for section in charts.values() for one in section):
        chart["title"] = f"{'Draft' if is_draft else 'Self-assessed'}: {chart['title']}"
    return render_template(
        "standings/body.html",
        is_draft=is_draft,
        summary=summary,
        theme_word=summary.theme_word.capitalize(),
        sections=sections(summary),
        charts=charts,
        tiers=tier_entries(summary),
        rows=criterion_rows(summary, address),
        metric_rows=metric_rows(summary),
        particulars=particulars(summary),
    )


def _level(text: str | None, top: int) -> int | None:
    return next((level for level in range(top + 1) if text == str(level)), None)


def _level_groups(edition: Any, now: dict[str, int | None], moved: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "name": theme.name,
            "rows": [
                {
                    "id": item.id,
                    "title": f"{item.id} {item.title}",
                    "level": moved.get(item.id, now[item.id]),
                    "now_text": "no level yet" if now[item.id] is None else f"level {now[item.id]} now",
                    "is_moved": item.id in moved,
                    "levels": range(item.top_level + 1),
                }
                for item in edition.criteria_of(theme.id)
            ],
        }
        for theme in edition.themes
    ]


def _held_down(summary: Summary, moved: dict[str, int]) -> list[str]:
    """Criteria whose new level would not count, and why."""
    return [
        f"{item.criterion_id}: {item.level_reason}"
        for theme in summary.themes
        for item in theme.criteria
        if item.criterion_id in moved and item.level_reason
    ]
