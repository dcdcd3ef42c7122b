"""Practice before a round, by what the office and reviewers see of it."""

from __future__ import annotations

import io

import pytest
from sqlalchemy.orm import Session

from charter.store.base import writing
from charter.store.cases import CaseRow
from tests.support.pages import fetch
from tests.support.panels import add_reviewer
from tests.support.people import sign_in
from tests.support.practice import CRITERIA, agree, practice_case, revealed_practice, round_of_practice
from tests.support.statements import statements_of


@pytest.fixture
def site(team_app):
    """Gives a session on the site's database."""
    return lambda: Session(writing(team_app.extensions["charter_engine"]))


def client_of(app, who):
    return sign_in(app.test_client(), who)


def test_what_is_wrong_with_a_new_practice_stands_beside_it_and_nothing_typed_is_lost(team_app, site, answers):
    with site() as session:
        round_id = round_of_practice(session, practice_case(session))
    office = client_of(team_app, "manager")
    broken = answers.replace(b'"level": 3', b'"level": 33', 1)
    sent = {"title": "Hillside Trust", "source": "file", "file": (io.BytesIO(broken), "answers.json")}

    refused = office.post(f"/rounds/{round_id}/practice", data=sent)
    without = office.post(f"/rounds/{round_id}/practice", data={"title": "Hillside Trust", "source": "file"})

    assert refused.status_code == without.status_code == 422
    assert "/criteria/" in refused.text
    assert 'value="Hillside Trust"' in refused.text
    assert "Choose the workbook or file with the answers" in without.text
    with site() as session:
        assert session.query(CaseRow).count() == 1


def test_levels_typed_by_the_office_stay_where_something_is_wrong_or_another_window_was_first(team_app, site):
    with site() as session:
        case_id = practice_case(session)
    office, address = client_of(team_app, "manager"), f"/cases/{case_id}/practice"
    first = {"MA-01:level": "2", "MA-01:reason": "The policy.", "MA-01:seen": "0", "MA-02:reason": "No level yet."}

    wrong = office.post(f"{address}/agreed-levels", data=first)
    office.post(f"{address}/agreed-levels", data=first | {"MA-02:level": "1"})
    stale = office.post(
        f"{address}/agreed-levels", data={"MA-01:level": "4", "MA-01:reason": "Mine.", "MA-01:seen": "0"}
    )
    unready = office.post(f"{address}/revealing")

    assert (wrong.status_code, stale.status_code, unready.status_code) == (422, 409, 422)
    assert "Choose the level that was agreed." in wrong.text
    assert "The policy.</textarea>" in wrong.text
    assert "Another window recorded: Level 2. The policy." in stale.text
    assert "Mine.</textarea>" in stale.text
    assert 'name="MA-01:seen" value="1"' in stale.text


def test_until_it_is_revealed_no_page_of_practice_gives_away_what_anybody_thinks(team_app, site):
    with site() as session:
        case_id = practice_case(session)
        agree(session, case_id, MA_01=4)
    ben = client_of(team_app, "ben")
    pages = (f"/cases/{case_id}/practice", f"/cases/{case_id}/criteria", f"/cases/{case_id}/criteria/MA-01", "/reviews")

    shown = {page: ben.get(page).text for page in pages}
    meeting = ben.get(f"/cases/{case_id}/meeting")

    assert meeting.status_code == 404
    assert not any("The example shows it." in text for text in shown.values())
    assert "Until then everybody rates alone." in shown[pages[0]]
    assert "Go on with your review" in shown[pages[0]]


def test_after_revealing_a_reviewer_compares_and_sees_no_names(team_app, site):
    with site() as session:
        case_id = revealed_practice(session)
    page = fetch(client_of(team_app, "anna"), f"/cases/{case_id}/practice")
    office = fetch(client_of(team_app, "manager"), f"/cases/{case_id}/practice")

    assert "On average you were 1.00 levels stricter than the agreed levels." in page.words
    assert f"You gave the agreed level on 0 of {len(CRITERIA)} criteria." in page.words
    assert "1 gave level 3" in page.words
    assert "Ben" not in page.words
    assert "Ben On average they were 1.00 levels more generous than the agreed levels." in office.words


def test_late_reviewers_find_practice_in_their_list_and_the_office_who_practised(team_app, site):
    with site() as session:
        case_id = practice_case(session)
        add_reviewer(session, "dora")
    dora = client_of(team_app, "dora")
    page = fetch(dora, "/reviews")

    assert page.form_of("Take part: Riverbend Community Trust") is not None
    joined = dora.post(f"/cases/{case_id}/practice/seat")
    assert joined.headers["Location"].endswith(f"/cases/{case_id}/criteria")
    assert "/declarations/promise" in dora.get(joined.headers["Location"]).headers["Location"]
    promised = dora.post(f"/cases/{case_id}/declarations/promise", data={"agrees": "y"})
    assert promised.headers["Location"].endswith(f"/cases/{case_id}/criteria")


def test_the_office_sees_who_practised_enough_and_writes_today_down(team_app, site):
    with site() as session:
        round_id = round_of_practice(session, revealed_practice(session))
    office, address = client_of(team_app, "manager"), f"/rounds/{round_id}/practice"
    page = fetch(office, address)

    assert "Name Anna Locked 1 of 1 Enough Yes Last standardised on Not yet" in page.words
    assert "Name Cara Locked 0 of 1 Enough No" in page.words
    office.post(f"{address}/standardisation", data={"least": "1"})
    assert "Today is written down for Anna and Ben." in fetch(office, address).words
    assert office.post(f"{address}/standardisation", data={"least": "9" * 30}).status_code == 422
    assert len(statements_of(team_app, office, address)) <= 12
    assert len(statements_of(team_app, client_of(team_app, "anna"), "/reviews")) <= 12
