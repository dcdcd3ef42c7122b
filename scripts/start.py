"""Start the site: migrate, load reference data, then the web server and the worker until Ctrl-C.

Runs under the environment's Python, from `make run`, after the set-up.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - the path comes first
from charter.services.demonstration import demonstration_day
from charter.services.editions import newest_edition
from charter.settings import NO, SIGNING_KEY, YES, Settings, UnusableSetting, keep_secret

FIRST_PORT = 8000
TRIED_PORTS = 20
LONGEST_START_SECONDS = 60
LONGEST_STOP_SECONDS = 10
THREADS_EACH = 4
KEEP_ALIVE_SECONDS = 75  # longer than people pause while they write: a connection is not closed under a save
INSTITUTIONS = 49  # beside the demonstration's own
COMMAND = (sys.executable, "-m", "flask", "--app", "app", "charter")
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Processes = dict[str, "subprocess.Popen[bytes]"]


class CannotStart(Exception):
    """The site cannot start; the message says why and what to do."""


class Stopped(Exception):
    """Somebody asked the site to stop."""


def main() -> int:
    """Run the site; give the exit status: 0 when it was asked to stop, 1 when something failed."""
    for number in STOPPING:
        signal.signal(number, _stop)
    running: Processes = {}
    added: Processes = {}
    try:
        settings = Settings.from_environment()
        host, port = find_address()
        if host in LOOPBACK:
            os.environ.setdefault("CHARTER_SITE_URL", address(host, port))  # so that credentials say where they are
        prepare(settings, host)
        _start(running, "web server", _web_server(host, port))
        _start(running, "worker", [sys.executable, "-m", "charter.jobs.worker"])
        wait_for_answer(running, host, port)
        print(f"\nCharter answers at {address(host, port)}\nPress Ctrl-C to stop it.\n", flush=True)
        fill_demonstration(added)
        watch(running)
    except Stopped:
        print("\nStopping.", flush=True)
        return 0
    except (CannotStart, UnusableSetting) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    finally:
        stop_all(running | added)
    return 0


def find_address() -> tuple[str, int]:
    """Give host and port: those that HOST and PORT name, else loopback and the next free port from 8000.

    Raises
    ------
    CannotStart
        When the port that was asked for is taken, or none is free.
    """
    host, asked = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT")
    if asked:
        if not (asked.isascii() and asked.isdigit() and 0 < int(asked) < 65536):
            raise CannotStart(f"PORT is {asked!r}; it must be a number from 1 to 65535.")
        if not is_free(host, int(asked)):
            raise CannotStart(f"Port {asked} on {host} cannot be had. Choose another: make run PORT=8080")
        return host, int(asked)
    port = next((port for port in range(FIRST_PORT, FIRST_PORT + TRIED_PORTS) if is_free(host, port)), None)
    if port is None:
        raise CannotStart(f"No port from {FIRST_PORT} on is free on {host}. Choose another: make run PORT=9000")
    return host, port


def is_free(host: str, port: int) -> bool:
    """Say whether a server can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def prepare(settings: Settings, host: str) -> None:
    """Make the keys that are not set, and bring the database up to date.

    Raises
    ------
    CannotStart
        When the database cannot be brought up to date.
    """
    if not settings.secret_key:
        keep_secret(settings.instance_dir)
    if not settings.signing_key:
        keep_secret(settings.instance_dir, SIGNING_KEY)
    if host in LOOPBACK:
        os.environ.setdefault("CHARTER_HTTPS", "no")  # nothing leaves this machine
        if os.environ["CHARTER_HTTPS"].lower() in NO:
            os.environ.setdefault("CHARTER_DEMONSTRATION", "yes")
    if subprocess.run([*COMMAND, "prepare"], cwd=ROOT, check=False).returncode:
        raise CannotStart("The database could not be prepared; the lines above say why.")
    if os.environ.get("CHARTER_DEMONSTRATION", "").lower() in YES:
        os.environ.setdefault("CHARTER_TODAY", demonstration_day(newest_edition().reference).isoformat())
        if subprocess.run([*COMMAND, "demonstrate"], cwd=ROOT, check=False).returncode:
            raise CannotStart("The demonstration could not be made; the lines above say why.")


def wait_for_answer(running: Processes, host: str, port: int) -> None:
    """Return when the site answers.

    Raises
    ------
    CannotStart
        When it does not, or when a part ends.
    """
    url = f"{address(host, port)}/health"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach our loopback
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline:
        _need_all(running)
        try:
            with direct.open(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise CannotStart(
                f"The site answers, but is not well: {error.read(200).decode(errors='replace')}"
            ) from error
        except OSError:
            time.sleep(0.1)
    raise CannotStart(f"The site did not answer within {LONGEST_START_SECONDS} seconds.")


def fill_demonstration(added: Processes) -> None:
    """Begin to add institutions to a demonstration, so that an edition can be tried on many; it ends by itself."""
    if os.environ.get("CHARTER_DEMONSTRATION", "").lower() in YES:
        _start(added, "demonstration", [*COMMAND, "demonstrate", "--institutions", str(INSTITUTIONS)])


def watch(running: Processes) -> None:
    """Wait until a part ends, which is never well."""
    while True:
        _need_all(running)
        time.sleep(0.5)


def stop_all(running: Processes) -> None:
    """Stop every part, gently first."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)  # we are stopping already
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + LONGEST_STOP_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def address(host: str, port: int) -> str:
    """Give the address to type into a browser on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _web_server(host: str, port: int) -> list[str]:
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    workers = os.environ.get("WEB_WORKERS") or str(min(4, os.cpu_count() or 1))
    options = ["--bind", bound, "--workers", workers, "--threads", str(THREADS_EACH), "--log-level", "warning"]
    options += ["--keep-alive", str(KEEP_ALIVE_SECONDS)]
    return [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", "app:app"]


def _start(parts: Processes, name: str, command: list[str]) -> None:
    with _stopping_waits():  # a part that began is written down, else nobody would end it
        # A session of its own: Ctrl-C reaches us alone, and we stop the parts in order.
        parts[name] = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)


@contextmanager
def _stopping_waits() -> Iterator[None]:
    asked: list[int] = []
    before = {number: signal.signal(number, lambda number, _frame: asked.append(number)) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        raise Stopped


def _need_all(running: Processes) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            raise CannotStart(f"The {name} ended by itself (status {process.returncode}), so the site stops.")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
