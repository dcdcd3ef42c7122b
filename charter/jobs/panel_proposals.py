"""Working out who sits on which panel, which takes seconds."""

from __future__ import annotations

import datetime as dt
import logging

from charter.jobs.databases import snapshot_session, task_session
from charter.jobs.queue import huey
from charter.services.deeds import Deed
from charter.services.panel_proposals import begin_panels, find_panels, keep_panels

logger = logging.getLogger(__name__)


@huey.task()
def propose_panels(round_id: str, run_id: str, asked_at: str) -> None:
    """Work out the panels of a round, as of the moment at which it was asked for."""
    now = dt.datetime.fromisoformat(asked_at)
    with task_session() as session:
        begun = begin_panels(session, run_id, now)
    if begun is None:
        return
    content = None
    try:
        with snapshot_session() as session:
            content = find_panels(Deed(session, begun[1], now, b""), round_id, begun[0])
    except Exception as error:  # noqa: BLE001 - whatever it is, the person must not wait for ever
        logger.error("Panels could not be worked out: %s", type(error).__name__)
    with task_session() as session:
        keep_panels(session, run_id, content, now)
