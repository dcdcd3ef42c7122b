"""An organisation's team: who is in it, inviting, changing, removing, handing over."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidInvitation
from charter.domain.permissions import Action, Role
from charter.domain.wording import list_text
from charter.services.invitations import open_invitations, take_back
from charter.services.memberships import (
    TEAM,
    Member,
    change_role,
    hand_over_lead,
    invite,
    members_of,
    remove_member,
)
from charter.services.team_changes import Change, TeamChange, team_changes
from charter.web.addresses import invitation_link
from charter.web.frames import as_role_text
from charter.web.people import deed, person_id
from charter.web.sign_in_forms import trimmed
from charter.web.times import day_text, moment_text

blueprint = Blueprint("members", __name__)

PAGE_SIZE = 50
FORGOTTEN = "somebody who was forgotten"

ROLE_HINTS = {
    Role.LEAD: "Does everything that a contributor does, invites people, starts, submits and withdraws.",
    Role.CONTRIBUTOR: "Writes answers, fills in tables, adds evidence and comments.",
    Role.APPROVER: "Reads everything, comments, and signs for the organisation.",
    Role.VIEWER: "Reads everything and comments.",
    Role.NETWORK: "Writes the network’s statement, which goes straight to the panel. Sees nothing else.",
}
ROLE_NAMES = {
    Role.LEAD: "Lead",
    Role.CONTRIBUTOR: "Contributor",
    Role.APPROVER: "Approver",
    Role.VIEWER: "Viewer",
    Role.NETWORK: "Network of BME staff",
}


class InvitationForm(FlaskForm):
    """Whom to ask, and for what."""

    email = StringField(
        "E-mail address",
        filters=[trimmed],
        validators=[InputRequired("Write the e-mail address of whom you invite")],
    )
    role = RadioField(
        "What they will do",
        choices=[SelectChoice(str(role), ROLE_NAMES[role]) for role in TEAM if role != Role.LEAD],
        validators=[InputRequired("Choose what they will do")],
    )


@blueprint.get("/organisations/<organisation_id>/members")
def members(organisation_id: str) -> str:
    """Show the team."""
    return _page(organisation_id, InvitationForm(formdata=None))


@blueprint.post("/organisations/<organisation_id>/invitations")
def create(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Invite somebody."""
    members_of(deed(), organisation_id, Action.INVITE)
    form = InvitationForm()
    if not form.validate_on_submit():
        return _page(organisation_id, form), 422
    try:
        invite(deed(), organisation_id, form.email.data, Role(form.role.data), invitation_link())
    except InvalidInvitation as error:
        form.email.errors = [str(error)]
        return _page(organisation_id, form), 422
    flash(f"{form.email.data.strip()} is invited. The link in the e-mail works for 14 days.")
    return _back(organisation_id)


@blueprint.post("/organisations/<organisation_id>/invitations/<invitation_id>/delete")
def delete_invitation(organisation_id: str, invitation_id: str) -> AnyResponse:
    """Take an invitation back."""
    take_back(deed(), organisation_id, invitation_id)
    flash("The invitation is taken back. Its link does not work any more.")
    return _back(organisation_id)


@blueprint.get("/organisations/<organisation_id>/members/<member_id>")
def member(organisation_id: str, member_id: str) -> str:
    """Show what can be done about a member."""
    team = members_of(deed(), organisation_id, Action.CHANGE_ROLE)
    found = next((item for item in team.members if item.person_id == member_id), None)
    if found is None:
        abort(404)
    return render_template(
        "members/member.html",
        team=team,
        member=found,
        roles_text=_roles_text(found),
        changes=[
            (old, ROLE_NAMES[old], [(str(new), ROLE_NAMES[new], ROLE_HINTS[new]) for new in TEAM if new != old])
            for old in found.roles
            if old in ROLE_NAMES
        ],
        is_me=found.person_id == person_id(),
    )


@blueprint.get("/organisations/<organisation_id>/team-changes")
def changes(organisation_id: str) -> str:
    """Show who did what to the team, newest first."""
    team = members_of(deed(), organisation_id, Action.CHANGE_ROLE)
    before = request.args.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 10 else None
    rows = team_changes(deed(), organisation_id, number, PAGE_SIZE + 1)
    older = (
        url_for("members.changes", organisation_id=organisation_id, before=rows[PAGE_SIZE - 1].number)
        if len(rows) > PAGE_SIZE
        else ""
    )
    return render_template(
        "members/changes.html",
        team=team,
        rows=[{"when": moment_text(row.made_at), "text": _change_text(row)} for row in rows[:PAGE_SIZE]],
        older=older,
    )


@blueprint.post("/organisations/<organisation_id>/members/<member_id>/role")
def change(organisation_id: str, member_id: str) -> AnyResponse:
    """Give a member another role."""
    old, new = (request.form.get(key, "") for key in ("old", "new"))
    if old not in ROLE_NAMES or new not in ROLE_NAMES:
        abort(400)
    change_role(deed(), organisation_id, member_id, Role(old), Role(new))
    flash("The role is changed.")
    return _on(organisation_id, member_id)


@blueprint.post("/organisations/<organisation_id>/members/<member_id>/delete")
def delete(organisation_id: str, member_id: str) -> AnyResponse:
    """Remove a member; what they wrote stays."""
    remove_member(deed(), organisation_id, member_id)
    flash("They are not in the team any more. What they wrote stays.")
    return _on(organisation_id, member_id)


@blueprint.post("/organisations/<organisation_id>/members/<member_id>/lead")
def hand_over(organisation_id: str, member_id: str) -> AnyResponse:
    """Hand the lead over."""
    hand_over_lead(deed(), organisation_id, member_id)
    flash("The lead is handed over. You are a contributor now.")
    return _back(organisation_id)


def _page(organisation_id: str, form: InvitationForm) -> str:
    team = members_of(deed(), organisation_id)
    is_inviting = team.may(Action.INVITE)
    waiting = open_invitations(deed(), organisation_id) if is_inviting else []
    return render_template(
        "members/members.html",
        team=team,
        rows=[{"member": item, "roles_text": _roles_text(item)} for item in team.members],
        invitations=[
            {
                "id": item.invitation_id,
                "text": f"{item.email}, as {as_role_text(item.role)}",
                "until": day_text(item.expires_at),
            }
            for item in waiting
        ],
        form=form,
        role_hints={str(role): text for role, text in ROLE_HINTS.items()},
        is_inviting=is_inviting,
        errors=[(message, f"#{field.id}") for field in (form.email, form.role) for message in field.errors],
        is_error=bool(form.errors or form.email.errors),
    )


def _change_text(row: TeamChange) -> str:
    """One deed as a sentence."""
    who, whom = row.name or FORGOTTEN, row.subject or FORGOTTEN
    old, new = (as_role_text(role) if role else "" for role in (row.old_role, row.new_role))
    sentences = {
        Change.INVITED: f"{who} invited {whom} as {new}.",
        Change.TAKEN_BACK: f"{who} took back the invitation of {whom} as {old}.",
        Change.JOINED: f"{who} joined as {new}.",
        Change.ROLE_CHANGED: f"{who} made {'themselves' if row.is_own else whom} {new} instead of {old}.",
        Change.REMOVED: f"{who} left the team." if row.is_own else f"{who} removed {whom} from the team.",
        Change.LEAD_HANDED_OVER: f"{who} handed the lead over to {whom}.",
    }
    return sentences[row.change]


def _roles_text(found: Member) -> str:
    return list_text([ROLE_NAMES.get(role, str(role).replace("_", " ").capitalize()) for role in found.roles])


def _on(organisation_id: str, member_id: str) -> AnyResponse:
    """Lead on to the team; whoever changed themselves may not see it any more."""
    return redirect(url_for("assessments.index"), 303) if member_id == person_id() else _back(organisation_id)


def _back(organisation_id: str) -> AnyResponse:
    return redirect(url_for("members.members", organisation_id=organisation_id), 303)
