"""An institution's published figures among its peers."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy.orm import Session

from charter.domain.answers import Institution
from charter.services.benchmarks import benchmark_summary
from charter.services.reference import load_reference
from charter.store.editions import load_edition
from tests.support.reference_database import counted_statements, empty_engine

EDITION = "bme-mentoring/1.0"
SURVEY_SOURCE = ("NHS Staff Survey 2024", "NHS England")


@pytest.fixture(scope="module")
def loaded():
    with Session(empty_engine()) as session:
        load_reference(session)
        yield session


@pytest.fixture(scope="module")
def edition():
    return load_edition(EDITION)


def _figure(summary, figure_id):
    return next(figure for figure in summary.figures if figure.figure_id == figure_id)


def test_a_trust_sees_its_published_figure_among_trusts_of_its_type(loaded, edition):
    figure = _figure(benchmark_summary(loaded, edition, Institution(ods_code="r0a")), "Q15")

    assert (figure.value, figure.base_n, len(figure.peer_values)) == (54.7, 13030, 121)
    assert figure.peer_group == "121 acute and acute and community trusts in England"
    assert figure.interval == pytest.approx((53.84, 55.55), abs=0.01)
    assert (figure.sources[0].title, figure.sources[0].publisher) == SURVEY_SOURCE


def test_wres_shows_both_rates_and_no_interval_because_no_base_is_published(loaded, edition):
    figure = _figure(benchmark_summary(loaded, edition, Institution(ods_code="R0A")), "WRES7")

    assert (figure.value, figure.bme_value, figure.white_value) == (48.4, 48.4, 58.4)
    assert (figure.interval, figure.base_n, figure.peer_bases) == (None, None, ())
    assert "a difference of −10.0\u00a0points" in figure.sentence
    assert figure.higher_is_better


def test_wres_goes_before_the_survey(loaded, edition):
    summary = benchmark_summary(loaded, edition, Institution(ods_code="R0A"))

    assert [figure.figure_id for figure in summary.figures[:5]] == ["WRES5", "WRES6", "WRES7", "WRES8", "Q15"]


def test_peers_come_sorted_by_value_and_without_names(loaded, edition):
    summary = benchmark_summary(loaded, edition, Institution(ods_code="R0A"))

    texts = repr([dataclasses.replace(figure, sources=()) for figure in summary.figures])
    assert list(summary.figures[0].peer_values) == sorted(summary.figures[0].peer_values)
    assert "NHS Foundation Trust" not in texts
    assert "rank" not in texts.lower()


def test_a_mental_health_trust_reads_that_the_wres_source_does_not_hold_it(loaded, edition):
    summary = benchmark_summary(loaded, edition, Institution(ods_code="RRP"))

    assert "does not hold this organisation" in summary.sentence
    assert _figure(summary, "Q15").value is not None


def test_few_peers_give_a_median_but_no_quartiles(loaded, edition):
    figure = _figure(benchmark_summary(loaded, edition, Institution(ods_code="RX9")), "Q15")

    assert len(figure.peer_values) == 10
    assert figure.median is not None
    assert (figure.lower_quartile, figure.upper_quartile) == (None, None)


def test_too_few_peers_of_the_type_and_no_region_give_no_median(loaded, edition):
    figure = _figure(benchmark_summary(loaded, edition, Institution(ods_code="0AR")), "Q15")

    assert figure.median is None
    assert "Only 3 peers have a figure: a median needs 5." in figure.sentence


def test_where_the_type_is_unknown_the_region_gives_the_peers(loaded, edition):
    figure = _figure(benchmark_summary(loaded, edition, Institution(ods_code="RD3")), "Q15")

    assert figure.value is None
    assert figure.peer_group == "19 organisations in the South West region"


def test_a_trust_in_two_parts_is_asked_to_name_one(loaded, edition):
    assert "Enter R1F1 or R1F2" in benchmark_summary(loaded, edition, Institution(ods_code="R1F")).sentence


def test_an_unknown_code_gets_an_honest_sentence_and_national_figures(loaded, edition):
    summary = benchmark_summary(loaded, edition, Institution(ods_code="ZZZ"))

    assert "in none of the published lists" in summary.sentence
    assert summary.figures == ()
    assert ("Occupational therapists who answered", "86.2\u00a0% White, 13.8\u00a0% BME of 14,070 respondents") in [
        line[:2] for line in summary.context
    ]


def test_national_values_carry_their_source(loaded, edition):
    lines = {what: (value, source) for what, value, source in benchmark_summary(loaded, edition, Institution()).context}

    value, source = lines["BME staff in the NHS workforce"]
    assert value == "28.6\u00a0% (2024), 24.2\u00a0% (2022), 22.4\u00a0% (2021)"
    assert "NHS Employers" in source


def test_a_type_alone_shows_its_peers_without_an_own_value(loaded, edition):
    summary = benchmark_summary(loaded, edition, Institution(organisation_type="ambulance"))

    figure = _figure(summary, "Q15")
    assert (figure.value, figure.value_text, len(figure.peer_values)) == (None, "Not published", 11)
    assert "There is no published figure of this institution." in figure.sentence


def test_the_worked_example_has_invented_figures_that_say_so(loaded, edition):
    summary = benchmark_summary(loaded, edition, Institution(name="Example Acute NHS Trust", ods_code="X0EX1"))

    figure = _figure(summary, "Q15")
    assert "does not exist" in summary.sentence
    assert figure.value_text.endswith("(invented)")
    assert figure.sentence.startswith("Invented figure:")
    assert "Invented figures of the worked example" in [source.title for source in figure.sources]
    assert "(invented)" in summary.funnels[0].sentence


def test_another_invented_code_has_no_figures(loaded, edition):
    summary = benchmark_summary(loaded, edition, Institution(ods_code="X0ZZZ", organisation_type="acute"))

    assert "does not exist" in summary.sentence
    assert {figure.value for figure in summary.figures} == {None}


def test_the_funnel_has_additive_limits_and_says_why(loaded, edition):
    funnel = benchmark_summary(loaded, edition, Institution(ods_code="R0A")).funnels[0]

    assert funnel.dispersion == pytest.approx(30.4, abs=0.05)
    assert "Spiegelhalter 2005" in funnel.note
    assert "69\u00a0% of them outside" in funnel.note
    assert [point.is_own for point in funnel.points].count(True) == 1
    assert all(low998 <= low95 <= high95 <= high998 for _, low95, high95, low998, high998 in funnel.limits)


def test_the_funnel_of_few_organisations_has_no_limits_and_says_why(loaded, edition):
    funnel = benchmark_summary(loaded, edition, Institution(ods_code="RX9")).funnels[0]

    assert funnel.limits == ()
    assert funnel.note.startswith("No limits are drawn: the 10 organisations differ by more than chance")


@pytest.mark.parametrize("institution", [Institution(ods_code="R0A"), Institution(ods_code="R1F"), Institution()])
def test_a_comparison_takes_a_dozen_statements_at_most(loaded, edition, institution):
    loaded.expire_all()

    with counted_statements(loaded) as sent:
        benchmark_summary(loaded, edition, institution)

    assert len(sent) <= 12


def test_without_reference_data_the_summary_says_so(edition):
    with Session(empty_engine()) as session:
        summary = benchmark_summary(session, edition, Institution(ods_code="R0A"))

    assert (summary.figures, summary.sentence) == ((), "No reference data is loaded, so nothing is compared.")
