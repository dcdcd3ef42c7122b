"""What a renewal that fails does to the award that it was to follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.services.earlier_awards import EarlierAward, enter_award
from charter.services.outcome_sending import send_outcome
from charter.services.verification import differences
from charter.store.awards import AwardStandingRow
from charter.store.decisions import newest_decision
from tests.support.decisions import ALL_THREE, ALL_TWO, CRITERIA, confirmed_case, november
from tests.support.teams import BODY, KEY, NO_FILES, REFERENCE, TRUST

ALL_ONE = dict.fromkeys(CRITERIA, 1)
HELD = EarlierAward(
    TRUST, "bronze", "Bronze", "whole_organisation", dt.date(2025, 3, 3), dt.date(2028, 3, 3), REFERENCE
)


@pytest.mark.parametrize(
    ("levels", "ends_on", "has_had_grace"),
    [
        (ALL_ONE, dt.date(2029, 3, 3), True),  # major revisions
        (ALL_TWO, dt.date(2028, 3, 3), False),  # a lower tier is offered, and nothing answered yet
        (ALL_THREE, dt.date(2028, 3, 3), False),  # conferred: the new award follows
    ],
)
def test_only_a_renewal_that_failed_keeps_the_award_for_longer(session, levels, ends_on, has_had_grace):
    case_id = confirmed_case(session, levels)
    award = enter_award(november(session, "officer"), BODY, HELD)

    send_outcome(november(session, "manager"), case_id, newest_decision(session, case_id).id)

    standing = session.get_one(AwardStandingRow, award.id)
    assert (standing.ends_on, standing.has_had_grace) == (ends_on, has_had_grace)
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_award_that_ended_while_its_renewal_was_judged_is_kept_as_well(session):
    case_id = confirmed_case(session, ALL_ONE)
    award = enter_award(november(session, "officer"), BODY, replace(HELD, valid_until=dt.date(2027, 11, 1)))
    assert session.get_one(AwardStandingRow, award.id).state == "expired"

    send_outcome(november(session, "manager"), case_id, newest_decision(session, case_id).id)

    standing = session.get_one(AwardStandingRow, award.id)
    assert (standing.state, standing.ends_on) == ("grace", dt.date(2028, 11, 1))
    assert list(differences(session, KEY, NO_FILES)) == []
