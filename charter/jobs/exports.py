"""Writing everything of an assessment into one ZIP, which may take minutes; and deleting it a day later."""

from __future__ import annotations

import logging
from pathlib import Path

from huey import crontab

from charter import __version__
from charter.domain.errors import EvidenceUnavailable, NotAllowed, UnknownAssessment
from charter.jobs import plans
from charter.jobs.clock import now
from charter.jobs.databases import snapshot_session, task_session
from charter.jobs.queue import huey
from charter.services.deeds import Deed
from charter.services.export_writing import Sources, write_export
from charter.services.exports import Order, delete_expired_exports, file_of, finish_export, start_export
from charter.settings import Settings
from charter.store.evidence_objects import open_store

logger = logging.getLogger(__name__)


@huey.task()
def make_export(export_id: str) -> None:
    """Make an export that somebody asked for, or note that it failed."""
    with task_session() as session:
        order = start_export(session, export_id)
    if order is None:
        return
    size = None
    try:
        size = _write(order, file_of(Settings.from_environment().exports_dir, export_id))
    except (OSError, EvidenceUnavailable, NotAllowed, UnknownAssessment) as error:
        # The kind of error alone: its text may hold a name.
        logger.error("An export failed: %s", type(error).__name__)
    finally:
        with task_session() as session:
            finish_export(session, export_id, size)


@huey.periodic_task(crontab(minute="17"))
def delete_exports() -> None:
    """Delete exports that are older than a day, once an hour."""
    with task_session() as session:
        delete_expired_exports(session, Settings.from_environment().exports_dir, now())


def sources() -> Sources:
    """Give what an export needs beside the database."""
    settings = Settings.from_environment()
    return Sources(open_store(settings.evidence_url, settings.evidence_dir), plans.plan_pdf, f"Charter {__version__}")


def _write(order: Order, path: Path) -> int:
    """Write beside the file's place and move it there, so that nobody is handed half of one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        part.touch(mode=0o600)
        with part.open("wb") as target, snapshot_session() as session:
            write_export(Deed(session, order.person_id, order.asked_at, b""), order.assessment_id, target, sources())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)  # half a file would take the room that is missing
    return path.stat().st_size
