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


WITHOUT_CHROMIUM = "Chromium is not here: PDFs have tables instead of charts. CHARTER_CHROMIUM can name its path."
WITHOUT_POSTGRESQL = "PostgreSQL is not here: tests run on SQLite alone."
WITHOUT_CLAMD = "ClamAV is not here: the tests that scan files are passed over."
# What tests alone can do without: nobody is asked for it where we may not install it.
NOT_ASKED_FOR = (WITHOUT_POSTGRESQL, WITHOUT_CLAMD)


@dataclass(frozen=True)
class Part:
    """Something that the distribution has."""

    # empty = it cannot be installed here
    packages: tuple[str, ...]
    is_there: Callable[[], bool]
    # what to say where it cannot be installed and can be done without
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
        # Only an administrator's line is missing, so even what can be done without is worth asking for.
        _stop([part for part in missing if part.packages and part.without not in NOT_ASKED_FOR])
    elif _packages(missing):
        _install(prefix, missing)
        missing = [part for part in missing if not part.is_there()]
    _stop([part for part in missing if not part.without])
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
    if purpose == "test":
        wanted.append(Part(("poppler-utils",), lambda: shutil.which("pdftotext") is not None))
        wanted.append(Part(_chromium_packages(), lambda: find_chromium() is not None))
        wanted.append(Part(("postgresql",), _has_postgresql, WITHOUT_POSTGRESQL))
        wanted.append(Part(("clamav-daemon",), _has_clamd, WITHOUT_CLAMD))
    elif os.environ.get("CHARTER_CHROMIUM") != "none":
        wanted.append(Part(_chromium_packages(), lambda: find_chromium() is not None, WITHOUT_CHROMIUM))
    return wanted


def find_chromium() -> str | None:
    """Give the path of a Chromium or Chrome that starts; Ubuntu's package may be a stub that does not."""
    names = [name for name in (os.environ.get("CHARTER_CHROMIUM"), *CHROMIUM_NAMES) if name]
    found = [path for path in map(shutil.which, names) if path]
    return next((path for path in found if succeeds([path, "--version"])), None)


def _chromium_packages() -> tuple[str, ...]:
    """Give Chromium's package; Ubuntu has it as a snap alone, which containers cannot install."""
    release = Path("/etc/os-release")
    if release.is_file() and "\nID=ubuntu\n" in f"\n{release.read_text()}":
        return ("chromium-browser",) if Path("/run/snapd.socket").exists() else ()
    return ("chromium",)


def _install(prefix: tuple[str, ...], missing: list[Part]) -> None:
    """Install what is needed in one go, then each part that can be done without, which may fail alone."""
    command = (*prefix, *APT)
    run((*command, "update"), "asking the distribution for its list of packages", attempts=3, settings=QUIET)
    needed = _packages([part for part in missing if not part.without])
    for packages in (needed, *(list(part.packages) for part in missing if part.without)):
        if not packages:
            continue
        install = (*command, "install", "-y", "--no-install-recommends", *packages)
        try:
            run(install, f"installing {', '.join(packages)}", attempts=3, settings=QUIET)
        except CannotGoOn:
            if packages is needed:
                raise


def _stop(missing: list[Part]) -> None:
    """Say what an administrator must do, unless nothing is missing."""
    if not missing:
        return
    packages = _packages(missing)
    if not packages:
        raise CannotGoOn(
            "Chromium is missing, and Ubuntu installs it only as a snap, which does not work here.\n"
            "Install Google Chrome or Chromium, or name its path in CHARTER_CHROMIUM, then try again."
        )
    line = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    words = "Something is missing that only an administrator may install. Run this line, then try again:"
    is_optional = any(part.without == WITHOUT_CHROMIUM for part in missing)
    hint = "\n(To go on without Chromium, with tables instead of charts in PDFs: CHARTER_CHROMIUM=none make run)"
    raise CannotGoOn(f"{words}\n\n    {line}\n{hint if is_optional else ''}")


def _packages(parts: list[Part]) -> list[str]:
    return sorted({package for part in parts for package in part.packages})


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


def _has_clamd() -> bool:
    return shutil.which("clamd", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])) is not None
