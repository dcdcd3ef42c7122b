"""Two hundred people at work for two minutes, through gunicorn with two workers, on every kind of database.

``BENCH_LOAD_SECONDS`` sets how long (120), ``BENCH_LOAD_TEAMS`` how many teams of ten (20).
"""

from __future__ import annotations

import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bench.teams import KEY, TODAY, Team, make_teams, settings_for
from charter.services.editions import newest_edition
from charter.settings import ROOT
from charter.store import schema
from charter.store.assessments import AnswerVersionRow
from charter.web import create_app
from tests.support.databases import Databases, kinds
from tests.support.people import sign_in

SECONDS = int(os.environ.get("BENCH_LOAD_SECONDS", "120"))
TEAMS = int(os.environ.get("BENCH_LOAD_TEAMS", "20"))
PEOPLE_EACH = 10
SAVE_EVERY_SECONDS = 5
LONGEST_SECONDS = 30
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
Acknowledged = tuple[str, str, int, str]  # assessment, field, version, text


@dataclass
class Person:
    """Somebody with a browser: one question that is theirs, and what came of each request."""

    team: Team
    cookie: str
    criterion_id: str
    field: str
    acknowledged: list[Acknowledged] = field(default_factory=list)
    saves_ms: list[float] = field(default_factory=list)
    reads_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def run() -> list[str]:
    """Give two lines for each kind of database that can be had."""
    return [line for kind in kinds()[0] for line in _run(kind)]


def _run(kind: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.empty(kind)
        app = create_app(settings_for(Path(folder), url))
        engine: Engine = app.extensions["charter_engine"]
        schema.upgrade(engine)
        teams = make_teams(engine, TEAMS, PEOPLE_EACH)
        people = [person for team in teams for person in _people(app, team)]
        with _served(Path(folder), url) as site:
            started = time.monotonic()
            threads = [threading.Thread(target=_work, args=(person, site), daemon=True) for person in people]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(SECONDS + LONGEST_SECONDS)
            took = time.monotonic() - started
        lost = _lost(engine, people)
        engine.dispose()
        databases.close()
    return _lines(kind, people, took, lost)


def _people(app, team: Team) -> list[Person]:
    edition = newest_edition()
    questions = [(one.id, item.id) for one in edition.criteria for item in one.questions if item.kind == "narrative"]
    people = []
    for person_id, (criterion_id, question_id) in zip(team.person_ids, questions, strict=False):
        client = sign_in(app.test_client(), person_id)
        cookie = client.get_cookie("charter").value
        people.append(Person(team, cookie, criterion_id, f"/criteria/{criterion_id}/answers/{question_id}"))
    return people


def _work(person: Person, site: str) -> None:
    """Read and save until the time is over."""
    browser = requests.Session()
    browser.trust_env = False
    browser.cookies.set("charter", person.cookie, domain="127.0.0.1", path="/")
    home = f"{site}/assessments/{person.team.assessment_id}"
    page = f"{home}/criteria/{person.criterion_id}"
    chance = random.Random(person.cookie)  # noqa: S311 - when somebody reads, not a secret
    ends = time.monotonic() + SECONDS
    time.sleep(chance.random() * SAVE_EVERY_SECONDS)
    html = _read(person, browser, page)
    token = TOKEN.search(html)
    shown = re.search(rf'name="version:{re.escape(person.field)}" value="(\d+)"', html)
    if token is None or shown is None:
        person.errors.append("the page has no form")
        return
    version, count = int(shown[1]), 0
    while time.monotonic() < ends:
        began = time.monotonic()
        count += 1
        version = _save(person, browser, home, token[1], (version, f"Text {count} of {person.field}."))
        for address in (home, page, f"{home}/overview")[: 3 if count % 6 == 0 else 2]:
            time.sleep(chance.random())
            _read(person, browser, address)
        time.sleep(max(0.0, SAVE_EVERY_SECONDS - (time.monotonic() - began)))


def _read(person: Person, browser: requests.Session, address: str) -> str:
    started = time.perf_counter()
    try:
        answer = browser.get(address, timeout=LONGEST_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        person.errors.append(f"reading: {type(error).__name__}")
        return ""
    person.reads_ms.append((time.perf_counter() - started) * 1000)
    if answer.status_code != 200:
        person.errors.append(f"reading: {answer.status_code}")
    return answer.text


def _save(person: Person, browser: requests.Session, home: str, token: str, change: tuple[int, str]) -> int:
    """Save a text; give the version that it became."""
    version, text = change
    body = {"criterion": person.criterion_id, "field": person.field, "value": text, "version": version}
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    started = time.perf_counter()
    try:
        answer = browser.post(f"{home}/answers", json=body, headers=headers, timeout=LONGEST_SECONDS)
    except requests.RequestException as error:
        person.errors.append(f"saving: {type(error).__name__}")
        return version
    person.saves_ms.append((time.perf_counter() - started) * 1000)
    if answer.status_code != 200:
        person.errors.append(f"saving: {answer.status_code}")
        return version
    saved = int(answer.json()["version"])
    person.acknowledged.append((person.team.assessment_id, person.field, saved, text))
    return saved


def _lost(engine: Engine, people: list[Person]) -> int:
    """How many saves that were acknowledged are not there, word for word."""
    with Session(engine) as session:
        found = session.execute(
            select(
                AnswerVersionRow.assessment_id, AnswerVersionRow.field, AnswerVersionRow.version, AnswerVersionRow.value
            ).where(AnswerVersionRow.field.startswith("/criteria/"))
        )
        there = {(assessment_id, name, version): value for assessment_id, name, version, value in found}
    return sum(there.get(save[:3]) != save[3] for person in people for save in person.acknowledged)


@contextmanager
def _served(folder: Path, url: str) -> Iterator[str]:
    """The site behind gunicorn as `make run` starts it, with two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "CHARTER_DATABASE_URL": url,
        "CHARTER_INSTANCE_DIR": str(folder),
        "CHARTER_QUEUE_URL": "immediate://",
        "CHARTER_SECRET_KEY": KEY,
        "CHARTER_SIGNING_KEY": KEY,
        "CHARTER_HTTPS": "no",
        "CHARTER_DEMONSTRATION": "yes",
        "CHARTER_TODAY": TODAY.isoformat(),
    }
    options = [
        "--workers",
        "2",
        "--threads",
        "4",
        "--keep-alive",
        "75",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    command = [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", "app:app"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 - our own command
    try:
        site = f"http://127.0.0.1:{port}"
        _wait_for(site)
        yield site
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(site: str) -> None:
    plain = requests.Session()
    plain.trust_env = False
    for _ in range(300):
        try:
            plain.get(f"{site}/health", timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The site did not answer.")


def _lines(kind: str, people: list[Person], took: float, lost: int) -> list[str]:
    saves = [ms for person in people for ms in person.saves_ms]
    reads = [ms for person in people for ms in person.reads_ms]
    errors = [error for person in people for error in person.errors]
    rate = (len(saves) + len(reads)) / took
    told = f", {', '.join(sorted(set(errors)))}" if errors else ""
    done = f"{len(saves)} saves, {len(reads)} reads, {rate:.0f} requests a second"
    spans = [f"p50 {_percentile(ms, 50):.0f} ms, p99 {_percentile(ms, 99):.0f} ms" for ms in (saves, reads)]
    return [
        f"load on {kind}: {len(people)} people for {SECONDS} s: {done}, errors {len(errors)}{told}, lost writes {lost}",
        f"load on {kind}: saves {spans[0]}; reads {spans[1]}",
    ]


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else 0.0
