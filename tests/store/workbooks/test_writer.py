"""What the workbook looks like to the people, and programs, that open it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from charter.domain.answers import Action, AnswerSheet, CriterionAnswers, Institution
from charter.domain.errors import InvalidAnswers
from charter.store.workbooks.layout import lay_out
from tests.support.workbook_editions import one_of_each_kind
from tests.support.workbook_files import part, written

EDITION = one_of_each_kind()


def opened(sheet: AnswerSheet | None = None) -> Any:
    return load_workbook(io.BytesIO(written(EDITION, sheet)))


def test_the_sheets_stand_in_the_order_in_which_they_are_filled_in() -> None:
    years = [f"T-{number} y-{year}" for year in (1, 2) for number in range(1, 6)]

    assert opened().sheetnames == [
        "Cover",
        "AA A theme of its own",
        *["T-1", "T-2", "T-3", "T-4", "T-5"],
        "Action plan",
        "Previous plan",
        *years,
        "Lists",
    ]


def test_every_input_is_unlocked_framed_and_prompted_and_everything_else_is_locked() -> None:
    page, plan = opened()["T-1"], lay_out(EDITION).sheet("T-1")

    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    framed = {cell.coordinate for row in page.iter_rows() for cell in row if cell.border.left}
    prompted = " ".join(str(check.sqref) for check in page.data_validations.dataValidation if check.prompt)

    assert page.protection.sheet
    assert unlocked == {place.address for place in plan.fields}
    assert unlocked <= framed
    assert prompted == "C8:D10"


def test_no_cell_is_merged() -> None:
    assert all(not page.merged_cells.ranges for page in opened().worksheets)


def test_every_sheet_says_in_its_first_cell_what_it_is() -> None:
    assert all(page["A1"].value for page in opened().worksheets)


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    sheet = AnswerSheet("tiny/1.0", institution=Institution(name="=HYPERLINK(A1)"))

    cell = next(cell for row in opened(sheet)["Cover"].iter_rows() for cell in row if cell.value == "=HYPERLINK(A1)")

    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert b"<f>HYPERLINK" not in part(written(EDITION, sheet), "xl/worksheets/sheet1.xml")


def test_the_document_says_its_title_language_and_edition() -> None:
    book = opened()

    assert book.properties.title == "Tiny charter: workbook for edition 1.0"
    assert book.properties.language == "en-GB"
    assert {item.name: item.value for item in book.custom_doc_props.props}["CharterEdition"] == "tiny/1.0"


def test_every_field_stands_once() -> None:
    paths = [field.path for sheet in lay_out(EDITION).sheets for field in sheet.fields.values()]

    assert len(paths) == len(set(paths))


def test_a_list_longer_than_the_form_makes_the_form_longer() -> None:
    sheet = AnswerSheet("tiny/1.0", actions=tuple(Action({"ref": f"A{number}"}) for number in range(1, 61)))

    assert opened(sheet)["Action plan"]["A66"].value == "A60"


def test_what_no_cell_can_hold_is_refused() -> None:
    said = CriterionAnswers(answers={"AA-01.q2": "x" * 40_000})

    with pytest.raises(InvalidAnswers, match="30,000 characters"):
        written(EDITION, AnswerSheet("tiny/1.0", criteria={"AA-01": said}))


def test_tables_are_named_so_that_a_screen_reader_finds_their_titles() -> None:
    names = [name for name in opened().defined_names if name.startswith("TitleRegion") and name.endswith(".3")]

    assert names == ["TitleRegion1.B6.E11.3"]
