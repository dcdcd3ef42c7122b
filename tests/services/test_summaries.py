"""Summaries of answer sheets: what each audience sees, what is missing, and what stands in the way."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.answers import Action, AnswerSheet, CriterionAnswers, Institution
from charter.domain.errors import InvalidEdition
from charter.domain.summaries import BenchmarkSummary
from charter.services.standings import example_sheet
from charter.services.summaries import summarise
from charter.store.editions import load_edition
from tests.support.answer_strategies import sheets

REFERENCE = "bme-mentoring/1.0"
EDITION = load_edition(REFERENCE)
EXAMPLE = example_sheet(REFERENCE)
ALONE = BenchmarkSummary("No peers here.", (), (), (), ())
LEAST = 10  # counts of people under 11 are withheld from the public, and 11 and 12 are shown as 10


def summary_of(sheet, audience="public", edition=EDITION):
    return summarise(edition, sheet, ALONE, audience)


@pytest.fixture(scope="module")
def public():
    return summary_of(EXAMPLE)


@pytest.fixture(scope="module")
def internal():
    return summary_of(EXAMPLE, "own_trust")


@pytest.fixture(scope="module")
def empty():
    return summary_of(AnswerSheet(REFERENCE))


def criterion(summary, criterion_id):
    return next(item for theme in summary.themes for item in theme.criteria if item.criterion_id == criterion_id)


def tier(summary, tier_id):
    return next(item for item in summary.tiers if item.tier_id == tier_id)


def with_answers(criterion_id, **more):
    return replace(EXAMPLE, criteria={**EXAMPLE.criteria, criterion_id: replace(EXAMPLE.of(criterion_id), **more)})


# ---- the worked example --------------------------------------------------------------------------------------------


def test_the_worked_example_reaches_bronze_and_misses_silver_narrowly(public):
    assert (public.overall_text, public.reached, public.next_tier) == ("61.5\u00a0%", "bronze", "silver")
    assert (public.applied_for, public.outcome) == ("silver", "minor_revisions")
    assert [(one.kind, one.subject, one.has_text, one.needs_text) for one in tier(public, "silver").blockers] == [
        ("theme", "OU", "45.8\u00a0%", "50.0\u00a0%"),
        ("mandatory", "TR-01", "Level 2", "Level 3"),
    ]
    assert public.is_complete
    assert public.missing == ()


def test_every_blocker_says_what_there_is_and_what_is_asked(public):
    blockers = [blocker for one in public.tiers for blocker in one.blockers if blocker.kind != "eligibility"]

    assert len(blockers) >= 5
    assert [one for one in blockers if not (one.has_text and one.needs_text and one.text.endswith("."))] == []


def test_the_way_up_is_told_with_what_it_takes(public):
    silver = tier(public, "silver")

    assert [(one.criterion_id, one.from_level, one.to_level) for one in silver.raises] == [
        ("OU-02", 2, 3),
        ("TR-01", 2, 3),
    ]
    assert silver.raises_text == "The smallest way to Silver is 2 levels more, over 2 criteria."
    assert silver.raises[0].what_it_takes == EDITION.criterion("OU-02").rubric[3]


def test_at_most_three_things_are_named_first(public, empty):
    assert len(public.three_things) == 3
    assert public.three_things[0].startswith("Lift OU-02 Career outcomes of mentees from level 2 to 3: ")
    assert empty.three_things[0] == (
        "Give a level to MA-01, MA-02, MA-03, MA-04, MA-05 and 23 more: without one a criterion counts as 0."
    )


# ---- small numbers -------------------------------------------------------------------------------------------------


def test_no_small_count_of_people_is_in_a_public_table(public):
    cells = [cell for table in public.tables for row in table.rows for cell in row[1:]]
    counts = [int(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,]+", cell)]

    assert len(counts) > 100
    assert [count for count in counts if 0 < count < LEAST] == []
    assert [count for count in counts if count % 5] == []


def test_what_a_figure_was_worked_out_from_is_internal(public, internal):
    assert [one.metric_id for one in public.metrics if one.counts_text] == []
    assert len([one for one in internal.metrics if one.counts_text]) > 20
    exact = {one.metric_id for one in public.metrics if one.fraction and any(n % 5 for n in one.fraction)}
    assert exact == {"M13", "M14", "M31"}  # of events, opportunities and actions, not of people


def test_a_withheld_figure_cannot_be_worked_out_from_what_was_typed(public, internal):
    shown = {one.question_id: one.answer for one in criterion(public, "NW-01").answers}
    inside = {one.question_id: one.answer for one in criterion(internal, "NW-01").answers}
    hours = next(one for one in public.metrics if one.metric_id == "M12")

    assert (hours.value, hours.value_text) == (None, "..")
    assert shown["NW-01.q5"] == shown["NW-01.q6"] == "Given, and withheld: it would show a figure of few people."
    assert (inside["NW-01.q5"], inside["NW-01.q6"]) == ("27", "3")


def test_the_public_and_the_institution_see_the_same_levels_and_tiers(public, internal):
    assert [one.level for theme in public.themes for one in theme.criteria] == [
        one.level for theme in internal.themes for one in theme.criteria
    ]
    assert public.overall == internal.overall
    assert [one.level for one in public.metrics] == [one.level for one in internal.metrics]


def test_only_the_internal_summary_is_marked_internal(public, internal):
    assert (public.is_internal, internal.is_internal) == (False, True)


# ---- partly filled -------------------------------------------------------------------------------------------------


def test_an_empty_sheet_has_no_tier_no_outcome_and_says_what_is_missing(empty):
    assert (empty.overall_text, empty.reached, empty.outcome, empty.is_complete) == ("0.0\u00a0%", None, None, False)
    assert empty.institution_title == "Institution not named"
    assert empty.missing[0] == (
        "Not given: the institution’s name, the tier aimed for and the day of the data snapshot."
    )
    assert empty.missing[1].startswith("0 of 28 criteria have a level.")
    assert empty.missing[-1] == "The action plan is empty."


def test_a_sheet_with_one_level_is_scored_for_what_it_holds():
    summary = summary_of(AnswerSheet(REFERENCE, criteria={"GV-01": CriterionAnswers(level=4, answers={})}))

    assert criterion(summary, "GV-01").self_level == 4
    assert criterion(summary, "GV-02").level_label == "Not given"
    assert summary.outcome is None


def test_a_missing_level_holds_the_score_down_until_it_is_given():
    less = replace(EXAMPLE, criteria={name: said for name, said in EXAMPLE.criteria.items() if name != "MA-01"})

    summary = summary_of(less)

    # MA-01 weighs 5 of 100 and was at 3 of 4: 3.75 % less.
    assert summary.overall == pytest.approx(61.5 - 3.75)
    assert (summary.outcome, summary.is_complete) == (None, False)
    assert "MA-01" in summary.missing[0]


def test_a_criterion_that_is_not_applicable_is_said_to_be_so_and_asks_for_nothing():
    sheet = with_answers(
        "NW-04", level=None, is_not_applicable=True, not_applicable_reason="No other body.", answers={}
    )

    found = criterion(summary_of(sheet), "NW-04")

    assert (found.level, found.level_label, found.missing) == (None, "Not applicable", ())
    assert found.is_answered
    assert found.rubric_next == ""


def test_a_level_that_is_held_down_says_why():
    table = {name: years for name, years in EXAMPLE.tables.items() if name != "DT-04"}

    found = criterion(summary_of(replace(EXAMPLE, tables=table)), "MA-03")

    assert found.self_level == 2
    assert found.level < found.self_level
    assert "at most" in found.level_reason


def test_what_is_applied_for_may_be_left_open():
    summary = summary_of(replace(EXAMPLE, applied_for=None))

    assert summary.outcome is None
    assert summary.reached == "bronze"
    assert "tier aimed for" in summary.missing[0]


def test_scope_and_name_travel_with_the_summary():
    institution = Institution(name="Example", scope="directorate", scope_name="Therapies")

    summary = summary_of(replace(EXAMPLE, institution=institution))

    assert "Therapies" in summary.scope_text


def test_all_levels_at_the_top_reach_the_highest_tier_and_ask_for_nothing_more():
    full = {item.id: replace(EXAMPLE.of(item.id), level=item.top_level) for item in EDITION.criteria}

    summary = summary_of(replace(EXAMPLE, criteria=full))

    assert summary.reached == "gold"
    assert tier(summary, "gold").total_levels == 0
    assert [one for one in tier(summary, "gold").blockers if one.kind != "eligibility"] == []


def test_actions_are_shown_field_by_field_with_words_for_codes():
    action = Action({"ref": "A1", "action": "Do it", "rag": "not_started", "due": "2027-05-03", "criterion": "MA-01"})

    [shown] = summary_of(replace(EXAMPLE, actions=(action,))).actions

    assert (shown.values["due"], shown.due, shown.criterion_id) == ("3 May 2027", "2027-05-03", "MA-01")
    assert shown.rag_text == "Not started"


# ---- whatever is typed ---------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(sheets(EDITION), st.sampled_from(["public", "own_trust"]))
def test_every_sheet_that_can_be_read_has_a_summary(sheet, audience):
    summary = summary_of(sheet, audience)

    assert len([one for theme in summary.themes for one in theme.criteria]) == 28
    assert summary.overall is None or 0 <= summary.overall <= 100
    assert len(summary.three_things) <= 3


@pytest.mark.parametrize(
    "reference", ["athena-swan/1.0", "eds-2022/1.0", "ismcp/1.0", "stars/1.0", "one-of-each-kind/1.0"]
)
def test_every_small_edition_can_be_summarised_empty(reference):
    edition = load_edition(reference, Path("tests/criteria/editions"))
    policies = edition.disclosure or EDITION.disclosure

    summary = summary_of(AnswerSheet(reference), "public", replace(edition, disclosure=policies))

    assert summary.tier_ids
    assert not summary.is_complete


def test_an_edition_without_a_disclosure_policy_shows_nothing():
    with pytest.raises(InvalidEdition, match="There is no disclosure policy public"):
        summary_of(AnswerSheet(REFERENCE), edition=replace(EDITION, disclosure={}))
