"""The one table of permissions, written out by hand: a letter a role that may."""

from __future__ import annotations

import pytest

from charter.domain.errors import NotAllowed
from charter.domain.permissions import HEADS, PERMISSIONS, ROLES, Action, Role, fits, may, require

LETTERS = {
    "L": Role.LEAD,
    "C": Role.CONTRIBUTOR,
    "A": Role.APPROVER,
    "V": Role.VIEWER,
    "N": Role.NETWORK,
    "D": Role.ADMINISTRATOR,
    "M": Role.ROUND_MANAGER,
    "P": Role.PANEL_CHAIR,
    "R": Role.REVIEWER,
}
TABLE = {
    "see_assessment": "LCAV",
    "see_history": "LCAV",
    "register_assessment": "L",
    "start_assessment": "L",
    "record_answer": "LC",
    "move_edition": "L",
    "assign_criterion": "LC",
    "comment": "LCAV",
    "save_baseline": "L",
    "sign_off": "A",
    "submit": "L",
    "withdraw": "L",
    "export_assessment": "LCAV",
    "invite": "LD",
    "change_role": "LD",
    "remove_member": "LD",
    "hand_over_lead": "L",
    "see_members": "LCAVDM",
    "write_network_statement": "N",
    "see_network_statement": "N",
    "add_institution": "DM",
    "open_round": "D",
    "change_round": "DM",
    "grant_extension": "DM",
    "see_round": "DM",
    "see_edition_draft": "DM",
    "draft_edition": "D",
    "publish_edition": "D",
    "redact_person": "D",
    "screen": "DM",
    "see_panels": "DM",
    "appoint_panel": "DM",
    "keep_reviewers": "DM",
    "keep_own_interests": "DMPR",
    "see_case": "DMPR",
    "rate": "PR",
    "chair_panel": "P",
    "ask_institution": "PR",
    "answer_panel": "LC",
    "see_agreement": "DMP",
    "keep_calibration": "DM",
    "confirm_decision": "D",
    "send_outcome": "DM",
    "see_outcome": "LCAV",
    "appeal": "L",
    "rule_on_appeal": "D",
    "see_objections": "DM",
    "rule_on_objection": "D",
    "see_awards": "DM",
    "keep_awards": "D",
    "make_annual_return": "L",
    "consent_to_publication": "L",
    "keep_look": "D",
    "keep_keys": "D",
}


def test_every_action_and_every_role_is_in_the_table():
    assert set(TABLE) == set(Action) == set(PERMISSIONS)
    assert set(LETTERS.values()) == set(Role)


@pytest.mark.parametrize("action", TABLE)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_role_may_what_the_table_says_and_nothing_else(action, letter):
    assert may([LETTERS[letter]], Action(action)) == (letter in TABLE[action])


def test_nobody_without_a_role_may_anything():
    assert [action for action in Action if may([], action)] == []


def test_several_roles_add_up():
    assert may([Role.VIEWER, Role.APPROVER], Action.SIGN_OFF)


def test_a_refusal_says_whom_to_ask():
    with pytest.raises(NotAllowed, match="Ask the contributor or lead of your organisation"):
        require([Role.VIEWER], Action.RECORD_ANSWER)


@pytest.mark.parametrize(
    ("held", "words"), [(Role.VIEWER, "Ask the lead of your"), (Role.ROUND_MANAGER, "Ask the administrator of your")]
)
def test_a_refusal_names_nobody_of_another_kind_of_organisation(held, words):
    with pytest.raises(NotAllowed, match=words):
        require([held], Action.INVITE)


def test_every_role_is_of_one_kind_of_organisation_and_each_kind_has_its_head():
    assert {kind: "".join(letter for letter, role in LETTERS.items() if fits(role, kind)) for kind in ROLES} == {
        "institution": "LCAVN",
        "awarding_body": "DMPR",
    }
    assert HEADS == {"institution": Role.LEAD, "awarding_body": Role.ADMINISTRATOR}
    assert not fits(Role.LEAD, "elsewhere")


def test_the_team_cannot_read_or_write_what_the_network_says():
    team = [Role.LEAD, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER]

    assert not may(team, Action.SEE_NETWORK_STATEMENT)
    assert not may(team, Action.WRITE_NETWORK_STATEMENT)
