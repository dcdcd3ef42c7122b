"""Carrying where ids are used again, tables change their shape, and several things go to one place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from charter.domain.carrying import carry
from charter.domain.carrying_routes import compose
from charter.domain.carrying_routing import nothing_changes, routing_of
from charter.domain.carrying_tables import Cut, Shape
from charter.domain.crosswalk import CarryForward, Change, Part
from charter.domain.holdings import Holdings
from tests.support.carrying_strategies import COPYING, RECORDS, RETIRING, ROUTING, asked, counts, whole


def shape(kind="counts", *, rows=("a", "b"), columns=(), measures=("there",), items=(), extras=()):
    sets = (frozenset(rows), frozenset(columns))
    return Shape(kind, *sets, measures, frozenset(items), frozenset({"1", "2"}), frozenset(extras))


@pytest.mark.parametrize(
    ("old", "new", "value", "kept", "left"),
    [
        (shape(), shape(rows=("a",)), {"a": 1, "b": 2}, {"a": 1}, {"b": 2}),
        (shape(), shape(measures=("there", "gone")), {"a": 1}, {"a": {"there": 1}}, None),
        (shape(), shape(measures=("gone",)), {"a": 1}, None, {"a": {"there": 1}}),
        (shape(columns=("x", "y")), shape(columns=("x",)), {"a": {"x": 1, "y": 2}}, {"a": {"x": 1}}, {"a": {"y": 2}}),
        (shape(columns=("x",)), shape(), {"a": {"x": 1}}, None, {"a": {"x": 1}}),
        (shape(), shape(kind="records"), {"a": 1}, None, {"a": 1}),
        (
            shape(extras=("all", "some")),
            shape(extras=("all",)),
            {"totals": {"all": 3, "some": 1}},
            {"totals": {"all": 3}},
            {"totals": {"some": 1}},
        ),
        (
            shape(kind="survey", items=("S1", "S2")),
            shape(kind="survey", items=("S1",)),
            {"a": {"there": 4, "S1": {"1": 3}, "S2": {"2": 1}}},
            {"a": {"there": 4, "S1": {"1": 3}}},
            {"a": {"S2": {"2": 1}}},
        ),
        (shape(kind="records"), shape(kind="records", measures=("other",)), [], [], None),
    ],
)
def test_each_cell_stays_or_is_left_over(old, new, value, kept, left):
    stays = frozenset({"there", "all"})

    assert Cut(old, new, stays).of(value) == (kept, left)


OLD = whole(
    "1", [asked("X1", "narrative", "upload"), asked("X2", "narrative", "upload")], [counts("there"), RECORDS], ()
)
BASE = replace(nothing_changes(OLD.reference), old=OLD.reference, new="small/2")


def moved(new, changes, fields, **more):
    crosswalk = replace(BASE, new=new.reference, changes=tuple(changes))
    decisions = more.pop("decisions", {})
    return carry(Holdings(OLD.reference, fields, **more), routing_of(crosswalk, OLD, new), decisions)


def test_a_retired_id_that_a_new_criterion_has_again_takes_nothing():
    new = whole("2", [OLD.criteria[0], asked("X2", "narrative", "upload")], OLD.tables, ())
    changes = [
        Change("C1", "retired", ("X2",), (), "", RETIRING, {"": "none"}),
        Change("C2", "new", (), ("X2",), "", CarryForward("none"), {"": "none"}),
    ]
    fields = {"/criteria/X2/answers/X2.q1": "old", "/criteria/X2/level": 3, "/criteria/X2/files/X2.q2": ["a.pdf"]}

    found = moved(new, changes, fields, comments={"c": ("X2", "X2.q1")}, assignments={"X2": {"owner_id": "ada"}})

    assert (found.holdings.fields, found.holdings.comments, found.holdings.assignments) == ({}, {}, {})
    assert {fate.what for fate in found.fates} == {"archived"}


def test_an_id_that_was_retired_and_is_used_again_two_editions_later_takes_nothing():
    middle = whole("2", [OLD.criteria[0]], OLD.tables, ())
    newest = whole("3", [OLD.criteria[0], asked("X2", "narrative")], OLD.tables, ())
    gone = replace(BASE, changes=(Change("C1", "retired", ("X2",), (), "", RETIRING, {"": "none"}),))
    come = Change("C1", "new", (), ("X2",), "", CarryForward("none"), {"": "none"})
    later = replace(BASE, old="small/2", new="small/3", changes=(come,))
    routing = compose(routing_of(gone, OLD, middle), routing_of(later, middle, newest))

    found = carry(Holdings(OLD.reference, {"/criteria/X2/answers/X2.q1": "old"}), routing)

    assert found.holdings.fields == {}
    assert [(one.edition_reference, one.value) for one in found.holdings.archive] == [("small/1", "old")]


def test_a_question_that_became_another_kind_takes_no_answer():
    new = whole("2", [asked("X1", "yes_no", "upload"), OLD.criteria[1]], OLD.tables, ())
    change = Change("C1", "reworded", ("X1",), ("X1",), "", COPYING, {"": "none"})

    found = moved(new, [change], {"/criteria/X1/answers/X1.q1": "A long story."})

    assert found.holdings.fields == {}
    assert [fate.what for fate in found.fates] == ["archived"]


def test_a_question_that_takes_no_files_any_more_leaves_an_offer():
    new = whole("2", [asked("X1", "narrative"), OLD.criteria[1]], OLD.tables, ())
    change = Change("C1", "reworded", ("X1",), ("X1",), "", COPYING, {"": "none"}, retired_questions=("X1.q2",))

    found = moved(new, [change], {"/criteria/X1/files/X1.q2": ["a.pdf"]}, files={"a.pdf": dt.date(2027, 1, 1)})

    assert found.holdings.offers == {"X1": ("a.pdf",)}
    assert {fate.what for fate in found.fates} == {"to_confirm"}
    assert [(mark.place, mark.reason) for mark in found.marks] == [("/offers/X1/a.pdf", "offered")]


def test_of_merged_criteria_the_first_owner_stays_and_the_other_is_archived():
    merged = asked("X1", "narrative", "upload", "narrative", "upload")
    new = whole("2", [merged], OLD.tables, ())
    becomes = {"X2.q1": "X1.q3", "X2.q2": "X1.q4"}
    part = Part("X1", Fraction(1), ("X1.q1", "X1.q2", "X2.q1", "X2.q2"), becomes)
    change = Change("C1", "merged", ("X1", "X2"), ("X1",), "", ROUTING, {"": "none"}, parts=(part,))
    owners = {"X2": {"owner_id": "ben", "due_on": "2028-01-01"}, "X1": {"owner_id": "ada"}}

    found = moved(new, [change], {"/criteria/X2/answers/X2.q1": "Ours."}, assignments=owners, decisions={"X2": "carry"})

    assert found.holdings.fields == {"/criteria/X1/answers/X1.q3": "Ours."}
    assert found.holdings.assignments == {"X1": {"owner_id": "ada", "due_on": "2028-01-01"}}
    assert [(one.place, one.value) for one in found.holdings.archive] == [("/owners/X2/owner_id", "ben")]


def test_more_files_than_a_question_takes_are_offered_beside_it():
    few = replace(OLD.criteria[0].questions[1], max_files=1)
    new = whole(
        "2", [replace(OLD.criteria[0], questions=(OLD.criteria[0].questions[0], few)), OLD.criteria[1]], OLD.tables, ()
    )

    found = moved(new, [], {"/criteria/X1/files/X1.q2": ["a.pdf", "b.pdf"]})

    assert found.holdings.fields == {"/criteria/X1/files/X1.q2": ["a.pdf"]}
    assert found.holdings.offers == {"X1": ("b.pdf",)}


def test_a_level_above_the_new_scale_is_archived():
    new = whole("2", [replace(OLD.criteria[0], rubric=("no", "yes")), OLD.criteria[1]], OLD.tables, ())

    found = moved(new, [], {"/criteria/X1/level": 3})

    assert (found.holdings.fields, [one.value for one in found.holdings.archive]) == ({}, [3])


def test_evidence_older_than_the_edition_lets_it_be_waits_to_be_confirmed():
    crosswalk = nothing_changes(OLD.reference, confirm_evidence_after_months=24)
    held = Holdings(
        OLD.reference,
        {"/criteria/X1/files/X1.q2": ["new.pdf", "old.pdf"]},
        {"new.pdf": dt.date(2026, 2, 1), "old.pdf": dt.date(2026, 1, 31)},
    )

    found = carry(held, routing_of(crosswalk, OLD, OLD), on=dt.date(2028, 2, 1))

    assert [(mark.place, mark.reason) for mark in found.marks] == [("/files/old.pdf", "old_evidence")]
    assert {fate.place: fate.what for fate in found.fates}["/files/new.pdf"] == "copied"
    assert found.holdings == held
