"""Every edition in the folder of criteria: sound, unchanged where published, and edition 1.0 as it was agreed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from charter.store.edition_files import checksum
from charter.store.editions import check_editions, list_editions, load_edition

CRITERIA = Path("criteria")
FIRST = "bme-mentoring/1.0"


@pytest.fixture(scope="module")
def edition():
    return load_edition(FIRST)


def test_there_are_editions():
    assert FIRST in list_editions()


def test_no_installed_edition_has_a_fault():
    assert check_editions(CRITERIA) == ()


def test_the_first_edition_is_what_was_published():
    lines = (CRITERIA / "published.sha256").read_text(encoding="utf-8").splitlines()

    assert f"{checksum(CRITERIA / FIRST)}  {FIRST}" in lines


def test_the_first_edition_is_complete(edition):
    counts = {
        "themes": len(edition.themes),
        "criteria": len(edition.criteria),
        "tables": len([table for table in edition.tables if table.kind != "actions"]),
        "metrics": len(edition.metrics),
        "survey items": len(edition.survey.items),
        "typed inputs": len(edition.typed_inputs),
        "action fields": len(edition.action_fields),
        "tiers": len(edition.tiers),
    }

    assert counts == {
        "themes": 6,
        "criteria": 28,
        "tables": 10,
        "metrics": 32,
        "survey items": 12,
        "typed inputs": 8,
        "action fields": 16,
        "tiers": 3,
    }


def test_criteria_stand_in_the_order_of_their_themes(edition):
    themes = [criterion.theme_id for criterion in edition.criteria]

    assert themes == ["MA"] * 5 + ["NW"] * 5 + ["RP"] * 5 + ["TR"] * 5 + ["OU"] * 4 + ["GV"] * 4


def test_every_criterion_has_five_levels_and_is_rooted_in_the_research(edition):
    assert {len(criterion.rubric) for criterion in edition.criteria} == {5}
    assert [criterion.id for criterion in edition.criteria if not all(criterion.rubric)] == []
    assert [criterion.id for criterion in edition.criteria if not criterion.quotations] == []


def test_every_criterion_can_be_read_in_full(edition):
    assert [item.id for item in edition.criteria if not (item.requirement and item.guidance and item.evidence)] == []


def test_every_question_has_words(edition):
    questions = [question for criterion in edition.criteria for question in criterion.questions]

    assert [question.id for question in questions if not question.text.strip()] == []
    assert edition.criterion("MA-02").questions[2].text == "Mentoring uptake ratio"
    assert edition.criterion("GV-04").questions[0].text == "Action plan"


def test_weights_are_those_agreed(edition):
    weights = [criterion.weight for criterion in edition.criteria]

    assert weights == [5, 6, 4, 5, 4, 4, 3, 4, 2, 3, 5, 4, 2, 3, 2, 4, 5, 3, 4, 4, 4, 4, 2, 2, 3, 3, 3, 3]
    assert [theme.weight for theme in edition.themes] == [24, 16, 16, 20, 12, 12]


def test_minimums_are_those_agreed(edition):
    silver = edition.tier("silver")

    assert silver.overall_minimum == 60
    assert silver.floor == 1
    assert edition.tier("bronze").theme_minimums == {"MA": 30, "NW": 30, "RP": 30, "TR": 25, "OU": 25, "GV": 25}
    assert edition.tier("bronze").floor is None
    assert (silver.criterion_minimums["TR-01"], silver.criterion_minimums["GV-04"]) == (3, 3)
    assert "MA-05" not in silver.criterion_minimums
    assert [rule.id for rule in edition.eligibility_of("gold")] == [
        *("BE1", "BE2", "BE3", "BE4"),
        *("SE1", "SE2", "SE3", "SE4"),
        *("GE1", "GE2", "GE3", "GE4"),
    ]


def test_metrics_carry_their_defaults(edition):
    assert (edition.metric("M01").min_denominator, edition.metric("M01").min_expected) == (20, 5)
    assert (edition.metric("M10").min_denominator, edition.metric("M10").level_from) == (11, 20)
    assert (edition.metric("M03").min_denominator, edition.metric("M03").pools) == (10, True)
    assert (edition.metric("M31").age_input, edition.metric("M31").age_months) == ("first_plan_accepted_on", 0)
    assert edition.metric("M21").inverse_name == "WRES2"
    assert edition.metric("M02").bands is None


def test_metrics_are_of_the_kinds_agreed(edition):
    assert Counter(metric.kind for metric in edition.metrics) == {
        "share": 12,
        "share_of_records": 1,
        "completion": 1,
        "favourable": 2,
        "favourable_mean": 1,
        "favourable_gap": 4,
        "rate_ratio": 5,
        "step_disparity": 1,
        "share_index": 2,
        "share_gap": 1,
        "mean_ratio": 1,
        "mean": 1,
    }


def test_codes_and_measures_have_readable_words(edition):
    staff, uptake = edition.table("DT-01"), edition.table("DT-02")

    assert staff.column_labels["b8a"] == "Band 8a"
    assert staff.row_labels["P"] == "Black or Black British - Any other Black background"
    assert (len(staff.rows), len(staff.columns)) == (18, 17)
    assert uptake.columns == ("c1", "c2", "c3", "c4", "medical", "not_afc")
    assert [measure.label for measure in uptake.measures][:3] == [
        "Asked for a mentor",
        "Matched with a mentor or group",
        "Offered a first meeting within 56 days",
    ]
    assert [measure.at_most for measure in uptake.measures][:3] == [None, "asked_for_mentor", "asked_for_mentor"]
    assert edition.code_groupings["ethnic_binary"].labels["bme"] == "BME"


def test_no_code_is_shown_as_its_own_label(edition):
    labels = [
        label for table in edition.tables for label in (*table.row_labels.values(), *table.column_labels.values())
    ]
    labels += [measure.label for table in edition.tables for measure in (*table.measures, *table.extras)]
    labels += [field.label for field in edition.action_fields]

    assert [label for label in labels if "_" in label or not label] == []


def test_the_survey_has_five_answers_of_which_two_are_favourable(edition):
    assert edition.survey.answers == ("1", "2", "3", "4", "5", "not_applicable")
    assert edition.survey.valid_answers == ("1", "2", "3", "4", "5")
    assert edition.survey.favourable_answers == ("4", "5")
    assert [item.id for item in edition.survey.items if item.route] == ["S02", "S03", "S04", "S05"]
    assert [item.id for item in edition.survey.items if item.quotation is None] == []


def test_the_rest_of_the_edition_is_kept_as_written(edition):
    assert edition.facts["words"] == {"theme": "domain"}
    assert edition.facts["window"] == {"opens": "05-01", "baseline_save": "07-31", "submit_by": "09-30"}
    assert edition.facts["total_word_budget"] == 7200
    assert edition.facts["estimated_hours"]["first_submission"]["lead"] == 60
    assert edition.facts["panel"]["reviewers"] == 3
    assert edition.facts["benchmarking"]["min_peers"] == {"percentile": 8, "quartiles": 12, "median": 5}
    assert edition.facts["data_protection"]["retention"]["drafts_not_submitted_months"] == 24
    assert edition.facts["research"]["licence"] == "CC BY 4.0"


def test_dates_are_text_that_a_calendar_takes(edition):
    window = edition.facts["window"]

    assert dt.date.fromisoformat(f"2027-{window['submit_by']}") == dt.date(2027, 9, 30)


def test_crosswalks_name_their_schemes(edition):
    assert edition.criterion("MA-01").crosswalk["wres"] == ("4", "7")
    assert "eds" not in edition.criterion("NW-02").crosswalk
    assert edition.crosswalk_names["wres"] == "NHS Workforce Race Equality Standard (WRES)"
