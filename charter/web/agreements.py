"""How far reviewers agree: about one submission, and over a round."""

from __future__ import annotations

import json

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.case_workflow import CaseKind
from charter.domain.errors import InvalidDecision
from charter.domain.permissions import Action, may
from charter.domain.wording import count_text
from charter.services.alpha_gates import AlphaGate, gate_beside, override_alpha
from charter.services.cases import Case
from charter.services.meetings import Meeting, meeting_for
from charter.services.round_agreement import Agreements, agreement_over
from charter.web import meeting_rows
from charter.web.case_frames import case_frame
from charter.web.filters import Link
from charter.web.meeting_forms import ReasonForm
from charter.web.people import deed
from charter.web.result_charts import shown_chart
from charter.web.times import moment_text
from reports.charts.agreement import agreement_charts
from reports.charts.chart import Chart

blueprint = Blueprint("agreements", __name__)

KIND_WORDS = {CaseKind.FIRST: "First judgements", CaseKind.APPEAL: "Appeals", CaseKind.PRACTICE: "Practice"}


@blueprint.get("/cases/<case_id>/agreement")
def submission(case_id: str) -> str:
    """Show how far the reviewers of one submission agree."""
    found = meeting_for(deed(), case_id)
    return render_template(
        "agreements/submission.html",
        texts=meeting_rows.agreement_texts(found.agreement),
        pairs=_pairs(found),
        round_href=_round_href(found.case),
        **case_frame(found.case),
    )


@blueprint.get("/rounds/<round_id>/agreement")
def whole_round(round_id: str) -> str:
    """Show how far the panels of a round agree."""
    return _round_page(round_id, ReasonForm(formdata=None))


@blueprint.get("/rounds/<round_id>/agreement/charts")
def charts(round_id: str) -> Response:
    """Give the charts' data."""
    found = agreement_over(deed(), round_id, _kind())
    figures = {chart.name: chart.figure for some in _charts(found) for chart in some}
    return Response(json.dumps(figures, ensure_ascii=False), mimetype="application/json")


@blueprint.post("/rounds/<round_id>/agreement/override")
def override(round_id: str) -> AnyResponse | tuple[str, int]:
    """Let outcomes go out although panels agree too little."""
    form = ReasonForm()
    try:
        override_alpha(deed(), round_id, form.reason.data or "")
    except InvalidDecision as error:
        form.reason.errors = [str(error)]
        return _round_page(round_id, form), 422
    flash("Outcomes can go out. Your reason is on record.")
    return redirect(url_for("agreements.whole_round", round_id=round_id), 303)


def _round_page(round_id: str, form: ReasonForm) -> str:
    found = agreement_over(deed(), round_id, _kind())
    gate = gate_beside(deed(), found)
    errors = [(text, "#reason") for text in form.reason.errors]
    return render_template(
        "agreements/whole_round.html",
        whole=found.counted.whole,
        kind_text=KIND_WORDS[found.kind].lower(),
        is_office=found.counted.is_office,
        views=_views(round_id, found.kind),
        left_out_text=_left_out(found),
        parts=[
            {
                "title": part.edition_title,
                "text": part.alpha_text,
                "has_alpha": part.alpha.alpha is not None,
                "severity": part.severity_text,
                "charts": drawn,
            }
            for part, drawn in zip(
                found.parts, ([shown_chart(one) for one in some] for some in _charts(found)), strict=True
            )
        ],
        gate=gate,
        override_text=_override_text(gate),
        charts_url=url_for("agreements.charts", round_id=round_id, kind=_named(found.kind)),
        form=form,
        errors=errors,
        is_error=bool(errors),
    )


def _kind() -> CaseKind:
    """Which cases the address asks for: first judgements where it names none that there is."""
    return next((kind for kind in CaseKind if kind == request.args.get("kind")), CaseKind.FIRST)


def _named(kind: CaseKind) -> str | None:
    return None if kind == CaseKind.FIRST else kind.value


def _views(round_id: str, here: CaseKind) -> list[Link]:
    return [
        Link(text, url_for("agreements.whole_round", round_id=round_id, kind=_named(kind)), kind == here)
        for kind, text in KIND_WORDS.items()
    ]


def _round_href(case: Case) -> str:
    """Give where a chair or the office sees the same over the round; "" for others."""
    if not may(case.roles, Action.SEE_AGREEMENT):
        return ""
    return url_for("agreements.whole_round", round_id=case.round_id, kind=_named(case.kind))


def _charts(found: Agreements) -> list[tuple[Chart, ...]]:
    return [agreement_charts(part, f"-{number}") for number, part in enumerate(found.parts, 1)]


def _pairs(found: Meeting) -> list[tuple[str, str]]:
    names = [one.name for one in found.reviewers]
    return [
        (f"{names[pair.first]} and {names[pair.second]}", meeting_rows.kappa_text(pair.kappa))
        for pair in found.agreement.kappas
    ]


def _left_out(found: Agreements) -> str:
    count = len(found.counted.left_out)
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{count_text(count, 'submission')} in which you have an interest {verb} left out."


def _override_text(gate: AlphaGate | None) -> str:
    if gate is None or gate.override is None:
        return ""
    who = gate.override.decided_by or "Somebody who was forgotten"
    return f"{who} decided on {moment_text(gate.override.decided_at)}: {gate.override.reason}"
