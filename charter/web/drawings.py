"""What is made of an upload once, when it is read: the result's page, its charts' data and its faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, url_for

from charter.domain.summaries import Summary
from charter.services.standings import Standing
from charter.web.result_charts import charts_json, section_charts
from charter.web.result_rows import criterion_rows, metric_rows, particulars, sections, tier_entries

HEAD, BODY, FAULTS, CHARTS = "head.json", "body.html", "faults.json", "charts.json"


def draw(standing: Standing, visit_id: str) -> Mapping[str, bytes]:
    """Give the files that the pages of a visit are made of."""
    faults = [{"place": fault.place, "message": fault.message} for fault in standing.reading.faults]
    return {
        HEAD: _json(head_of(standing.summary)),
        BODY: body_of(standing, lambda name: url_for("standings.picture", visit_id=visit_id, name=name)).encode(),
        FAULTS: _json(faults),
        CHARTS: charts_json(standing.summary),
    }


def head_of(summary: Summary) -> dict[str, str]:
    """Give what stands above the result."""
    version = summary.edition_reference.rpartition("/")[2]
    parts = [f"{summary.edition_title}, edition {version}", summary.scope_text]
    if summary.snapshot_text:
        parts.append(f"data to {summary.snapshot_text}")
    return {"institution_title": summary.institution_title, "caption": " · ".join(parts)}


def body_of(standing: Standing, picture_url: Callable[[str], str]) -> str:
    """Give the result itself as HTML, from our own templates."""
    summary = standing.summary
    return render_template(
        "standings/body.html",
        summary=summary,
        theme_word=summary.theme_word.capitalize(),
        sections=sections(summary),
        charts=section_charts(summary, picture_url),
        tiers=tier_entries(summary),
        rows=criterion_rows(summary),
        metric_rows=metric_rows(summary),
        particulars=particulars(summary),
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
