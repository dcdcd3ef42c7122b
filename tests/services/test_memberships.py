"""Who belongs to an organisation, and how that changes."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import func, select

from charter.domain.errors import InvalidInvitation, LastLead, NotAllowed, UnknownOrganisation, UnknownPerson
from charter.domain.permissions import Role
from charter.services.invitations import open_invitations, take_back
from charter.services.memberships import (
    accept_invitation,
    add_person,
    change_role,
    hand_over_lead,
    invite,
    members,
    members_of,
    remove_member,
)
from charter.store.accounts import InvitationRow, MembershipRow, roles_in
from charter.store.outbox import MailRow
from tests.support.teams import BODY, JUNE, TRUST, add_member, add_people, deed

LINK = "https://charter.example/invitations/{token}"


@pytest.fixture
def team(session):
    add_people(session)
    return session


def token_of(session):
    """Give the token in the only letter."""
    [body] = session.scalars(select(MailRow.body)).all()
    return re.search(r"invitations/(\S+)", body)[1]


def test_an_invited_person_joins_with_the_role(team):
    invite(deed(team, "lead"), TRUST, " New.Person@Example.org ", Role.VIEWER, LINK)
    person = add_person(deed(team, "nobody"), "new.person@example.org", "New Person")

    accept_invitation(deed(team, person.id), token_of(team))

    assert roles_in(team, person.id, TRUST) == {Role.VIEWER}
    [mail] = team.scalars(select(MailRow)).all()
    assert (mail.address, mail.state) == ("new.person@example.org", "waiting")
    assert "as viewer" in mail.body
    assert "15 June 2027" in mail.body


def test_the_link_works_once(team):
    invite(deed(team, "lead"), TRUST, "new@example.org", Role.VIEWER, LINK)
    token = token_of(team)
    accept_invitation(deed(team, "stranger"), token)

    with pytest.raises(InvalidInvitation, match="was used"):
        accept_invitation(deed(team, "viewer"), token)


def test_the_link_ends_after_fourteen_days(team):
    invite(deed(team, "lead"), TRUST, "new@example.org", Role.VIEWER, LINK)

    with pytest.raises(InvalidInvitation, match="ended on 15 June 2027"):
        accept_invitation(deed(team, "stranger", JUNE + dt.timedelta(days=14)), token_of(team))


def test_the_link_cannot_be_made_from_the_database(team):
    invite(deed(team, "lead"), TRUST, "new@example.org", Role.VIEWER, LINK)
    row = team.scalars(select(InvitationRow)).one()

    with pytest.raises(InvalidInvitation):
        accept_invitation(deed(team, "stranger"), row.token_digest)


@pytest.mark.parametrize("who", ["writer", "signer", "viewer"])
def test_only_the_lead_invites(team, who):
    with pytest.raises(NotAllowed):
        invite(deed(team, who), TRUST, "new@example.org", Role.VIEWER, LINK)


@pytest.mark.parametrize("who", ["officer", "stranger", "nobody"])
def test_to_who_has_no_role_there_is_no_such_organisation(team, who):
    with pytest.raises(UnknownOrganisation):
        invite(deed(team, who), TRUST, "new@example.org", Role.VIEWER, LINK)


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "a b@example.org", "@example.org"])
def test_what_is_no_address_is_refused(team, address):
    with pytest.raises(InvalidInvitation, match="no e-mail address"):
        invite(deed(team, "lead"), TRUST, address, Role.VIEWER, LINK)

    assert team.scalar(select(func.count()).select_from(MailRow)) == 0


def test_nobody_is_invited_to_the_awarding_bodys_roles_or_to_one_they_have(team):
    with pytest.raises(InvalidInvitation, match="no such role here"):
        invite(deed(team, "lead"), TRUST, "new@example.org", Role.ADMINISTRATOR, LINK)
    with pytest.raises(InvalidInvitation, match="has the role already"):
        invite(deed(team, "lead"), TRUST, "VIEWER@example.org", Role.VIEWER, LINK)


def test_a_role_is_changed_and_the_old_one_stays_on_record(team):
    change_role(deed(team, "lead"), TRUST, "viewer", Role.VIEWER, Role.CONTRIBUTOR)

    assert roles_in(team, "viewer", TRUST) == {Role.CONTRIBUTOR}
    ended = team.scalars(select(MembershipRow).where(MembershipRow.until_at.is_not(None))).all()
    assert [(row.person_id, row.role, row.until_at) for row in ended] == [("viewer", "viewer", JUNE)]


def test_somebody_removed_has_no_role_and_keeps_their_record(team):
    remove_member(deed(team, "lead"), TRUST, "writer")

    assert roles_in(team, "writer", TRUST) == frozenset()
    assert [member.person_id for member in members(deed(team, "lead"), TRUST)] == ["lead", "signer", "viewer"]


def test_the_last_lead_cannot_leave_or_step_down(team):
    with pytest.raises(LastLead, match="Hand the lead over first"):
        remove_member(deed(team, "lead"), TRUST, "lead")
    with pytest.raises(LastLead):
        change_role(deed(team, "lead"), TRUST, "lead", Role.LEAD, Role.VIEWER)

    assert roles_in(team, "lead", TRUST) == {Role.LEAD}


def test_the_lead_is_handed_over_and_the_former_one_stays_on(team):
    hand_over_lead(deed(team, "lead"), TRUST, "writer")

    assert roles_in(team, "writer", TRUST) == {Role.CONTRIBUTOR, Role.LEAD}
    assert roles_in(team, "lead", TRUST) == {Role.CONTRIBUTOR}


def test_the_lead_goes_to_members_alone(team):
    with pytest.raises(UnknownPerson, match="Invite them first"):
        hand_over_lead(deed(team, "lead"), TRUST, "stranger")


def test_another_organisations_team_stays_out_of_sight(team):
    with pytest.raises(UnknownOrganisation):
        members(deed(team, "stranger"), TRUST)


@pytest.fixture
def body(team):
    """A body with an administrator and a round manager."""
    add_member(team, "manager", Role.ROUND_MANAGER, BODY)
    return team


def test_a_colleague_invited_by_a_bodys_administrator_joins_with_the_role(body):
    invite(deed(body, "officer"), BODY, "new@body.example", Role.ROUND_MANAGER, LINK)
    person = add_person(deed(body, "nobody"), "new@body.example", "New Colleague")

    accept_invitation(deed(body, person.id), token_of(body))

    assert roles_in(body, person.id, BODY) == {Role.ROUND_MANAGER}
    [mail] = body.scalars(select(MailRow)).all()
    assert mail.subject == "Join the team of Example body"
    assert "You are invited to run the rounds of Example body, as round manager." in mail.body


def test_a_bodys_administrator_takes_an_invitation_back(body):
    row = invite(deed(body, "officer"), BODY, "new@body.example", Role.ADMINISTRATOR, LINK)

    take_back(deed(body, "officer"), BODY, row.id)

    assert open_invitations(deed(body, "officer"), BODY) == []
    with pytest.raises(InvalidInvitation, match="ended"):
        accept_invitation(deed(body, "stranger"), token_of(body))


def test_a_round_manager_sees_the_bodys_team_and_changes_nothing_of_it(body):
    manager = deed(body, "manager")

    seen = [member.person_id for member in members(manager, BODY)]

    assert seen == ["manager", "officer"]
    with pytest.raises(NotAllowed, match="Ask the administrator"):
        invite(manager, BODY, "new@body.example", Role.ROUND_MANAGER, LINK)
    with pytest.raises(NotAllowed):
        change_role(manager, BODY, "manager", Role.ROUND_MANAGER, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        remove_member(manager, BODY, "officer")


@pytest.mark.parametrize("role", [Role.LEAD, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER, Role.NETWORK])
def test_a_role_of_an_institution_can_be_given_to_nobody_in_a_body(body, role):
    with pytest.raises(InvalidInvitation, match="no such role here"):
        invite(deed(body, "officer"), BODY, "new@body.example", role, LINK)
    with pytest.raises(InvalidInvitation, match="no such role here"):
        change_role(deed(body, "officer"), BODY, "manager", Role.ROUND_MANAGER, role)

    assert roles_in(body, "manager", BODY) == {Role.ROUND_MANAGER}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ROUND_MANAGER])
def test_a_role_of_a_body_can_be_given_to_nobody_in_an_institution(team, role):
    with pytest.raises(InvalidInvitation, match="no such role here"):
        change_role(deed(team, "lead"), TRUST, "viewer", Role.VIEWER, role)

    assert roles_in(team, "viewer", TRUST) == {Role.VIEWER}


def test_a_stray_role_in_the_database_allows_nothing(team):
    add_member(team, "smuggler", Role.ADMINISTRATOR, TRUST)
    add_member(team, "smuggler", Role.LEAD, BODY)

    assert roles_in(team, "smuggler", TRUST) == roles_in(team, "smuggler", BODY) == frozenset()
    with pytest.raises(UnknownOrganisation):
        members_of(deed(team, "smuggler"), TRUST)


def test_an_invitation_to_a_stray_role_cannot_be_taken(team):
    row = invite(deed(team, "lead"), TRUST, "new@example.org", Role.VIEWER, LINK)
    row.role = Role.ADMINISTRATOR
    team.commit()

    with pytest.raises(InvalidInvitation, match="no such role here"):
        accept_invitation(deed(team, "stranger"), token_of(team))


def test_the_last_administrator_cannot_leave_or_step_down_and_one_of_two_can(body):
    officer = deed(body, "officer")
    with pytest.raises(LastLead, match="Make somebody else administrator first"):
        remove_member(officer, BODY, "officer")
    with pytest.raises(LastLead):
        change_role(officer, BODY, "officer", Role.ADMINISTRATOR, Role.ROUND_MANAGER)

    change_role(officer, BODY, "manager", Role.ROUND_MANAGER, Role.ADMINISTRATOR)
    remove_member(officer, BODY, "officer")

    assert roles_in(body, "manager", BODY) == {Role.ADMINISTRATOR}
    assert roles_in(body, "officer", BODY) == frozenset()
