"""What holds of scores and tiers whatever the edition and the levels."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from charter.domain.scoring import score
from charter.domain.tiers import reached, shortfalls
from tests.support.scored_editions import rated, without

MANY = settings(max_examples=400)
PLACE = {None: -1, "low": 0, "middle": 1, "high": 2}


def raised(level, top, by):
    if isinstance(level, tuple):
        return tuple(min(top, one + by) for one in level)
    return min(top, level + by)


@MANY
@given(rated(repeats=(3,), measures=("percent", "points")), st.data())
def test_raising_a_level_never_lowers_a_score_or_the_tier_reached(drawn, data):
    edition, levels = drawn
    applicable = [item for item in edition.criteria if levels[item.id] is not None]
    assume(applicable)
    one = data.draw(st.sampled_from(applicable))
    higher = levels | {one.id: raised(levels[one.id], one.top_level, data.draw(st.integers(1, 4)))}

    before, after = score(edition, levels), score(edition, higher)

    assert after.overall >= before.overall
    assert all(after.themes[name] >= found for name, found in before.themes.items() if found is not None)
    assert PLACE[reached(edition, after)] >= PLACE[reached(edition, before)]


@MANY
@given(rated(), st.data())
def test_a_criterion_that_is_not_applicable_counts_as_if_it_were_not_there(drawn, data):
    edition, levels = drawn
    may = [item for item in edition.criteria if item.may_be_not_applicable]
    assume(may)
    one = data.draw(st.sampled_from(may))
    others = {name: level for name, level in levels.items() if name != one.id}

    marked, absent = score(edition, levels | {one.id: None}), score(without(edition, one.id), others)

    assert marked.overall == absent.overall
    assert {name: found for name, found in marked.themes.items() if found is not None} == {
        name: found for name, found in absent.themes.items() if found is not None
    }
    assert reached(edition, marked) == reached(without(edition, one.id), absent)


@MANY
@given(rated(repeats=(3,)), st.randoms())
def test_the_order_of_levels_never_matters(drawn, random):
    edition, levels = drawn
    mixed = dict(random.sample(list(levels.items()), len(levels)))

    assert score(edition, mixed) == score(edition, levels)


@MANY
@given(rated(repeats=(3,)))
def test_scores_and_gaps_lie_in_range(drawn):
    edition, levels = drawn
    card = score(edition, levels)
    most = (
        100 if edition.scoring.measure == "percent" else sum(item.weight * item.top_level for item in edition.criteria)
    )

    assert card.overall is None or 0 <= card.overall <= most
    assert all(found is None or 0 <= found <= most for found in card.themes.values())
    if card.overall is None:
        return
    for tier in edition.tiers:
        short = shortfalls(edition, card, tier.id)
        assert short.overall >= 0
        assert all(gap > 0 for gap in [*short.themes.values(), *short.criteria.values()])
