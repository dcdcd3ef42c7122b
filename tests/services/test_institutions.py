"""How an awarding body asks institutions to join, and takes it back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import func, select

from charter.domain.errors import InvalidInvitation, UnknownInvitation, UnknownOrganisation
from charter.domain.permissions import Role
from charter.services.institutions import add_institution, asked_institutions, take_back_asking
from charter.services.memberships import accept_invitation
from charter.services.reference import load_reference
from charter.store.accounts import OrganisationRow, roles_in
from charter.store.outbox import MailRow
from tests.support.teams import BODY, JUNE, TRUST, add_member, add_people, deed

LINK = "https://charter.example/invitations/{token}"


@pytest.fixture
def bodies(session):
    add_people(session)
    load_reference(session)
    return session


def ask(session, *, code="RR8", name="", email="boss@example.org", who="officer", now=JUNE):
    """Ask an institution's lead; give the institution's row."""
    return add_institution(deed(session, who, now), BODY, ods_code=code, name=name, email=email, link=LINK)


def tokens(session):
    """The tokens of every letter, in the order in which they were written."""
    bodies = session.scalars(select(MailRow.body).order_by(MailRow.next_try_at)).all()
    return [re.search(r"invitations/(\S+)", body)[1] for body in bodies]


def test_who_was_asked_joins_as_lead_and_waits_no_more(bodies):
    row = ask(bodies, code=" rr8 ")
    waiting = asked_institutions(deed(bodies, "officer"), BODY)

    accept_invitation(deed(bodies, "viewer"), tokens(bodies)[0])

    assert row.name == "Leeds Teaching Hospitals NHS Trust"
    assert [(item.name, item.email) for item in waiting] == [(row.name, "boss@example.org")]
    assert asked_institutions(deed(bodies, "officer"), BODY) == ()
    assert roles_in(bodies, "viewer", row.id) == {Role.LEAD}


def test_a_body_cannot_let_itself_into_a_team_that_is_led(bodies):
    bodies.get_one(OrganisationRow, TRUST).ods_code = "RR8"
    bodies.commit()

    with pytest.raises(InvalidInvitation, match="Only that lead can invite others"):
        ask(bodies, email="officer@example.org")

    assert bodies.scalar(select(func.count()).select_from(MailRow)) == 0


def test_an_institution_that_is_not_listed_is_added_once(bodies):
    first = ask(bodies, code="", name="  Saint   Example Hospice ")
    second = ask(bodies, code="", name="Saint Example Hospice", email="other@example.org")

    assert (first.id, first.name, first.ods_code) == (second.id, "Saint Example Hospice", None)


@pytest.mark.parametrize("name", ["", " \x00 ", "x" * 301])
def test_an_institution_needs_a_name_that_can_be_kept(bodies, name):
    with pytest.raises(InvalidInvitation, match="Give the name of the institution"):
        ask(bodies, code="", name=name)


def test_a_closed_institution_is_refused_with_its_successor(bodies):
    with pytest.raises(UnknownOrganisation, match="Choose its successor R0D"):
        ask(bodies, code="RD3")


def test_asking_again_ends_the_earlier_letter(bodies):
    ask(bodies)
    ask(bodies, now=JUNE + dt.timedelta(hours=1))
    earlier, later = tokens(bodies)

    with pytest.raises(InvalidInvitation, match="ended on 1 June 2027"):
        accept_invitation(deed(bodies, "viewer", JUNE + dt.timedelta(hours=2)), earlier)
    accept_invitation(deed(bodies, "viewer", JUNE + dt.timedelta(hours=2)), later)


def test_a_letter_to_a_wrong_address_is_taken_back(bodies):
    ask(bodies, email="wrong@example.org")
    [waiting] = asked_institutions(deed(bodies, "officer"), BODY)

    take_back_asking(deed(bodies, "officer"), BODY, waiting.invitation_id)

    with pytest.raises(InvalidInvitation):
        accept_invitation(deed(bodies, "viewer"), tokens(bodies)[0])
    with pytest.raises(UnknownInvitation):
        take_back_asking(deed(bodies, "officer"), BODY, waiting.invitation_id)


def test_another_body_does_not_take_back_what_this_one_asked(bodies):
    bodies.add(OrganisationRow(id="second", ods_code=None, name="Second body", kind="awarding_body"))
    add_member(bodies, "rival", Role.ADMINISTRATOR, "second")
    ask(bodies)
    [waiting] = asked_institutions(deed(bodies, "officer"), BODY)

    assert asked_institutions(deed(bodies, "rival"), "second") == ()
    with pytest.raises(UnknownInvitation):
        take_back_asking(deed(bodies, "rival"), "second", waiting.invitation_id)


def test_only_the_bodys_people_ask(bodies):
    add_member(bodies, "reader", Role.VIEWER, BODY)  # a role that a body does not have

    with pytest.raises(UnknownOrganisation):
        ask(bodies, who="reader")
    with pytest.raises(UnknownOrganisation):
        ask(bodies, who="lead")
