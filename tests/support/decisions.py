"""A case whose panel has met: levels agreed, a decision put, confirmed and told, each made once."""

from __future__ import annotations

import datetime as dt

from charter.domain.case_workflow import Capacity, CaseEvent
from charter.services.cases import happen_in
from charter.services.decisions import NewDecision, confirm_decision, put_decision
from charter.services.declarations import declare_interests
from charter.services.feedback import parts_of, save_feedback
from charter.services.outcome_sending import send_outcome
from charter.store.cases import CaseRow
from charter.store.decisions import newest_decision
from charter.store.editions import load_edition
from charter.store.ratings import AgreedLevelRow, agreed_details
from tests.support.panels import CHAIR, PANEL, REVIEWERS, case_with_panel, lock, panel_deed, rate
from tests.support.snapshots import once
from tests.support.teams import REFERENCE

NOVEMBER = dt.datetime(2027, 11, 8, 15, tzinfo=dt.UTC)  # the Monday of the meeting
CRITERIA = tuple(item.id for item in load_edition(REFERENCE).criteria)
TWO_SENTENCES = "The network took part. Look at early endings next."
# What each makes of a submission that applies for silver, see the worked cases of the edition.
ALL_TWO, ALL_THREE = dict.fromkeys(CRITERIA, 2), dict.fromkeys(CRITERIA, 3)
NARROW = ALL_THREE | {"TR-01": 2}


def november(session, who, days=0):
    """Give somebody doing something on the day of the meeting, or so many days after."""
    return panel_deed(session, who, NOVEMBER + dt.timedelta(days=days))


def agreed_case(session, levels):
    """Give the id of a case on which the panel agreed these levels."""
    return once(session, f"agreed {sorted(levels.items())}", lambda: _agreed(session, levels))


def confirmed_case(session, levels, **decision):
    """Give the id of a case whose decision both confirmed, with the feedback written."""
    name = f"confirmed {sorted(levels.items())} {sorted(decision.items())}"
    return once(session, name, lambda: _confirmed(session, levels, decision))


def told_case(session, levels, **decision):
    """Give the id of a case whose outcome was sent."""
    name = f"told {sorted(levels.items())} {sorted(decision.items())}"
    return once(session, name, lambda: _told(session, levels, decision))


def agree(session, case_id, levels, who=CHAIR, now=NOVEMBER):
    """Let the chair record levels, as rows and on record."""
    row = session.get_one(CaseRow, case_id)
    for criterion_id, level in levels.items():
        added = AgreedLevelRow(
            case_id=case_id, criterion_id=criterion_id, number=1, level=level, is_not_applicable=level is None,
            reason="", dissent="", person_id=who, agreed_at=now,
        )  # fmt: skip
        session.add(added)
        happen_in(panel_deed(session, who, now), row, CaseEvent.LEVEL_AGREED, agreed_details(added))
    session.commit()


def ask_again(session, case_id, panel=PANEL, days=0):
    """Let everybody at the meeting say again that they have no interest."""
    for who in panel:
        declare_interests(november(session, who, days), case_id, [])


def confirm(session, case_id, days=0, chair=CHAIR):
    """Let chair and officer confirm the newest decision."""
    decision = newest_decision(session, case_id)
    confirm_decision(november(session, chair, days), case_id, Capacity.CHAIR, decision.id)
    confirm_decision(november(session, "officer", days), case_id, Capacity.OFFICER, decision.id)
    return decision.id


def write_feedback(session, case_id, who="anna", days=0):
    """Let somebody of the panel write every part of the feedback."""
    for part in parts_of(load_edition(REFERENCE)):
        save_feedback(november(session, who, days), case_id, part, TWO_SENTENCES, 0)


def _agreed(session, levels):
    case_id = case_with_panel(session)
    for who in REVIEWERS:
        rate(session, case_id, who, levels)
        lock(session, case_id, who)
    row = session.get_one(CaseRow, case_id)
    happen_in(november(session, CHAIR), row, CaseEvent.MEETING_OPENED, {})
    session.commit()
    ask_again(session, case_id)
    agree(session, case_id, levels)
    return case_id


def _confirmed(session, levels, decision):
    case_id = agreed_case(session, levels)
    put_decision(november(session, CHAIR), case_id, NewDecision("As the rules say.", **decision))
    confirm(session, case_id)
    write_feedback(session, case_id)
    return case_id


def _told(session, levels, decision):
    case_id = confirmed_case(session, levels, **decision)
    send_outcome(november(session, "manager"), case_id, newest_decision(session, case_id).id)
    return case_id
