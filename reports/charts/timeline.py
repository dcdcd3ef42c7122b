"""The action plan in time: a bar from start to due for each action, with its progress in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charter.domain.summaries import ActionSummary, Summary
from charter.domain.wording import count_text, date_text, list_text
from reports.charts.chart import Chart
from reports.charts.listing import listed_axis, listed_height, listed_look, shortened
from reports.charts.style import INK, LIGHT, WHITE, axis, figure, layout, wrapped

ROW = 40
LABEL = 34
RIGHT = 120  # pixels for the words beside the bars
DAY = 86_400_000  # Plotly measures bars on a time axis in milliseconds
LEAST_DAYS = 7  # an action of one day must still be seen
# One pattern a rating, in the order in which ratings come up: the words beside the bars say which.
PATTERNS = ("", "/", "x", ".", "-", "+", "|", "\\")


@dataclass(frozen=True, slots=True)
class Placed:
    """An action with the days of its bar; one without a start of its own begins when it is due."""

    action: ActionSummary
    start: dt.date
    due: dt.date


def draw_timeline(summary: Summary) -> Chart | None:
    """Give the actions in order of the day due; None where no action has such a day."""
    return timeline(summary.actions, _snapshot(summary.snapshot_text))


def timeline(actions: Sequence[ActionSummary], snapshot: dt.date | None) -> Chart | None:
    """Give the same of a plan by itself."""
    placed = sorted((item for action in actions if (item := _place(action))), key=_order)
    if not placed:
        return None
    undated = [action for action in actions if _place(action) is None]
    height = listed_height(len(placed), ROW)
    return Chart(
        name="timeline",
        section="actions",
        title="Actions from start to due",
        caption="Start, due date and progress of each action, in order of due date",
        alternative=_alternative(placed, undated, snapshot),
        header=("Action", "Start", "Due", "Progress"),
        rows=tuple(_row(action) for action in [*(item.action for item in placed), *undated]),
        figure=figure(_traces(placed), _layout(placed, snapshot, height)),
        height=height,
        note=_note(undated),
    )


def _place(action: ActionSummary) -> Placed | None:
    start, due = _day(action.start), _day(action.due)
    if due is None:
        return None
    return Placed(action, due if start is None or start > due else start, due)


def _order(item: Placed) -> tuple[dt.date, dt.date, str]:
    return item.due, item.start, item.action.reference


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _snapshot(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%d %B %Y").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None


def _row(action: ActionSummary) -> tuple[str, ...]:
    return _name(action), _day_text(action.start), _day_text(action.due), action.rag_text or "not given"


def _day_text(text: str) -> str:
    return date_text(_day(text)) or text or "not given"


def _name(action: ActionSummary) -> str:
    return f"{action.reference} {action.title}".strip()


def _traces(placed: list[Placed]) -> list[dict[str, Any]]:
    ratings = list(dict.fromkeys(item.action.rag_text for item in placed))
    return [_bars(rating, number, placed) for number, rating in enumerate(ratings)]


def _bars(rating: str, number: int, placed: list[Placed]) -> dict[str, Any]:
    own = [(place, item) for place, item in enumerate(placed) if item.action.rag_text == rating]
    return {
        "type": "bar",
        "orientation": "h",
        "name": rating or "Not given",
        "base": [item.start.isoformat() for _, item in own],
        "x": [max((item.due - item.start).days, LEAST_DAYS) * DAY for _, item in own],
        "y": [place for place, _ in own],
        "width": 0.5,
        "marker": {
            "color": LIGHT if number == 0 else WHITE,
            "line": {"color": INK, "width": 1},
            "pattern": {"shape": PATTERNS[number % len(PATTERNS)], "fgcolor": INK, "size": 7, "solidity": 0.25},
        },
        "hoverinfo": "name",
    }


def _layout(placed: list[Placed], snapshot: dt.date | None, height: int) -> dict[str, Any]:
    days = [day for item in placed for day in (item.start, item.due)] + ([snapshot] if snapshot else [])
    room = dt.timedelta(days=max((max(days) - min(days)).days // 25, 14))
    look = listed_look()
    look["margin"]["r"] = RIGHT
    look["barmode"] = "overlay"
    look["xaxis"] = axis(
        type="date", range=[(min(days) - room).isoformat(), (max(days) + room).isoformat()], tickformat="%b<br>%Y"
    )
    labels = [wrapped(shortened(_name(item.action), LABEL * 2 - 8), LABEL) for item in placed]
    look["yaxis"] = {**listed_axis(labels), "tickfont": {"size": 12}}
    look["annotations"] = [_beside(item.action.rag_text or "not given", place) for place, item in enumerate(placed)]
    if snapshot is not None:
        look["shapes"] = [_snapshot_line(snapshot)]
        look["annotations"].append(_snapshot_label(snapshot))
    return layout(height, **look)


def _beside(text: str, place: int) -> dict[str, Any]:
    return {
        "text": shortened(text, 18),
        "x": 1,
        "y": place,
        "xref": "paper",
        "yref": "y",
        "xanchor": "left",
        "xshift": 8,
        "showarrow": False,
        "font": {"size": 12},
    }


def _snapshot_line(day: dt.date) -> dict[str, Any]:
    at = day.isoformat()
    look = {"color": INK, "width": 1, "dash": "dash"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": look}


def _snapshot_label(day: dt.date) -> dict[str, Any]:
    return {
        "text": f"Figures of {date_text(day)}",
        "x": day.isoformat(),
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12},
    }


def _alternative(placed: list[Placed], undated: list[ActionSummary], snapshot: dt.date | None) -> str:
    ratings = [item.action.rag_text or "not rated" for item in placed]
    counts = [f"{ratings.count(rating)} {rating}" for rating in dict.fromkeys(ratings)]
    first, last = placed[0].due, placed[-1].due
    dated = count_text(len(placed), "action")
    parts = [f"{dated} due from {date_text(first)} to {date_text(last)}: {list_text(counts)}."]
    if snapshot is not None:
        by_then = sum(item.due <= snapshot for item in placed)
        parts.append(f"By the day of the figures, {date_text(snapshot)}, {by_then} of them were due.")
    return " ".join([*parts, *([_note(undated)] if undated else [])])


def _note(undated: list[ActionSummary]) -> str:
    if not undated:
        return ""
    has = "has" if len(undated) == 1 else "have"
    return f"{count_text(len(undated), 'action')} {has} no due date that can be read, shown in the table alone."
