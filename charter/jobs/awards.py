"""What the calendar does to awards: ending, reminding, asking for returns, suspending; and their credentials."""

from __future__ import annotations

import logging

from huey import crontab

from charter.domain.errors import NoCredentialKey
from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.award_calendar import keep_awards as keep
from charter.services.award_credentials import is_any_due, issue_due
from charter.services.credential_office import open_office
from charter.services.deeds import WORKER, Deed
from charter.settings import Settings


@huey.periodic_task(crontab(minute="27"))
def keep_awards() -> None:
    """Let the calendar's steps happen to each award, once an hour; each step happens once."""
    settings = Settings.from_environment()
    if not settings.signing_key:
        return
    with task_session() as session:
        keep(session, now(), settings.signing_key.encode())


@huey.periodic_task(crontab(minute="*"))
def issue_credentials() -> None:
    """Issue the credentials that are due, once a minute; each is issued once."""
    settings = Settings.from_environment()
    if not settings.signing_key:
        return
    with task_session() as session:
        if not is_any_due(session):
            return
        try:
            issue_due(Deed(session, WORKER, now(), settings.signing_key.encode()), open_office(settings))
        except NoCredentialKey as reason:
            logging.getLogger(__name__).warning("No credential was issued: %s", reason)
