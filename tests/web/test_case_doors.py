"""Every address of a case, tried by everybody on its panel, by whom an interest shuts out, and by strangers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from charter.services.practice_cases import NewPractice, make_practice
from charter.store.base import writing
from charter.store.cases import CaseRow
from charter.store.evidence import EvidenceRow
from tests.support.panels import case_with_file, panel_deed
from tests.support.people import sign_in
from tests.support.snapshots import once
from tests.support.teams import REFERENCE
from tests.web.test_roles import ask, name_of

ROWS = list(csv.DictReader((Path(__file__).parent / "cases.csv").read_text(encoding="utf-8").splitlines()))
# anna reviews it, chair chairs it; for the others see tests/support/panels.py
WHO = ("anna", "chair", "manager", "officer", "idle", "silent", "shut", "torn", "insider", "lead", "stranger")
SHUT = (401, 403, 404)


@pytest.fixture
def ids(team_app):
    """A case with a panel, and everything that the table names."""
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        case_id, practice_id = once(session, "doors of practice too", lambda: _with_practice(session))
        row = session.get_one(CaseRow, case_id)
        evidence = session.query(EvidenceRow).one()
        return {
            "case": case_id,
            "round": row.round_id,
            "assessment": row.assessment_id,
            "body": "body",
            "evidence": evidence.id,
            "practice": practice_id,
        }


def _with_practice(session):
    """The case of all doors, and practice in its round on which everybody who reviews has a seat."""
    case_id = case_with_file(session)
    round_id = session.get_one(CaseRow, case_id).round_id
    row = make_practice(panel_deed(session, "manager"), round_id, NewPractice("Riverbend Trust", REFERENCE))
    return case_id, row.id


def told(response):
    """What the table says of an answer: declare where it leads to the page that asks for interests."""
    status, target = response.status_code, response.headers.get("Location", "")
    response.close()
    if status in SHUT or status >= 500:
        return str(status)
    return "declare" if status == 303 and "/declarations/" in target else "yes"


@pytest.mark.parametrize("who", WHO)
def test_a_door_opens_for_whom_the_table_says_and_for_nobody_else(team_app, ids, no_pdf, who):
    client = sign_in(team_app.test_client(), who)

    found = {name_of(row): told(ask(client, row, ids)) for row in ROWS}

    assert found == {name_of(row): row[who] for row in ROWS}
