"""The team of an institution or an awarding body: who is in it, inviting, changing, removing, handing over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.errors import InvalidInvitation
from charter.domain.permissions import HEADS, ROLES, Action, Role
from charter.services.invitations import open_invitations, take_back
from charter.services.memberships import (
    Team,
    change_role,
    hand_over_lead,
    invite,
    members_of,
    remove_member,
)
from charter.services.team_changes import team_changes
from charter.web.addresses import invitation_link
from charter.web.frames import as_role_text
from charter.web.people import deed, person_id
from charter.web.sign_in_forms import trimmed
from charter.web.team_words import ELSEWHERE, FORMER, ONLY_HEAD, ROLE_HINTS, ROLE_NAMES, change_text, roles_text
from charter.web.times import day_text, moment_text

blueprint = Blueprint("members", __name__)

PAGE_SIZE = 50


class InvitationForm(FlaskForm):
    """Whom to ask, and for what."""

    email = StringField(
        "E-mail address",
        filters=[trimmed],
        validators=[InputRequired("Write the e-mail address of whom you invite")],
    )
    role = RadioField("What they will do", validators=[InputRequired("Choose what they will do")])


def invitation_form(team: Team, **options: Any) -> InvitationForm:
    """Give the form with the roles to which people are invited there; the lead is handed over instead."""
    form = InvitationForm(**options)
    form.role.choices = [SelectChoice(str(role), ROLE_NAMES[role]) for role in ROLES[team.kind] if role != Role.LEAD]
    return form


@blueprint.get("/organisations/<organisation_id>/members")
def members(organisation_id: str) -> str:
    """Show the team."""
    team = members_of(deed(), organisation_id)
    return _page(team, invitation_form(team, formdata=None))


@blueprint.post("/organisations/<organisation_id>/invitations")
def create(organisation_id: str) -> AnyResponse | tuple[str, int]:
    """Invite somebody."""
    team = members_of(deed(), organisation_id, Action.INVITE)
    form = invitation_form(team)
    if not form.validate_on_submit():
        return _page(team, form), 422
    try:
        invite(deed(), organisation_id, form.email.data, Role(form.role.data), invitation_link())
    except InvalidInvitation as error:
        form.email.errors = [str(error)]
        return _page(team, form), 422
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
    is_last = team.is_last(found)
    return render_template(
        "members/member.html",
        team=team,
        member=found,
        roles_text=roles_text(found),
        changes=[
            (
                old,
                ROLE_NAMES[old],
                [(str(new), ROLE_NAMES[new], ROLE_HINTS[new]) for new in ROLES[team.kind] if new != old],
            )
            for old in found.roles
            if not (is_last and old == HEADS[team.kind])
        ],
        only_text=ONLY_HEAD[team.kind] if is_last else "",
        former_text=FORMER[team.kind],
        may_lead=team.may(Action.HAND_OVER_LEAD) and found.person_id != person_id(),
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
        rows=[{"when": moment_text(row.made_at), "text": change_text(row)} for row in rows[:PAGE_SIZE]],
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
    flash("They are not in the team any more. What they did stays, with their name.")
    return _on(organisation_id, member_id)


@blueprint.post("/organisations/<organisation_id>/members/<member_id>/lead")
def hand_over(organisation_id: str, member_id: str) -> AnyResponse:
    """Hand the lead over."""
    hand_over_lead(deed(), organisation_id, member_id)
    flash("The lead is handed over. You are a contributor now.")
    return _back(organisation_id)


def _page(team: Team, form: InvitationForm) -> str:
    is_inviting = team.may(Action.INVITE)
    waiting = open_invitations(deed(), team.organisation_id) if is_inviting else []
    return render_template(
        "members/members.html",
        team=team,
        heads=["Name", "Role", *(["Change"] if is_inviting else [])],
        rows=[{"member": item, "roles_text": roles_text(item)} for item in team.members],
        invitations=[
            {
                "id": item.invitation_id,
                "text": f"{item.email}, as {as_role_text(item.role)}",
                "until": day_text(item.expires_at),
            }
            for item in waiting
        ],
        form=form,
        elsewhere_text=ELSEWHERE[team.kind],
        role_hints={str(role): text for role, text in ROLE_HINTS.items()},
        is_inviting=is_inviting,
        errors=[(message, f"#{field.id}") for field in (form.email, form.role) for message in field.errors],
        is_error=bool(form.errors or form.email.errors),
    )


def _on(organisation_id: str, member_id: str) -> AnyResponse:
    """Lead on to the team; whoever changed themselves may not see it any more."""
    return redirect(url_for("assessments.index"), 303) if member_id == person_id() else _back(organisation_id)


def _back(organisation_id: str) -> AnyResponse:
    return redirect(url_for("members.members", organisation_id=organisation_id), 303)
