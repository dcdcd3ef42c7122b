"""Awards that a body enters, and papers of awards: who may have them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.answers import HeldAward
from charter.domain.errors import InvalidDecision, NotAllowed, UnknownAward, UnknownOrganisation
from charter.services.annual_returns import due_returns
from charter.services.assessments import reading_of
from charter.services.award_access import award_found
from charter.services.award_desks import let_show
from charter.services.award_keeping import suspend, withdraw_award
from charter.services.award_papers import certificate_for
from charter.services.demonstration import make_demonstration
from charter.services.demonstration_awards import add_awards
from charter.services.earlier_awards import EarlierAward, enter_award, institution_meant
from charter.services.register_entries import published_plan
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.outbox import MailRow
from charter.store.reviewers import EmploymentRow
from tests.support.awards import CONFERRED, conferred_award, earlier_award
from tests.support.teams import BODY, KEY, NO_FILES, REFERENCE, TRUST, deed, round_in_progress

BEFORE = EarlierAward(
    TRUST, "bronze", "Bronze", "whole_organisation", dt.date(2026, 3, 3), dt.date(2029, 3, 3), REFERENCE
)
LATER = CONFERRED + dt.timedelta(days=30)
PAGE = "https://charter.example.org/register/award"


def test_an_award_that_a_body_enters_is_kept_like_any_other_and_supersedes(session):
    round_in_progress(session)
    first = enter_award(deed(session, "officer"), BODY, BEFORE)

    enter_award(deed(session, "officer"), BODY, replace(BEFORE, awarded_on=dt.date(2026, 4, 4)))

    assert session.get_one(AwardStandingRow, first.id).state == "superseded"
    assert list(differences(session, KEY, NO_FILES)) == []


def test_an_award_that_a_later_one_followed_is_entered_as_such_and_ends_nothing(session):
    round_in_progress(session)
    now = enter_award(deed(session, "officer"), BODY, BEFORE)

    old = enter_award(deed(session, "officer"), BODY, replace(BEFORE, awarded_on=dt.date(2023, 3, 3)))

    states = [session.get_one(AwardStandingRow, one.id).state for one in (now, old)]
    assert states == ["current", "superseded"]
    assert session.query(MailRow).filter(MailRow.subject.startswith("An award of yours was entered.")).count() == 4
    with pytest.raises(InvalidDecision, match="has this award already"):
        enter_award(deed(session, "officer"), BODY, BEFORE)
    assert list(differences(session, KEY, NO_FILES)) == []


def test_nobody_enters_an_award_of_their_own_employer(session):
    round_in_progress(session)
    session.add(EmploymentRow(id="post", person_id="officer", organisation_id=TRUST, name="Example trust"))
    session.commit()

    with pytest.raises(InvalidDecision, match="You have an interest in this institution"):
        enter_award(deed(session, "officer"), BODY, BEFORE)


def test_nobody_is_asked_for_returns_from_before_an_award_was_entered(session):
    round_in_progress(session)
    row = enter_award(deed(session, "officer"), BODY, replace(BEFORE, awarded_on=dt.date(2025, 3, 3)))

    due = due_returns(deed(session, "officer"), award_found(deed(session, "officer"), row.id))

    assert [(one.number, one.due_on) for one in due] == [(3, dt.date(2028, 3, 3))]


def test_an_award_of_the_register_counts_as_held_beside_those_that_are_named(session):
    assessment_id = round_in_progress(session)
    enter_award(deed(session, "officer"), BODY, replace(BEFORE, tier_id="silver", awarded_on=dt.date(2024, 3, 3)))
    enter_award(deed(session, "officer"), BODY, BEFORE)

    _, reading = reading_of(deed(session, "lead"), session.get_one(AssessmentRow, assessment_id))

    # silver was followed by bronze: since its day, bronze was held without a gap
    assert reading.sheet.held_awards == (
        HeldAward("bronze", dt.date(2026, 3, 3)),
        HeldAward("bronze", dt.date(2024, 3, 3)),
    )


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "No institution here"),
        ("nothing like it", "No institution here"),
        ("example", "2 institutions are called so, such as Example other and Example trust"),
    ],
)
def test_an_institution_is_found_by_its_whole_name_or_told_that_there_are_several(session, text, refusal):
    round_in_progress(session)

    assert institution_meant(deed(session, "officer"), BODY, "example TRUST") == TRUST
    with pytest.raises(InvalidDecision, match=refusal):
        institution_meant(deed(session, "officer"), BODY, text)


def test_a_name_that_the_register_has_no_room_for_is_refused_by_its_field(session):
    round_in_progress(session)

    with pytest.raises(InvalidDecision, match="This has 81 characters") as refused:
        enter_award(deed(session, "officer"), BODY, replace(BEFORE, tier_name="x" * 81))

    assert refused.value.place == "tier_name"


def test_an_award_is_entered_by_the_administrator_for_an_institution_and_ends_after_it_began(session):
    round_in_progress(session)
    body = EarlierAward(BODY, "bronze", "Bronze", "", dt.date(2026, 3, 3), dt.date(2029, 3, 3))
    backwards = EarlierAward(TRUST, "bronze", "Bronze", "", dt.date(2026, 3, 3), dt.date(2025, 3, 3))
    ahead = EarlierAward(TRUST, "bronze", "Bronze", "", dt.date(2028, 3, 3), dt.date(2029, 3, 3))

    with pytest.raises(UnknownOrganisation):
        enter_award(deed(session, "lead"), BODY, BEFORE)
    with pytest.raises(UnknownOrganisation, match="no such institution"):
        enter_award(deed(session, "officer"), BODY, body)
    with pytest.raises(InvalidDecision, match="ends after"):
        enter_award(deed(session, "officer"), BODY, backwards)
    with pytest.raises(InvalidDecision, match="to today"):
        enter_award(deed(session, "officer"), BODY, ahead)


def test_a_certificate_is_framed_by_the_body_and_given_to_both_while_it_stands(session):
    award_id = conferred_award(session)

    found = certificate_for(deed(session, "viewer", LATER), award_id, PAGE)

    assert (found.frame.address, found.frame.body_name) == (PAGE, "Example body")
    assert not found.waits_for_credential  # for a month there was none: it can be had without
    with pytest.raises(UnknownAward):
        certificate_for(deed(session, "stranger", LATER), award_id, PAGE)
    suspend(deed(session, "officer", LATER), award_id, "The list is gone.")
    with pytest.raises(NotAllowed, match="suspended"):
        certificate_for(deed(session, "viewer", LATER), award_id, PAGE)
    withdraw_award(deed(session, "officer", LATER), award_id, "It stays gone.")
    with pytest.raises(NotAllowed, match="withdrawn"):
        certificate_for(deed(session, "officer", LATER), award_id, PAGE)


def test_a_certificate_of_a_moment_ago_waits_for_its_credential(session):
    award_id = conferred_award(session)
    conferred_at = session.get_one(AwardRow, award_id).conferred_at

    found = certificate_for(deed(session, "viewer", conferred_at + dt.timedelta(minutes=4)), award_id, PAGE)

    assert found.waits_for_credential


def test_a_plan_is_public_only_where_there_is_one_and_the_institution_lets_it(session):
    award_id = conferred_award(session)
    with pytest.raises(UnknownAward, match="no published plan"):
        published_plan(deed(session, "public", LATER), award_id)

    let_show(deed(session, "lead", LATER), award_id, themes=False, plan=True)

    plan = published_plan(deed(session, "public", LATER), award_id)
    assert (plan.paper.number, plan.paper.audience) == (1, "public")
    let_show(deed(session, "lead", LATER), earlier_award(session), themes=False, plan=True)
    with pytest.raises(UnknownAward, match="no published plan"):
        published_plan(deed(session, "public", LATER), "earlier")


def test_a_demonstration_has_awards_that_stand_and_can_be_verified(session):
    now = dt.datetime(2027, 7, 5, 12, tzinfo=dt.UTC)
    make_demonstration(session, REFERENCE, now, KEY)

    assert (add_awards(session, KEY, now.date()), add_awards(session, KEY, now.date())) == (1, 0)

    assert session.query(AwardRow).one().organisation_name == "Example Acute NHS Trust"
    assert session.query(MailRow).filter(MailRow.key.startswith("award:")).count() == 0
    assert list(differences(session, KEY, NO_FILES)) == []
