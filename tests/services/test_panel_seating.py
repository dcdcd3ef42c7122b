"""A round's panels proposed from what is on record, and seated as proposed."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.errors import NotAllowed
from charter.domain.permissions import Role
from charter.domain.seating import Seat
from charter.domain.seating_relief import Impossible
from charter.services.panel_seating import propose_panels, seat_as_proposed
from charter.services.panel_seats import NewSeat, seat
from charter.services.verification import differences
from charter.store.cases import CaseRow
from charter.store.panels import held_seats
from charter.store.reviewers import EmploymentRow
from tests.support.panels import CHAIR, add_reviewer, panel_deed, submitted_case
from tests.support.reference_database import counted_statements
from tests.support.teams import KEY, NO_FILES, TRUST

PROFESSIONS = frozenset({"Occupational therapy"})
SEED = 7


@pytest.fixture
def case(session):
    """A submission without a panel, four people who could sit on it, and one who works for the institution."""
    case_id = submitted_case(session)
    for who in ("anna", "ben", "cara", "insider"):
        add_reviewer(session, who)
    add_reviewer(session, CHAIR, Role.PANEL_CHAIR)
    post = {"organisation_id": TRUST, "name": "Example trust", "from_on": dt.date(2020, 1, 1)}
    session.add(EmploymentRow(id="post", person_id="insider", **post))
    session.commit()
    return session.get_one(CaseRow, case_id)


def propose(session, case, who="manager"):
    return propose_panels(panel_deed(session, who), case.round_id, SEED, PROFESSIONS)


def test_a_panel_is_proposed_without_whoever_works_there_and_nothing_is_written(session, case):
    with counted_statements(session) as statements:
        proposal = propose(session, case)

    assert len(statements) <= 12
    assert [item.seat for item in proposal.seats] == [
        Seat(case.id, "reviewer", "anna"),
        Seat(case.id, "reviewer", "ben"),
        Seat(case.id, "reviewer", "cara"),
        Seat(case.id, "chair", CHAIR),
    ]
    assert held_seats(session, [case.id]) == []


def test_a_proposal_is_seated_with_reason_and_seed_beside_what_was_seated_by_hand(session, case):
    seat(panel_deed(session, "manager"), case.id, NewSeat("anna", "reviewer", "They know mentoring."))

    left = seat_as_proposed(panel_deed(session, "manager"), propose(session, case))

    seats = {row.person_id: (row.seat, row.origin, row.seed) for row in held_seats(session, [case.id])}
    assert left == ()
    assert seats == {
        "anna": ("reviewer", "hand", None),
        "ben": ("reviewer", "solver", SEED),
        "cara": ("reviewer", "solver", SEED),
        CHAIR: ("chair", "solver", SEED),
    }
    assert list(differences(session, KEY, NO_FILES)) == []


def test_a_round_with_too_few_reviewers_is_told_what_would_help(session, case):
    session.add(EmploymentRow(id="more", person_id="ben", organisation_id=TRUST, name="Example trust"))
    session.commit()

    told = propose(session, case)

    assert isinstance(told, Impossible)
    assert told.text == (
        "No seating keeps every rule. One would be possible with: 1 more reviewer, free of conflicts, "
        "with up to 20 submissions."
    )


def test_only_the_office_proposes_panels(session, case):
    with pytest.raises(NotAllowed):
        propose(session, case, "anna")
