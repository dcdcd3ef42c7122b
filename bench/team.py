"""A team's pages: SQL statements and milliseconds, right after somebody else's save and when nothing changed."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from bench.teams import Team, add_talk_and_files, make_teams, settings_for
from charter.store import schema
from charter.web import create_app
from tests.support.databases import Databases, kinds
from tests.support.people import sign_in

PEOPLE, COMMENTS, FILES = 10, 300, 200
ROUNDS, SAVES = 15, 60
AIM_MS, MOST_STATEMENTS, AIM_SAVE_MS = 10, 12, 8
PARTS = (
    "",
    "/criteria/MA-01",
    "/criteria/MA-02",
    "/criteria/GV-04",
    "/overview",
    "/what-if",
    "/tables",
    "/tables/DT-01",
    "/tables/DT-10",
    "/evidence",
    "/check",
    "/read-through",
    "/details",
    "/history",
)
FIELD = "/criteria/GV-01/answers/GV-01.q3"


def run() -> list[str]:
    """Give the lines of every kind of database that can be had."""
    return [line for kind in kinds()[0] for line in _run(kind)]


def _run(kind: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        settings = settings_for(Path(folder), databases.empty(kind))
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        engine: Engine = app.extensions["charter_engine"]
        schema.upgrade(engine)
        (team,) = make_teams(engine, 1, PEOPLE)
        add_talk_and_files(engine, team, Path(folder), COMMENTS, FILES)
        lead, other = (sign_in(app.test_client(), person) for person in team.person_ids[:2])
        saver = _Saver(other, team)
        with _counting(engine) as count:
            pages = [_measure(lead, f"/assessments/{team.assessment_id}{part}", saver, count) for part in PARTS]
        saves = [saver.save() for _ in range(SAVES)]
        sync_ms = statistics.median(_sync_ms(Path(folder)) for _ in range(20))
        engine.dispose()
        databases.close()
    return [*_page_lines(kind, pages), *_save_lines(kind, saves, sync_ms)]


class _Saver:
    """Somebody who saves one question again and again."""

    def __init__(self, client: FlaskClient, team: Team) -> None:
        self._client, self._team, self._version = client, team, 0

    def save(self) -> float:
        """Save once more; give the milliseconds that it took."""
        body = {
            "criterion": "GV-01",
            "field": FIELD,
            "value": f"The board decided, {self._version}.",
            "version": self._version,
        }
        started = time.perf_counter()
        answer = self._client.post(f"/assessments/{self._team.assessment_id}/answers", json=body)
        took = (time.perf_counter() - started) * 1000
        self._version = answer.get_json()["version"]
        return took


def _measure(
    client: FlaskClient, address: str, saver: _Saver, count: Callable[[], int]
) -> tuple[str, float, float, int]:
    """Give name, median ms after a save and without one, and the most statements."""
    client.get(address)
    after, still, most = [], [], 0
    for _ in range(ROUNDS):
        saver.save()
        count()
        after.append(_get_ms(client, address))
        most = max(most, count())
        still.append(_get_ms(client, address))
        most = max(most, count())
    name = "/".join(["", *address.split("/")[3:]])
    return name or "/", statistics.median(after), statistics.median(still), most


def _get_ms(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    status = client.get(address).status_code
    took = (time.perf_counter() - started) * 1000
    if status != 200:
        raise RuntimeError(f"{address} answered {status}.")
    return took


@contextmanager
def _counting(engine: Engine) -> Iterator[Callable[[], int]]:
    """Give a function that tells how many statements there were since it was last asked."""
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *words: statements.append(words[2]))

    def count() -> int:
        found = len(statements)
        statements.clear()
        return found

    yield count


def _sync_ms(folder: Path) -> float:
    """How long the disk takes to keep four kilobytes."""
    with (folder / "sync").open("ab") as file:
        file.write(b"x" * 4096)
        file.flush()
        started = time.perf_counter()
        os.fsync(file.fileno())
        return (time.perf_counter() - started) * 1000


def _page_lines(kind: str, pages: list[tuple[str, float, float, int]]) -> list[str]:
    lines = [
        f"team on {kind}, {name}: {after:.1f} ms after a save, {still:.1f} ms else, {most} SQL statements"
        for name, after, still, most in sorted(pages, key=lambda page: -page[1])
    ]
    after, still = (statistics.median(page[place] for page in pages) for place in (1, 2))
    at_most = f"at most {max(page[3] for page in pages)} SQL statements (limit {MOST_STATEMENTS})"
    return [
        *lines,
        f"team on {kind}: {_size()}: median {after:.1f} ms after a save, {still:.1f} ms else (aim {AIM_MS}), {at_most}",
    ]


def _size() -> str:
    return f"{PEOPLE} people, {COMMENTS} comments, {FILES} files"


def _save_lines(kind: str, saves: list[float], sync_ms: float) -> list[str]:
    told = f"{statistics.median(saves):.1f} ms at the median (aim {AIM_SAVE_MS}), {max(saves):.1f} at worst"
    return [f"team on {kind}: saving a question {told}; the disk alone takes {sync_ms:.1f} ms to keep four kilobytes"]
