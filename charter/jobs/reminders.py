"""Reminding teams by the calendar; telling them of work that comes back, and of criteria that change."""

from __future__ import annotations

from huey import crontab

from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services import errata_letters, future_letters, progress_counts, promise_letters, reminders, returned_work
from charter.settings import Settings


@huey.periodic_task(crontab(minute="7"))
def make_reminders() -> None:
    """Put the reminders that are due into the outbox, once an hour; one that was missed is made while it is of use."""
    with task_session() as session:
        reminders.make_reminders(session, now(), Settings.from_environment().site_url)


@huey.periodic_task(crontab(minute="17"))
def tell_of_corrections() -> None:
    """Put letters about new corrections of an edition into the outbox, once an hour; each is made once."""
    with task_session() as session:
        errata_letters.tell_of_corrections(session, now(), Settings.from_environment().site_url)


@huey.periodic_task(crontab(minute="37"))
def tell_of_future_criteria() -> None:
    """Tell whoever would not reach their tier in an edition to come, once an hour; each is looked at once."""
    with task_session() as session:
        future_letters.tell_of_future_criteria(session, now(), Settings.from_environment().site_url)


@huey.periodic_task(crontab(minute="*"))
def tell_of_returned_work() -> None:
    """Put letters about work that came back into the outbox, once a minute; each is made once."""
    with task_session() as session:
        returned_work.tell_of_returned_work(session, now(), Settings.from_environment().site_url)


@huey.periodic_task(crontab(minute="47"))
def tell_of_promises() -> None:
    """Tell awarding bodies of promises of time that are at risk or late, once an hour; each is told once."""
    with task_session() as session:
        promise_letters.tell_of_promises(session, now(), Settings.from_environment().site_url)


@huey.periodic_task(crontab(minute="*/2"))
def count_progress() -> None:
    """Count how far teams are that have changed something, every other minute, for the boards of rounds."""
    with task_session() as session:
        progress_counts.count_progress(session, now())
