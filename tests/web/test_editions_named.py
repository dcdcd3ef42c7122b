"""In the year in which two editions stand side by side, whatever shows a result or a criterion names its edition."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.domain.summaries import BenchmarkSummary
from charter.services.deeds import round_of
from charter.services.export_tables import actions_table, answers_table, data_table
from charter.services.letters import (
    Subject,
    Week,
    assignment_letter,
    deadline_letter,
    digest_letter,
    mention_letter,
    returned_letter,
)
from charter.services.notices import Recipient
from charter.services.receipts import receipt_letter, receipt_of
from charter.services.standings import example_sheet
from charter.services.submissions import save_baseline
from charter.services.summaries import summarise
from charter.store.assessments import AssessmentRow
from charter.store.base import writing
from charter.store.editions import load_edition
from reports.plan.report import plan_html
from reports.receipt.report import receipt_html
from tests.support.pages import fetch
from tests.support.people import sign_in
from tests.support.teams import BODY, CLOSES, JUNE, TRUST, add_member, deed, round_in_progress
from tests.support.years import add_year

HERE = Path(__file__).parent
OLD, NEW = "bme-mentoring/1.0", "bme-mentoring/2.0"
# Pages of a charter's criteria and of what a visitor uploaded; all others of the public pages show neither.
PUBLIC = ("criteria.", "editions.", "home.index", "examples.example")
NO_PAGE = ("charts", "progress", "workbook", "download", "picture", "file", "newest")


def addresses(name, wanted):
    """Give the pages of one of the tables of addresses that somebody may see."""
    rows = csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines())
    return [
        row["address"]
        for row in rows
        if row["method"] == "GET" and wanted(row) and not row["endpoint"].partition(".")[2].startswith(NO_PAGE)
    ]


TEAM = addresses("roles.csv", lambda row: "{assessment}" in row["address"] and row["lead"] == "yes")


@pytest.fixture
def database(team_app):
    return lambda: Session(writing(team_app.extensions["charter_engine"]))


@pytest.fixture
def lead(team_app, database):
    """The lead of an assessment of edition 2.0, in a round of edition 1.0 in which both stand side by side."""
    with database() as session:
        ours = round_in_progress(session)
        row = session.get_one(AssessmentRow, ours)
        row.edition_reference = NEW
        round_of(session, row).beside_reference = NEW
        save_baseline(deed(session, "lead"), ours)
        add_year(session, 2026, OLD)
        session.commit()
    client = sign_in(team_app.test_client(), "lead")
    client.assessment_id = ours
    return client


def is_silent(page):
    """Whether a page that somebody was let in to names no edition."""
    return page.status == 200 and "edition 2.0" not in page.words.lower()


def test_every_page_of_a_team_names_the_edition_of_its_assessment(lead):
    known = {"assessment": lead.assessment_id, "evidence": "none", "action": "none", "organisation": TRUST}

    pages = {address: fetch(lead, address.format(**known)) for address in TEAM}

    assert [address for address, page in pages.items() if is_silent(page)] == []
    assert sum(page.status == 200 for page in pages.values()) > 20


def test_every_public_page_with_criteria_or_results_names_its_edition(client):
    pages = addresses("routes.csv", lambda row: row["endpoint"].startswith(PUBLIC))

    assert [address for address in pages if "edition 1.0" not in fetch(client, address).words.lower()] == []


def test_the_result_of_an_upload_names_the_edition(client, upload, answers):
    assert "BME Mentoring Charter, edition 1.0 · " in fetch(client, upload(answers).headers["Location"]).words


def test_the_board_of_a_round_names_the_edition_of_each_and_adds_up_no_two(team_app, lead, database):
    with database() as session:
        add_member(session, "manager", Role.ROUND_MANAGER, BODY)
        round_id = session.get_one(AssessmentRow, lead.assessment_id).round_id

    page = fetch(sign_in(team_app.test_client(), "manager"), f"/rounds/{round_id}")

    assert "BME Mentoring Charter, edition 1.0; BME Mentoring Charter, edition 2.0" in page.words
    assert "All (2: 1 of 1.0, 1 of 2.0)" in page.words


ABOUT = Subject("one", "Example Trust", "Charter 2028", "2.0", "https://charter.example.org")
TO = Recipient("ada", "ada@example.org", "Ada", frozenset())
LETTERS = {
    "mention": mention_letter(ABOUT, TO, author="Kofi", criterion_id="MA-06", comment_id="1"),
    "assignment": assignment_letter(
        ABOUT, TO, author="Kofi", criterion="MA-06 Choice", criterion_id="MA-06", version=1, due_on=None
    ),
    "returned": returned_letter(ABOUT, TO, number=1, subject="Back", text="It came back.", useful_until=CLOSES),
    "deadline": deadline_letter(ABOUT, TO, closes_at=CLOSES, mark_days=7, team=["MA-06"], own=[]),
    "digest": digest_letter(
        ABOUT, TO, monday=JUNE.date(), closes_on=CLOSES.date(), week=Week(["MA-06 Choice"], [], [], 0)
    ),
}


@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_about_a_criterion_names_its_edition(name):
    assert "This is about Charter 2028, edition 2.0 of the criteria." in LETTERS[name].body


def test_paper_names_the_edition_on_every_page():
    summary = summarise(load_edition(NEW), example_sheet(NEW), BenchmarkSummary("", (), (), (), ()))

    page = plan_html(summary, (), {})

    assert "BME Mentoring Charter, edition 2.0</p>" in page
    assert 'data-document="Example Acute NHS Trust – BME Mentoring Charter, edition 2.0"' in page


def test_a_receipt_names_the_edition_as_a_page_and_as_a_letter(lead, database):
    with database() as session:
        doing = deed(session, "lead")
        copy = save_baseline(doing, lead.assessment_id)
        receipt = receipt_of(session, copy, b"key")

    assert "Edition: bme-mentoring 2.0" in receipt_letter(receipt)
    assert "<td>bme-mentoring 2.0</td>" in receipt_html(receipt)


def test_every_row_of_an_exports_tables_names_the_edition():
    edition, sheet = load_edition(NEW), example_sheet(NEW)
    tables = [data_table(edition, table, sheet) for table in edition.tables if table.kind != "actions"]

    for parts in (answers_table(edition, []), actions_table(edition, sheet), *tables):
        header, *rows = csv.reader(io.StringIO(b"".join(parts).decode("utf-8-sig")))
        assert header[-1] == "edition"
        assert {row[-1] for row in rows} <= {NEW}
