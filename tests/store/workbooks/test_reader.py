"""Faults at their cells; everything else is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from charter.domain.errors import UnreadableWorkbook
from charter.store.workbooks.layout import lay_out
from tests.support.workbook_editions import one_of_each_kind
from tests.support.workbook_files import changed, faults_of, part, read, with_cell, with_part, written

EDITION = one_of_each_kind()
EMPTY = written(EDITION)
THEME = "AA A theme of its own"


def cell_of(*path: str | int) -> tuple[str, str]:
    """The sheet and cell of a field, by its place in the answers document."""
    return next(
        (sheet.title, place.address)
        for sheet in lay_out(EDITION).sheets
        for place, field in sheet.fields.items()
        if field.path == path
    )


LOW_X = cell_of("tables", "T-1", "year_0", "x", "low", "people")


@pytest.mark.parametrize(
    ("typed", "count"),
    [(12, 12), (12.0, 12), ("12", 12), (" 1,234 ", 1234), ("1 234", 1234), ("1\u00a0234", 1234), (0, 0), ("0", 0)],
)
def test_a_count_is_read_as_people_type_it(typed: Any, count: int) -> None:
    reading = read(with_cell(EMPTY, *LOW_X, typed), EDITION)

    assert reading.faults == ()
    assert reading.sheet.tables["T-1"][0].cells == {("people", "x", "low"): count}


@pytest.mark.parametrize("typed", [12.5, -1, "n/a", "twelve", True, "12,34", "−3", dt.date(2027, 3, 31), "12%"])
def test_what_is_no_count_is_a_fault_at_its_cell(typed: Any) -> None:
    reading = read(with_cell(EMPTY, *LOW_X, typed), EDITION)

    assert [place for place, _ in faults_of(reading)] == [f"'{LOW_X[0]}'!{LOW_X[1]}"]
    assert "Write a whole number, 0 or more" in reading.faults[0].message
    assert reading.sheet.tables == {}


def test_one_faulty_cell_does_not_take_its_neighbours_along() -> None:
    neighbour = cell_of("tables", "T-1", "year_0", "x", "high", "people")
    content = with_cell(with_cell(EMPTY, *LOW_X, "n/a"), *neighbour, 7)

    reading = read(content, EDITION)

    assert len(reading.faults) == 1
    assert reading.sheet.tables["T-1"][0].cells == {("people", "x", "high"): 7}


@pytest.mark.parametrize(
    "typed",
    [
        dt.date(2027, 3, 31),
        "31/03/2027",
        "31 March 2027",
        "31st mar 2027",
        "2027-03-31",
        "31.3.2027",
        "31-Mar-2027",
    ],
)
def test_a_date_is_read_as_people_type_it(typed: Any) -> None:
    reading = read(with_cell(EMPTY, *cell_of("snapshot"), typed), EDITION)

    assert reading.faults == ()
    assert reading.sheet.snapshot_on == dt.date(2027, 3, 31)


@pytest.mark.parametrize("typed", ["31/02/2027", "soon", "03/31/2027", True, "7"])
def test_what_is_no_date_is_a_fault(typed: Any) -> None:
    reading = read(with_cell(EMPTY, *cell_of("snapshot"), typed), EDITION)

    assert "no day of the calendar" in reading.faults[0].message
    assert reading.sheet.snapshot_on is None


@pytest.mark.parametrize("typed", ["in_progress", "In progress", "IN PROGRESS", " in progress "])
def test_a_choice_is_matched_by_label_or_code(typed: str) -> None:
    reading = read(with_cell(EMPTY, *cell_of("criteria", "AA-01", "answers", "AA-01.q1"), typed), EDITION)

    assert reading.sheet.criteria["AA-01"].answers == {"AA-01.q1": "in_progress"}


@pytest.mark.parametrize("typed", [2, "2", "2 Done", "done", 2.0])
def test_a_level_is_read_by_number_or_label(typed: Any) -> None:
    reading = read(with_cell(EMPTY, *cell_of("criteria", "AA-01", "level"), typed), EDITION)

    assert reading.sheet.criteria["AA-01"].level == 2


def test_what_is_not_in_the_list_is_a_fault_that_says_what_is() -> None:
    sheet, cell = cell_of("criteria", "AA-01", "answers", "AA-01.q1")

    reading = read(with_cell(EMPTY, sheet, cell, "perhaps"), EDITION)

    expected = "“perhaps” is not in the list. Choose “Yes”, “No”, “In progress”."
    assert faults_of(reading) == [(f"'{sheet}'!{cell}", expected)]


def test_a_formula_without_a_value_is_a_fault() -> None:
    reading = read(with_cell(EMPTY, *LOW_X, "=1+1"), EDITION)

    assert "paste it as a value" in reading.faults[0].message


def test_a_formula_with_a_value_counts_as_its_value() -> None:
    content = with_cell(EMPTY, *LOW_X, 4242)
    path = next(
        f"xl/worksheets/sheet{number}.xml" for number in range(1, 20) if b"<v>4242</v>" in _part(content, number)
    )
    body = _part(content, int(path[len("xl/worksheets/sheet") : -4])).replace(
        b"<v>4242</v>", b"<f>42*101</f><v>4242</v>"
    )

    reading = read(with_part(content, path, body), EDITION)

    assert reading.faults == ()
    assert reading.sheet.tables["T-1"][0].cells == {("people", "x", "low"): 4242}


def _part(content: bytes, number: int) -> bytes:
    return part(content, f"xl/worksheets/sheet{number}.xml")


def test_an_error_value_is_a_fault() -> None:
    reading = read(with_cell(EMPTY, *LOW_X, "#REF!"), EDITION)

    assert "#REF!" in reading.faults[0].message


def test_too_many_words_are_a_fault_and_the_text_is_kept() -> None:
    sheet, cell = cell_of("criteria", "AA-01", "answers", "AA-01.q2")

    reading = read(with_cell(EMPTY, sheet, cell, "one two three four five six seven"), EDITION)

    expected = "The text has 7 words, 2 more than the limit of 5. Shorten it."
    assert faults_of(reading) == [(f"'{sheet}'!{cell}", expected)]
    assert reading.sheet.criteria["AA-01"].answers["AA-01.q2"] == "one two three four five six seven"


def test_a_level_behind_a_closed_gate_is_a_fault_at_the_level() -> None:
    gate, level = cell_of("criteria", "AA-01", "answers", "AA-01.q1"), cell_of("criteria", "AA-01", "level")

    reading = read(with_cell(with_cell(EMPTY, *gate, "No"), *level, 2), EDITION)

    assert [fault.place for fault in reading.faults] == [f"'{level[0]}'!{level[1]}"]


def test_a_number_below_its_minimum_is_a_fault() -> None:
    reading = read(with_cell(EMPTY, *cell_of("inputs", "helpers"), 0), EDITION)

    assert "1 or more" in reading.faults[0].message


def test_a_number_with_decimals_is_exact() -> None:
    reading = read(with_cell(EMPTY, *cell_of("inputs", "hours"), "22.1"), EDITION)

    assert reading.sheet.inputs == {"hours": Fraction(221, 10)}


def test_blank_rows_of_the_action_plan_are_closed_up_and_faults_name_the_cell_as_it_stands() -> None:
    sheet, first = cell_of("actions", 4, "ref")
    _, due = cell_of("actions", 4, "due")

    reading = read(with_cell(with_cell(EMPTY, sheet, first, "A1"), sheet, due, "later"), EDITION)

    assert [action.values for action in reading.sheet.actions] == [{"ref": "A1"}]
    assert [fault.place for fault in reading.faults] == [f"'{sheet}'!{due}"]


def test_no_events_held_is_not_the_same_as_a_blank_sheet() -> None:
    reading = read(with_cell(EMPTY, *cell_of("tables", "T-4", "year_0", "none"), "Yes"), EDITION)

    assert reading.sheet.tables["T-4"][0].records == ()


def test_an_inserted_row_is_noticed_and_nothing_is_misread() -> None:
    filled = with_cell(with_cell(EMPTY, *LOW_X, 5), *cell_of("tables", "T-1", "year_0", "y", "low", "people"), 6)
    row = int(cell_of("tables", "T-1", "year_0", "y", "low", "people")[1][1:])

    reading = read(changed(filled, lambda book: book["T-1"].insert_rows(row)), EDITION)

    assert reading.sheet.tables["T-1"][0].cells == {("people", "x", "low"): 5}
    assert reading.faults[0].place == f"'T-1'!A{row}"
    assert "rows or columns have moved" in reading.faults[0].message


def test_a_renamed_sheet_is_noticed_under_both_names() -> None:
    def rename(book: Any) -> None:
        book["T-1"].title = "Our staff"

    reading = read(changed(EMPTY, rename), EDITION)

    assert [fault.place for fault in reading.faults] == ["'T-1'", "'Our staff'"]


def test_sheets_of_earlier_years_may_be_deleted() -> None:
    reading = read(changed(EMPTY, lambda book: book.remove(book["T-1 y-1"])), EDITION)

    assert reading.faults == ()


def test_a_day_of_another_century_is_a_fault_at_its_cell() -> None:
    sheet, cell = cell_of("snapshot")

    reading = read(with_cell(EMPTY, sheet, cell, 7), EDITION)

    expected = "7 January 1900 cannot be meant. Write a day between 1950 and 2199."
    assert faults_of(reading) == [(f"'{sheet}'!{cell}", expected)]


def test_a_workbook_of_somebody_else_is_refused() -> None:
    def another(book: Any) -> None:
        book["Cover"].title = "Sheet1"

    with pytest.raises(UnreadableWorkbook, match="none of this charter"):
        read(changed(EMPTY, another), EDITION)


def test_an_older_template_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook, match="template version 0"):
        read(with_cell(EMPTY, "Cover", "B4", "0"), EDITION)


def test_a_workbook_of_another_text_of_the_edition_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook, match="another text of edition"):
        read(EMPTY, replace(EDITION, checksum="1" * 64))


def test_a_cover_that_names_no_edition_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook, match="which edition"):
        read(with_cell(EMPTY, "Cover", "B3", "../../secrets"), EDITION)


def test_a_table_that_contradicts_itself_is_a_fault_at_its_cell() -> None:
    sheet, asked = cell_of("tables", "T-2", "year_0", "x", "low", "asked")
    _, matched = cell_of("tables", "T-2", "year_0", "x", "low", "matched")

    reading = read(with_cell(with_cell(EMPTY, sheet, asked, 3), sheet, matched, 4), EDITION)

    assert [fault.place for fault in reading.faults] == [f"'{sheet}'!{matched}"]


def test_a_table_of_one_measure_takes_its_faults_to_the_cell_too() -> None:
    sheet, cell = cell_of("tables", "T-1", "year_0", "x", "low", "people")

    reading = read(with_cell(EMPTY, sheet, cell, 999_999_999), EDITION)

    assert [fault.place for fault in reading.faults] == [f"'{sheet}'!{cell}"]
