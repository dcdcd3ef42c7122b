"""Edition 2.0 as it was agreed, and what its crosswalk makes of everything of 1.0."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from charter.domain.answers import AnswerSheet, CriterionAnswers
from charter.domain.crosswalk_explaining import explain
from charter.domain.fates import input_fate, metric_fate, question_fate, table_fate
from charter.services.answer_sheets import read_file
from charter.services.submissions import scorecard_text
from charter.services.summaries import find
from charter.services.table_grids import table_blocks
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition

OLD, NEW = load_edition("bme-mentoring/1.0"), load_edition("bme-mentoring/2.0")
CROSSWALK = load_crosswalk("bme-mentoring/2.0")
EXAMPLE = Path("criteria/bme-mentoring/2.0/example/answers.yaml")


def test_it_has_twenty_nine_criteria_that_weigh_a_hundred():
    weights = [criterion.weight for criterion in NEW.criteria]

    assert weights == [4, 6, 4, 3, 4, 2, 3, 4, 3, 4, 2, 3, 5, 4, 3, 2, 4, 5, 3, 4, 4, 4, 4, 2, 2, 3, 3, 3, 3]
    assert sum(weights) == 100
    assert [theme.weight for theme in NEW.themes] == [26, 16, 14, 20, 12, 12]


def test_it_is_a_draft_that_follows_the_first():
    assert (NEW.status, NEW.facts["supersedes"], NEW.facts["total_word_budget"]) == ("draft", "1.0", 7450)


def test_the_first_edition_follows_none():
    assert load_crosswalk("bme-mentoring/1.0") is None


def test_every_difference_is_explained_by_the_change_that_names_it():
    found = explain(CROSSWALK, OLD, NEW)

    assert [item for item in found if item.change_id is None] == []
    assert set(Counter(item.change_id for item in found)) == {"C1", "C2", "C3", "C4", "C5", "C6", "follows"}


def test_without_the_crosswalk_nothing_is_explained():
    assert {item.change_id for item in explain(None, OLD, NEW)} == {None}


@pytest.mark.parametrize(
    ("question_id", "what", "targets"),
    [
        ("MA-02.q4", "copied", ("MA-02.q4",)),
        ("MA-02.level", "copied", ("MA-02.level",)),
        ("MA-04.q1", "copied", ("MA-04.q1",)),
        ("MA-04.q3", "routed", ("MA-06.q1",)),
        ("MA-04.level", "blank", ("MA-04.level", "MA-06.level")),
        ("TR-02.q2", "copied", ("TR-02.q2",)),
        ("TR-02.level", "blank", ("TR-02.level",)),
        ("NW-02.q1", "changed", ("DT-09",)),
        ("NW-02.level", "copied", ("NW-02.level",)),
        ("RP-03.q2", "archived", ()),
        ("RP-03.level", "archived", ()),
        ("RP-03.q1", "recomputed", ("M20",)),
        ("MA-01.q5", "copied", ("scheme_started_on",)),
    ],
)
def test_each_answer_has_the_fate_that_the_changes_say(question_id, what, targets):
    found = question_fate(CROSSWALK, OLD, NEW, question_id)

    assert (found.what, found.targets) == (what, targets)


def test_every_answer_table_figure_and_input_has_a_fate():
    questions = [question.id for criterion in OLD.criteria for question in criterion.questions]

    found = Counter(question_fate(CROSSWALK, OLD, NEW, question_id).what for question_id in questions)

    assert sum(found.values()) == len(questions)
    assert found["archived"] == 3
    assert {metric_fate(CROSSWALK, NEW, metric.id).what for metric in OLD.metrics} == {"recomputed"}
    assert {input_fate(CROSSWALK, OLD, NEW, item.id).what for item in OLD.typed_inputs} == {"copied"}


def test_a_table_that_changed_keeps_the_measures_that_are_asked_alike():
    found = table_fate(CROSSWALK, OLD, NEW, "DT-09")

    assert found.measures == {
        "alcohol_free_option": "copied",
        "core_hours": "archived",
        "remote_or_recorded": "archived",
    }


def test_a_table_is_for_reference_only_when_a_new_year_begins():
    assert table_fate(CROSSWALK, OLD, NEW, "DT-01", is_new_year=True).whole.what == "reference_only"
    assert table_fate(CROSSWALK, OLD, NEW, "DT-01").whole.what == "copied"


def test_twenty_six_criteria_are_common_to_both():
    ids = tuple(criterion.id for criterion in OLD.criteria)

    common = CROSSWALK.common_criteria(ids)

    assert len(common) == 26
    assert {"RP-03", "MA-04"} & set(common) == set()


def test_the_trend_may_cross_the_editions_as_far_as_each_change_says():
    said = {name: CROSSWALK.comparability(name) for name in ("MA-01", "MA-02", "MA-04", "MA-06", "MA-07", "TR-02")}

    assert said == {
        "MA-01": "full",
        "MA-02": "full",
        "MA-04": "partial",
        "MA-06": "none",
        "MA-07": "none",
        "TR-02": "partial",
    }


def test_the_worked_example_fits_the_edition():
    edition, reading = read_file(EXAMPLE.read_bytes(), EXAMPLE.name)

    found = find(edition, reading.sheet)

    assert edition.reference == "bme-mentoring/2.0"
    assert reading.faults == ()
    assert found.in_use.missing == ()
    assert found.results[0]["M13"].value == Fraction(800, 14)


def test_columns_in_which_people_may_stand_twice_are_never_added_up():
    shown, uptake = (table_blocks(NEW, NEW.table(table_id)) for table_id in ("DT-11", "DT-02"))

    assert NEW.table("DT-11").columns_overlap
    assert [block.has_line_totals for block in shown] == [False, False, False]
    assert [block.has_line_totals for block in uptake] == [True] * 5


@pytest.mark.parametrize(("due_on", "reached"), [(dt.date(2028, 9, 30), "silver"), (dt.date(2028, 10, 1), "bronze")])
def test_the_day_of_submission_decides_whether_the_first_round_eases(due_on, reached):
    criteria = tuple(replace(item, metrics=()) for item in NEW.criteria)
    levels = {item.id: CriterionAnswers(level=3) for item in criteria} | {"MA-07": CriterionAnswers(level=0)}
    sheet = AnswerSheet(NEW.reference, submit_by=due_on, criteria=levels)

    found = find(replace(NEW, criteria=criteria), sheet)

    assert found.reached == reached
    assert f'"reached":"{reached}"' in scorecard_text(found)
