"""A meeting of three reviewers and a chair who disagree, as the tests of meetings begin it."""

from __future__ import annotations

from charter.services.meetings import open_meeting
from charter.store.editions import load_edition
from tests.support.panels import CHAIR, REVIEWERS, case_with_panel, lock, panel_deed, rate
from tests.support.snapshots import once
from tests.support.teams import REFERENCE

# What each gives where it is not level 2. All are two apart on MA-02, one apart on MA-03.
APART = {
    "anna": {"MA-02": 1, "MA-03": 2},
    "ben": {"MA-02": 3, "MA-03": 3},
    "cara": {"MA-02": 2, "MA-03": 3},
}
REASON = " ".join(["word"] * 30)


def levels_of(who):
    """Give what a reviewer thinks of every criterion."""
    return {item.id: 2 for item in load_edition(REFERENCE).criteria} | APART[who]


def locked_case(session):
    """Give the id of a case whose three reviewers have locked; its meeting is not open yet."""
    return once(session, "locked case", lambda: _locked(session))


def open_case(session):
    """Give the id of a case whose meeting is open."""
    return once(session, "open case", lambda: _opened(session))


def _locked(session):
    case_id = case_with_panel(session)
    for who in REVIEWERS:
        rate(session, case_id, who, levels_of(who))
        lock(session, case_id, who)
    return case_id


def _opened(session):
    case_id = locked_case(session)
    open_meeting(panel_deed(session, CHAIR), case_id)
    return case_id
