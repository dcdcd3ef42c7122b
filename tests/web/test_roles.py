"""Every address behind the sign-in, with every role, with nobody, and with another organisation's ids."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.assessments import record_answer
from charter.services.comments import NewComment, add_comment
from charter.services.edition_drafts import begin_draft
from charter.services.evidence import NewFile, add_evidence, store_of
from charter.services.submissions import save_baseline
from charter.store.assessments import AssessmentRow
from charter.store.base import writing
from charter.web.people import PUBLIC
from tests.support.awards import earlier_award
from tests.support.objections import made_objection
from tests.support.people import sign_in
from tests.support.teams import BODY, OTHER, REFERENCE, TRUST, add_member, deed, round_in_progress

HERE = Path(__file__).parent
ROWS = list(csv.DictReader((HERE / "roles.csv").read_text(encoding="utf-8").splitlines()))
CASES = list(csv.DictReader((HERE / "cases.csv").read_text(encoding="utf-8").splitlines()))
VISITORS = list(csv.DictReader((HERE / "routes.csv").read_text(encoding="utf-8").splitlines()))
# Who holds which role in the round that the tests stand in.
PEOPLE = {
    "lead": "lead",
    "contributor": "writer",
    "approver": "signer",
    "viewer": "viewer",
    "network": "network",
    "administrator": "officer",
    "round_manager": "manager",
    "panel_chair": "chair",
    "reviewer": "reader",
    "stranger": "stranger",
}
TENANTS = ("lead", "contributor", "approver", "viewer", "network")
SHUT = (401, 403, 404)
ACTION = "0" * 27


@pytest.fixture
def ids(team_app):
    """A round in which everything that the table names is there."""
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        assessment_id = round_in_progress(session)
        add_member(session, "network", Role.NETWORK)
        add_member(session, "manager", Role.ROUND_MANAGER, BODY)
        add_member(session, "chair", Role.PANEL_CHAIR, BODY)
        add_member(session, "reader", Role.REVIEWER, BODY)
        record_answer(deed(session, "writer"), assessment_id, "/criteria/MA-01/level", 1, 0)
        file = NewFile("Policy.pdf", b"%PDF-1.7 policy", has_no_personal_data=True)
        store = store_of(team_app.config["CHARTER"])
        evidence = add_evidence(deed(session, "writer"), assessment_id, file, ["MA-01.q4"], store)
        record_answer(deed(session, "writer"), assessment_id, f"/actions/{ACTION}", {"ref": "A1"}, 0)
        record_answer(deed(session, "writer"), assessment_id, f"/previous_actions/{ACTION}", {"ref": "P1"}, 0)
        comment = add_comment(deed(session, "writer"), assessment_id, NewComment("MA-01", "", "Who?"), None)
        save_baseline(deed(session, "lead"), assessment_id)
        other = session.query(AssessmentRow).filter_by(organisation_id=OTHER).one()
        record_answer(deed(session, "stranger"), other.id, "/criteria/MA-01/level", 1, 0)
        save_baseline(deed(session, "stranger"), other.id)
        draft_id = begin_draft(deed(session, "officer"), BODY, REFERENCE, "9.0")
        ours = session.get_one(AssessmentRow, assessment_id)
        award_id = earlier_award(session)
        return {
            "assessment": ours.id,
            "evidence": evidence.id,
            "action": ACTION,
            "comment": comment.id,
            "other": other.id,
            "organisation": TRUST,
            "body": BODY,
            "round": ours.round_id,
            "draft": draft_id,
            "award": award_id,
            "objection": made_objection(session, award_id),
        }


def ask(client, row, ids):
    """Ask for an address as the table has it; a body that begins with a brace is JSON."""
    address = row["address"].format(**ids)
    if row["method"] == "GET":
        return client.get(address)
    if row["body"].startswith('{"'):
        return client.post(address, json=json.loads(row["body"]), headers={"Accept": "application/json"})
    pairs = [pair.partition("=") for pair in row["body"].format(**ids).split("&") if pair]
    return client.post(address, data={name: value for name, _, value in pairs})


def name_of(row):
    """Which row it is: a page may stand in the table for an institution and again for an awarding body."""
    return f"{row['endpoint']} {row['address']}"


def told(response):
    """What the table says of an answer: the status where the door is shut, else yes."""
    status = response.status_code
    response.close()
    return str(status) if status in SHUT or status >= 500 else "yes"


def test_every_address_stands_in_one_of_the_three_tables(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert {row["endpoint"] for row in [*ROWS, *CASES, *VISITORS]} == endpoints - {"static"}
    assert {row["endpoint"] for row in VISITORS} == PUBLIC - {"static"}


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_may_what_the_table_says(team_app, ids, no_pdf, role):
    client = sign_in(team_app.test_client(), PEOPLE[role])

    found = {name_of(row): told(ask(client, row, ids)) for row in ROWS}

    assert found == {name_of(row): row[role] for row in ROWS}


def test_nobody_gets_in_without_signing_in(team_app, ids):
    client = team_app.test_client()

    statuses = {name_of(row): ask(client, row, ids).status_code for row in ROWS}

    assert {name: status for name, status in statuses.items() if status not in (303, 401)} == {}


@pytest.mark.parametrize("role", TENANTS)
def test_the_ids_of_another_organisation_open_nothing(team_app, ids, no_pdf, role):
    client = sign_in(team_app.test_client(), PEOPLE[role])
    theirs = ids | {"assessment": ids["other"], "organisation": OTHER}
    rows = [row for row in ROWS if "{assessment}" in row["address"] or "{organisation}" in row["address"] + row["body"]]

    found = {name_of(row): told(ask(client, row, theirs)) for row in rows}

    assert {name: answer for name, answer in found.items() if answer != "404"} == {}


@pytest.mark.parametrize("role", ["lead", "administrator"])
def test_a_guessed_id_is_not_found(team_app, ids, role):
    client = sign_in(team_app.test_client(), PEOPLE[role])
    guessed = dict.fromkeys(ids, "a-guess")
    rows = [row for row in ROWS if "{" in row["address"]]

    found = {name_of(row): told(ask(client, row, guessed)) for row in rows}

    assert {name: answer for name, answer in found.items() if answer != "404"} == {}


def test_a_guessed_id_within_an_assessment_is_not_found(team_app, ids):
    client = sign_in(team_app.test_client(), "lead")
    guessed = ids | dict.fromkeys(("evidence", "action", "comment"), "a-guess")
    rows = [row for row in ROWS if any(f"{{{name}}}" in row["address"] for name in ("evidence", "action", "comment"))]

    found = {name_of(row): told(ask(client, row, guessed)) for row in rows}

    assert {name: answer for name, answer in found.items() if answer != "404"} == {}
