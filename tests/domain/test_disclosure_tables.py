"""Rows and tables of counts: the published worked cases, collapse, and what stays hidden."""

from __future__ import annotations

import pytest

from charter.domain.answers import TableData
from charter.domain.disclosure import TOTAL, disclose_grid, disclose_row, disclose_table, group_share
from tests.support.disclosure_examples import EVENTS, OWN, PANEL, PEOPLE, PUBLIC, STAFF, SURVEY, small_edition

PUBLIC_ROW = {"white": 412, "asian": 37, "black": 8, "mixed": 14, "other": 0, "unknown": 21}


def _texts(row):
    return {name: cell.text for name, cell in row.cells.items()}


def test_second_smallest_count_goes_with_a_small_one_in_the_published_case():
    row = disclose_row(PUBLIC_ROW, PUBLIC)

    assert _texts(row) == {"white": "410", "asian": "35", "black": "*", "mixed": "*", "other": "0", "unknown": "20"}
    assert row.total.text == "490"


def test_the_only_other_count_goes_with_a_small_one_in_the_published_case():
    row = disclose_row({"white": 58, "bme": 3}, PANEL)

    assert _texts(row) == {"white": "*", "bme": "*"}
    assert row.total.text == "60"


def test_a_small_total_is_withheld_like_any_cell_in_the_published_case():
    row = disclose_row({"white": 1, "bme": 1}, PANEL)

    assert _texts(row) == {"white": "*", "bme": "*"}
    assert row.total.text == "*"


def test_a_zero_among_too_few_people_is_withheld():
    row = disclose_row({"white": 11, "asian": 11, "black": 0}, PUBLIC)

    assert _texts(row)["black"] == "*"


def test_a_zero_among_enough_people_is_shown():
    row = disclose_row({"white": 12, "asian": 11, "black": 0}, PUBLIC)

    assert _texts(row) == {"white": "10", "asian": "10", "black": "0"}


def test_a_row_of_nobody_does_not_show_its_total_because_that_would_show_every_zero():
    row = disclose_row({"white": 0, "bme": 0}, PUBLIC)

    assert row.total.text == "*"
    assert _texts(row) == {"white": "*", "bme": "*"}


def test_a_blank_count_is_not_zero_and_leaves_the_total_blank():
    row = disclose_row({"white": 40, "bme": None}, PUBLIC)

    assert _texts(row) == {"white": "40", "bme": "-"}
    assert row.total.text == "-"


def test_counts_at_the_top_of_their_rounding_do_not_pin_two_withheld_tens():
    """68 people shown as 70, four groups of 12 shown as 10: without care only 10 and 10 would fit."""
    row = disclose_row({"a": 10, "b": 10, "c": 12, "d": 12, "e": 12, "f": 12}, PUBLIC)

    assert _texts(row) == {"a": "*", "b": "*", "c": "*", "d": "10", "e": "10", "f": "10"}


def test_a_small_count_takes_one_more_in_its_row_and_one_more_in_its_column():
    cells = {
        ("r1", "k1"): 4, ("r1", "k2"): 40, ("r1", "k3"): 50,
        ("r2", "k1"): 60, ("r2", "k2"): 70, ("r2", "k3"): 80,
        ("r3", "k1"): 90, ("r3", "k2"): 95, ("r3", "k3"): 99,
    }  # fmt: skip

    shown = disclose_grid(cells, PUBLIC)

    hidden = {key for key, cell in shown.items() if cell.text == "*"}
    assert hidden == {("r1", "k1"), ("r1", "k2"), ("r2", "k1"), ("r2", "k2")}
    assert shown[TOTAL, TOTAL].text == "590"


def _staff(per_cell):
    return TableData({("staff", row, band): per_cell.get(row, 0) for row in STAFF.rows for band in STAFF.columns})


def test_a_table_of_large_counts_is_shown_at_the_finest_level_allowed():
    table = disclose_table(small_edition(), STAFF, _staff(dict.fromkeys(STAFF.rows, 20)), PUBLIC)

    assert table.level.name == "ethnic_group_5 by band_cluster_4"
    assert table.cell("staff", "white", "c1").text == "240"
    assert table.cell("staff", "bme").text == "3,380"
    assert not table.is_collapsed


def test_groups_are_collapsed_before_bands_when_more_than_a_quarter_would_be_withheld():
    counts = {"A": 100, "H": 1, "M": 1, "D": 1, "R": 1, "J": 1, "Z": 15}

    table = disclose_table(small_edition(), STAFF, _staff(counts), PUBLIC)

    assert table.level.name == "ethnic_binary by band_cluster_4"
    assert table.cell("staff", "bme", "c1").text == "20"
    assert table.cell("staff", "bme", "c3").text == "*"
    assert table.is_collapsed


def test_rows_alone_are_the_last_resort():
    counts = {"A": 100, "H": 1, "Z": 1}

    table = disclose_table(small_edition(), STAFF, _staff(counts), PUBLIC)

    assert table.level.name == "ethnic_binary"
    assert table.cell("staff", "white").text == "1,300"
    assert table.cell("staff", "bme").text == "15"


def test_own_trust_sees_exact_counts_at_the_finest_level():
    table = disclose_table(small_edition(), STAFF, _staff({"A": 1}), OWN)

    assert table.level.name == "ethnic_group_5 by band_cluster_4"
    assert table.cell("staff", "white", "c1").text == "4"


def test_a_table_that_the_edition_does_not_list_is_not_shown():
    assert disclose_table(small_edition(), EVENTS, TableData(records=()), PUBLIC) is None


def test_a_group_share_by_band_is_read_from_the_shown_counts():
    table = disclose_table(small_edition(), STAFF, _staff(dict.fromkeys(STAFF.rows, 20)), PUBLIC)

    share = group_share(table, "staff", part="bme", whole="known", column="c1", policy=PUBLIC)

    # 13 BME and 3 White codes of 20 in each of four bands: 1,040 of 1,280
    assert (share.text, share.fraction) == ("81\u00a0%", (1040, 1280))


def test_a_group_share_is_withheld_where_the_table_withholds_the_group():
    counts = dict(_staff({"A": 100}).cells) | {("staff", "H", "b1"): 5}

    table = disclose_table(small_edition(), STAFF, TableData(counts), PUBLIC)

    assert group_share(table, "staff", part="bme", whole="known", column=TOTAL, policy=PUBLIC).text == "*"


def test_totals_outside_the_rows_count_things_and_are_shown():
    data = TableData({("eligible", row, ""): 100 for row in PEOPLE.rows} | {("posts", "", ""): 3})

    table = disclose_table(small_edition(), PEOPLE, data, PUBLIC)

    assert table.extras == (("posts", "Posts advertised", "3"),)
    assert table.cell("appointed", "white").text == "-"


def test_survey_groups_under_eleven_are_withheld_from_their_own_organisation_too():
    counts = {"white": 200, "mixed": 10, "asian": 30, "black": 40, "other": 25, "unknown": 12}
    data = TableData({("responded", row, ""): count for row, count in counts.items()})

    table = disclose_table(small_edition(), SURVEY, data, OWN)

    assert table.cell("responded", "mixed").text == "*"
    assert table.cell("responded", "unknown").text == "*"
    assert table.cell("responded", "asian").text == "30"


def test_the_row_for_all_bme_staff_stands_in_for_the_four_groups_left_blank():
    data = TableData({("responded", "white", ""): 200, ("responded", "bme", ""): 90, ("responded", "unknown", ""): 30})

    table = disclose_table(small_edition(), SURVEY, data, PUBLIC)

    assert table.level.name == "ethnic_binary"
    assert table.cell("responded", "bme").text == "90"


@pytest.mark.parametrize("policy", [PUBLIC, PANEL])
def test_no_count_under_the_threshold_is_ever_shown_in_a_row(policy):
    row = disclose_row({str(count): count for count in range(1, 30)}, policy)

    assert all(row.cells[str(count)].count is None for count in range(1, policy.suppress_below))
