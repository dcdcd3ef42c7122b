"""`make run`, after the set-up: where the site listens, and that it starts and stops whole."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from scripts import start

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """The sites' own folder: the first finds it empty, the next finds what the first made."""
    return tmp_path_factory.mktemp("site") / "instance"


@pytest.fixture
def site(instance):
    """A site as `make run` starts it; gives the process and its address."""
    names = ("CHARTER_DATABASE_URL", "CHARTER_QUEUE_URL", "CHARTER_SECRET_KEY", "CHARTER_HTTPS", "HOST", "PORT")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    environment |= {"CHARTER_INSTANCE_DIR": str(instance), "WEB_WORKERS": "1"}
    process = subprocess.Popen(
        [sys.executable, "scripts/start.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    while "answers at" not in said and (line := process.stdout.readline()):
        said += line
    found = re.search(r"answers at (http://127\.0\.0\.1:\d+)", said)
    assert found, said
    yield process, found.group(1)
    process.kill()
    process.wait()
    process.stdout.close()


def parts_of(process):
    """Give the processes that a process started; one that is just being started has no name of its own yet."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[2].decode(): int(child) for child in children}


def is_running(process_id):
    return Path(f"/proc/{process_id}").exists()


def test_without_a_wish_it_takes_the_next_free_port(monkeypatch, taken_port):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.setattr(start, "FIRST_PORT", taken_port)

    host, port = start.find_address()

    assert host == "127.0.0.1"
    assert taken_port < port < taken_port + 20


def test_a_port_that_was_asked_for_and_is_taken_is_told(monkeypatch, taken_port):
    monkeypatch.setenv("PORT", str(taken_port))

    with pytest.raises(start.CannotStart, match=f"Port {taken_port} on 127.0.0.1 cannot be had. Choose another"):
        start.find_address()


@pytest.mark.parametrize("asked", ["web", "0", "65536", "-1"])
def test_a_port_that_is_none_is_told(monkeypatch, asked):
    monkeypatch.setenv("PORT", asked)

    with pytest.raises(start.CannotStart, match="must be a number from 1 to 65535"):
        start.find_address()


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")],
)
def test_the_address_can_be_typed_into_a_browser(host, shown):
    assert start.address(host, 8000) == shown


def test_the_site_starts_with_a_secret_a_database_and_a_worker_and_stops_whole(site, instance):
    process, address = site
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{address}/health") as answer:
        assert answer.read() == b"ok"
    parts = parts_of(process)
    assert set(parts) >= {"gunicorn", "charter.jobs.worker"}  # and what fills a demonstration, which ends by itself
    assert {path.name for path in instance.iterdir()} >= {"secret-key", "charter.sqlite", "queue.sqlite"}

    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 0
    assert [name for name, process_id in parts.items() if is_running(process_id)] == []


def test_a_part_is_written_down_although_somebody_stops_the_site_just_then(monkeypatch):
    started = subprocess.Popen
    parts = {}

    def stopped_meanwhile(command, **options):
        process = started(command, **options)
        signal.raise_signal(signal.SIGTERM)
        return process

    monkeypatch.setattr(start.subprocess, "Popen", stopped_meanwhile)
    before = signal.signal(signal.SIGTERM, start._stop)
    try:
        with pytest.raises(start.Stopped):
            start._start(parts, "worker", [sys.executable, "-c", "import time; time.sleep(60)"])
    finally:
        signal.signal(signal.SIGTERM, before)

    parts["worker"].terminate()
    assert parts["worker"].wait(timeout=10) == -signal.SIGTERM


def test_when_the_worker_dies_the_site_stops_and_says_so(site):
    process, _ = site
    parts = parts_of(process)

    os.kill(parts["charter.jobs.worker"], signal.SIGKILL)
    said, _ = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "The worker ended by itself (status -9), so the site stops." in said
    assert not is_running(parts["gunicorn"])
