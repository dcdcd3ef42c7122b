"""Minor revisions whose time is over: the decision falls back as it says itself."""

from __future__ import annotations

from huey import crontab

from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.revisions import end_late_revisions
from charter.settings import Settings


@huey.periodic_task(crontab(minute="*/10"))
def end_revisions() -> None:
    """Let decisions fall back whose revisions did not come in time, six times an hour."""
    settings = Settings.from_environment()
    if settings.signing_key:
        with task_session() as session:
            end_late_revisions(session, settings.moment(), settings.signing_key.encode())
