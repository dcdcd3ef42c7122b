"""Deleting what was kept for a while only, when its time is over."""

from __future__ import annotations

import datetime as dt

from huey import crontab

from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.kept_forms import forget_forms
from charter.services.lockouts import forget_attempts
from charter.services.objection_redaction import forget_past_objectors
from charter.services.visits import delete_expired
from charter.settings import Settings


@huey.periodic_task(crontab(minute="*"))
def delete_expired_visits() -> None:
    """Delete every visit whose hour is over, once a minute."""
    with task_session() as session:
        delete_expired(session, dt.datetime.now(tz=dt.UTC))


@huey.periodic_task(crontab(minute="17"))
def delete_sign_in_traces() -> None:
    """Delete every attempt to sign in that counts no more, and every form kept for a day, once an hour."""
    with task_session() as session:
        forget_attempts(session, dt.datetime.now(tz=dt.UTC))
        forget_forms(session, dt.datetime.now(tz=dt.UTC))


@huey.periodic_task(crontab(minute="19", hour="3"))
def delete_objectors() -> None:
    """Delete who made each objection that was ruled on long ago, once a day."""
    months = Settings.from_environment().objector_months
    with task_session() as session:
        forget_past_objectors(session, now(), months)
