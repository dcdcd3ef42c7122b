"""Tables: groups of rows and columns, exact sums, faults by cell, notices."""

from __future__ import annotations

import pytest

from charter.domain.answers import TableData
from charter.domain.codes import columns_of, group_of_row, rows_of
from charter.domain.errors import InvalidEdition
from charter.domain.table_checks import check_table, table_notices
from charter.domain.tables import cell_sum, required_cells
from tests.support.editions import ASKED, BOARD, MENTEES, PLAN, POSTS, STAFF, edition, posts

EDITION = edition()


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ("main", ("p",)), ("few", ("q", "r")), ("known", ("p", "q", "r")), ("all", ("p", "q", "r", "u")),
        ("unknown", ("u",)), ("every", ("p", "q", "r", "u")), ("none", ("",)), (["q", "main"], ("q", "p")),
    ],
)  # fmt: skip
def test_a_group_holds_the_rows_whose_codes_it_covers(wanted: str | list[str], rows: tuple[str, ...]) -> None:
    assert rows_of(EDITION, STAFF, wanted) == rows


def test_a_table_of_groups_is_collapsed_by_their_codes() -> None:
    assert rows_of(EDITION, BOARD, "known") == ("main", "few")


def test_an_optional_row_is_in_no_group_of_rows() -> None:
    assert rows_of(EDITION, ASKED, "few") == ("q", "r")


@pytest.mark.parametrize(
    ("wanted", "columns"),
    [
        ("none", ("",)), ("lower", ("g1",)), ("middle", ("g2", "g3")), ("low", ("g1", "g2")),
        ("doctors", ("junior", "senior")), ("g4", ("g4",)),
        ("all", ("g1", "g2", "g3", "g4", "junior", "senior")), (["upper", "doctors"], ("g4", "junior", "senior")),
    ],
)  # fmt: skip
def test_a_cluster_holds_the_columns_that_it_covers(wanted: str | list[str], columns: tuple[str, ...]) -> None:
    assert columns_of(EDITION, STAFF, wanted) == columns


def test_a_cluster_finer_than_the_columns_holds_none_that_it_does_not_cover() -> None:
    assert columns_of(EDITION, MENTEES, "lower") == ()


def test_shared_columns_are_those_that_both_tables_cover_after_collapsing() -> None:
    assert columns_of(EDITION, STAFF, "shared", [MENTEES]) == ("g1", "g2", "g3", "g4")
    assert columns_of(EDITION, MENTEES, "shared", [STAFF]) == ("low", "high")


def test_an_unknown_row_or_column_is_a_fault_of_the_edition() -> None:
    with pytest.raises(InvalidEdition, match="no row or group"):
        rows_of(EDITION, STAFF, "someone")
    with pytest.raises(InvalidEdition, match="no column or cluster"):
        columns_of(EDITION, STAFF, "somewhere")


def test_a_row_belongs_to_the_broadest_group_that_holds_it() -> None:
    assert [group_of_row(EDITION, STAFF, row) for row in STAFF.rows] == ["main", "few", "few", "unknown"]
    assert group_of_row(EDITION, ASKED, "few") == "few"
    assert group_of_row(EDITION, PLAN, "x") is None


def test_a_sum_with_a_blank_cell_is_blank_and_names_it() -> None:
    found = cell_sum(POSTS, TableData({("eligible", "p", ""): 7}), ["eligible"], ("p", "q"), ("",))

    assert (found.value, found.blanks) == (None, (("eligible", "q", ""),))


def test_zero_is_a_count() -> None:
    assert cell_sum(POSTS, TableData({("eligible", "p", ""): 0}), ["eligible"], ("p",), ("",)).value == 0


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"few": 9}, 9),
        ({"few": 9, "q": 4}, 9),
        ({"q": 4, "r": 5}, 9),
        ({"few": 99, "q": 4, "r": 5}, 9),
        ({"q": 4}, None),
    ],
)
def test_an_optional_row_stands_in_only_where_a_part_is_blank(cells: dict[str, int], value: int | None) -> None:
    data = TableData({("invited", row, ""): count for row, count in cells.items()})

    assert cell_sum(ASKED, data, ["invited"], ("q", "r"), ("",)).value == value


def test_an_optional_row_stands_in_within_a_wider_group() -> None:
    data = TableData({("invited", "few", ""): 9, ("invited", "p", ""): 1})

    assert cell_sum(ASKED, data, ["invited"], ("p", "q", "r"), ("",)).value == 10


def test_a_complete_table_holds_every_measure_but_the_optional_ones() -> None:
    measures = {measure for measure, _, _ in required_cells(EDITION, MENTEES)}

    assert measures == {"asked", "mentees"}


def test_a_complete_table_holds_its_totals_and_a_survey_its_answers() -> None:
    assert ("posts", ("",), "") in required_cells(EDITION, POSTS)
    assert ("S1:not_applicable", ("p", "q", "r", "u"), "") in required_cells(EDITION, ASKED)


@pytest.mark.parametrize("slip", [-1, 10**9 + 1, True])
def test_what_is_no_count_is_a_fault_at_its_cell(slip: int) -> None:
    faults = check_table(EDITION, POSTS, TableData({("eligible", "p", ""): slip}))

    assert [fault.place for fault in faults] == ["POSTS, eligible, p"]
    assert "whole number" in faults[0].message


def test_more_in_a_part_than_in_its_whole_is_a_fault() -> None:
    faults = check_table(EDITION, POSTS, TableData(posts((6, 5), (5, 5))))

    assert [str(fault) for fault in faults] == [
        "POSTS, appointed, q: More than “eligible” in the same place. Correct one of the two counts."
    ]


def test_a_blank_is_no_fault() -> None:
    assert check_table(EDITION, POSTS, TableData({("appointed", "p", ""): 3, ("eligible", "p", ""): None})) == ()


@pytest.mark.parametrize(
    ("parts", "is_fault"),
    [((4, 5), False), ((4, 6), True), ((4, 4), True), ((4, None), False), ((10, None), True), ((None, None), False)],
)
def test_rows_must_agree_with_the_row_that_sums_them(parts: tuple[int | None, int | None], is_fault: bool) -> None:
    cells = {("invited", "few", ""): 9, ("invited", "q", ""): parts[0], ("invited", "r", ""): parts[1]}

    assert bool(check_table(EDITION, ASKED, TableData(cells))) == is_fault


def test_more_answers_than_invitations_are_worth_a_word_and_no_fault() -> None:
    data = TableData({("invited", "q", ""): 3, ("responded", "q", ""): 4})

    assert check_table(EDITION, ASKED, data) == ()
    assert table_notices(EDITION, ASKED, data) == (
        (
            "ASKED, responded, Code Q: more than invited. People may describe themselves otherwise than the record "
            "does; the share is shown as 100."
        ),
    )
