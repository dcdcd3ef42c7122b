"""What a table withholds stays withheld, whoever adds and subtracts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from charter.domain.disclosure import TOTAL, DisclosedCell, disclose_grid, disclose_rate, disclose_row
from tests.support.attackers import recovered_by_algebra, recovered_by_bounds
from tests.support.disclosure_examples import PANEL, PUBLIC

COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 60), st.integers(0, 900))
POLICIES = st.sampled_from([PUBLIC, PANEL])
ROWS = st.lists(COUNTS, min_size=2, max_size=8)


@st.composite
def tables(draw, fewest_rows=2):
    height, width = draw(st.integers(fewest_rows, 5)), draw(st.integers(2, 5))
    return {(f"r{r}", f"k{k}"): draw(COUNTS) for r in range(height) for k in range(width)}


def _row_sums(cells):
    return [((TOTAL, TOTAL), tuple(cells))]


def _table_sums(cells):
    rows, columns = dict.fromkeys(row for row, _ in cells), dict.fromkeys(column for _, column in cells)
    along = [((row, TOTAL), tuple((row, column) for column in columns)) for row in rows]
    down = [((TOTAL, column), tuple((row, column) for row in rows)) for column in (*columns, TOTAL)]
    return [*along, *down, ((TOTAL, TOTAL), tuple((TOTAL, column) for column in columns))]


def _exact(cells, sums):
    exact = dict(cells)
    for total, parts in sums:
        exact[total] = sum(exact[cell] for cell in parts)
    return exact


def _attack(exact, shown, sums, policy):
    """Everything recovered, by either road."""
    hidden = [cell for cell, disclosed in shown.items() if disclosed.count is None]
    return recovered_by_algebra(hidden, sums) + _bounds_attack(exact, shown, sums, policy)


def _bounds_attack(exact, shown, sums, policy):
    """What a reader recovers who knows the rules and which counts were small themselves.

    Of a total whose parts are all withheld the reader does not know why it is: for its own size, or for theirs.
    """
    hidden = {}
    for cell, disclosed in shown.items():
        if disclosed.count is None:
            small = exact[cell] < policy.suppress_below and not _is_silent(cell, shown, sums)
            least = 0 if _may_hide_a_zero(cell, exact, policy) else 1
            most = policy.suppress_below - 1 if small else 10**9
            hidden[cell] = (least if exact[cell] < policy.suppress_below else policy.suppress_below, most)
    counts = {cell: disclosed.count for cell, disclosed in shown.items() if disclosed.count is not None}
    return recovered_by_bounds(counts, hidden, sums, policy.round_base, policy.suppress_below)


def _is_silent(cell, shown, sums):
    return any(total == cell and all(shown[part].count is None for part in parts) for total, parts in sums)


def _may_hide_a_zero(cell, exact, policy):
    """Zero is withheld where the row or column has under 22.5 people; in a single row that is its total."""
    row, column = cell
    totals = (exact.get((row, TOTAL), exact[TOTAL, TOTAL]), exact.get((TOTAL, column), exact[TOTAL, TOTAL]))
    return any(total < policy.zero_is_safe_from_row_total for total in totals)


@settings(max_examples=400, deadline=None)
@given(ROWS, POLICIES)
def test_no_withheld_count_of_a_row_can_be_recovered(counts, policy):
    row = disclose_row({str(place): count for place, count in enumerate(counts)}, policy)

    cells = {(str(place), TOTAL): count for place, count in enumerate(counts)}
    sums = _row_sums(cells)
    shown = {(name, TOTAL): cell for name, cell in row.cells.items()} | {(TOTAL, TOTAL): row.total}
    assert _attack(_exact(cells, sums), shown, sums, policy) == []


@settings(max_examples=250, deadline=None)
@given(tables(), POLICIES)
def test_no_withheld_count_of_a_table_can_be_recovered(cells, policy):
    shown = disclose_grid(cells, policy)

    sums = _table_sums(cells)
    assert _attack(_exact(cells, sums), shown, sums, policy) == []


@settings(max_examples=150, deadline=None)
@given(tables(fewest_rows=3), POLICIES)
def test_no_withheld_count_can_be_recovered_with_a_group_shown_beside_the_table(cells, policy):
    members = tuple(dict.fromkeys(row for row, _ in cells))[:2]

    shown = disclose_grid(cells, policy, {"group": members})

    columns = (*dict.fromkeys(column for _, column in cells), TOTAL)
    groups = [(("group", column), tuple((row, column) for row in members)) for column in columns]
    sums = [*_table_sums(cells), *groups]
    exact = _exact(cells, sums)
    small_cells = {cell for cell in shown if 0 < exact[cell] < policy.suppress_below}
    assert small_cells.isdisjoint(_attack(exact, shown, sums, policy))


@settings(max_examples=200, deadline=None)
@given(tables(), POLICIES)
def test_nothing_small_is_ever_shown(cells, policy):
    shown = disclose_grid(cells, policy)

    exact = _exact(cells, _table_sums(cells))
    assert [cell for cell, count in exact.items() if 0 < count < policy.suppress_below and shown[cell].count] == []


@settings(max_examples=200, deadline=None)
@given(tables(), tables(), POLICIES)
def test_shown_counts_are_rounded_so_two_years_never_differ_by_a_single_person(cells, later, policy):
    before, after = disclose_grid(cells, policy), disclose_grid(later, policy)

    differences = [
        after[cell].count - before[cell].count
        for cell in before.keys() & after.keys()
        if before[cell].count is not None and after[cell].count is not None
    ]
    assert [difference for difference in differences if difference % policy.round_base] == []


@settings(max_examples=200, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_groups_changes_how_much_is_withheld_by_nothing(counts, random):
    cells = {str(place): count for place, count in enumerate(counts)}
    order = list(cells.items())
    random.shuffle(order)

    first, second = disclose_row(cells, PUBLIC), disclose_row(dict(order), PUBLIC)

    withheld = [sum(cell.count is None for cell in row.cells.values()) for row in (first, second)]
    assert withheld[0] == withheld[1]


@settings(max_examples=400, deadline=None)
@given(st.lists(COUNTS, min_size=4, max_size=7), st.lists(COUNTS, min_size=7, max_size=7), POLICIES)
def test_rates_shown_beside_a_table_do_not_give_a_withheld_count_away(counts, others, policy):
    """Rates of the first row and of the rows between it and the last, as of White, BME and unknown staff.

    A rate of 0 % of many is fit to be shown, and so are the zeros that it tells; so is a group of eleven that the table
    withholds only for the sake of another. What must not come out is a small count.
    """
    names = [f"r{place}" for place in range(len(counts))]
    cells = {(name, TOTAL): count for name, count in zip(names, counts, strict=True)}
    group = tuple((name, TOTAL) for name in names[1:-1])
    sums = [*_row_sums(cells), (("group", TOTAL), group)]
    exact = _exact(cells, sums)

    shown = disclose_grid(cells, policy, {"group": tuple(names[1:-1])})
    for key, rest in ((("r0", TOTAL), others[0]), (("group", TOTAL), sum(others[1:]))):
        rate = disclose_rate(exact[key], exact[key] + rest, policy)
        if rate.fraction is not None:
            shown[key] = DisclosedCell(rate.fraction[0])

    recovered = _bounds_attack(exact, shown, sums, policy)
    assert [cell for cell in recovered if 0 < exact[cell] < policy.suppress_below] == []
