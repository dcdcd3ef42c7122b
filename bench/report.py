"""The action plan's time, part by part, and its layout against the same words as plain paragraphs."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any

from charter.services.editions import newest_edition
from charter.services.standings import example
from charter.store.reference_memory import reference_session
from reports.charts import draw_charts
from reports.images import chart_images
from reports.pdf import lay_out, write
from reports.plan.report import plan_html

ROUNDS = 5
AIM, AIM_WITHOUT_TABLES = 3, 2
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
PICTURE = re.compile(r"<img[^>]*>")
BLOCKS = {"p", "li", "td", "th", "caption", "h1", "h2", "h3", "h4", "h5"}


def run() -> list[str]:
    """Give the seconds of each part once the worker is warm, and the layout as a ratio to plain paragraphs."""
    with reference_session() as session:
        summary = example(session, newest_edition().reference).summary
    charts = draw_charts(summary)
    images = chart_images(charts)
    html = plan_html(summary, charts, images)
    pages = len(lay_out(html).pages)  # kept alive, a document would slow down all that follows
    parts = {
        "charts": _seconds(lambda: chart_images(draw_charts(summary)), rounds=2),
        "HTML": _seconds(lambda: plan_html(summary, charts, images)),
        "layout": _seconds(lambda: lay_out(html)),
        "writing": _seconds(lambda: write(lay_out(html), html)),
    }
    parts["writing"] -= parts["layout"]
    total = sum(parts.values())
    shares = ", ".join(f"{name} {seconds / total:.0%}" for name, seconds in parts.items())
    return [
        f"plan: {pages} pages, {len(images)} of {len(charts)} charts drawn, {total:.2f} s warm: {shares}",
        _ratio("plan: layout with charts and tables", html, parts["layout"], AIM),
        _ratio("plan: layout without tables", *_without_tables(html), AIM_WITHOUT_TABLES),
    ]


def _ratio(name: str, html: str, seconds: float, aim: int) -> str:
    floor = _seconds(lambda: lay_out(_plain(html)))
    return f"{name}: {seconds / floor:.2f} times the same words as plain paragraphs (aim: {aim})"


def _without_tables(html: str) -> tuple[str, float]:
    bare = TABLE.sub("", html)
    return bare, _seconds(lambda: lay_out(bare))


def _plain(html: str) -> str:
    words = _Words()
    words.feed(PICTURE.sub("", html.partition("<body")[2].partition(">")[2]))
    body = "".join(f"<p>{escape(text)}</p>" for text in words.texts if text)
    return f'<!DOCTYPE html><html lang="en-GB"><head><title>Words</title></head><body>{body}</body></html>'


class _Words(HTMLParser):
    """Collects the words of each block."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - the parser calls it so
        """Begin a new text with each block."""
        if tag in BLOCKS:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        """Add words to the text."""
        self.texts[-1] = " ".join(f"{self.texts[-1]} {data}".split())


def _seconds(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
