"""What holds of every move, over editions and crosswalks drawn at random."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charter.domain.carrying import carry, undone
from charter.domain.carrying_decisions import as_said, decisions_needed
from charter.domain.carrying_routes import compose
from charter.domain.carrying_routing import nothing_changes, routing_of
from charter.domain.carrying_things import things_of
from charter.domain.holdings import holdings_bytes, holdings_document, holdings_from
from tests.support.carrying_strategies import DAY, all_cells, misfits, moves, texts_of, two_moves, where_it_is

MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def brought_over(held, routing):
    return carry(held, routing, as_said(decisions_needed(held, routing)), on=DAY)


@MANY
@given(moves(), st.booleans())
def test_everything_has_exactly_one_fate(move, is_new_year):
    old, new, crosswalk, held = move

    fates = brought_over(held, routing_of(crosswalk, old, new, is_new_year=is_new_year)).fates

    things = [thing.stands for thing in things_of(held)] + [f"/files/{name}" for name in held.files]
    assert misfits(crosswalk, old, new) == []
    assert Counter(fate.place for fate in fates) == Counter(things)


@MANY
@given(moves())
def test_nothing_disappears(move):
    old, new, crosswalk, held = move

    carried = brought_over(held, routing_of(crosswalk, old, new))

    single = [fate for fate in carried.fates if fate.kind in ("level", "answer", "input")]
    assert texts_of(holdings_document(held)) <= texts_of(holdings_document(carried.holdings))
    assert all_cells(held) == all_cells(carried.holdings)
    assert all(held.fields[fate.place] in where_it_is(fate, held, carried.holdings) for fate in single)


@MANY
@given(moves())
def test_what_does_not_come_into_a_new_year_is_archived_or_stays_with_the_last(move):
    old, new, crosswalk, held = move

    begun = brought_over(held, routing_of(crosswalk, old, new, is_new_year=True))

    single = [fate for fate in begun.fates if fate.kind in ("level", "answer", "input")]
    over = [fate for fate in single if fate.what != "reference_only"]
    marked = {mark.place for mark in begun.marks}
    assert all(held.fields[fate.place] in where_it_is(fate, held, begun.holdings) for fate in over)
    assert {
        field for field in begun.holdings.fields if field.startswith("/criteria/") and "/files/" not in field
    } <= marked
    assert not [field for field in begun.holdings.fields if field.startswith("/tables/")]


@MANY
@given(moves())
def test_an_undone_move_leaves_the_very_bytes_of_before(move):
    old, new, crosswalk, held = move

    carried = brought_over(held, routing_of(crosswalk, old, new))

    assert holdings_bytes(undone(carried)) == holdings_bytes(held)
    assert holdings_from(holdings_document(carried.holdings)) == carried.holdings


@MANY
@given(moves())
def test_an_empty_crosswalk_changes_nothing_and_marks_nothing(move):
    old, _new, _crosswalk, held = move

    carried = carry(held, routing_of(nothing_changes(old.reference), old, old), on=DAY)

    assert holdings_bytes(carried.holdings) == holdings_bytes(held)
    assert (carried.marks, carried.steps) == ((), ())


@MANY
@given(two_moves())
def test_two_hops_equal_their_composition(moving):
    (old, new, newest), (crosswalk, later), held = moving
    first, second = routing_of(crosswalk, old, new), routing_of(later, new, newest)

    one_by_one = brought_over(brought_over(held, first).holdings, second)
    at_once = brought_over(held, compose(first, second))

    assert holdings_bytes(at_once.holdings) == holdings_bytes(one_by_one.holdings)
