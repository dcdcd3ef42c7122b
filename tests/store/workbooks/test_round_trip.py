"""Workbook to answers to workbook loses nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from charter.domain.answers import AnswerSheet
from charter.store.answer_files import answers_bytes, answers_digest, answers_document, read_answers
from tests.support.answer_strategies import sheets
from tests.support.workbook_editions import one_of_each_kind
from tests.support.workbook_files import read, written

EDITION = one_of_each_kind()
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@SLOW
@given(sheets(EDITION))
def test_a_workbook_read_back_gives_the_sheet_that_it_was_written_from(sheet: AnswerSheet) -> None:
    reading = read(written(EDITION, sheet), EDITION)

    assert reading.sheet == sheet


@SLOW
@given(sheets(EDITION))
def test_an_answers_file_read_back_gives_the_sheet_that_it_was_written_from(sheet: AnswerSheet) -> None:
    reading = read_answers(answers_bytes(sheet, EDITION), EDITION)

    assert reading.sheet == sheet
    assert answers_document(reading.sheet, EDITION) == answers_document(sheet, EDITION)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets(EDITION))
def test_the_same_sheet_gives_the_same_bytes_and_digest(sheet: AnswerSheet) -> None:
    again = read_answers(answers_bytes(sheet, EDITION), EDITION).sheet

    assert written(EDITION, again) == written(EDITION, sheet)
    assert answers_digest(again, EDITION) == answers_digest(sheet, EDITION)
