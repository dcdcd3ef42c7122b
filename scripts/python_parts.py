"""The environment in ``.venv``, with every package pinned by version and hash."""

from __future__ import annotations

import shutil
import sys

from steps import ROOT, SUFFICES, Stamp, run, succeeds

ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LISTS = {"run": ("requirements.txt",), "test": ("requirements.txt", "requirements-dev.txt")}


def install_python_parts(purpose: str) -> None:
    """Make the environment unless it works, and install what is not as pinned."""
    if not succeeds([str(PYTHON), "-m", "pip", "--version"]):
        if ENVIRONMENT.exists():
            shutil.rmtree(ENVIRONMENT)  # half made, or its Python is gone
        run([sys.executable, "-m", "venv", ENVIRONMENT], "making the environment .venv")
    if any(_installed(enough).is_fresh() for enough in SUFFICES[purpose]):
        return
    arguments = [argument for name in LISTS[purpose] for argument in ("-r", name)]
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--require-hashes", *arguments]
    run(command, f"installing Python packages to {purpose} (a minute or two at first)", attempts=3)
    _installed(purpose).set()


def _installed(purpose: str) -> Stamp:
    return Stamp(ENVIRONMENT / f".installed-{purpose}", [ROOT / name for name in LISTS[purpose]])
