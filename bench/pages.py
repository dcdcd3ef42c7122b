"""SQL statements and milliseconds of server time for each page, at the median."""

from __future__ import annotations

import dataclasses
import io
import statistics
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from charter.services.answer_sheets import answers_file
from charter.services.editions import newest_edition
from charter.services.standings import example_sheet
from charter.settings import Settings
from charter.store import schema
from charter.web import create_app, standings

ROUNDS = 21
AIM_MS = 10


def run() -> list[str]:
    """Give one line a page, slowest first, and one that sums up."""
    with tempfile.TemporaryDirectory() as folder:
        settings = dataclasses.replace(
            Settings.from_environment({}),
            instance_dir=Path(folder),
            database_url=f"sqlite:///{folder}/bench.sqlite",
            secret_key="of the bench",
            is_https=False,
        )
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        engine: Engine = app.extensions["charter_engine"]
        schema.upgrade(engine)
        standings.draw_pictures = lambda _visit_id: None  # the worker's time is measured with the PDF
        client = app.test_client()
        measured = [_measure(client, engine, address) for address in _addresses(client)]
        engine.dispose()
    measured.sort(reverse=True)
    median = statistics.median(ms for ms, _, _ in measured)
    most = max(count for _, count, _ in measured)
    lines = [f"page {address}: {ms:.1f} ms, {count} SQL statements" for ms, count, address in measured]
    slow = sum(ms > AIM_MS for ms, _, _ in measured)
    return [*lines, f"pages: median {median:.1f} ms, {slow} above {AIM_MS} ms, at most {most} SQL statements"]


def _addresses(client: FlaskClient) -> list[str]:
    """Give every kind of page, a visitor's own among them."""
    edition = newest_edition()
    client.get("/standings/new")
    content = answers_file(edition, example_sheet(edition.reference))
    upload = client.post("/standings", data={"file": (io.BytesIO(content), "answers.json")})
    visit = upload.headers["Location"].removesuffix("/faults")
    place = f"/editions/{edition.reference}"
    parts = ["", "/criteria", f"/criteria/{edition.criteria[0].id}", "/metrics", "/tables", "/tiers", "/survey"]
    own = [visit, f"{visit}/charts", f"{visit}/plans/board", f"{visit}/internal-plan"]
    return ["/", "/standings/new", "/example", "/method", "/privacy", *(place + part for part in parts), *own]


def _measure(client: FlaskClient, engine: Engine, address: str) -> tuple[float, int, str]:
    client.get(address)  # what is made once a process is not the page's
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *words: statements.append(words[2]))
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    name = address if len(address) < 50 else f"/standings/…{address[53:]}"
    return statistics.median(times), len(statements) // ROUNDS, name
