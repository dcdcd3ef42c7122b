"""Looking around as somebody invented: where it is set, and nowhere else."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.demonstration_people import demonstration_people
from charter.settings import Settings, UnusableSetting
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.web import create_app
from tests.support.pages import fetch
from tests.support.teams import add_people

THEN = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)


def add_invented(session):
    """Add an invented lead, and real people as noise."""
    add_people(session)
    session.add(OrganisationRow(id="demo", ods_code=None, name="Example Acute NHS Trust", kind="institution"))
    session.add(
        PersonRow(id="ada", email="ada@demonstration.example", name="Ada Lead", added_at=THEN, redacted_at=None)
    )
    session.flush()
    session.add(
        MembershipRow(
            id="ada-role", person_id="ada", organisation_id="demo", role=Role.LEAD, since_at=THEN, until_at=None
        )
    )
    session.commit()


@pytest.fixture
def make_site(settings):
    made = []

    def make(**changes):
        app = create_app(dataclasses.replace(settings, **changes))
        app.testing = True
        app.config["WTF_CSRF_ENABLED"] = False
        made.append(app)
        with Session(app.extensions["charter_engine"]) as session:
            add_invented(session)
        return app.test_client()

    yield make
    for app in made:
        app.extensions["charter_engine"].dispose()


@pytest.mark.parametrize("address", ["/", "/sign-in"])
def test_one_button_signs_in_as_somebody_invented(make_site, address):
    client = make_site(is_demonstration=True)
    where, hidden = fetch(client, address).form_of("Sign in as Ada Lead")

    client.post(where, data=hidden)

    assert "Sign out" in fetch(client, "/").words


def test_nobody_real_can_be_signed_in_as(make_site):
    client = make_site(is_demonstration=True)

    assert client.post("/demonstration-sign-ins", data={"person_id": "lead"}).status_code == 404
    assert "Sign in as Lead" not in fetch(client, "/sign-in").words


def test_where_it_is_not_set_there_is_no_such_way_in(make_site):
    client = make_site()

    assert "Ada Lead" not in fetch(client, "/sign-in").words
    assert client.post("/demonstration-sign-ins", data={"person_id": "ada"}).status_code == 404


def test_a_site_in_use_refuses_to_start_with_it():
    with pytest.raises(UnusableSetting, match="lets everybody in without a password"):
        Settings.from_environment({"CHARTER_DEMONSTRATION": "yes"})


def test_whoever_is_in_several_organisations_is_given_once_after_the_others(session):
    add_invented(session)
    session.add(PersonRow(id="abe", email="abe@demonstration.example", name="Abe", added_at=THEN, redacted_at=None))
    session.flush()
    for where in ("demo", "trust", "other"):
        session.add(
            MembershipRow(
                id=f"abe-{where}", person_id="abe", organisation_id=where, role=Role.LEAD, since_at=THEN, until_at=None
            )
        )
    session.commit()

    found = demonstration_people(session)

    assert [(one.name, one.organisation_name) for one in found] == [
        ("Ada Lead", "Example Acute NHS Trust"),
        ("Abe", "Example Acute NHS Trust and 2 others"),
    ]


def test_people_are_given_with_where_they_are_and_as_what(session):
    add_invented(session)

    found = demonstration_people(session)

    assert [(one.person_id, one.organisation_name, one.roles) for one in found] == [
        ("ada", "Example Acute NHS Trust", (Role.LEAD,))
    ]
