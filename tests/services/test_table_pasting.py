"""A block out of a spreadsheet: found by its names or by its place; files of every kind that Excel writes."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from charter.domain.errors import UnreadableWorkbook
from charter.services.editions import find_edition
from charter.services.table_grids import table_blocks
from charter.services.table_pasting import pasted_text, place_block, uploaded_sheet

EDITION = find_edition("bme-mentoring", "1.0")
TABLE = next(table for table in EDITION.tables if table.id == "DT-05")
BLOCK = table_blocks(EDITION, TABLE)[0]


def placed(text, line=0, column=0):
    return place_block(BLOCK, pasted_text(text), line, column)


def test_a_block_of_numbers_goes_from_the_chosen_cell_on():
    found = placed("212\t78\r\n8\t3\r\n", line=0, column=1)

    assert found.texts == {
        ("white", "applicants"): "212",
        ("white", "appointed"): "78",
        ("mixed", "applicants"): "8",
        ("mixed", "appointed"): "3",
    }
    assert (found.left_over, found.by_label) == (0, False)


def test_names_of_rows_and_columns_are_recognised_in_any_order():
    found = placed("\tAppointed\tApplicants\nBlack or Black British\t7\t29\nWhite\t78\t212\n", line=3, column=2)

    assert found.texts == {
        ("black", "appointed"): "7",
        ("black", "applicants"): "29",
        ("white", "appointed"): "78",
        ("white", "applicants"): "212",
    }
    assert found.by_label


def test_codes_are_names_too():
    found = placed("code\teligible_staff\tapplicants\nwhite\t3900\t212\nblack\t500\t29\n")

    assert found.texts[("black", "eligible_staff")] == "500"
    assert len(found.texts) == 4


def test_what_lies_outside_the_table_is_counted_and_left_out():
    found = placed("1\t2\t3\t4\n5\t6\t7\t8\n", line=5, column=0)

    assert found.texts == {
        ("unknown", "eligible_staff"): "1",
        ("unknown", "applicants"): "2",
        ("unknown", "appointed"): "3",
    }
    assert found.left_over == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_file_is_read_whatever_wrote_it(encoding, sign):
    content = sign.join(["Group – café", "Applicants"]) + "\r\n" + sign.join(['"White"', "212"]) + "\r\n"

    assert uploaded_sheet(content.encode(encoding), "t.csv") == [["Group – café", "Applicants"], ["White", "212"]]


def test_the_first_sheet_of_a_workbook_is_read():
    book = Workbook()
    book.active.append(["White", 212, 78.0, None])
    file = io.BytesIO()
    book.save(file)

    assert uploaded_sheet(file.getvalue(), "t.xlsx")[0][:3] == ["White", "212", "78"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in it"),
        (b"\n\n,,\n", "nothing in it"),
        (b"\x00\x01\x02binary", "neither CSV nor a workbook"),
        (b"PK\x03\x04broken", "damaged"),
        (b"1\n" * 3000, "more than 2,000 rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(content, words):
    with pytest.raises(UnreadableWorkbook, match=words):
        uploaded_sheet(content, "t.csv")


def test_a_paste_of_a_whole_workbook_is_refused():
    with pytest.raises(UnreadableWorkbook, match="more than 60,000 cells"):
        pasted_text(("1\t" * 100 + "1\n") * 700)
