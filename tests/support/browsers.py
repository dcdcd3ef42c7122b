"""Chromium, as the machine has it."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str:
    """Give the path of Chromium; `make test` installs it, so its absence is a failure."""
    candidates = [shutil.which(name) for name in (os.environ.get("CHARTER_CHROMIUM"), *NAMES) if name]
    found = next((path for path in candidates if path), None)
    assert found, "Chromium is missing: run `make test`, which installs it."
    return found


def chromium_options() -> list[str]:
    """Give what Chromium must be told here; as root it starts only without its sandbox."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []
