"""Making PDFs of cases, awards and rounds, each where somebody waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from charter.domain.case_workflow import MatterKind
from charter.domain.certificates import Certificate
from charter.domain.feedback import FeedbackLetter
from charter.domain.reading_packs import ReadingPack
from charter.domain.round_reports import RoundReport
from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services import matter_papers as papers
from charter.services.certificates import CertificateFrame, certificate_of
from charter.services.reading_packs import reading_pack_of
from charter.services.round_facts import round_report_of
from charter.services.told_letters import letter_of, letter_paper
from charter.store.proceedings import Matter

logger = logging.getLogger(__name__)
Said = TypeVar("Said")


@huey.task()
def make_reading_pack(case_id: str) -> None:
    """Make the reading pack of a case."""
    _make(
        Matter(MatterKind.CASE, case_id),
        papers.READING_PACK,
        lambda session: reading_pack_of(session, case_id),
        reading_pack_pdf,
    )


@huey.task()
def make_sent_letter(case_id: str, digest: str, warning: str = "") -> None:
    """Make the letter that was sent about a case under a digest; ``warning``: printed on it, on none that counts."""
    paper = letter_paper(case_id, digest)
    _make(
        paper.matter,
        paper.name,
        lambda session: replace(letter_of(session, case_id, digest), warning=warning),
        feedback_pdf,
    )


@huey.task()
def make_certificate(award_id: str, frame: CertificateFrame) -> None:
    """Make the certificate of an award."""
    _make(
        Matter(MatterKind.AWARD, award_id),
        papers.CERTIFICATE,
        lambda session: certificate_of(session, award_id, frame),
        certificate_pdf,
    )


@huey.task()
def make_round_report(round_id: str, warning: str = "") -> None:
    """Make the report of a round."""
    _make(
        Matter(MatterKind.PANELS, round_id),
        papers.ROUND_REPORT,
        lambda session: round_report_of(session, round_id, now(), warning=warning),
        round_report_pdf,
    )


def reading_pack_pdf(pack: ReadingPack) -> bytes:
    """Give a reading pack as a PDF."""
    from reports import render_reading_pack  # noqa: PLC0415 - WeasyPrint is heavy, and the web server never needs it

    return render_reading_pack(pack)


def certificate_pdf(certificate: Certificate) -> bytes:
    """Give a certificate as a PDF."""
    from reports import render_certificate  # noqa: PLC0415 - as above

    return render_certificate(certificate)


def feedback_pdf(letter: FeedbackLetter) -> bytes:
    """Give a feedback letter as a PDF."""
    from reports import render_feedback  # noqa: PLC0415 - as above

    return render_feedback(letter)


def round_report_pdf(report: RoundReport) -> bytes:
    """Give the report of a round as a PDF."""
    from reports import render_round_report  # noqa: PLC0415 - as above

    return render_round_report(report)


def _make(matter: Matter, name: str, say: Callable[[Session], Said], print_it: Callable[[Said], bytes]) -> None:
    """Make a paper, or note that it failed; do nothing where nobody waits for it."""
    with task_session() as session:
        if not papers.start_matter_paper(session, matter, name, now()):
            return
        content = None
        try:
            said = say(session)
            session.commit()  # lets go of the database while the file is made
            content = print_it(said)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person must not wait for ever
            session.rollback()
            logger.error("A paper failed: %s", type(error).__name__)
        papers.finish_matter_paper(session, matter, name, content, now())
