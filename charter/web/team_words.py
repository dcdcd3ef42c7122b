"""Roles of a team, and what was done to it, in words."""

from __future__ import annotations

from charter.domain.permissions import OrganisationKind, Role
from charter.domain.wording import list_text
from charter.services.memberships import Member
from charter.services.team_changes import Change, TeamChange
from charter.web.frames import as_role_text

FORGOTTEN = "somebody who was forgotten"
OPERATORS = "Whoever runs this site"

ROLE_HINTS = {
    Role.LEAD: "Does everything that a contributor does, invites people, starts, submits and withdraws.",
    Role.CONTRIBUTOR: "Writes answers, fills in tables, adds evidence and comments.",
    Role.APPROVER: "Reads everything, comments, and signs for the organisation.",
    Role.VIEWER: "Reads everything and comments.",
    Role.NETWORK: "Writes the network’s statement, which goes straight to the panel. Sees nothing else.",
    Role.ADMINISTRATOR: "Does everything that a round manager does, opens rounds, and invites people.",
    Role.ROUND_MANAGER: "Asks institutions to join, changes a round’s dates, screens what came in, appoints panels.",
    Role.PANEL_CHAIR: "Chairs panels: leads the meeting, records what was agreed, puts the decision.",
    Role.REVIEWER: "Judges submissions that they are given, and sees no others.",
}
ROLE_NAMES = {
    Role.LEAD: "Lead",
    Role.CONTRIBUTOR: "Contributor",
    Role.APPROVER: "Approver",
    Role.VIEWER: "Viewer",
    Role.NETWORK: "Network of BME staff",
    Role.ADMINISTRATOR: "Administrator",
    Role.ROUND_MANAGER: "Round manager",
    Role.PANEL_CHAIR: "Panel chair",
    Role.REVIEWER: "Reviewer",
}
FORMER = {
    OrganisationKind.INSTITUTION: "They can open nothing of the organisation any more. What they wrote stays, with "
    "their name.",
    OrganisationKind.BODY: "They can open none of its rounds any more. What they did stays on record, with their name.",
}
ELSEWHERE = {
    OrganisationKind.INSTITUTION: "What each of them wrote stands in the history of each assessment.",
    OrganisationKind.BODY: "What each of them did to a round stands on its page.",
}
ONLY_HEAD = {
    OrganisationKind.INSTITUTION: "Nobody else leads the team. To leave it or to step down, hand the lead over first.",
    OrganisationKind.BODY: "There is no other administrator. Make somebody else administrator first: then this one can "
    "step down or leave.",
}


def change_text(row: TeamChange) -> str:
    """Give one deed as a sentence."""
    who, whom = OPERATORS if row.is_operators else row.name or FORGOTTEN, row.subject or FORGOTTEN
    old, new = (as_role_text(role) if role else "" for role in (row.old_role, row.new_role))
    sentences = {
        Change.INVITED: f"{who} invited {whom} as {new}.",
        Change.TAKEN_BACK: f"{who} took back the invitation of {whom} as {old}.",
        Change.JOINED: f"{who} joined as {new}.",
        Change.ROLE_CHANGED: f"{who} made {'themselves' if row.is_own else whom} {new} instead of {old}.",
        Change.REMOVED: f"{who} left the team." if row.is_own else f"{who} removed {whom} from the team.",
        Change.LEAD_HANDED_OVER: f"{who} handed the lead over to {whom}.",
        Change.ADDED: f"{who} made {whom} {new}.",
    }
    return sentences[row.change]


def roles_text(found: Member) -> str:
    """Give what a member is, by the names of their roles."""
    return list_text([ROLE_NAMES[role] for role in found.roles])
