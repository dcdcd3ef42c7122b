"""What time it is for whoever works on an assessment: a demonstration may stand on any day."""

from __future__ import annotations

import datetime as dt

from flask import current_app


def now() -> dt.datetime:
    """Give the time; on the day that the settings name, where they name one."""
    moment: dt.datetime = current_app.config["CHARTER"].now()
    return moment
