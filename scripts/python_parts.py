"""The environment in ``.venv``, with every package pinned by version and hash."""

from __future__ import annotations

import shutil
import sys

from steps import ROOT, Stamp, run, succeeds

ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LISTS = {"run": ("requirements.txt",), "test": ("requirements.txt", "requirements-dev.txt")}


def install_python_parts(purpose: str) -> None:
    """Make the environment unless it works, and install what is not as pinned."""
    if not succeeds([str(PYTHON), "-m", "pip", "--version"]):
        if ENVIRONMENT.exists():
            shutil.rmtree(ENVIRONMENT)  # half made, or its Python is gone
        run([sys.executable, "-m", "venv", ENVIRONMENT], "making the environment .venv")
    lists = [ROOT / name for name in LISTS[purpose]]
    stamps = [Stamp(ENVIRONMENT / f".installed-{name}", [ROOT / name for name in LISTS[name]]) for name in LISTS]
    stamp = stamps[list(LISTS).index(purpose)]
    if stamp.is_fresh():
        return
    arguments = [argument for path in lists for argument in ("-r", path)]
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--require-hashes", *arguments]
    run(command, f"installing Python packages to {purpose} (a minute or two at first)", attempts=3)
    stamp.set()
