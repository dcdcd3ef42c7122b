"""A team's pages: inviting, changing, removing, and who did what."""

from __future__ import annotations

import pytest

from charter.domain.permissions import Role
from charter.services.comments import NewComment, add_comment
from charter.services.institutions import add_body
from tests.support.desks import Desks
from tests.support.pages import Page, fetch, text_of
from tests.support.statements import statements_of
from tests.support.teams import BODY, TRUST, add_member, deed

TEAM = f"/organisations/{TRUST}"
BODYS = f"/organisations/{BODY}"


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch)


def items(page):
    """What each entry of the page's list says."""
    return [text_of(item.find("p")) for item in page.all("li") if item.find("p") is not None]


def test_a_lead_sees_who_did_what_to_the_team(app, desks):
    lead = desks.of("lead")
    lead.post(f"{TEAM}/invitations", data={"email": "new@example.org", "role": "network"})
    address, hidden = fetch(lead, f"{TEAM}/members").form_of("Take back")
    lead.post(address, data=hidden)
    lead.post(f"{TEAM}/members/viewer/role", data={"old": "viewer", "new": "contributor"})
    lead.post(f"{TEAM}/members/writer/delete")
    lead.post(f"{TEAM}/members/viewer/lead")

    page = fetch(desks.of("viewer"), f"{TEAM}/team-changes")

    assert items(page) == [
        "Lead handed the lead over to Viewer.",
        "Lead removed Writer from the team.",
        "Lead made Viewer a contributor instead of a viewer.",
        "Lead took back the invitation of new@example.org as a member of the network of BME staff.",
        "Lead invited new@example.org as a member of the network of BME staff.",
    ]
    assert len(statements_of(app, desks.of("viewer"), f"{TEAM}/team-changes")) <= 8


def test_many_changes_come_in_pages(desks):
    lead = desks.of("lead")
    for number in range(51):
        lead.post(f"{TEAM}/invitations", data={"email": f"p{number}@example.org", "role": "viewer"})

    page = fetch(lead, f"{TEAM}/team-changes")
    earlier = fetch(lead, page.link("Earlier changes"))

    assert len(items(page)) == 50
    assert items(earlier) == ["Lead invited p0@example.org as a viewer."]


def test_what_somebody_wrote_keeps_their_name_after_they_were_removed(desks):
    with desks.session() as session:
        add_comment(deed(session, "writer"), desks.assessment_id, NewComment("MA-01", "", "Who knows?"), None)
    lead = desks.of("lead")

    lead.post(f"{TEAM}/members/writer/delete")

    comments = fetch(lead, desks.address("/criteria/MA-01/comments"))
    assert "Writer" in comments.words
    assert "Who knows?" in comments.words
    assert "Writer" not in fetch(lead, f"{TEAM}/members").words
    assert fetch(desks.of("writer"), desks.address()).status == 404


def test_who_takes_a_role_from_themselves_is_led_to_where_they_may_be(desks):
    desks.of("lead").post(f"{TEAM}/members/writer/role", data={"old": "contributor", "new": "lead"})

    response = desks.of("lead").post(f"{TEAM}/members/lead/role", data={"old": "lead", "new": "network"})

    assert response.headers["Location"] == "/assessments"


@pytest.mark.parametrize("email", ["nobody", "a b@example.org", "viewer@example.org"])
def test_an_invitation_that_cannot_be_is_told_beside_its_field(desks, email):
    address = f"{TEAM}/invitations"

    page = Page(desks.of("lead").post(address, data={"email": email, "role": "viewer"}), address)

    assert page.status == 422
    assert page.title.startswith("Error:")
    assert text_of(page.by_id("email-error-1"))


def test_a_refusal_says_whom_to_ask_and_leads_on(desks):
    page = fetch(desks.of("viewer"), f"{TEAM}/members/writer")

    assert (page.status, page.heading) == (403, "You may not do this")
    assert "Ask the lead of your organisation" in page.words
    assert page.link("Go to your work") == "/assessments"


def test_a_bodys_administrator_is_led_to_its_team_and_sees_who_did_what(desks):
    with desks.session() as session:
        add_member(session, "manager", Role.ROUND_MANAGER, BODY)
        add_body(deed(session, "operator"), "Example body", "ann@body.example", "Ann Admin")
        session.commit()
    officer = desks.of("officer")
    assert fetch(officer, "/assessments").link("Team of Example body") == f"{BODYS}/members"

    officer.post(f"{BODYS}/invitations", data={"email": "new@body.example", "role": "round_manager"})
    address, hidden = fetch(officer, f"{BODYS}/members").form_of("Take back")
    officer.post(address, data=hidden)
    officer.post(f"{BODYS}/members/manager/role", data={"old": "round_manager", "new": "administrator"})
    officer.post(f"{BODYS}/members/manager/delete")

    assert items(fetch(officer, f"{BODYS}/team-changes")) == [
        "Officer removed Manager from the team.",
        "Officer made Manager an administrator instead of a round manager.",
        "Officer took back the invitation of new@body.example as a round manager.",
        "Officer invited new@body.example as a round manager.",
        "Whoever runs this site made Ann Admin an administrator.",
    ]


def test_a_body_offers_its_own_roles_alone_and_no_handing_over(desks):
    with desks.session() as session:
        add_member(session, "manager", Role.ROUND_MANAGER, BODY)
    officer = desks.of("officer")

    team, manager = fetch(officer, f"{BODYS}/members"), fetch(officer, f"{BODYS}/members/manager")

    assert [item.get("value") for item in team.all("input") if item.get("name") == "role"] == [
        "administrator",
        "round_manager",
        "panel_chair",
        "reviewer",
    ]
    assert [item.get("value") for item in manager.all("input") if item.get("name") == "new"] == [
        "administrator",
        "panel_chair",
        "reviewer",
    ]
    assert "Hand the lead over" not in manager.words


@pytest.mark.parametrize(
    ("who", "address", "fields"),
    [
        ("officer", f"{BODYS}/invitations", {"email": "new@example.org", "role": "lead"}),
        ("lead", f"{TEAM}/invitations", {"email": "new@example.org", "role": "administrator"}),
        ("lead", f"{TEAM}/members/viewer/role", {"old": "viewer", "new": "administrator"}),
        ("officer", f"{BODYS}/members/officer/role", {"old": "administrator", "new": "lead"}),
    ],
)
def test_no_form_can_smuggle_a_role_of_the_other_kind(desks, who, address, fields):
    response = desks.of(who).post(address, data=fields)

    assert response.status_code == 422
    assert items(fetch(desks.of(who), f"{address.partition('/in')[0].partition('/mem')[0]}/team-changes")) == []


def test_the_only_administrator_is_told_what_to_do_before_they_can_go(desks):
    page = fetch(desks.of("officer"), f"{BODYS}/members/officer")

    assert "There is no other administrator. Make somebody else administrator first" in page.words
    assert "Remove Officer" not in page.words
    assert desks.of("officer").post(f"{BODYS}/members/officer/delete").status_code == 422
