"""Deleting what visitors uploaded, when their hour is over."""

from __future__ import annotations

import datetime as dt

from huey import crontab

from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.visits import delete_expired


@huey.periodic_task(crontab(minute="*"))
def delete_expired_visits() -> None:
    """Delete every visit whose hour is over, once a minute."""
    with task_session() as session:
        delete_expired(session, dt.datetime.now(tz=dt.UTC))
