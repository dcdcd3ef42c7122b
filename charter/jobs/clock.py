"""What time it is for the worker: the same as on the pages, also where a demonstration stands on another day."""

from __future__ import annotations

import datetime as dt

from charter.settings import Settings


def now() -> dt.datetime:
    """Give the time; on the day that the settings name, where they name one."""
    return Settings.from_environment().now()
