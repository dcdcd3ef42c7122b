"""Seating everybody whom a proposal names, which takes seconds for a round of some hundred submissions."""

from __future__ import annotations

import datetime as dt
import logging

from charter.domain.errors import DomainError
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.deeds import Deed
from charter.services.panel_seating import BROKE_OFF, begin_seating, fail_seating, seat_proposed
from charter.settings import Settings

logger = logging.getLogger(__name__)


@huey.task()
def seat_everybody(round_id: str, run_id: str, person_id: str, asked_at: str, site_url: str | None) -> None:
    """Seat everybody for whoever asked, as of the moment at which they did; once, however often it is asked for."""
    now, key = dt.datetime.fromisoformat(asked_at), Settings.from_environment().signing_key
    with task_session() as session:
        if not begin_seating(session, run_id, now):
            return
        fault = ""
        try:
            seat_proposed(Deed(session, person_id, now, (key or "").encode()), round_id, site_url)
        except DomainError as error:
            fault = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person must not wait for ever
            logger.error("Panels could not be seated: %s", type(error).__name__)
            fault = BROKE_OFF
        if fault:
            session.rollback()
            fail_seating(session, run_id, fault)
