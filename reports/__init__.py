"""What a page of paper shows: ``render`` and ``render_receipt`` are the only ways in.

Reports see summaries and other plain values, never rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from charter.domain.certificates import Certificate
from charter.domain.errors import UnknownReport
from charter.domain.feedback import FeedbackLetter
from charter.domain.reading_packs import ReadingPack
from charter.domain.receipts import Receipt
from charter.domain.round_reports import RoundReport
from charter.domain.summaries import Summary
from reports.certificate.report import certificate_html
from reports.charts import Chart, draw_charts
from reports.example_file.report import example_file_html
from reports.feedback.report import feedback_html
from reports.images import chart_images
from reports.plan.report import plan_html
from reports.reading_pack.report import reading_pack_html
from reports.receipt.report import receipt_html
from reports.round_report.charts import round_charts
from reports.round_report.report import round_report_html

CREDENTIAL_FILE = "credential.jwt"
CREDENTIAL_WORDS = "The award as a signed credential, to be verified without this site"
# Name of a report -> what writes its page, from a summary, its charts and their pictures (SVG by chart name).
REPORTS: Mapping[str, Callable[[Summary, tuple[Chart, ...], Mapping[str, bytes]], str]] = {"action_plan": plan_html}


def render(
    name: str,
    summary: Summary,
    *,
    image_folder: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> bytes:
    """Give a report as a tagged PDF (PDF/UA-1); the same summary gives the same bytes.

    Without a browser to draw charts, their tables stand in, and the report says so. ``image_folder`` keeps drawn
    charts for the next time; ``progress`` is told what happens next, in words. Raises UnknownReport.
    """
    from reports.pdf import print_pdf  # noqa: PLC0415 - WeasyPrint is heavy, and pages that show charts never print

    write = REPORTS.get(name)
    if write is None:
        raise UnknownReport(f"There is no report {name}. Choose one of: {', '.join(REPORTS)}.")
    say = progress or _say_nothing
    say("Drawing charts")
    charts = draw_charts(summary)
    images = chart_images(charts, image_folder)
    say("Laying out pages")
    return print_pdf(write(summary, charts, images), progress=say)


def render_receipt(receipt: Receipt) -> bytes:
    """Give a receipt as a tagged PDF (PDF/UA-1); the same receipt gives the same bytes."""
    from reports.pdf import print_pdf  # noqa: PLC0415 - as above

    return print_pdf(receipt_html(receipt))


def render_certificate(certificate: Certificate) -> bytes:
    """Give a certificate as a tagged PDF (PDF/UA-1), the signed credential attached; the same one, the same bytes."""
    from reports.pdf import AttachedFile, print_pdf  # noqa: PLC0415 - as above

    credential = AttachedFile(CREDENTIAL_FILE, CREDENTIAL_WORDS, certificate.credential.encode())
    return print_pdf(certificate_html(certificate), attached=(credential,) if certificate.credential else ())


def render_feedback(letter: FeedbackLetter) -> bytes:
    """Give the feedback letter as a tagged PDF (PDF/UA-1); the same letter gives the same bytes."""
    from reports.pdf import print_pdf  # noqa: PLC0415 - as above

    return print_pdf(feedback_html(letter))


def render_reading_pack(pack: ReadingPack) -> bytes:
    """Give the reading pack as a tagged PDF (PDF/UA-1); the same pack gives the same bytes."""
    from reports.pdf import print_pdf  # noqa: PLC0415 - as above

    return print_pdf(reading_pack_html(pack))


def render_example_file(name: str, institution_name: str) -> bytes:
    """Give what stands for an invented institution's file as a tagged PDF (PDF/UA-1); the same names: same bytes."""
    from reports.pdf import print_pdf  # noqa: PLC0415 - as above

    return print_pdf(example_file_html(name, institution_name))


def render_round_report(report: RoundReport, *, image_folder: Path | None = None) -> bytes:
    """Give the report of a round as a tagged PDF (PDF/UA-1); the same report gives the same bytes.

    Without a browser to draw charts, their tables stand in.
    """
    from reports.pdf import print_pdf  # noqa: PLC0415 - as above

    charts = round_charts(report)
    return print_pdf(round_report_html(report, charts, chart_images(tuple(charts.values()), image_folder)))


def _say_nothing(what: str) -> None:
    """Tell nobody."""
