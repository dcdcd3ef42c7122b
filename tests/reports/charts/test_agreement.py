"""The charts of a round's agreement: a figure, its table, and words that state the finding."""

from __future__ import annotations

import json
from dataclasses import replace

from charter.domain.agreement_summaries import DividingLine, RoundAgreement, SeverityLine
from charter.domain.round_alpha import RoundAlpha
from reports.charts.agreement import agreement_charts

ALPHA = RoundAlpha(0.61, "", (0.5, 0.7), "", 40, 1120, 3360, 1000, 7)
FOUND = RoundAgreement(
    edition_reference="bme-mentoring/1.0",
    edition_title="BME Mentoring Charter, edition 1.0",
    alpha=ALPHA,
    confidence_percent=95,
    line=0.667,
    needs_calibration=True,
    severities=(
        SeverityLine("Anna", -0.4, "", 56, 2),
        SeverityLine("Ben", 0.25, "", 84, 3),
        SeverityLine("Cara", None, "there are fewer than 28 comparisons", 3, 1),
    ),
    dividing=(DividingLine("MA-02", "Uptake", 1.5, 40, 31), DividingLine("MA-01", "Offer", 0.0, 40, 0)),
)
NOBODY = RoundAlpha(None, "nobody has rated anything", None, "nobody has rated anything", 0, 0, 0, 0, 7)


def test_each_chart_states_its_finding_and_its_table_says_it_all():
    alpha, severity, dividing = agreement_charts(FOUND, "-1")

    assert alpha.alternative == (
        "Alpha is 0.61, with a 95 % interval from 0.50 to 0.70. That is below 0.667, the line of the edition: "
        "calibrate before outcomes go out."
    )
    assert severity.alternative == (
        "Of 2 reviewers, Anna lies lowest, −0.40 levels from the others, and Ben highest, +0.25 levels."
    )
    assert severity.rows[2] == ("Cara", "there are fewer than 28 comparisons", "3", "1")
    assert dividing.alternative == "MA-02 (1.50 levels) divides panels most."
    assert [row[0] for row in dividing.rows] == ["MA-02 Uptake", "MA-01 Offer"]
    assert [one.name for one in (alpha, severity, dividing)] == ["alpha-1", "severity-1", "dividing-1"]
    assert json.loads(json.dumps([one.figure for one in (alpha, severity, dividing)], allow_nan=False))


def test_nothing_is_drawn_where_nothing_can_be_said():
    empty = replace(FOUND, alpha=NOBODY, needs_calibration=None, severities=FOUND.severities[2:], dividing=())

    assert agreement_charts(empty) == ()
    assert empty.alpha_text == "Alpha has no value: nobody has rated anything."
