"""The way up against every way there is, on editions small enough to try them all."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.planning import way_up
from charter.domain.scoring import score
from charter.domain.tiers import level_asked, shortfalls
from tests.support.scored_editions import rated

RAISED = settings(max_examples=500)
REPEATED = settings(max_examples=300)


def repetitions(level):
    """Give a criterion's levels as a list of (repetition, level); none where it is not applicable."""
    if level is None:
        return []
    return list(enumerate(level, start=1)) if isinstance(level, tuple) else [(None, level)]


def raised_levels(levels, raises):
    """Give the levels after raises of {(criterion, repetition): count}."""
    return {
        name: None
        if level is None
        else tuple(one + raises.get((name, turn), 0) for turn, one in repetitions(level))
        if isinstance(level, tuple)
        else level + raises.get((name, None), 0)
        for name, level in levels.items()
    }


def every_way(edition, levels, tier_id, caps):
    """Give every choice of raises within the caps after which the tier's rules about levels hold."""
    steps = [
        ((item.id, turn), range(max(0, min(caps.get(item.id, item.top_level), item.top_level) - level) + 1))
        for item in edition.criteria
        for turn, level in repetitions(levels[item.id])
    ]
    for counts in product(*(counts for _, counts in steps)):
        raises = dict(zip((step for step, _ in steps), counts, strict=True))
        card = score(edition, raised_levels(levels, raises))
        if card.overall is not None and shortfalls(edition, card, tier_id).is_met:
            yield raises


def promise(edition, room, raises, forced):
    """Give the raises as a mark for each that could be made, the most promising first; bigger is better."""
    weights = {item.id: (-item.weight, place) for place, item in enumerate(edition.criteria)}
    units = sorted(
        (-max(0, room.get(name, 0) - count), *weights[name], turn or 0, count, made > count)
        for (name, turn), made in raises.items()
        for count in range(forced[name, turn], 4)
    )
    return [is_made for *_, is_made in units]


def forced_raises(edition, levels, tier_id):
    tier = edition.tier(tier_id)
    return {
        (item.id, turn): max(0, level_asked(tier, item.id) - level)
        for item in edition.criteria
        for turn, level in repetitions(levels[item.id])
    }


@st.composite
def climbs(draw, **more):
    edition, levels = draw(rated(**more))
    names = st.sampled_from([item.id for item in edition.criteria])
    caps = draw(st.dictionaries(names, st.integers(0, 4)))
    room = draw(st.dictionaries(names, st.integers(0, 3)))
    return edition, levels, draw(st.sampled_from(["low", "middle", "high"])), caps, room


def compare(climb):
    edition, levels, tier_id, caps, room = climb
    ways = list(every_way(edition, levels, tier_id, caps))
    fewest = min((sum(way.values()) for way in ways), default=None)
    forced = forced_raises(edition, levels, tier_id)
    best = max(
        (way for way in ways if sum(way.values()) == fewest),
        key=lambda way: promise(edition, room, way, forced),
        default={},
    )
    found = way_up(edition, levels, tier_id, caps, room)
    assert found.is_possible == (fewest is not None)
    assert found.total_levels == (fewest or 0)
    made = {(step.criterion_id, step.repetition): step.to_level - step.from_level for step in found.raises}
    assert made == {step: count for step, count in best.items() if count}


@RAISED
@given(climbs(most_criteria=5))
def test_no_way_is_smaller_and_none_as_small_is_more_promising(climb):
    compare(climb)


@REPEATED
@given(climbs(most_criteria=2, repeats=(3,)))
def test_the_same_holds_where_themes_are_rated_three_times(climb):
    compare(climb)


@RAISED
@given(climbs())
def test_what_bars_the_way_are_caps_and_lifting_them_all_helps_where_anything_does(climb):
    edition, levels, tier_id, caps, room = climb

    found = way_up(edition, levels, tier_id, caps, room)
    uncapped = way_up(edition, levels, tier_id)

    assert found.is_possible <= uncapped.is_possible
    assert set(found.blocked_by) <= set(caps)
    assert bool(found.blocked_by) >= (uncapped.is_possible and not found.is_possible)


@RAISED
@given(climbs(), st.randoms())
def test_the_order_of_caps_levels_and_room_never_matters(climb, random):
    edition, levels, tier_id, caps, room = climb
    mixed = [dict(random.sample(list(given.items()), len(given))) for given in (levels, caps, room)]

    assert way_up(edition, mixed[0], tier_id, mixed[1], mixed[2]) == way_up(edition, levels, tier_id, caps, room)
