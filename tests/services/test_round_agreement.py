"""How far the panels of a round agree: who sees what of it, what never counts, and what it asks of the office."""

from __future__ import annotations

import pytest

from charter.domain.case_workflow import CaseKind
from charter.domain.errors import InvalidDecision, NotAllowed, UnknownRound, WrongState
from charter.services.alpha_gates import alpha_gate, override_alpha
from charter.services.declarations import declare_interests
from charter.services.round_agreement import agreement_over
from charter.services.round_facts import round_facts
from charter.services.verification import differences
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.reviewers import EmploymentRow
from tests.support.meetings import locked_case, open_case
from tests.support.panels import CHAIR, OCTOBER, panel_deed
from tests.support.teams import KEY, NO_FILES, TRUST


def round_of(session, case_id):
    return session.get_one(CaseRow, case_id).round_id


def agreement(session, who, case_id, kind=CaseKind.FIRST):
    return agreement_over(panel_deed(session, who), round_of(session, case_id), kind)


def test_nothing_is_told_of_a_submission_before_its_meeting_was_opened(session):
    case_id = locked_case(session)

    assert agreement(session, "manager", case_id).parts == ()
    assert not alpha_gate(panel_deed(session, "manager"), round_of(session, case_id)).is_held


def test_the_office_sees_each_reviewers_severity_and_what_divides_panels(session):
    (part,) = agreement(session, "manager", open_case(session)).parts

    # anna: 1 beside 3 and 2, and 2 beside 3 and 3, over 28 criteria
    assert [(one.name, round(one.difference * 28, 6)) for one in part.severities] == [
        ("Anna", -2.5),
        ("Ben", 2.0),
        ("Cara", 0.5),
    ]
    assert [(one.criterion_id, one.mean_spread) for one in part.dividing[:2]] == [("MA-02", 2.0), ("MA-03", 1.0)]
    assert part.alpha.unit_count == 28
    assert part.alpha_text == "Alpha is 0.01; one submission alone has no interval."


def test_a_chair_sees_the_panels_that_they_chair_and_the_institution_nothing(session):
    case_id = open_case(session)

    assert len(agreement(session, CHAIR, case_id).parts) == 1
    with pytest.raises(NotAllowed):
        agreement(session, "anna", case_id)
    with pytest.raises(UnknownRound):
        agreement(session, "lead", case_id)


def test_a_case_in_which_somebody_of_the_office_has_an_interest_is_left_out_for_them(session):
    case_id = open_case(session)
    session.add(EmploymentRow(id="post", person_id="manager", organisation_id=TRUST, name="Example trust"))
    session.commit()

    found = agreement(session, "manager", case_id)

    assert (found.parts, len(found.counted.left_out)) == ((), 1)


def test_page_and_report_say_the_same_and_whoever_left_with_an_interest_counts_in_neither(session):
    case_id = open_case(session)
    declare_interests(panel_deed(session, "ben"), case_id, ["paid"], "I was asked to advise them last week.")
    case = session.get_one(CaseRow, case_id)
    case.outcome_at = OCTOBER
    session.commit()

    whole, edition = session.get_one(RoundRow, case.round_id), load_edition(case.edition_reference)
    facts = round_facts(session, whole, edition, OCTOBER.date())

    (part,) = agreement(session, "manager", case_id).parts
    assert [one.reviewer_id for one in facts.severities] == ["anna", "cara"]
    assert [one.name for one in part.severities] == ["Anna", "Cara"]
    assert (facts.alpha, facts.alpha.rating_count) == (part.alpha, 56)


def test_appeals_and_practice_are_kept_apart(session):
    case_id = open_case(session)
    session.get_one(CaseRow, case_id).kind = CaseKind.APPEAL
    session.commit()

    assert agreement(session, "manager", case_id).parts == ()
    assert len(agreement(session, "manager", case_id, CaseKind.APPEAL).parts) == 1
    assert not alpha_gate(panel_deed(session, "manager"), round_of(session, case_id)).is_held


def test_alpha_below_the_line_holds_outcomes_until_the_office_decides_otherwise_with_a_reason(session):
    round_id = round_of(session, open_case(session))
    manager = panel_deed(session, "manager")
    held = alpha_gate(manager, round_id)
    assert (held.is_held, held.text) == (
        True,
        "Alpha is below 0.667, the line of BME Mentoring Charter, edition 1.0: calibrate before outcomes go out.",
    )
    with pytest.raises(NotAllowed):
        override_alpha(panel_deed(session, CHAIR), round_id, "It is one submission.")
    with pytest.raises(InvalidDecision, match="Say how reviewers calibrated"):
        override_alpha(manager, round_id, " ")

    override_alpha(manager, round_id, "It is one submission.")

    gate = alpha_gate(manager, round_id)
    assert not gate.is_held
    assert gate.text.endswith("send outcomes all the same: It is one submission.")
    with pytest.raises(WrongState, match="Nothing keeps"):
        override_alpha(manager, round_id, "Again.")
    assert list(differences(session, KEY, NO_FILES)) == []
