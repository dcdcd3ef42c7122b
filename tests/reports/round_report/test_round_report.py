"""The report of a round as its readers and machines get it, with its charts' tables."""

import page
import pytest

import reports
from charter.services.round_reports import round_report
from charter.store.editions import load_edition
from reports.round_report.charts import round_charts
from tests.support.certificates import LONG_NAME
from tests.support.pdf_texts import words_of
from tests.support.round_reports import FRAME, LONG_FRAME, large_round, small_round

EDITION = "bme-mentoring/1.0"
CASES = ("large", "small")


@pytest.fixture(scope="module")
def told():
    edition = load_edition(EDITION)
    return {
        "large": round_report(edition, large_round(edition), FRAME),
        "small": round_report(edition, small_round(edition), LONG_FRAME),
    }


@pytest.fixture(scope="module")
def made(told):
    """Both reports, printed once, without a browser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARTER_CHROMIUM", "none")
        return {case: reports.render_round_report(report) for case, report in told.items()}


@pytest.fixture(scope="module")
def texts(made):
    return {case: words_of(content) for case, content in made.items()}


@pytest.mark.parametrize("case", CASES)
def test_a_report_is_pdf_ua(made, case):
    report = page.validate_pdf_bytes(made[case], profile="ua1")

    assert [failure.message for failure in report.failures] == []


def test_counts_are_rounded_and_small_ones_withheld(texts):
    """104 submissions, 70 conferred, 34 to be revised; 102 of 104 promises kept would tell of two."""
    for words in (
        "Submissions with an outcome: 105.",
        "Submissions that wait for one: few.",
        "Conferred 40 30 70 Minor revisions 20 15 35 All 60 45 105",
        "Screening within 10 working days 90 105 86 %",
        "Outcome within 12 weeks * 105 *",
        "Appeals * * * *",
        "Objections 10 * 10 *",
    ):
        assert words in texts["large"]


def test_agreement_is_told_with_its_interval_its_line_and_no_name(texts, told):
    assert told["large"].agreement.rows[0] == (
        "Krippendorff’s alpha (ordinal)",
        "0.71 (95\u00a0% interval 0.69 to 0.72)",
    )
    assert "It is not below the edition’s line of 0.667." in texts["large"]
    assert "r00" not in texts["large"]


def test_criteria_stand_by_how_often_their_level_was_missed(told):
    percents = [item.below_percent for item in told["large"].criteria if item.below_percent is not None]

    assert percents == sorted(percents, reverse=True)
    assert told["large"].criteria_sentence.startswith(
        "Most often below the level that the tier applied for asks: GV-04 Action plan and progress (33\u00a0%)"
    )


def test_of_a_small_round_next_to_nothing_is_said(told, texts):
    small = told["small"]

    assert small.outcomes.lines == ()
    assert small.tiers is None
    assert small.agreement.alpha is None
    assert {item.mean_text for item in small.criteria} == {"too few"}
    assert round_charts(small) == {}
    assert "Submissions with an outcome: withheld, there are few." in texts["small"]
    assert "How institutions fared" not in texts["small"]
    assert LONG_NAME.replace(" ", "") in texts["small"].replace(" ", "")


def test_every_chart_has_a_table_with_all_its_bars(told):
    charts = round_charts(told["large"])

    assert list(charts) == ["outcomes", "group-1", "group-2", "hard-criteria", "agreement"]
    assert [len(chart.rows) for chart in charts.values()] == [3, 4, 3, 28, 4]
    assert {len(row) == len(chart.header) for chart in charts.values() for row in chart.rows} == {True}
    assert charts["group-2"].alternative == (
        "Submissions by type of institution: Acute trust 50 and Community trust 50."
    )
