"""The dry run of an edition's draft over all assessments, which takes seconds or minutes."""

from __future__ import annotations

import datetime as dt
import logging

from charter.jobs.databases import snapshot_session, task_session
from charter.jobs.queue import huey
from charter.services.draft_dry_runs import begin_dry_run, find_dry_run, keep_dry_run

logger = logging.getLogger(__name__)


@huey.task()
def run_draft(draft_id: str, run_id: str, asked_at: str) -> None:
    """Make the dry run of a draft, as of the moment at which it was asked for; others go on writing meanwhile."""
    now = dt.datetime.fromisoformat(asked_at)
    with task_session() as session:
        number = begin_dry_run(session, run_id, now)
    if not number:
        return
    content = None
    try:
        with snapshot_session() as session:
            content = find_dry_run(session, draft_id, number, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the person must not wait for ever
        logger.error("A dry run failed: %s", type(error).__name__)
    with task_session() as session:
        keep_dry_run(session, run_id, content, now)
