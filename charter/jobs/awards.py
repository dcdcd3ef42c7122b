"""What the calendar does to awards: ending, reminding, asking for returns, suspending."""

from __future__ import annotations

from huey import crontab

from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.jobs.reminders import now
from charter.services.award_calendar import keep_awards as keep
from charter.settings import Settings


@huey.periodic_task(crontab(minute="27"))
def keep_awards() -> None:
    """Let the calendar's steps happen to each award, once an hour; each step happens once."""
    settings = Settings.from_environment()
    if not settings.signing_key:
        return
    with task_session() as session:
        keep(session, now(), settings.signing_key.encode())
