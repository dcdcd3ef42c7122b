"""Practice in a round whose body has three reviewers and a chair, as the tests of practice begin it."""

from __future__ import annotations

from charter.domain.agreed_levels import AgreedLevel
from charter.domain.permissions import Role
from charter.services.declarations import promise_confidence
from charter.services.practice_cases import NewPractice, make_practice
from charter.services.practice_levels import record_practice_levels, reveal_practice
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from tests.support.panels import CHAIR, REVIEWERS, add_reviewer, lock, panel_deed, rate
from tests.support.snapshots import once
from tests.support.teams import BODY, REFERENCE, add_member, round_in_progress

CRITERIA = [item.id for item in load_edition(REFERENCE).criteria]
NAME = "Riverbend Community Trust"


def practice_case(session):
    """Give the id of a practice case on which three reviewers and a chair have seats and promised confidence."""
    return once(session, "practice case", lambda: _made(session))


def agree(session, case_id, level=2, **other):
    """Let the office agree a level on every criterion, other ones where named."""
    levels = dict.fromkeys(CRITERIA, level) | {key.replace("_", "-"): value for key, value in other.items()}
    wanted = [AgreedLevel(key, value, reason="The example shows it.") for key, value in levels.items()]
    record_practice_levels(panel_deed(session, "manager"), case_id, wanted, {})


def revealed_practice(session):
    """Give the id of a practice case that two locked before its levels were revealed: anna 1, ben 3 on each."""
    return once(session, "revealed practice", lambda: _revealed(session))


def _made(session):
    assessment_id = round_in_progress(session)
    add_member(session, "manager", Role.ROUND_MANAGER, BODY)
    for who in REVIEWERS:
        add_reviewer(session, who)
    add_reviewer(session, CHAIR, Role.PANEL_CHAIR)
    round_id = session.get_one(AssessmentRow, assessment_id).round_id
    row = make_practice(panel_deed(session, "manager"), round_id, NewPractice(NAME, example_of=REFERENCE))
    for who in (*REVIEWERS, CHAIR):
        promise_confidence(panel_deed(session, who), round_id)
    return row.id


def _revealed(session):
    case_id = practice_case(session)
    for who, level in (("anna", 1), ("ben", 3)):
        rate(session, case_id, who, dict.fromkeys(CRITERIA, level))
        lock(session, case_id, who)
    agree(session, case_id)
    reveal_practice(panel_deed(session, "manager"), case_id)
    return case_id


def round_of_practice(session, case_id):
    """Give the id of the round of a practice case."""
    return session.get_one(CaseRow, case_id).round_id
