"""Fates where criteria are merged, of an edition that has nothing to do with mentoring."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from charter.domain.coherence_crosswalk import crosswalk_findings
from charter.domain.crosswalk import CarryForward, Change, Crosswalk, Fates, Part
from charter.domain.edition import Criterion, Edition, Question
from charter.domain.fates import criterion_fate, question_fate
from tests.support.scored_editions import criterion, edition


def asking(criterion_id: str, weight: int, *questions: str) -> Criterion:
    asked = [Question(item, "narrative", f"Tell {item}", is_required=True, word_limit=100) for item in questions]
    level = Question(f"{criterion_id}.level", "rubric", "Level", is_required=True)
    return replace(criterion(criterion_id, weight), questions=(*asked, level))


def of(version: str, *criteria: Criterion) -> Edition:
    return replace(edition(criteria), version=version)


OLD = of("1", asking("X1", 2, "X1.q1", "X1.q2"), asking("X2", 3, "X2.q1"), asking("X3", 1, "X3.q1"))
NEW = of("2", asking("X1", 5, "X1.q1", "X1.q3"), asking("X3", 1, "X3.q1"))
MERGED = Change(
    id="one",
    kind="merged",
    old_ids=("X1", "X2"),
    new_ids=("X1",),
    why="They said the same.",
    carry=CarryForward("route_by_question", "copy", "blank", "reference_only"),
    comparable={"": "none"},
    parts=(Part("X1", Fraction(5), ("X1.q1", "X2.q1"), {"X2.q1": "X1.q3"}),),
    retired_questions=("X1.q2",),
)
CROSSWALK = Crosswalk(
    old=OLD.reference,
    new=NEW.reference,
    overlap_months=6,
    rule="",
    changes=(MERGED,),
    unchanged=CarryForward("copy_as_draft", "copy", "copy_as_draft", "reference_only"),
    unchanged_comparable="full",
    fates=Fates(),
    common_without=("X1", "X2"),
)


@pytest.mark.parametrize(
    ("question_id", "what", "targets"),
    [
        ("X1.q1", "copied", ("X1.q1",)),
        ("X1.q2", "archived", ()),
        ("X2.q1", "routed", ("X1.q3",)),
        ("X2.level", "blank", ("X1.level",)),
        ("X3.q1", "copied", ("X3.q1",)),
        ("X3.level", "copied", ("X3.level",)),
    ],
)
def test_each_answer_of_merged_criteria_has_one_fate(question_id, what, targets):
    found = question_fate(CROSSWALK, OLD, NEW, question_id)

    assert (found.what, found.targets) == (what, targets)


def test_a_criterion_that_no_change_names_stays_and_compares_as_all_others():
    assert criterion_fate(CROSSWALK, "X3").comparable == {"X3": "full"}
    assert criterion_fate(CROSSWALK, "X2").targets == ("X1",)


def test_a_merger_that_says_everything_has_no_fault():
    assert crosswalk_findings(CROSSWALK, OLD, NEW) == ()


def test_an_answer_that_would_go_to_a_question_of_another_kind_is_refused():
    x = NEW.criteria[0]
    other = replace(x.questions[1], kind="yes_no", word_limit=None)
    new = replace(NEW, criteria=(replace(x, questions=(x.questions[0], other, *x.questions[2:])), NEW.criteria[1]))

    (found,) = crosswalk_findings(CROSSWALK, OLD, new)

    assert found.message == "X2.q1 and X1.q3 are not asked alike, so no answer can go there. Route another."


def test_weight_that_a_merger_loses_unsaid_is_refused():
    lighter = replace(NEW, criteria=(replace(NEW.criteria[0], weight=Fraction(4)), NEW.criteria[1]))

    found = [item.message for item in crosswalk_findings(CROSSWALK, OLD, lighter)]

    assert found == [
        "X1 weighs 4, not 5. Make them agree.",
        "one releases a weight of 1. Write it as weight_released, or correct a weight.",
    ]


def test_two_answers_that_would_go_to_one_question_are_refused():
    part = replace(MERGED.parts[0], becomes={"X2.q1": "X1.q1"})
    crosswalk = replace(CROSSWALK, changes=(replace(MERGED, parts=(part,)),))

    found = [item.message for item in crosswalk_findings(crosswalk, OLD, NEW)]

    assert "X1.q1 and X2.q1 both go to X1.q1. Give each a question of its own." in found


def test_an_id_that_is_used_again_for_another_question_takes_no_answer():
    change = replace(
        MERGED, kind="reworded", old_ids=("X1",), parts=(), retired_questions=("X1.q2",), new_questions=("X1.q2",)
    )
    new = of("2", asking("X1", 2, "X1.q1", "X1.q2"), OLD.criteria[1], OLD.criteria[2])

    found = question_fate(replace(CROSSWALK, changes=(change,)), OLD, new, "X1.q2")

    assert (found.what, found.targets) == ("archived", ())
