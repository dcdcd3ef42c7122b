from __future__ import annotations

import time
from dataclasses import replace

from charter.domain.edition_differences import edition_differences, merged_order
from charter.store.editions import load_edition

OLD, NEW = load_edition("bme-mentoring/1.0"), load_edition("bme-mentoring/2.0")


def told(found):
    return [(item.part, item.id, item.field, item.kind) for item in found]


def test_an_edition_differs_from_itself_in_nothing():
    assert edition_differences(OLD, OLD) == ()


def test_a_weight_that_changed_is_told_with_both_values():
    found = [item for item in edition_differences(OLD, NEW) if item.id == "MA-01"]

    assert [(item.field, item.old, item.new) for item in found] == [("weight", "5", "4")]


def test_what_was_added_or_removed_whole_is_told_once():
    found = told(edition_differences(OLD, NEW))

    assert ("criterion", "MA-07", "", "added") in found
    assert ("criterion", "RP-03", "", "removed") in found
    assert ("criterion", "MA-04", "questions.MA-04.q3", "removed") in found
    assert ("table", "DT-11", "", "added") in found
    assert ("table", "DT-09", "measures.core_hours", "removed") in found


def test_a_criterion_that_was_removed_comes_where_it_stood():
    order = list(dict.fromkeys(item.id for item in edition_differences(OLD, NEW) if item.part == "criterion"))

    assert order == ["MA-01", "MA-04", "MA-06", "MA-07", "NW-02", "RP-01", "RP-03", "TR-02"]


def test_words_are_marked():
    (title,) = [item for item in edition_differences(OLD, NEW) if (item.id, item.field) == ("NW-02", "title")]

    assert [(piece.kind, piece.text) for piece in title.pieces()] == [
        ("same", "Networking that "),
        ("removed", "people"),
        ("added", "everyone"),
        ("same", " can "),
        ("removed", "reach"),
        ("added", "take part in"),
    ]


def test_a_fact_that_no_value_holds_is_compared_too():
    other = replace(OLD, facts=OLD.facts | {"grace_months": 6})

    (found,) = edition_differences(OLD, other)

    assert (found.part, found.id, found.old, found.new) == ("edition", "grace_months", "12", "6")


def test_criteria_in_another_order_are_a_difference():
    other = replace(OLD, criteria=(OLD.criteria[1], OLD.criteria[0], *OLD.criteria[2:]))

    (found,) = edition_differences(OLD, other)

    assert (found.part, found.field) == ("criterion", "order")


def test_an_order_is_merged_with_what_was_removed_after_what_stood_before_it():
    assert merged_order(["a", "b", "c", "d"], ["c", "x", "a"]) == ["c", "d", "x", "a", "b"]


def test_two_editions_are_compared_in_under_a_second():
    started = time.process_time()

    pieces = [item.pieces() for item in edition_differences(OLD, NEW)]

    assert pieces
    assert time.process_time() - started < 1
