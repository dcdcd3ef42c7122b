"""Who may do what: one table. What it does not allow is denied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from charter.domain.errors import NotAllowed
from charter.domain.wording import list_text


class Role(StrEnum):
    """What somebody is, in one organisation or for one awarding body; a person may be several."""

    # of an institution
    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    APPROVER = "approver"
    VIEWER = "viewer"
    # of the institution's network of BME staff, which speaks for itself
    NETWORK = "network"
    # of an awarding body
    ADMINISTRATOR = "administrator"
    ROUND_MANAGER = "round_manager"
    PANEL_CHAIR = "panel_chair"
    REVIEWER = "reviewer"


class OrganisationKind(StrEnum):
    """What an organisation is here."""

    INSTITUTION = "institution"
    BODY = "awarding_body"


# Which roles there are in which kind of organisation. One of the other kind can be given to nobody there, and where it
# stands in the database all the same it allows nothing.
ROLES: Mapping[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.INSTITUTION: (Role.LEAD, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER, Role.NETWORK),
    OrganisationKind.BODY: (Role.ADMINISTRATOR, Role.ROUND_MANAGER, Role.PANEL_CHAIR, Role.REVIEWER),
}
# Who answers for an organisation and lets others in: it is never left without one.
HEADS: Mapping[OrganisationKind, Role] = {
    OrganisationKind.INSTITUTION: Role.LEAD,
    OrganisationKind.BODY: Role.ADMINISTRATOR,
}


class Action(StrEnum):
    """What somebody does to an assessment, an organisation, a round, a case or an award."""

    SEE_ASSESSMENT = "see_assessment"
    SEE_HISTORY = "see_history"
    REGISTER_ASSESSMENT = "register_assessment"
    START_ASSESSMENT = "start_assessment"
    RECORD_ANSWER = "record_answer"
    MOVE_EDITION = "move_edition"
    ASSIGN_CRITERION = "assign_criterion"
    COMMENT = "comment"
    SAVE_BASELINE = "save_baseline"
    SIGN_OFF = "sign_off"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    EXPORT_ASSESSMENT = "export_assessment"
    INVITE = "invite"
    CHANGE_ROLE = "change_role"
    REMOVE_MEMBER = "remove_member"
    HAND_OVER_LEAD = "hand_over_lead"
    SEE_MEMBERS = "see_members"
    WRITE_NETWORK_STATEMENT = "write_network_statement"
    SEE_NETWORK_STATEMENT = "see_network_statement"
    ADD_INSTITUTION = "add_institution"
    OPEN_ROUND = "open_round"
    CHANGE_ROUND = "change_round"
    GRANT_EXTENSION = "grant_extension"
    SEE_ROUND = "see_round"
    SEE_EDITION_DRAFT = "see_edition_draft"
    DRAFT_EDITION = "draft_edition"
    PUBLISH_EDITION = "publish_edition"
    REDACT_PERSON = "redact_person"
    # before a panel
    SCREEN = "screen"
    SEE_PANELS = "see_panels"
    APPOINT_PANEL = "appoint_panel"
    KEEP_REVIEWERS = "keep_reviewers"
    KEEP_OWN_INTERESTS = "keep_own_interests"
    SEE_CASE = "see_case"
    RATE = "rate"
    CHAIR_PANEL = "chair_panel"
    ASK_INSTITUTION = "ask_institution"
    ANSWER_PANEL = "answer_panel"
    SEE_AGREEMENT = "see_agreement"
    KEEP_CALIBRATION = "keep_calibration"
    CONFIRM_DECISION = "confirm_decision"
    SEND_OUTCOME = "send_outcome"
    SEE_OUTCOME = "see_outcome"
    # after it
    APPEAL = "appeal"
    RULE_ON_APPEAL = "rule_on_appeal"
    SEE_OBJECTIONS = "see_objections"
    RULE_ON_OBJECTION = "rule_on_objection"
    SEE_AWARDS = "see_awards"
    KEEP_AWARDS = "keep_awards"
    MAKE_ANNUAL_RETURN = "make_annual_return"
    CONSENT_TO_PUBLICATION = "consent_to_publication"
    KEEP_LOOK = "keep_look"
    KEEP_KEYS = "keep_keys"


_TEAM = frozenset({Role.LEAD, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER})
_WRITERS = frozenset({Role.LEAD, Role.CONTRIBUTOR})
_LEAD = frozenset({Role.LEAD})
_BODY = frozenset({Role.ADMINISTRATOR, Role.ROUND_MANAGER})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
_PANEL = frozenset({Role.PANEL_CHAIR, Role.REVIEWER})
_HEADS = frozenset(HEADS.values())

PERMISSIONS: Mapping[Action, frozenset[Role]] = {
    Action.SEE_ASSESSMENT: _TEAM,
    Action.SEE_HISTORY: _TEAM,
    Action.REGISTER_ASSESSMENT: _LEAD,
    Action.START_ASSESSMENT: _LEAD,
    Action.RECORD_ANSWER: _WRITERS,
    # to the next edition, and out of the year before: everybody may look at what it would mean
    Action.MOVE_EDITION: _LEAD,
    Action.ASSIGN_CRITERION: _WRITERS,
    Action.COMMENT: _TEAM,
    Action.SAVE_BASELINE: _LEAD,
    # whoever answers for the organisation signs; the lead hands in what was signed
    Action.SIGN_OFF: frozenset({Role.APPROVER}),
    Action.SUBMIT: _LEAD,
    Action.WITHDRAW: _LEAD,
    Action.EXPORT_ASSESSMENT: _TEAM,
    # each in their own organisation alone: whoever runs a round lets nobody into an institution's team
    Action.INVITE: _HEADS,
    Action.CHANGE_ROLE: _HEADS,
    Action.REMOVE_MEMBER: _HEADS,
    Action.HAND_OVER_LEAD: _LEAD,
    Action.SEE_MEMBERS: _TEAM | _BODY,
    # the network writes to the panel: nobody of the team may read or change it before submission
    Action.WRITE_NETWORK_STATEMENT: frozenset({Role.NETWORK}),
    Action.SEE_NETWORK_STATEMENT: frozenset({Role.NETWORK}),
    # whoever runs a round asks an institution's first lead to join
    Action.ADD_INSTITUTION: _BODY,
    Action.OPEN_ROUND: _ADMINISTRATOR,
    Action.CHANGE_ROUND: _BODY,
    Action.GRANT_EXTENSION: _BODY,
    Action.SEE_ROUND: _BODY,
    # what an edition says is the body's own decision: whoever runs its rounds reads along
    Action.SEE_EDITION_DRAFT: _BODY,
    Action.DRAFT_EDITION: _ADMINISTRATOR,
    Action.PUBLISH_EDITION: _ADMINISTRATOR,
    Action.REDACT_PERSON: _ADMINISTRATOR,
    Action.SCREEN: _BODY,
    Action.SEE_PANELS: _BODY,
    Action.APPOINT_PANEL: _BODY,
    Action.KEEP_REVIEWERS: _BODY,
    # what somebody brings, and where they worked, they say themselves; the office has interests too
    Action.KEEP_OWN_INTERESTS: _BODY | _PANEL,
    # of these, whoever sits on panels may what their seat lets them, and nothing in conflict: services.cases
    Action.SEE_CASE: _BODY | _PANEL,
    Action.RATE: _PANEL,
    Action.CHAIR_PANEL: frozenset({Role.PANEL_CHAIR}),
    Action.ASK_INSTITUTION: _PANEL,
    Action.ANSWER_PANEL: _WRITERS,
    Action.SEE_AGREEMENT: _BODY | frozenset({Role.PANEL_CHAIR}),
    Action.KEEP_CALIBRATION: _BODY,
    # the chair confirms by CHAIR_PANEL: two people, never one
    Action.CONFIRM_DECISION: _ADMINISTRATOR,
    Action.SEND_OUTCOME: _BODY,
    Action.SEE_OUTCOME: _TEAM,
    Action.APPEAL: _LEAD,
    Action.RULE_ON_APPEAL: _ADMINISTRATOR,
    Action.SEE_OBJECTIONS: _BODY,
    Action.RULE_ON_OBJECTION: _ADMINISTRATOR,
    Action.SEE_AWARDS: _BODY,
    Action.KEEP_AWARDS: _ADMINISTRATOR,
    Action.MAKE_ANNUAL_RETURN: _LEAD,
    Action.CONSENT_TO_PUBLICATION: _LEAD,
    Action.KEEP_LOOK: _ADMINISTRATOR,
    Action.KEEP_KEYS: _ADMINISTRATOR,
}


def fits(role: Role, kind: str) -> bool:
    """Tell whether there is such a role in an organisation of that kind."""
    return any(role in ROLES[one] for one in OrganisationKind if one == kind)


def may(roles: Iterable[Role], action: Action) -> bool:
    """Tell whether somebody with these roles, held where the action happens, may do it."""
    return not PERMISSIONS.get(action, frozenset()).isdisjoint(roles)


def require(roles: Iterable[Role], action: Action) -> None:
    """Raise NotAllowed unless somebody with these roles may do it."""
    held = tuple(roles)
    if not may(held, action):
        who = list_text(sorted(role.replace("_", " ") for role in _whom_to_ask(held, action)), "or")
        raise NotAllowed(
            f"Ask the {who} of your organisation: you may not do this yourself." if who else "Nobody may do this."
        )


def _whom_to_ask(held: Iterable[Role], action: Action) -> frozenset[Role]:
    """The roles that may: of organisations such as the asker's, where any there may; else all."""
    roles = PERMISSIONS.get(action, frozenset())
    near = {role for kind in OrganisationKind if any(fits(one, kind) for one in held) for role in ROLES[kind]}
    return roles & near or roles
