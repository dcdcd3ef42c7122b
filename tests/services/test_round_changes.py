"""Changing a round that was opened: what may change and when, who is told, and that tampering stays findable."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from charter.domain.errors import InvalidRound, NotAllowed, UnknownRound
from charter.domain.permissions import Role
from charter.services.assessments import record_answer
from charter.services.mergers import merge_organisations
from charter.services.redaction import forget_person
from charter.services.round_boards import round_board
from charter.services.round_changes import RoundPlan, change_round, changeable_round, changes_told_to
from charter.services.rounds import grant_extension, open_round, register_assessment, start_assessment
from charter.services.verification import differences
from charter.services.verification_heads import head_differences
from charter.services.workspaces import workspace_of
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.heads import heads_now
from charter.store.outbox import MailRow
from charter.store.round_events import RoundEventRow
from tests.support.followed_editions import hold_both, use_published
from tests.support.tampering import without_guards
from tests.support.teams import (
    BODY,
    CLOSES,
    DATES,
    JUNE,
    KEY,
    NO_FILES,
    OPENS,
    OTHER,
    REFERENCE,
    TRUST,
    add_member,
    add_people,
    deed,
    round_in_progress,
)

DAY = dt.timedelta(days=1)
MARCH = OPENS - 20 * DAY
WHY = "The survey came late."


@pytest.fixture
def whole(session):
    """The id of a round that nobody takes part in."""
    add_people(session)
    return open_round(deed(session, "officer", MARCH), BODY, "Charter 2027", REFERENCE, DATES).id


@pytest.fixture
def joined(session, whole):
    """The id of the assessment of the trust, registered for the round."""
    return register_assessment(deed(session, "lead"), whole, TRUST, scope="whole_organisation").id


def change(session, whole, *, now=JUNE, who="officer", why=WHY, seen=None, title="Charter 2027", **dates):
    """Change some of a round's dates."""
    plan = RoundPlan(title, REFERENCE, replace(changeable_round(deed(session, "officer"), whole).plan.dates, **dates))
    seen = changeable_round(deed(session, "officer"), whole).seen if seen is None else seen
    return change_round(deed(session, who, now), whole, plan, why, seen=seen, site_url="https://charter.example")


def refused_place(session, whole, **said):
    """Give the part for which a change is refused."""
    with pytest.raises(InvalidRound) as refused:
        change(session, whole, **said)
    return refused.value.place


def wrongs(session):
    """Everything that the check finds."""
    session.expire_all()
    return list(differences(session, KEY, NO_FILES))


def test_before_its_opening_all_of_a_round_can_change(session, whole):
    dates = {"opens_at": OPENS - DAY, "closes_at": CLOSES - DAY, "snapshot_on": dt.date(2027, 2, 28)}
    change(session, whole, now=MARCH, title=" A better  title ", baseline_at=OPENS + DAY, **dates)

    row = session.get_one(RoundRow, whole)
    assert (row.title, row.opens_at, row.closes_at) == ("A better title", OPENS - DAY, CLOSES - DAY)
    assert (row.snapshot_on, row.baseline_at) == (dt.date(2027, 2, 28), OPENS + DAY)
    assert wrongs(session) == []


def test_a_round_manager_moves_the_deadline_and_it_stays_on_record_who_did_it_and_why(session, whole, joined):
    add_member(session, "manager", Role.ROUND_MANAGER, BODY)

    change(session, whole, who="manager", closes_at=CLOSES + 7 * DAY)

    [shown] = round_board(deed(session, "officer"), whole).changes
    [told] = changes_told_to(session, joined)
    moved = {"closes_at": {"from": "2027-09-30T17:00:00+00:00", "to": "2027-10-07T17:00:00+00:00"}}
    assert (shown.name, shown.changed_at, shown.changes, shown.reason) == ("Manager", JUNE, moved, WHY)
    assert (told.name, told.changed_at, told.changes, told.reason) == ("Manager", JUNE, moved, WHY)
    assert workspace_of(deed(session, "lead"), joined).window.closes_at == CLOSES + 7 * DAY


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"closes_at": CLOSES - DAY}, "closes_on"),
        ({"closes_at": JUNE - DAY}, "closes_on"),
        ({"title": "Another"}, "title"),
        ({"opens_at": JUNE + DAY}, "opens_on"),
        ({"baseline_at": JUNE - DAY}, "baseline_on"),
        ({"baseline_at": CLOSES + DAY}, "baseline_on"),
        ({"snapshot_on": CLOSES.date() + DAY}, "snapshot_on"),
        ({"closes_at": CLOSES + DAY, "why": " \x00 "}, "reason"),
        ({}, "reason"),
        ({"closes_at": CLOSES + DAY, "seen": 0}, "reason"),
    ],
)
def test_what_may_not_change_once_a_round_is_open_and_joined_is_refused_by_name(session, whole, joined, said, place):
    assert refused_place(session, whole, **said) == place
    assert round_board(deed(session, "officer"), whole).changes == ()


def test_an_opening_that_nobody_has_used_moves_into_the_future_alone(session, whole):
    assert refused_place(session, whole, opens_at=JUNE - DAY) == "opens_on"

    change(session, whole, opens_at=JUNE + DAY)

    assert session.get_one(RoundRow, whole).opens_at == JUNE + DAY


def test_the_edition_stays_once_somebody_has_registered(session, whole, joined):
    plan = changeable_round(deed(session, "officer"), whole).plan

    with pytest.raises(InvalidRound) as refused:
        change_round(
            deed(session, "officer", MARCH),
            whole,
            replace(plan, edition_reference="bme-mentoring/9.9"),
            WHY,
            seen=1,
            site_url=None,
        )

    assert refused.value.place == "edition"


def test_a_baseline_that_institutions_count_on_moves_later_alone(session, whole, joined):
    change(session, whole, baseline_at=JUNE + 7 * DAY)

    assert refused_place(session, whole, baseline_at=JUNE + 6 * DAY) == "baseline_on"
    assert refused_place(session, whole, baseline_at=None) == "baseline_on"
    change(session, whole, baseline_at=JUNE + 8 * DAY)
    assert session.get_one(RoundRow, whole).baseline_at == JUNE + 8 * DAY


def test_the_snapshot_stays_once_somebody_has_answered(session, whole, joined):
    change(session, whole, snapshot_on=dt.date(2027, 4, 30))
    start_assessment(deed(session, "lead"), joined)
    record_answer(deed(session, "writer"), joined, "/criteria/MA-01/level", 1, 0)

    assert refused_place(session, whole, snapshot_on=dt.date(2027, 5, 31)) == "snapshot_on"
    assert wrongs(session) == []


def test_a_deadline_that_has_passed_can_move_to_a_day_to_come(session, whole, joined):
    after = CLOSES + DAY

    assert refused_place(session, whole, now=after, closes_at=CLOSES + DAY) == "closes_on"
    change(session, whole, now=after, closes_at=CLOSES + 3 * DAY)

    assert workspace_of(deed(session, "lead", after), joined).window.is_open(after)


def test_who_was_given_a_later_deadline_keeps_it(session, whole, joined):
    grant_extension(deed(session, "officer"), joined, CLOSES + 20 * DAY, "Two are ill.")
    change(session, whole, closes_at=CLOSES + 10 * DAY)
    kept = workspace_of(deed(session, "lead"), joined)
    change(session, whole, closes_at=CLOSES + 30 * DAY)
    overtaken = workspace_of(deed(session, "lead"), joined)

    assert (kept.window.closes_at, kept.is_extended) == (CLOSES + 20 * DAY, True)
    assert (overtaken.window.closes_at, overtaken.is_extended) == (CLOSES + 30 * DAY, False)
    bodies = session.scalars(select(MailRow.body).where(MailRow.address == "lead@example.org")).all()
    assert (
        sum("The later deadline that your institution was given, 20 October 2027, stays." in one for one in bodies) == 1
    )


def test_the_leads_and_approvers_of_institutions_in_the_round_get_one_letter_each(session, whole, joined):
    register_assessment(deed(session, "lead"), whole, TRUST, scope="profession", scope_name="Pharmacy")
    merge_organisations(deed(session, "operator"), TRUST, OTHER, dt.date(2027, 6, 1))

    change(session, whole, closes_at=CLOSES + 7 * DAY)

    mails = session.scalars(select(MailRow).order_by(MailRow.address)).all()
    assert [mail.address for mail in mails] == ["lead@example.org", "signer@example.org", "stranger@example.org"]
    assert mails[0].subject == "Changed: Charter 2027"
    head = "Officer of Example body changed Charter 2027, in which Example trust takes part with edition 1.0:"
    assert head in mails[0].body
    assert "- Submission: 7 October 2027 instead of 30 September 2027\n\nWhy: The survey came late." in mails[0].body
    assert f"https://charter.example/assessments/{min(ids_of(session))}" in mails[0].body


def ids_of(session):
    """The ids of the assessments."""
    return session.scalars(select(AssessmentRow.id)).all()


@pytest.mark.parametrize("who", ["lead", "stranger", "nobody"])
def test_to_who_has_no_role_at_the_body_there_is_no_such_round(session, whole, who):
    with pytest.raises(UnknownRound):
        change(session, whole, who=who, closes_at=CLOSES + DAY)


def test_what_was_noted_before_a_change_does_not_call_it_tampering(session, whole, joined):
    earlier = heads_now(session, JUNE)

    change(session, whole, closes_at=CLOSES + 7 * DAY)
    change(session, whole, closes_at=CLOSES + 9 * DAY)
    late = register_assessment(deed(session, "stranger"), whole, OTHER, scope="whole_organisation").id

    assert wrongs(session) == []
    assert list(head_differences(session, earlier)) == []
    assert changes_told_to(session, late) == ()


FORGED = (
    "INSERT INTO round_events SELECT round_id, 3, event, happened_at, person_id, details, digest, digest, signature"
    " FROM round_events WHERE number = 2"
)
TAMPERING = {
    "another deadline": ["UPDATE rounds SET closes_at = '2027-12-31 17:00:00.000000'"],
    "the deadline as it was before": ["UPDATE rounds SET closes_at = '2027-09-30 17:00:00.000000'"],
    "another title": ["UPDATE rounds SET title = 'Another'"],
    "another reason": ["UPDATE round_event_texts SET text = 'Because.'"],
    "no reason": ["UPDATE round_event_texts SET text = ''"],
    "a reason that is gone": ["DELETE FROM round_event_texts"],
    "another day of the change": ["UPDATE round_events SET happened_at = '2027-01-01 10:00:00.000000'"],
    "another person": ["UPDATE round_events SET person_id = 'lead'"],
    "another history": ['UPDATE round_events SET details = \'{"now": "x"}\' WHERE number = 1'],
    "a change undone with its record": [
        "UPDATE rounds SET closes_at = '2027-09-30 17:00:00.000000'",
        "DELETE FROM round_events WHERE number = 2",
        "DELETE FROM round_event_texts",
    ],
    "a change forged without the key": [FORGED],
}


def test_tampering_with_a_round_that_was_changed_is_found_each_time(session, whole, joined):
    change(session, whole, closes_at=CLOSES + 7 * DAY)
    without_guards(session)

    unfound = []
    for name, statements in TAMPERING.items():
        savepoint = session.begin_nested()
        for statement in statements:
            session.execute(text(statement))
        found = wrongs(session)
        savepoint.rollback()
        unfound += [] if found else [name]

    assert unfound == []


def test_tampering_with_a_round_that_nobody_joined_is_found_too(session, whole):
    session.execute(text("UPDATE rounds SET snapshot_on = '2027-01-01'"))

    assert wrongs(session) == [f"Round {whole}, its dates, title or edition are not those that its record tells."]


def test_a_record_that_was_cut_off_since_it_was_noted_is_found(session, whole):
    change(session, whole, closes_at=CLOSES + 7 * DAY)
    earlier = heads_now(session, JUNE)
    without_guards(session)
    session.execute(text("DELETE FROM round_event_texts"))
    session.execute(text("DELETE FROM round_events WHERE number = 2"))
    session.execute(text("UPDATE rounds SET closes_at = '2027-09-30 17:00:00.000000'"))

    assert wrongs(session) == []
    assert sorted(head_differences(session, earlier)) == [
        f"Round {whole}: its dates, title or edition are not those noted on 1 June 2027.",
        f"Round {whole}: what its record tells is not what was noted on 1 June 2027.",
    ]


def test_the_database_refuses_to_change_the_record(session, whole):
    change(session, whole, closes_at=CLOSES + 7 * DAY)

    with pytest.raises(Exception, match="written once"):
        session.execute(text("UPDATE round_events SET person_id = 'lead'"))


def test_who_is_forgotten_goes_from_the_reasons_with_a_record(session, whole, joined):
    change(session, whole, why="Amina Stranger is ill.", closes_at=CLOSES + 7 * DAY)
    session.get_one(PersonRow, "stranger").name = "Amina Stranger"
    add_member(session, "stranger", Role.ROUND_MANAGER, BODY)

    forget_person(deed(session, "officer"), "stranger")

    [shown] = round_board(deed(session, "officer"), whole).changes
    [told] = changes_told_to(session, joined)
    assert (shown.reason, told.reason) == ("", "")
    assert [row.event for row in session.scalars(select(RoundEventRow).order_by(RoundEventRow.number))] == [
        "opened",
        "changed",
        "person_redacted",
    ]
    assert wrongs(session) == []


def test_nobody_without_the_permission_changes_a_round(session, whole):
    add_member(session, "reader", Role.VIEWER, BODY)

    with pytest.raises((NotAllowed, UnknownRound)):
        change(session, whole, who="reader", closes_at=CLOSES + DAY)


def test_a_letter_says_that_an_edition_beside_the_rounds_own_is_a_choice(session, monkeypatch):
    use_published(monkeypatch)
    assessment_id = round_in_progress(session)

    hold_both(session, assessment_id)

    body = session.scalars(select(MailRow.body).order_by(MailRow.key)).first()
    assert "- Edition beside it: edition 2.0 instead of none" in body
    assert "You may stay with your edition, and need do nothing." in body
