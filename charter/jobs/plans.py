"""Making PDFs and pictures, which takes seconds: for a visit, and once for the worked example."""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Callable

from huey import crontab

from charter import __version__
from charter.domain.errors import DomainError
from charter.domain.receipts import Receipt
from charter.domain.summaries import Summary
from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services import papers, visits
from charter.services.editions import newest_edition
from charter.services.made_files import EXAMPLE_PICTURES, EXAMPLE_PLAN, make_example_files
from charter.services.standings import summary_of
from charter.settings import Settings

logger = logging.getLogger(__name__)
_making_example = threading.Lock()
PUBLIC = "public"


@huey.task()
def make_plan(visit_id: str, audience: str) -> None:
    """Make the action-plan PDF of a visit for an audience."""
    _make(visit_id, visits.plan_name(audience), audience, plan_pdf)


@huey.task()
def make_paper(assessment_id: str, number: int, audience: str) -> None:
    """Make a PDF of an assessment: of its draft (number 0), of a frozen copy, or the receipt of one."""
    paper = papers.Paper(number, audience)
    with task_session() as session:
        key = Settings.from_environment().signing_key or ""
        said = papers.start_paper(session, assessment_id, paper, now(), key.encode())
        if said is None:
            return
        content = None
        try:
            content = receipt_pdf(said) if isinstance(said, Receipt) else plan_pdf(said)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person must not wait for ever
            logger.error("A paper failed: %s", type(error).__name__)
        papers.finish_paper(session, assessment_id, paper, content, now())


@huey.task()
def draw_pictures(visit_id: str) -> None:
    """Draw the charts of a visit as pictures, for those who read without JavaScript."""
    _make(visit_id, visits.PICTURES, PUBLIC, pictures_json)


@huey.periodic_task(crontab(minute="*"))
def make_example() -> None:
    """Make the worked example's PDF and pictures where they are missing or out of date."""
    if not _making_example.acquire(blocking=False):
        return  # another thread of this worker is at it
    try:
        makers: dict[str, Callable[[Summary], bytes]] = {EXAMPLE_PICTURES: pictures_json, EXAMPLE_PLAN: plan_pdf}
        with task_session() as session:
            make_example_files(session, newest_edition(now().date()).reference, makers, _version())
    except DomainError as error:
        logger.warning("The worked example cannot be made: %s", error)
    finally:
        _making_example.release()


@huey.on_startup()
def make_example_at_start() -> None:
    """Let the worker make the worked example's files first, so that the first visitor finds them."""
    make_example()


def plan_pdf(summary: Summary) -> bytes:
    """Give the action-plan PDF."""
    from reports import render  # noqa: PLC0415 - WeasyPrint is heavy, and the web server never needs it

    return render("action_plan", summary)


def receipt_pdf(receipt: Receipt) -> bytes:
    """Give a receipt as a PDF."""
    from reports import render_receipt  # noqa: PLC0415 - as above

    return render_receipt(receipt)


def pictures_json(summary: Summary) -> bytes:
    """Give every chart as SVG, by name; none where there is no browser to draw them."""
    from reports.charts import draw_charts  # noqa: PLC0415 - the web server never draws
    from reports.images import chart_images  # noqa: PLC0415

    images = chart_images(draw_charts(summary))
    return json.dumps({name: image.decode() for name, image in images.items()}, ensure_ascii=False).encode()


def _version() -> str:
    """Give what the example's files depend on beside its answers; where a browser came since, so do charts."""
    from reports.images import chromium_path  # noqa: PLC0415 - as above

    return f"{__version__} {'with' if chromium_path() else 'without'} charts"


def _make(visit_id: str, name: str, audience: str, make: Callable[[Summary], bytes]) -> None:
    """Make a file of a visit, or note that it failed; do nothing where the visit is over."""
    with task_session() as session:
        started = visits.start_file(session, visit_id, name, _wall_clock())
        if started is None:
            return
        summary = summary_of(session, *started, audience)
        session.commit()  # lets go of the database while the file is made
        content = None
        try:
            content = make(summary)
        except Exception as error:  # noqa: BLE001 - whatever it is, the visitor must not wait for ever
            # The kind of error alone: its text may hold what the visitor wrote.
            logger.error("%s failed: %s", name, type(error).__name__)
        visits.finish_file(session, visit_id, name, content, _wall_clock())


def _wall_clock() -> dt.datetime:
    """What a visit's hour is counted by, whatever the day on which a demonstration stands."""
    return dt.datetime.now(tz=dt.UTC)
