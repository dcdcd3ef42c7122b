"""Files that are refused before a cell is read, each with a sentence that says what to do."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile

import pytest

from charter.domain.errors import UnreadableWorkbook
from charter.store.workbooks.guard import guard
from tests.support.workbook_editions import one_of_each_kind
from tests.support.workbook_files import changed, part, read, with_part, written

EDITION = one_of_each_kind()
EMPTY = written(EDITION)
SHEET = "xl/worksheets/sheet1.xml"


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableWorkbook) as caught:
        read(content, EDITION)
    return str(caught.value)


def test_an_honest_workbook_is_let_through() -> None:
    guard(EMPTY)

    assert read(EMPTY, EDITION).faults == ()


def test_an_empty_file_is_refused() -> None:
    assert "empty" in refusal(b"")


def test_a_file_that_is_no_workbook_is_refused() -> None:
    assert "Save it as an Excel workbook (.xlsx)" in refusal(b"%PDF-1.7 not a workbook")


def test_a_file_over_20_mb_is_refused() -> None:
    assert "larger than 20 MB" in refusal(EMPTY + b"\0" * (20 * 1024 * 1024))


def test_an_encrypted_workbook_is_refused_by_that_name() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")

    assert "protected by a password" in refusal(content)


def test_an_old_xls_file_is_refused_by_that_name() -> None:
    assert "old Excel file (.xls)" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_a_cut_off_workbook_is_refused() -> None:
    assert "damaged" in refusal(EMPTY[: len(EMPTY) // 2])


def test_a_workbook_with_a_garbled_part_is_refused() -> None:
    assert "damaged" in refusal(with_part(EMPTY, SHEET, b"<worksheet><sheetData><row"))


def test_a_workbook_whose_list_of_sheets_is_cut_off_is_refused() -> None:
    assert "damaged" in refusal(with_part(EMPTY, "xl/workbook.xml", b"<workbook><sheets>"))


def test_macros_are_refused() -> None:
    assert "macros" in refusal(with_part(EMPTY, "xl/vbaProject.bin", b"\0"))


def test_a_macro_enabled_content_type_is_refused() -> None:
    types = part(EMPTY, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )

    assert "macros" in refusal(with_part(EMPTY, "[Content_Types].xml", types))


def test_external_links_are_refused() -> None:
    assert "linked to other files" in refusal(with_part(EMPTY, "xl/externalLinks/externalLink1.xml", b"<a/>"))


def test_data_connections_are_refused() -> None:
    assert "linked to other files" in refusal(with_part(EMPTY, "xl/connections.xml", b"<a/>"))


def test_embedded_objects_are_refused() -> None:
    assert "embedded object" in refusal(with_part(EMPTY, "xl/embeddings/oleObject1.bin", b"\0"))


def test_an_opendocument_spreadsheet_is_refused_by_that_name() -> None:
    assert "OpenDocument" in refusal(with_part(EMPTY, "mimetype", b"application/vnd.oasis.opendocument.spreadsheet"))


def test_a_binary_workbook_is_refused_by_that_name() -> None:
    assert ".xlsb" in refusal(with_part(EMPTY, "xl/workbook.bin", b"\0"))


def test_entities_are_refused() -> None:
    body = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'

    assert "entities" in refusal(with_part(EMPTY, SHEET, body))


def test_entities_hidden_in_another_encoding_are_refused() -> None:
    body = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'.encode("utf-16")

    assert "encoding" in refusal(with_part(EMPTY, SHEET, body))


def test_a_doctype_across_two_pieces_is_still_seen() -> None:
    body = b'<?xml version="1.0"?>' + b" " * (64 * 1024 - 25) + b"<!DOCTYPE a><worksheet/>"

    assert "entities" in refusal(with_part(EMPTY, SHEET, body))


def test_a_zip_bomb_is_refused_quickly_and_in_little_memory() -> None:
    bomb = with_part(EMPTY, "xl/worksheets/sheet99.xml", b"<a>" + b" " * (80 * 1024 * 1024))

    tracemalloc.start()
    started = time.perf_counter()
    message = refusal(bomb)
    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "not opened" in message
    assert seconds < 5
    assert peak < 20 * 1024 * 1024


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    honest = with_part(EMPTY, "xl/big.xml", b"<a>" + b" " * (9 * 1024 * 1024))
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/big.xml").file_size

    lying = honest.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    assert "damaged" in refusal(lying) or "unpacks" in refusal(lying)


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    target = io.BytesIO(EMPTY)
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(600):
            archive.writestr(f"xl/media/{number}.png", b"")

    assert "parts" in refusal(target.getvalue())


def test_a_part_named_twice_is_refused() -> None:
    target = io.BytesIO(EMPTY)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(SHEET.upper(), b"<a/>")

    assert "twice" in refusal(target.getvalue())


def test_a_hundred_thousand_rows_are_refused() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (number, number) for number in range(1, 100_001))
    body = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + rows
    body += b"</sheetData></worksheet>"

    assert "more than 10,000 rows" in refusal(with_part(EMPTY, SHEET, body))


def test_a_value_in_the_very_last_cell_of_a_sheet_costs_nothing() -> None:
    def far_away(book: object) -> None:
        book["T-1"]["XFD1048576"].value = 1  # type: ignore[index]

    content = changed(EMPTY, far_away)

    started = time.process_time()  # what it costs, however busy the machine is
    reading = read(content, EDITION)

    assert reading.faults == ()
    assert time.process_time() - started < 5


def test_more_cells_than_any_form_has_are_refused() -> None:
    cells = b"".join(b"<c><v>%d</v></c>" % number for number in range(1000))
    row = b"<row>" + cells + b"</row>"
    body = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + row * 150

    assert "far more cells" in refusal(with_part(EMPTY, SHEET, body + b"</sheetData></worksheet>"))


def test_a_sheet_hidden_under_the_name_of_a_picture_is_checked_too() -> None:
    body = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'

    assert "entities" in refusal(with_part(EMPTY, "xl/media/image1.png", body))


def test_too_many_shared_strings_are_refused() -> None:
    body = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    body += b"".join(b"<si><t>text number %d</t></si>" % number for number in range(500_000)) + b"</sst>"

    assert "not opened" in refusal(with_part(EMPTY, "xl/sharedStrings.xml", body))
