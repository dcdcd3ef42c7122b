"""Tables of an export, as a spreadsheet opens them."""

from __future__ import annotations

import csv
import io

import pytest

from charter.services.assessments import record_answer
from charter.services.export_tables import guarded
from charter.store.evidence import Folder
from tests.support.archives import entries, exported
from tests.support.teams import deed, round_in_progress


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "evidence")


def table_of(content, name):
    return list(csv.reader(io.StringIO(entries(content)[f"tables/{name}.csv"].decode("utf-8-sig"), newline="")))


def test_a_data_table_has_a_row_a_cell_in_words(sample):
    header, *rows = table_of(sample, "DT-01")

    assert header == ["year", "row", "row in words", "column", "column in words", "measure", "value", "edition"]
    assert rows[0][0] == "Year to the snapshot"
    assert all(row[6].isdigit() for row in rows)


def test_answers_stand_with_question_version_and_who(sample):
    rows = {row[0]: row for row in table_of(sample, "answers")}

    assert rows["/criteria/MA-01/level"][2:5] == ["2", "2", "Writer"]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_taken_for_a_formula(typed):
    assert guarded(typed) == f"'{typed}"


def test_numbers_and_plain_texts_stay_as_they_are():
    assert [guarded(one) for one in (-3, "We mentor.", "", None)] == [-3, "We mentor.", "", ""]


def test_an_answer_that_begins_like_a_formula_is_no_formula_in_the_table(session, store):
    ours = round_in_progress(session)
    field = "/criteria/MA-01/answers/MA-01.q3"
    record_answer(deed(session, "writer"), ours, field, '=HYPERLINK("x")', 0)

    rows = {row[0]: row for row in table_of(exported(session, ours, store), "answers")}

    assert rows[field][2] == '\'=HYPERLINK("x")'
