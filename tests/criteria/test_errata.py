"""Corrections: beside the wording wherever it is shown, outside the checksum, and never a change of what is asked."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from charter.services.answer_sheets import read_file, save_empty, save_example
from charter.services.edition_errata import corrections_of
from charter.store import errata
from charter.store.edition_files import checksum
from charter.store.editions import check_editions, load_edition

FIRST = "bme-mentoring/1.0"
EDITION = load_edition(FIRST)
ERRATA = """errata:
  - number: 1
    dated: "2027-06-14"
    of: {criterion: MA-02, field: guidance}
    note: People mentored in a group count once
    touches: whoever counts groups
  - number: 2
    dated: "2027-07-01"
    of: {criterion: MA-02, question: MA-02.q4, field: text}
    note: Figures of the year are meant.
    touches: nobody who wrote of the year
"""
TEXTS = (
    (
        "Correction 1 of 14 June 2027, on the guidance: People mentored in a group count once. "
        "Whom it touches: Whoever counts groups."
    ),
    (
        "Correction 2 of 1 July 2027, on the question “What do the figures show by ethnic group and band and what did "
        "you change?”: Figures of the year are meant. Whom it touches: Nobody who wrote of the year."
    ),
)


@pytest.fixture
def charters(tmp_path, monkeypatch):
    """A folder of criteria of its own, which is the installed one."""
    shutil.copytree("criteria/bme-mentoring", tmp_path / "bme-mentoring")
    shutil.copy("criteria/published.sha256", tmp_path)
    monkeypatch.setenv("CHARTER_CRITERIA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def corrected(charters):
    path = charters / FIRST / "errata.yaml"
    path.write_text(ERRATA, encoding="utf-8")
    return path


def faults_of(charters: Path) -> tuple[str, ...]:
    return tuple(str(fault).replace(f"{charters / FIRST}/", "") for fault in check_editions(charters))


def test_a_correction_changes_neither_edition_nor_checksum(charters, corrected):
    assert check_editions(charters) == ()
    assert checksum(charters / FIRST) == EDITION.checksum
    assert load_edition(FIRST, charters).criterion("MA-02") == EDITION.criterion("MA-02")


def test_it_is_told_by_number_and_day_with_what_it_is_about(corrected):
    assert corrections_of(EDITION, "MA-02") == TEXTS
    assert corrections_of(EDITION, "MA-01") == ()


def test_an_edition_without_corrections_has_none(charters):
    assert errata.load_errata(FIRST) == ()


def test_it_stands_in_the_workbook_beside_the_requirement(corrected):
    target = io.BytesIO()

    save_empty(FIRST, target)

    rows = (row for sheet in load_workbook(target, read_only=True) for row in sheet.iter_rows(values_only=True))
    cells = [str(value) for row in rows for value in row if value]
    assert [cell for cell in cells if TEXTS[0] in cell] == ["\n".join((EDITION.criterion("MA-02").requirement, *TEXTS))]


def test_a_workbook_that_was_filled_in_before_it_is_read_as_before(charters):
    target = io.BytesIO()
    save_example(FIRST, target)
    before = read_file(target.getvalue(), "answers.xlsx")[1]
    (charters / FIRST / "errata.yaml").write_text(ERRATA, encoding="utf-8")
    errata._load.cache_clear()

    after = read_file(target.getvalue(), "answers.xlsx")[1]

    assert (after.sheet, after.faults) == (before.sheet, ())


@pytest.mark.parametrize(
    ("find", "put", "fault"),
    [
        ("number: 2", "number: 3", "errata.yaml:7: Number the corrections 1, 2, 3 … in order; this is number 2."),
        (
            "2027-07-01",
            "2027-05-01",
            "errata.yaml:8: This is dated before the correction above it. Add new ones at the end.",
        ),
        (
            "criterion: MA-02, field",
            "criterion: MA-99, field",
            "errata.yaml:4: There is no criterion “MA-99”. Correct it, or add it.",
        ),
        (
            "field: guidance",
            "field: weight",
            (
                "errata.yaml:4: A note cannot correct “weight”: it may stand beside words that explain, such as "
                "guidance. Whatever decides something is a material change and needs a new edition."
            ),
        ),
    ],
)
def test_a_correction_that_cannot_be_is_a_fault(find, put, fault, charters, corrected):
    corrected.write_text(ERRATA.replace(find, put, 1), encoding="utf-8")

    assert faults_of(charters) == (fault,)


def test_a_wording_that_was_changed_is_told_to_be_no_correction(charters):
    path = charters / FIRST / "themes" / "ma-mentoring-access.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("named coordinator", "named co-ordinator"))

    found = [fault for fault in faults_of(charters) if "is not what was published" in fault]

    assert len(found) == 1
    assert found[0].endswith("a note beside the wording goes into errata.yaml, anything else into a new edition.")
