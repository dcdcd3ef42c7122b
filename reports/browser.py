"""One Chromium for the process, kept up between charts: starting it takes a second, a chart a tenth.

It runs below a process of its own (``reports/drawer.py``), which is ended with all that hangs on it as soon as an
answer fails to come. The next chart starts another.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

START_SECONDS = 30
CHART_SECONDS = 20
END_SECONDS = 5
PROGRAM = Path(__file__).resolve().parent / "drawer.py"
READY = "ready"
# All that Chromium is told of our environment: secrets and addresses of databases are not among it.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")


class BrowserFailed(Exception):
    """Chromium did not start, or did not answer in time."""


class Browser:
    """Chromium in a process group of its own; it draws one figure after another."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._drawing = threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="charts-"))
        self.has_drawn = False
        # -P: our own html.py must not stand in for Python's. Its own group: one signal ends all of it.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, and the operator's own browser
            [sys.executable, "-P", str(PROGRAM), str(self._folder), path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(self._folder),
            start_new_session=True,
        )
        if (answer := self._answer(START_SECONDS)) != READY:
            self._kill()
            raise BrowserFailed(f"{path} did not start ({answer}).")

    def draw(self, figure: Mapping[str, Any], width: int, height: int) -> bytes:
        """Give the figure as SVG. Raises BrowserFailed; then the browser is ended."""
        asked = {"figure": figure, "size": {"width": width, "height": height}}
        with self._drawing:
            try:
                (self._folder / "figure.json").write_text(json.dumps(asked), encoding="utf-8")
                os.write(_number(self._process.stdin), b"draw\n")
                answer = self._answer(CHART_SECONDS)
                picture = (self._folder / "picture.svg").read_bytes() if answer == READY else b""
            except (OSError, ValueError) as error:
                answer, picture = type(error).__name__, b""
            if not picture:
                self._kill()
                raise BrowserFailed(f"{self.path} did not draw a chart ({answer}).")
            self.has_drawn = True
            return picture

    @property
    def number(self) -> int:
        """The number of its process group."""
        return self._process.pid

    def is_up(self) -> bool:
        """Tell whether it can still be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it, gently first; nothing is left behind after a few seconds."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self._kill()

    def _answer(self, seconds: float) -> str:
        """Give the line that the program writes, or words for why there is none."""
        deadline = time.monotonic() + seconds
        number, line = _number(self._process.stdout), b""
        while not line.endswith(b"\n"):
            if not select.select([number], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return f"no answer in {seconds} seconds"
            part = os.read(number, 1024)
            if not part:
                return "it ended"
            line += part
        return line.decode(errors="replace").strip()

    def _kill(self) -> None:
        """End the whole group, and take away what it wrote."""
        deadline = time.monotonic() + END_SECONDS
        with suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < deadline:
                os.killpg(self._process.pid, signal.SIGKILL)  # until the group is gone
                self._process.poll()
                time.sleep(0.02)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**kept, "TMPDIR": str(folder)}


def _number(pipe: Any) -> int:
    """Give a pipe's number; select and single writes go past its buffer."""
    number: int = pipe.fileno()
    return number


_lock = threading.Lock()
_open: dict[str, Browser] = {}


def draw(path: str, figure: Mapping[str, Any], width: int, height: int) -> bytes:
    """Give the figure as SVG, by the process's browser at a path. Raises BrowserFailed.

    A browser that drew before and fails now may have been ended from outside: another is tried, once.
    """
    known = kept(path)
    try:
        return known.draw(figure, width, height)
    except BrowserFailed:
        if not known.has_drawn:
            raise
    return kept(path).draw(figure, width, height)


def kept(path: str) -> Browser:
    """Give the process's browser at a path, started where it is not up. Raises BrowserFailed."""
    with _lock:
        known = _open.get(path)
        if known is None or not known.is_up():
            if known is not None:
                _open.pop(path).close()
            _open[path] = known = Browser(path)
        return known


@atexit.register
def close_browsers() -> None:
    """End every browser of this process."""
    with _lock:
        while _open:
            _open.popitem()[1].close()
