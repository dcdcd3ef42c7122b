"""What an institution did not do in time: minor revisions, and an answer to the offer of a lower tier."""

from __future__ import annotations

from huey import crontab

from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.offers import end_late_offers, remind_of_offers
from charter.services.revisions import end_late_revisions
from charter.settings import Settings


@huey.periodic_task(crontab(minute="*/10"))
def end_revisions() -> None:
    """Let decisions fall back whose revisions did not come in time, six times an hour."""
    key = Settings.from_environment().signing_key
    if key:
        with task_session() as session:
            end_late_revisions(session, now(), key.encode())


@huey.periodic_task(crontab(minute="33"))
def end_offers() -> None:
    """Remind of offers that end soon, and let those lapse whose last day has passed, once an hour."""
    key = Settings.from_environment().signing_key
    if key:
        with task_session() as session:
            at = now()
            remind_of_offers(session, at, key.encode())
            end_late_offers(session, at, key.encode())
