"""Submissions from before there were cases."""

from __future__ import annotations

import datetime as dt

from charter.services import submissions
from charter.services.deeds import OPERATOR
from charter.services.missing_cases import open_missing_cases
from charter.services.verification import differences
from charter.store.cases import CaseRow
from tests.support.answers import filled_round
from tests.support.interruptions import one_behind_another
from tests.support.panels import OCTOBER
from tests.support.teams import JUNE, KEY, NO_FILES, deed


def test_a_submission_without_a_case_gets_one_once_with_a_chain_that_holds(engine, session):
    assessment_id = filled_round(session)
    submissions.sign_off(deed(session, "signer"), assessment_id, "It is true.")
    submissions.submit(deed(session, "lead"), assessment_id, opens_case=False)

    counts = one_behind_another(engine, _opening, _opening)

    row = session.query(CaseRow).one()
    assert counts == (1, 0)
    assert (row.state, row.copy_number, row.submitted_at, row.since_at) == ("waiting", 1, JUNE, OCTOBER)
    assert list(differences(session, KEY, NO_FILES)) == []


def _opening(session):
    return open_missing_cases(deed(session, OPERATOR, OCTOBER))


def test_what_was_handed_in_to_a_round_that_ended_long_before_is_judged_nowhere(session):
    assessment_id = filled_round(session)
    submissions.sign_off(deed(session, "signer"), assessment_id, "It is true.")
    submissions.submit(deed(session, "lead"), assessment_id, opens_case=False)

    assert open_missing_cases(deed(session, OPERATOR, OCTOBER + dt.timedelta(days=365))) == 0
