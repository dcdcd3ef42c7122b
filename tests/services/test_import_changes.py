"""What leads from one set of fields to another, and making only a part of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.services.import_changes import Change, changes_between, matched, merged

TABLE = "/tables/T-1/year_0"
ACTION = "/actions/" + "0" * 27


def told(now, then):
    return [(change.pointer, change.old, change.new) for change in changes_between(now, then)]


def test_a_table_is_compared_cell_by_cell():
    now = {TABLE: {"x": {"low": {"people": 4}, "high": {"people": 9}}}}
    then = {TABLE: {"x": {"low": {"people": 5}}, "y": {"low": {"people": 0}}}}

    assert told(now, then) == [
        (f"{TABLE}/x/low/people", 4, 5),
        (f"{TABLE}/y/low/people", None, 0),
        (f"{TABLE}/x/high/people", 9, None),
    ]


def test_an_action_that_stands_on_both_sides_is_compared_field_by_field_and_any_other_is_one_thing():
    other = "/actions/" + "1" * 27
    now = {ACTION: {"ref": "A1", "due": "2027-05-01"}}

    assert told(now, {ACTION: {"ref": "A1", "target": "5"}, other: {"ref": "A2"}}) == [
        (f"{ACTION}/target", None, "5"),
        (f"{ACTION}/due", "2027-05-01", None),
        (other, None, {"ref": "A2"}),
    ]
    assert told(now, {}) == [(ACTION, {"ref": "A1", "due": "2027-05-01"}, None)]


def test_records_are_compared_row_by_row():
    now = {TABLE: [{"name": "One", "open": True}, {"name": "Two"}]}
    then = {TABLE: [{"name": "One", "open": False}, {"name": "Two"}, {"name": "Three"}]}

    assert told(now, then) == [
        (f"{TABLE}/0", {"name": "One", "open": True}, {"name": "One", "open": False}),
        (f"{TABLE}/2", None, {"name": "Three"}),
    ]


def test_that_there_were_none_is_one_thing():
    assert told({TABLE: [{"name": "One"}]}, {TABLE: []}) == [(TABLE, [{"name": "One"}], [])]
    assert told({}, {TABLE: []}) == [(TABLE, None, [])]


def test_a_text_is_one_thing():
    field = "/criteria/MA-01/answers/MA-01.q3"

    assert told({field: "Old."}, {field: "New."}) == [(field, "Old.", "New.")]


def test_only_what_is_ticked_is_merged_and_nothing_else_moves():
    now = {TABLE: {"x": {"low": {"people": 4}, "high": {"people": 9}}}}
    first, _ = changes_between(now, {TABLE: {"x": {"low": {"people": 5}}}})

    assert merged(now[TABLE], [first]) == {"x": {"low": {"people": 5}, "high": {"people": 9}}}
    assert now[TABLE]["x"]["low"]["people"] == 4


def test_a_table_that_is_emptied_cell_by_cell_is_blank_and_not_an_empty_one():
    assert merged({"x": {"low": {"people": 4}}}, [Change("", TABLE, ("x", "low", "people"), 4, None)]) is None
    assert merged([{"name": "One"}], [Change("", TABLE, (0,), {"name": "One"}, None)]) is None


@pytest.mark.parametrize(
    ("listed", "keys"),
    [
        ([{"ref": "A1", "due": "1"}, {"ref": "A2"}], ["one", "two"]),
        ([{"ref": "A2", "due": "9"}, {"ref": "A1"}], ["two", "one"]),
        ([{"ref": "A3"}, {"ref": "A1"}], ["new 0", "one"]),
        ([{"ref": "A1", "x": "1"}, {"ref": "A1", "x": "2"}], ["new 0", "new 1"]),
        ([{"due": "7"}], ["new 0"]),
        ([{"ref": "A2"}, {"ref": "A2"}], ["two", "new 1"]),
        ([{"ref": "B1", "due": "1", "target": "5", "owner": "x"}, {"ref": "A1"}], ["new 0", "one"]),
    ],
)
def test_an_action_of_a_file_is_the_one_that_says_the_same_or_bears_its_name_alone(listed, keys):
    now = {"one": {"ref": "A1"}, "two": {"ref": "A2"}}

    assert list(matched(now, listed, lambda place: f"new {place}")) == keys


def test_an_action_with_a_new_name_is_known_by_what_it_says():
    now = {"one": {"ref": "A1", "action": "Ask.", "due": "1"}, "two": {"ref": "A2", "action": "Tell.", "due": "2"}}
    listed = [{"ref": "B7", "action": "Tell.", "due": "2"}, {"ref": "B8", "action": "Wait.", "due": "2"}]

    assert list(matched(now, listed, lambda place: f"new {place}")) == ["two", "new 1"]


CELLS = st.dictionaries(
    st.sampled_from("abc"), st.dictionaries(st.sampled_from("xyz"), st.integers(0, 3), min_size=1), min_size=1
)
ROWS = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), min_size=1), min_size=1)


@given(st.sampled_from([CELLS, ROWS]).flatmap(lambda kind: st.tuples(kind, kind)))
def test_all_changes_together_make_the_other_side(pair):
    now, then = pair

    assert merged(now, changes_between({TABLE: now}, {TABLE: then})) == then


@given(st.tuples(CELLS, CELLS))
def test_no_change_of_a_table_alone_makes_more_than_itself(pair):
    now, then = pair
    for change in changes_between({TABLE: now}, {TABLE: then}):
        after = merged(now, [change]) or {}
        assert [one.pointer for one in changes_between({TABLE: now}, {TABLE: after})] == [change.pointer]
