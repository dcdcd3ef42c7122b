"""What the steps of the set-up share: saying what happens, running a command, remembering what was done."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What is ready for tests is ready to run.
SUFFICES = {"run": ("run", "test"), "test": ("test",)}
SHOWN_LINES = 25


class CannotGoOn(Exception):
    """The set-up stops; the message says what to do."""


def say(text: str) -> None:
    """Print a line at once, apart from the output of what runs."""
    print(text, file=sys.stderr, flush=True)


def run(
    command: Sequence[str | Path], doing: str, *, attempts: int = 1, settings: Mapping[str, str] | None = None
) -> None:
    """Run a command without asking anything; what it prints is shown only when it fails.

    Raises
    ------
    CannotGoOn
        When it fails at every attempt; mirrors and networks have bad moments, so there may be several.
    """
    say(f"• {doing}")
    for attempt in range(attempts):
        if attempt:
            time.sleep(5 * attempt)
        result = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if result.returncode == 0:
            return
    shown = "\n".join(result.stdout.splitlines()[-SHOWN_LINES:])
    raise CannotGoOn(f"{shown}\n\nThis failed: {' '.join(str(part) for part in command)}\nPut it right and try again.")


def succeeds(command: Sequence[str]) -> bool:
    """Say whether a command can be run and succeeds, silently."""
    try:
        finished = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


class Stamp:
    """Remembers, in a file, for which state of some files a step was done."""

    def __init__(self, path: Path, files: Sequence[Path], *others: str) -> None:
        """Take the state of ``files``; ``others`` are further things on which the step depends."""
        digest = hashlib.sha256("\0".join(others).encode())
        for file in files:
            digest.update(b"\0" + file.read_bytes())
        self.path = path
        self.state = digest.hexdigest()

    def is_fresh(self) -> bool:
        """Say whether the step was done for this very state."""
        return self.path.is_file() and self.path.read_text() == self.state

    def set(self) -> None:
        """Remember that it is done."""
        self.path.write_text(self.state)
