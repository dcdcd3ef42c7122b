"""The reading pack as reviewers and machines get it: the longest answers of one theme, printed once."""

import io
from dataclasses import replace

import page
import pytest
from pypdf import PdfReader

import reports
from charter.services.standings import example_sheet, summary_of
from charter.store.editions import load_edition
from charter.store.reference_memory import reference_session
from reports.reading_pack.report import reading_pack_html
from tests.support.certificates import LONG_NAME
from tests.support.long_answers import longest_sheet
from tests.support.reading_packs import pack_of

EDITION = "bme-mentoring/1.0"


@pytest.fixture(scope="module")
def packs():
    edition, example = load_edition(EDITION), example_sheet(EDITION)
    with reference_session() as session:
        plain = summary_of(session, edition, example, "panel")
        longest = summary_of(session, edition, longest_sheet(edition, example), "panel")
    return {
        "example": pack_of(plain, statement="We took part.\n\nWe agree."),
        "longest": pack_of(
            replace(longest, themes=longest.themes[:1], actions=longest.actions[:1]), body_name=LONG_NAME
        ),
    }


@pytest.fixture(scope="module")
def made(packs):
    return reports.render_reading_pack(packs["longest"])


@pytest.fixture(scope="module")
def texts(made):
    return [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(made)).pages]


def test_a_pack_is_pdf_ua(made):
    report = page.validate_pdf_bytes(made, profile="ua1")

    assert [failure.message for failure in report.failures] == []


def test_every_page_says_that_it_is_confidential(texts):
    assert "Confidential: for the reviewers of this panel." in texts[0]
    assert all("Confidential: for the reviewers of this panel." in text for text in texts[1:])


def test_every_criterion_has_its_rubric_its_boxes_and_room_for_notes(texts):
    together = " ".join(texts)

    assert together.count("Your level: ☐ 0 ☐ 1 ☐ 2 ☐ 3 ☐ 4") == 5
    assert together.count("Your reasons and questions") == 5
    assert "Rubric of MA-02, with the institution’s own level and the one that its figures indicate" in together


def test_only_a_criterion_that_may_be_left_out_has_a_box_for_that(packs):
    pack = replace(packs["example"], not_applicable_ids=frozenset({"MA-02"}))

    assert reading_pack_html(pack).count("☐ does not apply") == 1


def test_files_stand_with_their_criterion_and_the_rest_at_the_end(texts):
    together = " ".join(texts)

    assert "Files of evidence for MA-01 File Kind Size Mentoring policy 2027.pdf PDF 1.2 MB" in together
    assert "340 KB, newest of 3 versions" in together
    assert "promised.xlsx not handed in" in together
    assert "Files that no criterion names" in together


def test_counts_are_protected_by_the_panels_rules(texts, packs):
    together = " ".join(texts)

    assert "Counts of people below 5 are withheld" in together
    assert "before you publish it" not in together
    board = next(table for table in packs["example"].summary.tables if table.table_id == "DT-08")
    assert [row[2] for row in board.rows] == ["*", "*", "0", "5"]


def test_the_networks_statement_goes_in_or_its_absence_is_said(packs, texts):
    page_text = reading_pack_html(packs["example"])

    assert "<p>We took part.</p>\n<p>We agree.</p>" in page_text
    assert any("Statement by the BME staff network" in text and "None was written." in text for text in texts)


def test_a_pack_has_no_level_of_a_reviewer_to_show(packs):
    fields = set(type(packs["example"]).__dataclass_fields__)

    assert fields == {
        "summary",
        "body_name",
        "palette",
        "round_title",
        "submission_text",
        "rubrics",
        "files",
        "other_files",
        "statement_title",
        "statement",
        "not_applicable_ids",
    }
