"""Results over the years: which criterion goes on as which, where a line may join, and what editions have in common."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.domain.crosswalk import CarryForward, Change, Crosswalk, Fates, MetricChange
from charter.domain.edition import Edition, MetricDefinition
from charter.domain.trends import (
    OTHER_SUM,
    OTHER_WEIGHTS,
    Chain,
    Link,
    Segment,
    common_scores,
    common_strands,
    metric_link,
    score_link,
    segments,
    strands_of,
)
from tests.support.scored_editions import criterion, edition

CARRY = CarryForward("copy_as_draft")


def of(version: str, *criteria, **more) -> Edition:
    return replace(edition(criteria, **more), version=version)


def plain(version: str, *ids: str) -> Edition:
    return of(version, *(criterion(name) for name in ids))


def change(kind: str, old: tuple[str, ...], new: tuple[str, ...], comparable: str, **more) -> Change:
    said = dict.fromkeys(new, comparable) or {"": comparable}
    why = f"{kind} {'+'.join(old)}"
    return Change(f"{kind}-{old}-{new}", kind, old, new, why, CARRY, more.pop("said", said), **more)


def crosswalk(*changes: Change, common_without: tuple[str, ...] = ()) -> Crosswalk:
    return Crosswalk("old", "new", 12, "", changes, CARRY, "full", Fates(), common_without)


def rows(chain: Chain) -> dict[tuple[str | None, ...], list[str]]:
    """Give, for each criterion through the chain, how it compares at each step."""
    return {strand.ids: [link.comparable for link in strand.links] for strand in strands_of(chain)}


def test_what_no_change_names_goes_on_and_compares_in_full():
    chain = Chain((plain("1", "A1", "A2"), plain("2", "A1", "A2")), (crosswalk(),))

    assert rows(chain) == {("A1", "A1"): ["full"], ("A2", "A2"): ["full"]}


def test_a_reworded_criterion_stays_in_its_row_and_says_why_it_compares_in_part():
    chain = Chain((plain("1", "A1"), plain("2", "A1")), (crosswalk(change("reworded", ("A1",), ("A1",), "partial")),))

    (strand,) = strands_of(chain)

    assert strand.link(0, 1) == Link("partial", ("reworded A1",))


def test_a_renamed_criterion_goes_on_under_its_new_id():
    chain = Chain((plain("1", "A1"), plain("2", "A9")), (crosswalk(change("reworded", ("A1",), ("A9",), "full")),))

    assert rows(chain) == {("A1", "A9"): ["full"]}


def test_an_id_that_is_used_again_for_something_else_begins_anew():
    leads = crosswalk(change("retired", ("A1",), (), "none"), change("new", (), ("A1",), "none"))
    chain = Chain((plain("1", "A1"), plain("2", "A1")), (leads,))

    assert rows(chain) == {(None, "A1"): ["none"], ("A1", None): ["none"]}


def test_ids_that_change_places_follow_what_they_ask():
    leads = crosswalk(change("reworded", ("A1",), ("A2",), "full"), change("reworded", ("A2",), ("A1",), "full"))
    chain = Chain((plain("1", "A1", "A2"), plain("2", "A1", "A2")), (leads,))

    assert rows(chain) == {("A2", "A1"): ["full"], ("A1", "A2"): ["full"]}


def test_a_split_goes_on_in_the_part_that_compares_and_the_other_part_begins():
    split = change("split", ("A1",), ("A1", "A2"), "", said={"A1": "partial", "A2": "none"})
    chain = Chain((plain("1", "A1"), plain("2", "A1", "A2")), (crosswalk(split),))

    assert rows(chain) == {("A1", "A1"): ["partial"], (None, "A2"): ["none"]}


def test_of_a_merger_only_the_criterion_that_keeps_its_id_goes_on():
    merged = change("merged", ("A1", "A2"), ("A1",), "partial")
    chain = Chain((plain("1", "A1", "A2"), plain("2", "A1")), (crosswalk(merged),))

    assert rows(chain) == {("A1", "A1"): ["partial"], ("A2", None): ["none"]}


def test_three_editions_in_a_row_compare_as_their_worst_step_does():
    first = crosswalk(change("reworded", ("A1",), ("A1",), "partial"))
    second = crosswalk(change("reworded", ("A1",), ("A3",), "full"), change("reworded", ("A2",), ("A2",), "none"))
    chain = Chain((plain("1", "A1", "A2"), plain("2", "A1", "A2"), plain("3", "A3", "A2")), (first, second))

    found = {strand.ids: strand.link(0, 2) for strand in strands_of(chain)}

    assert found == {
        ("A1", "A1", "A3"): Link("partial", ("reworded A1",)),
        ("A2", "A2", "A2"): Link("none", ("reworded A2",)),
    }


def test_editions_between_which_nothing_leads_have_nothing_in_common():
    chain = Chain((plain("1", "A1"), plain("2", "A1")), (None,))

    assert rows(chain) == {(None, "A1"): ["none"], ("A1", None): ["none"]}
    assert common_strands(chain, strands_of(chain), (0, 1)) == ()


def test_the_common_criteria_are_those_that_compare_and_that_no_crosswalk_leaves_out():
    leads = crosswalk(
        change("retired", ("A2",), (), "none"),
        change("new", (), ("A5",), "none"),
        change("reworded", ("A3",), ("A3",), "none"),
        common_without=("A2", "A4"),
    )
    chain = Chain((plain("1", "A1", "A2", "A3", "A4"), plain("2", "A1", "A3", "A4", "A5")), (leads,))

    assert [strand.ids for strand in common_strands(chain, strands_of(chain), (0, 1))] == [("A1", "A1")]


def test_a_criterion_that_two_parts_come_from_is_not_counted_twice():
    split = change("split", ("A1",), ("A1", "A2"), "partial")
    chain = Chain((plain("1", "A1", "A3"), plain("2", "A1", "A2", "A3")), (crosswalk(split),))

    assert [strand.ids for strand in common_strands(chain, strands_of(chain), (0, 1))] == [("A3", "A3")]


def test_the_share_of_the_common_points_has_each_editions_own_weights():
    old = of("1", criterion("A1", 5, top=4), criterion("A2", 2, top=4), criterion("B1", 3, top=4))
    new = of("2", criterion("A1", 4, top=4), criterion("B1", 3, top=4), criterion("B2", 3, top=4))

    before = common_scores(old, {"A1": 2, "A2": 4, "B1": 4}, ["A1", "B1"])
    after = common_scores(new, {"A1": 2, "B1": 4, "B2": 0}, ["A1", "B1"])

    # (5 × 2 + 3 × 4) of 8 × 4, and (4 × 2 + 3 × 4) of 7 × 4
    assert (before.overall, after.overall) == (Fraction(2200, 32), Fraction(2000, 28))
    assert before.themes == {"A": Fraction(50), "B": Fraction(100)}


def test_where_points_are_counted_the_share_is_of_the_points_that_could_be_reached():
    points = of("1", criterion("A1", 1, top=5), criterion("A2", 2, top=10), measure="points")

    assert common_scores(points, {"A1": 5, "A2": 5}, ["A1", "A2"]).overall == Fraction(1500, 25)


def test_what_is_not_applicable_is_left_out_of_the_share():
    old = of("1", criterion("A1", 5), criterion("B1", 3))

    found = common_scores(old, {"A1": None, "B1": 1}, ["A1", "B1"])

    assert (found.overall, found.themes) == (Fraction(50), {"A": None, "B": Fraction(50)})


@pytest.mark.parametrize(
    ("new", "is_common", "expected"),
    [
        (plain("2", "A1", "B1"), False, Link("full")),
        (of("2", criterion("A1", 2), criterion("B1")), False, Link("none", (OTHER_SUM,))),
        (of("2", criterion("A1", 2), criterion("B1")), True, Link("partial", (OTHER_WEIGHTS,))),
        (plain("2", "A1", "B1", "B2"), False, Link("none", (OTHER_SUM,))),
        (of("2", criterion("A1"), criterion("B1"), measure="points"), False, Link("none", (OTHER_SUM,))),
    ],
)
def test_an_overall_score_compares_where_the_same_criteria_count_alike(new, is_common, expected):
    added = [change("new", (), ("B2",), "none")] if len(new.criteria) == 3 else []
    chain = Chain((plain("1", "A1", "B1"), new), (crosswalk(*added),))

    assert score_link(chain, strands_of(chain), (0, 1), None, is_common=is_common) == expected


def test_a_theme_compares_while_another_changes():
    leads = crosswalk(change("retired", ("B1",), (), "none"))
    chain = Chain((plain("1", "A1", "B1", "B2"), plain("2", "A1", "B2")), (leads,))
    strands = strands_of(chain)

    assert score_link(chain, strands, (0, 1), "A", is_common=False) == Link("full")
    assert score_link(chain, strands, (0, 1), "B", is_common=False) == Link("none", (OTHER_SUM,))


def figure(metric_id: str, **parameters) -> MetricDefinition:
    return MetricDefinition(
        metric_id, "Figure", "pct", "indicative", "", "share", parameters, "higher", None, None, 20, 20, 5, pools=False
    )


def test_a_redefined_figure_does_not_compare_and_neither_does_one_that_counts_something_else():
    old = replace(plain("1", "A1"), metrics=(figure("M1"), figure("M2"), figure("M3", table="T"), figure("M4")))
    new = replace(plain("2", "A1"), metrics=(figure("M1"), figure("M2"), figure("M3", table="U")))
    redefined = change("reworded", ("A1",), ("A1",), "partial", metrics=MetricChange(redefined=("M2",)))
    chain = Chain((old, new), (crosswalk(redefined),))

    found = {name: metric_link(chain, name, 0, 1) for name in ("M1", "M2", "M3", "M4")}

    assert found == {
        "M1": Link("full"),
        "M2": Link("none", ("reworded A1",)),
        "M3": Link("none"),
        "M4": Link("none"),
    }


def test_a_line_passes_over_a_year_without_a_value_as_its_worst_step_allows():
    how = {(0, 2): Link("partial"), (2, 3): Link("none"), (3, 4): Link("full")}

    found = segments(5, lambda year: year != 1, lambda one, other: how[one, other])

    assert found == (Segment(0, 2, "partial"), Segment(3, 4, "full"))


# ---- drawn at random -----------------------------------------------------------------------------------------------

COMPARABLE = st.sampled_from(["full", "partial", "none"])


@st.composite
def hops(draw, old_ids: list[str], names: list[str]):
    """Draw what becomes of criteria: kept, reworded, renamed, split, retired, and new ones under any id left."""
    free, changes, new_ids = list(names), [], []
    for name in old_ids:
        kind = draw(st.sampled_from(["kept", "reworded", "renamed", "split", "retired"]))
        if kind == "kept" and name in free:
            free.remove(name)
            new_ids.append(name)
        elif kind in ("reworded", "renamed", "split") and len(free) > 1:
            count = 2 if kind == "split" else 1
            targets = tuple(free.pop(draw(st.integers(0, len(free) - 1))) for _ in range(count))
            new_ids += targets
            changes.append(change(kind, (name,), targets, "", said={one: draw(COMPARABLE) for one in targets}))
        else:
            changes.append(change("retired", (name,), (), "none"))
    for name in free[: draw(st.integers(0, 1))]:
        new_ids.append(name)
        changes.append(change("new", (), (name,), "none"))
    left_out = tuple(name for name in old_ids if draw(st.booleans()))
    return new_ids, crosswalk(*changes, common_without=left_out)


@st.composite
def chains(draw):
    """Draw two to four editions with what leads from each to the next."""
    names = [f"A{place}" for place in range(6)]
    ids = names[: draw(st.integers(1, 4))]
    editions, leading = [plain("1", *ids)], []
    for version in range(2, draw(st.integers(3, 5))):
        ids, leads = draw(hops(ids, names))
        editions.append(plain(str(version), *ids))
        leading.append(leads)
    return Chain(tuple(editions), tuple(leading))


def is_led_to(leads: Crosswalk, before: str | None, after: str | None) -> bool:
    """Whether a crosswalk itself says that results of the one can be compared with those of the other."""
    found = leads.change_to(after or "")
    if found is None:
        return before == after and leads.change_from(before or "") is None
    return before in found.old_ids and found.comparability(after or "") != "none"


@given(chains())
def test_no_line_joins_what_does_not_compare_and_the_common_view_holds_nothing_else(chain):
    strands, last = strands_of(chain), len(chain.editions) - 1

    joined = [
        (strand.ids[place], strand.ids[place + 1], chain.crosswalks[place])
        for strand in strands
        for line in segments(last + 1, lambda year, ids=strand.ids: ids[year] is not None, strand.link)
        for place in range(line.start, line.end)
    ]
    common = common_strands(chain, strands, range(last + 1))

    assert [item for item in joined if not is_led_to(item[2], item[0], item[1])] == []
    for place, whole in enumerate(chain.editions):
        ids = [strand.ids[place] for strand in common]
        left_out = chain.crosswalks[place].common_without if place < last else ()
        assert len(ids) == len(set(ids))
        assert set(ids) <= {item.id for item in whole.criteria} - set(left_out)
    shown = {(place, name) for strand in strands for place, name in enumerate(strand.ids) if name is not None}
    assert shown == {(place, item.id) for place, whole in enumerate(chain.editions) for item in whole.criteria}
