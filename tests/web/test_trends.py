"""The page of an institution's years: both views, the break, and how many statements it takes."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.store.base import writing
from tests.support.pages import fetch
from tests.support.people import sign_in
from tests.support.statements import statements_of
from tests.support.teams import add_people
from tests.support.years import SECOND, add_year


@pytest.fixture
def session(team_app):
    with Session(writing(team_app.extensions["charter_engine"])) as session:
        add_people(session)
        yield session


@pytest.fixture
def lead(team_app, session):
    return sign_in(team_app.test_client(), "lead")


def test_both_views_name_every_year_with_its_edition_and_the_break(session, lead):
    add_year(session, 2025)
    add_year(session, 2027)
    address = f"/assessments/{add_year(session, 2028, SECOND, state='started')}/trend"

    whole = fetch(lead, address)
    common = fetch(lead, whole.link("Common criteria only"))

    assert "2027edition 1.061.5 %BronzeCharter 2027. Submission 1, 1 September 2027." in whole.words
    assert "2026: nothing was submitted." in whole.words
    assert "The edition changes: edition 1.0 to edition 2.0." in whole.words
    assert "Draft Charter 2028. Draft; 29 criteria have no level yet." in whole.words
    assert "RP-03 Visible role models: only in 1.0. Ceiling" in whole.words
    assert "Shown: the 26 criteria that edition 1.0 and edition 2.0 have in common" in common.words
    assert "RP-03" not in common.words
    assert lead.get(f"{address}/charts?view=common").json.keys() >= {"trend-overall", "trend-criteria-MA"}


def test_the_page_takes_no_more_statements_for_more_years(team_app, session, lead):
    add_year(session, 2027)
    address = f"/assessments/{add_year(session, 2028, SECOND, state='started')}/trend"
    lead.get(address)  # a process looks at the editions once

    few = len(statements_of(team_app, lead, address))
    for year in (2023, 2024, 2025, 2026):
        add_year(session, year)
    more = len(statements_of(team_app, lead, address))

    assert max(few, more) <= 8


def test_one_year_alone_has_no_charts_and_says_so(session, lead):
    address = f"/assessments/{add_year(session, 2027)}/trend"

    page = fetch(lead, f"{address}?view=common")

    assert "There is one year so far." in page.words
    assert "Scores" not in page.words
    assert page.link("Where you stand").endswith("/overview")
