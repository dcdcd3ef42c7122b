"""What comes from the distribution: libraries for PDFs, Chromium for charts, Node for the pages' parts."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from steps import ROOT, CannotGoOn, run, say, succeeds

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRESQL_FOLDERS = "/usr/lib/postgresql"
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-q")
QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True)
class Part:
    """Something that the distribution has."""

    packages: tuple[str, ...]
    is_there: Callable[[], bool]
    # what works only with it, when it can be done without
    without: str = ""


def install_system_parts(purpose: str) -> None:
    """Install what is missing, when we may; else say the one line to run.

    Raises
    ------
    CannotGoOn
        When something is missing that we may not install, or that cannot be installed.
    """
    missing = [part for part in parts(purpose) if not part.is_there()]
    if not missing:
        return
    prefix = _administrator()
    if prefix is None or shutil.which("apt-get") is None:
        _explain(purpose, [part for part in missing if not part.without])
        _say_what_is_without(missing)
        return
    _install(prefix, sorted({package for part in missing for package in part.packages}))
    still = [part for part in missing if not part.is_there()]
    _explain(purpose, [part for part in still if not part.without])
    _say_what_is_without(still)


def _say_what_is_without(missing: list[Part]) -> None:
    for part in missing:
        say(part.without)


def parts(purpose: str) -> list[Part]:
    """Give what ``purpose`` needs."""
    wanted = [
        Part(("python3-venv",), _can_make_environments),
        Part(("libpango-1.0-0",), lambda: _loads("libpango-1.0.so.0")),
        Part(("libpangoft2-1.0-0",), lambda: _loads("libpangoft2-1.0.so.0")),
        Part(("libharfbuzz-subset0",), lambda: _loads("libharfbuzz-subset.so.0")),
        Part(("nodejs", "npm"), lambda: shutil.which("npm") is not None),
    ]
    if purpose == "test" or os.environ.get("CHARTER_CHROMIUM") != "none":
        wanted.append(Part(("chromium",), lambda: find_chromium() is not None))
    if purpose == "test":
        without = "PostgreSQL is not here: tests run on SQLite alone."
        wanted.append(Part(("poppler-utils",), lambda: shutil.which("pdftotext") is not None))
        wanted.append(Part(("postgresql",), _has_postgresql, without))
    return wanted


def find_chromium() -> str | None:
    """Give the path of a Chromium or Chrome that starts; Ubuntu's package may be a stub that does not."""
    names = [name for name in (os.environ.get("CHARTER_CHROMIUM"), *CHROMIUM_NAMES) if name]
    found = [path for path in map(shutil.which, names) if path]
    return next((path for path in found if succeeds([path, "--version"])), None)


def _install(prefix: tuple[str, ...], packages: list[str]) -> None:
    command = (*prefix, *APT)
    run((*command, "update"), "asking the distribution for its list of packages", attempts=3, settings=QUIET)
    install = (*command, "install", "-y", "--no-install-recommends", *packages)
    run(install, f"installing {', '.join(packages)}", attempts=3, settings=QUIET)


def _explain(purpose: str, needed: list[Part]) -> None:
    if not needed:
        return
    packages = " ".join(sorted({package for part in needed for package in part.packages}))
    line = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"
    words = "Something is missing that only an administrator may install. Run this line, then try again:"
    hint = ""
    if purpose == "run" and any("chromium" in part.packages for part in needed):
        hint = "\n(Without Chromium the PDF has tables instead of charts. To go on so: CHARTER_CHROMIUM=none make run)"
    raise CannotGoOn(f"{words}\n\n    {line}\n{hint}")


def _administrator() -> tuple[str, ...] | None:
    """Give what to put before a command to run it as root; None when we may not."""
    if os.geteuid() == 0:
        return ()
    return ("sudo", "-n", "-E") if succeeds(["sudo", "-n", "true"]) else None


def _can_make_environments() -> bool:
    """Say whether this Python can make an environment, or need not: Debian packs that part separately."""
    return importlib.util.find_spec("ensurepip") is not None or (ROOT / ".venv" / "bin" / "pip").exists()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_postgresql() -> bool:
    in_folders = any(Path(POSTGRESQL_FOLDERS).glob("*/bin/initdb"))
    return bool(os.environ.get("CHARTER_TEST_DATABASE_URL")) or shutil.which("initdb") is not None or in_folders
