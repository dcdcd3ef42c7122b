"""The report of a round as a page of HTML."""

from __future__ import annotations

from collections.abc import Mapping

from charter.domain.round_reports import TOO_FEW, RoundReport
from reports.charts.chart import Chart
from reports.glyphs import printable
from reports.html import image_url, page_html
from reports.round_report.charts import hard_row


def round_report_html(report: RoundReport, charts: Mapping[str, Chart], images: Mapping[str, bytes]) -> str:
    """Give the page; a chart without a picture is printed as its table."""
    page = page_html(
        "round_report/page.html",
        report=report,
        charts=charts,
        images={name: image_url(printable(svg.decode()).encode()) for name, svg in images.items()},
        hard_rows=[hard_row(item) for item in report.criteria] if _says_anything(report) else [],
    )
    return printable(page)


def _says_anything(report: RoundReport) -> bool:
    """Whether anything is shown of any criterion: a table of nothing but “too few” helps nobody."""
    return any(item.below_percent is not None or item.mean_text != TOO_FEW for item in report.criteria)
