"""The action plan as a page of HTML: what stands on it, in which order; words and layout are in the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from charter.domain.summaries import ActionSummary, Summary, TierSummary
from reports.charts import SECTIONS, Chart
from reports.charts.trends import year_tables
from reports.glyphs import printable
from reports.html import image_url, page_html
from reports.plan.columns import Column, action_columns

NO_BREAK = "\u00a0"
MOST_BESIDE_CHART = 5  # with more to say, the one page has no room for a chart
MOST_OF_TWO = 3  # where what is missing is listed too
MOST_LISTED = 6  # things listed on the one page; the rest is counted there, and named further on


@dataclass(frozen=True, slots=True)
class Listing:
    """The first of a list, and how many are left out."""

    shown: tuple[str, ...]
    left_out: int


def plan_html(summary: Summary, charts: tuple[Chart, ...], images: Mapping[str, bytes]) -> str:
    """Give the page of the action plan.

    ``images`` are SVG pictures by chart name; a chart without one is printed as its table, and the plan says so.
    """
    most = MOST_OF_TWO if summary.missing else MOST_LISTED
    why, missing = _listing(_why(summary), most), _listing(summary.missing, most)
    page = page_html(
        "plan/page.html",
        summary=summary,
        sections={section: [chart for chart in charts if chart.section == section] for section in SECTIONS},
        images={name: image_url(printable(svg.decode()).encode()) for name, svg in images.items()},
        has_pictures=bool(images) or not charts,
        next_tier=next((tier for tier in summary.tiers if tier.tier_id == summary.next_tier), None),
        why=why,
        missing=missing,
        has_room=len(why.shown) + len(missing.shown) <= MOST_BESIDE_CHART,
        parts=_parts(summary),
        trend_tables=year_tables(summary.trend) if summary.trend is not None else (),
        score_text=partial(_score_text, _unit(summary)),
        columns=action_columns(summary.action_fields),
        action_cells=action_cells(summary),
    )
    return printable(page)


def _parts(summary: Summary) -> tuple[tuple[str, str], ...]:
    """Give the parts, by their id in the page, in order."""
    return (
        ("one-page", "On one page"),
        ("tiers", f"From here to {_aim(summary)}"),
        ("themes", f"{summary.theme_word.capitalize()}s and criteria"),
        ("figures", "Figures"),
        ("peers", "Among other organisations"),
        *((("trend", "Over the years"),) if summary.trend is not None else ()),
        ("plan", "Action plan"),
        ("method", "Method, definitions and sources"),
    )


def _aim(summary: Summary) -> str:
    tier = summary.next_tier or (summary.tier_ids[-1] if summary.tier_ids else "")
    return summary.tier_names.get(tier, "an award")


def _unit(summary: Summary) -> str:
    """Give what the edition's scores are counted in: a per cent sign with its no-break space, or a word, or nothing."""
    texts = [theme.score_text for theme in summary.themes if theme.score is not None]
    return "".join(texts[0].partition(NO_BREAK)[1:]) if texts else ""


def _score_text(unit: str, value: float) -> str:
    return f"{value:g}{unit}"


def _why(summary: Summary) -> tuple[str, ...]:
    tier = _tier(summary.tiers, summary.next_tier)
    return tuple(blocker.text for blocker in tier.blockers) if tier else ()


def _tier(tiers: Sequence[TierSummary], tier_id: str | None) -> TierSummary | None:
    return next((tier for tier in tiers if tier.tier_id == tier_id), None)


def _listing(items: Sequence[str], most: int) -> Listing:
    # One item more takes no more room than the line that would count it.
    shown = most if len(items) > most + 1 else len(items)
    return Listing(tuple(items[:shown]), len(items) - shown)


def action_cells(summary: Summary) -> tuple[tuple[tuple[tuple[str, str], ...], ...], ...]:
    """Give a row an action, a cell a column, a (label, text) a field that was filled in."""
    columns = action_columns(summary.action_fields)
    return tuple(tuple(_cell(column, action) for column in columns) for action in summary.actions)


def _cell(column: Column, action: ActionSummary) -> tuple[tuple[str, str], ...]:
    # A field alone in its column is named by the column's heading.
    alone = len(column.fields) == 1
    return tuple(
        ("" if alone else label, text) for field, label in column.fields if (text := action.values.get(field, ""))
    )
