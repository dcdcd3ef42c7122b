"""A clamd of our own for the tests: in a temporary folder, with one signature of our own making, gone afterwards."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

# What the signature matches: harmless words that nothing else holds.
HARMFUL = b"charter-tests-take-this-for-harmful"
FINDING = "Charter.Tests.Harmful"
MOST_BYTES = 1024**2
SECONDS = 30


class NoScanner(Exception):
    """No clamd can be had; the message says why."""


class Clamd:
    """A scanner that runs, by socket and by network; it can be stopped and started again."""

    def __init__(self, program: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="charter-clamd-", dir="/tmp"))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        # A copy: where AppArmor guards the packaged program, it may read nothing of ours.
        self._program = shutil.copy(program, self._folder / "scanner")
        self._process: subprocess.Popen | None = None
        self._port = _free_port()
        self.url = f"unix:{self._folder}/socket"
        self.tcp_url = f"tcp://127.0.0.1:{self._port}"
        self._configure()

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises
        ------
        NoScanner
            When it does not.
        """
        command = [self._program, "--config-file", str(self._folder / "clamd.conf")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        atexit.register(self.stop)
        until = time.monotonic() + SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise NoScanner(f"clamd did not start: {(self._folder / 'log').read_text(errors='replace')[-500:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, as when its machine is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _configure(self) -> None:
        signatures = self._folder / "signatures"
        signatures.mkdir()
        (signatures / "own.ndb").write_text(f"{FINDING}:0:*:{HARMFUL.hex()}\n")
        lines = {
            "LocalSocket": self.url.removeprefix("unix:"),
            "TCPAddr": "127.0.0.1",
            "TCPSocket": str(self._port),
            "DatabaseDirectory": str(signatures),
            "TemporaryDirectory": str(self._folder),
            "StreamMaxLength": str(MOST_BYTES),
            "MaxThreads": "2",
            "FixStaleSocket": "yes",
            "Foreground": "yes",
        }
        text = "".join(f"{name} {value}\n" for name, value in lines.items())
        (self._folder / "clamd.conf").write_text(text)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(self.url.removeprefix("unix:"))
                client.sendall(b"nPING\n")
                return client.recv(10) == b"PONG\n"
            except OSError:
                return False


@cache
def running_clamd() -> Clamd:
    """Give a clamd that runs, started once.

    Raises
    ------
    NoScanner
        When there is none.
    """
    program = shutil.which("clamd", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
    if program is None:
        raise NoScanner("clamd is not installed")
    scanner = Clamd(program)
    scanner.start()
    return scanner


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
