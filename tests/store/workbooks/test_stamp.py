"""A workbook tells where and when it was downloaded, and at which cell each of its values stood."""

from __future__ import annotations

import io

import pytest
from openpyxl.packaging.custom import StringProperty

from charter.domain.answers import AnswerSheet, Stamp
from charter.store.workbooks import write_workbook
from tests.support.workbook_editions import one_of_each_kind
from tests.support.workbook_files import changed, read, with_cell, written

EDITION = one_of_each_kind()
STAMP = Stamp("a" * 22, 41)


def stamped():
    target = io.BytesIO()
    write_workbook(EDITION, AnswerSheet(EDITION.reference), target, STAMP)
    return target.getvalue()


def with_property(content, name, value):
    def change(book):
        kept = [item for item in book.custom_doc_props.props if item.name != name]
        book.custom_doc_props.props = [*kept, StringProperty(name=name, value=value)]

    return changed(content, change)


def test_a_stamp_comes_back_after_somebody_has_saved_the_workbook():
    saved = with_cell(stamped(), "Cover", "B9", "Example Trust")

    assert read(saved, EDITION).stamp == STAMP


def test_a_workbook_that_was_not_downloaded_from_an_assessment_has_no_stamp():
    assert read(written(EDITION), EDITION).stamp is None


@pytest.mark.parametrize("number", ["", "-1", "1.5", "\u0664", "9" * 400, "None"])
def test_a_stamp_that_somebody_spoiled_is_none(number):
    assert read(with_property(stamped(), "CharterEvent", number), EDITION).stamp is None


def test_each_value_is_known_by_its_cell():
    places = read(written(EDITION, AnswerSheet(EDITION.reference, applied_for=EDITION.tiers[0].id)), EDITION).places

    assert places == {"/applied_for": "'Cover'!B29"}
