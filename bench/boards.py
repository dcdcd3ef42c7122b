"""The board and the calendar of a round with a thousand submissions and five thousand reviews."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from bench.panel_rounds import OFFICER, make_round
from bench.teams import settings_for
from charter.store import schema
from charter.web import create_app
from tests.support.databases import Databases, kinds
from tests.support.people import sign_in

SUBMISSIONS, REVIEWS_EACH = 1000, 5
ROUNDS = 15
AIM_MS, MOST_STATEMENTS = 50, 12
PARTS = ("", "?show=attention&page=3", "?show=risk", "?state=deciding", "?search=Trust+99", "/calendar", "/board.csv")


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
        officer = sign_in(app.test_client(), OFFICER)
        lines = [_line(kind, officer, engine, place, part) for part in PARTS]
        engine.dispose()
        databases.close()
    return lines


def _line(kind: str, client: FlaskClient, engine: Engine, place: str, part: str) -> str:
    client.get(place + part)  # what is made once a process is not the page's
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        status = client.get(place + part).status_code
        times.append((time.perf_counter() - started) * 1000)
    event.remove(engine, "before_cursor_execute", note)
    ms, count = statistics.median(times), -(-len(sent) // ROUNDS)
    verdict = "" if ms <= AIM_MS and count <= MOST_STATEMENTS and status == 200 else f", MISSED (status {status})"
    return f"board {kind} {part or '/'}: {ms:.1f} ms, {count} SQL statements{verdict}"
