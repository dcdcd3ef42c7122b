"""The board and the calendar of a round with a thousand submissions and five thousand reviews."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Engine

from bench.page_times import know_sizes, page_line
from bench.panel_rounds import OFFICER, make_round
from bench.teams import settings_for
from charter.store import schema
from charter.web import create_app
from tests.support.databases import Databases, kinds
from tests.support.people import sign_in

SUBMISSIONS, REVIEWS_EACH = 1000, 5
PARTS = (
    "",
    "?show=attention&page=3",
    "?show=risk",
    "?state=deciding",
    "?search=Trust+99",
    "/calendar",
    "/board.csv",
)
# Every seat of a round is weighed, for which nothing is promised: it must not creep back.
PANELS, PANELS_AIM_MS = "/panels", 150


def run() -> list[str]:
    """Give the lines of every kind of database that can be had."""
    return [line for kind in kinds()[0] for line in _run(kind)]


def _run(kind: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        app = create_app(settings_for(Path(folder), databases.empty(kind)))
        engine: Engine = app.extensions["charter_engine"]
        schema.upgrade(engine)
        place = f"/rounds/{make_round(engine, SUBMISSIONS, REVIEWS_EACH)}"
        know_sizes(engine)
        officer = sign_in(app.test_client(), OFFICER)
        lines = [page_line(f"board {kind} {part or '/'}", officer, engine, place + part) for part in PARTS]
        lines.append(page_line(f"board {kind} {PANELS}", officer, engine, place + PANELS, PANELS_AIM_MS))
        engine.dispose()
        databases.close()
    return lines
