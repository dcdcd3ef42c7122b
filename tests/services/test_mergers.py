"""Organisations merged: two histories, one future; with the trusts that the published lists show."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from charter.domain.errors import (
    InvalidInvitation,
    InvalidMerger,
    MergedOrganisation,
    UnknownAssessment,
    UnknownOrganisation,
)
from charter.domain.permissions import Role
from charter.services.assessments import field_versions, record_answer, saved_fields
from charter.services.homes import home_of
from charter.services.memberships import accept_invitation, invite, members, offer
from charter.services.mergers import known_organisations, merge_organisations
from charter.services.reference import load_reference
from charter.services.rounds import register_assessment
from charter.services.verification import differences
from charter.store.accounts import MembershipRow, OrganisationRow, roles_in
from charter.store.assessments import AssessmentRow
from charter.store.history import EventRow
from charter.store.mergers import MergerRow
from charter.store.outbox import MailRow
from tests.support.teams import BODY, CLOSES, JUNE, KEY, NO_FILES, OTHER, TRUST, add_member, deed, round_in_progress

DAY = dt.date(2027, 5, 1)
MIDNIGHT = dt.datetime(2027, 5, 1, tzinfo=dt.UTC)
WORDS = "/criteria/MA-01/answers/MA-01.q3"
OPERATOR = "operator"


@pytest.fixture
def assessment_id(session):
    """An assessment of the trust, which becomes part of the other in the tests."""
    ours = round_in_progress(session)
    record_answer(deed(session, "writer"), ours, WORDS, "We mentor.", 0)
    return ours


def merge(session, which=TRUST, into=OTHER, on=DAY, now=JUNE):
    return merge_organisations(deed(session, OPERATOR, now), which, into, on)


def round_of(session, assessment_id):
    return session.get_one(AssessmentRow, assessment_id).round_id


def organisation(session, code, name):
    session.add(OrganisationRow(id=f"org-{code}", ods_code=code, name=name, kind="institution"))
    session.commit()


def advice(session):
    return {one.code: (one.note, one.suggestion) for one in known_organisations(session)}


def test_before_a_merger_the_other_sees_nothing(session, assessment_id):
    with pytest.raises(UnknownAssessment):
        saved_fields(deed(session, "stranger"), assessment_id)


def test_the_people_of_the_successor_read_what_it_took_over_and_its_history(session, assessment_id):
    merge(session)

    assert saved_fields(deed(session, "stranger"), assessment_id)[WORDS].value == "We mentor."
    [version] = field_versions(deed(session, "stranger"), assessment_id, WORDS)
    assert version.person_id == "writer"


def test_work_begun_can_be_finished_until_the_deadline_and_no_longer(session, assessment_id):
    merge(session)

    assert record_answer(deed(session, "stranger"), assessment_id, WORDS, "We mentor more.", 1).version == 2
    with pytest.raises(Exception, match="The deadline has passed"):
        record_answer(deed(session, "stranger", CLOSES), assessment_id, WORDS, "Too late.", 2)


def test_roles_end_in_the_old_and_begin_in_the_new_on_that_day(session, assessment_id):
    merge(session)

    assert roles_in(session, "writer", TRUST) == frozenset()
    assert roles_in(session, "writer", OTHER) == {Role.CONTRIBUTOR}
    assert session.get_one(MembershipRow, "writer-role").until_at == MIDNIGHT
    begun = session.scalars(
        select(MembershipRow.since_at).where(
            MembershipRow.person_id == "writer", MembershipRow.organisation_id == OTHER
        )
    ).all()
    assert begun == [MIDNIGHT]


def test_a_role_given_after_that_day_moves_from_when_it_was_given(session, assessment_id):
    add_member(session, "late", Role.VIEWER)
    late = session.get_one(MembershipRow, "late-viewer")
    late.since_at = JUNE
    session.commit()

    merge(session)

    assert (late.since_at, late.until_at) == (JUNE, JUNE)


def test_who_has_the_role_in_both_has_it_once(session, assessment_id):
    add_member(session, "writer", Role.CONTRIBUTOR, OTHER)

    merge(session)

    team = {one.person_id: one.roles for one in members(deed(session, "stranger"), OTHER)}
    assert team["writer"] == (Role.CONTRIBUTOR,)
    assert sorted(team) == ["lead", "signer", "stranger", "viewer", "writer"]


def test_two_leads_are_told_of(session, assessment_id):
    done = merge(session)

    assert (done.name, done.into_name) == ("Example trust", "Example other")
    assert done.sentences == (
        "4 roles moved; 1 assessment can be read on.",
        "Example other has 2 leads now. Agree who it is.",
    )


def test_the_old_one_registers_no_more_and_who_succeeded_is_said(session, assessment_id):
    merge(session)

    with pytest.raises(MergedOrganisation, match="became part of Example other on 1 May 2027"):
        register_assessment(
            deed(session, "lead"), round_of(session, assessment_id), TRUST, scope="directorate", scope_name="Surgery"
        )


def test_a_stranger_learns_nothing_of_it(session, assessment_id):
    merge(session)

    with pytest.raises(UnknownOrganisation):
        register_assessment(
            deed(session, "officer"), round_of(session, assessment_id), TRUST, scope="whole_organisation"
        )


def test_their_home_shows_the_old_assessment_under_its_old_name(session, assessment_id):
    merge(session)

    [home] = home_of(deed(session, "writer"))

    assert home.name == "Example other"
    assert sorted(one.scope_name for one in home.assessments) == ["", "Example trust"]


def test_nobody_is_invited_to_the_old_one(session, assessment_id):
    merge(session)

    with pytest.raises(InvalidInvitation, match="Invite to that one instead"):
        offer(deed(session, "officer"), TRUST, "new@example.org", Role.LEAD, "{token}")


def test_an_invitation_that_waits_leads_to_the_successor(session, assessment_id):
    invite(deed(session, "lead"), TRUST, "new@example.org", Role.VIEWER, "<{token}>")
    token = session.scalars(select(MailRow.body)).one().partition("<")[2].partition(">")[0]
    merge(session)
    add_member(session, "new", Role.VIEWER, BODY)

    assert accept_invitation(deed(session, "new"), token).organisation_id == OTHER


def test_history_is_added_to_and_never_rewritten(session, assessment_id):
    before = [(row.number, row.digest) for row in session.scalars(select(EventRow).order_by(EventRow.number)).all()]

    merge(session)

    events = session.scalars(select(EventRow).order_by(EventRow.number)).all()
    assert [(row.number, row.digest) for row in events if row.event != "organisation_merged"] == before
    [told] = [row for row in events if row.event == "organisation_merged"]
    assert told.assessment_id == assessment_id
    assert told.details == {"from": TRUST, "into": OTHER, "on": "2027-05-01"}
    assert list(differences(session, KEY, NO_FILES)) == []


def test_the_database_refuses_to_change_a_merger(session, assessment_id):
    merge(session)

    for statement in ("UPDATE organisation_mergers SET into_id = 'body'", "DELETE FROM organisation_mergers"):
        with pytest.raises(DatabaseError, match="is written once"), session.begin_nested():
            session.execute(text(statement))


def test_a_chain_of_mergers_is_followed(session, assessment_id):
    organisation(session, None, "Third")
    add_member(session, "third", Role.VIEWER, "org-None")
    merge(session)
    merge(session, OTHER, "org-None")

    assert saved_fields(deed(session, "third"), assessment_id)[WORDS].value == "We mentor."


@pytest.mark.parametrize(
    ("into", "on", "words"),
    [
        (TRUST, DAY, "part of itself"),
        (BODY, DAY, "cannot become one"),
        (OTHER, dt.date(2027, 7, 1), "lies ahead"),
    ],
)
def test_what_cannot_be_is_refused(session, assessment_id, into, on, words):
    with pytest.raises(InvalidMerger, match=words):
        merge(session, TRUST, into, on)

    assert session.scalars(select(MergerRow)).all() == []


def test_an_organisation_is_merged_once_and_never_round_in_a_circle(session, assessment_id):
    merge(session)

    with pytest.raises(InvalidMerger, match="became part of another already"):
        merge(session)
    with pytest.raises(InvalidMerger, match="Name the one that goes on"):
        merge(session, OTHER, TRUST)


def test_an_unknown_organisation_is_named(session, assessment_id):
    with pytest.raises(UnknownOrganisation, match="“R99”"):
        merge(session, "R99", OTHER)


# ---- what the published lists of 2022 and 2025 show --------------------------------------------------------------


@pytest.fixture
def listed(session, assessment_id):
    load_reference(session)
    return assessment_id


def test_a_closed_trust_with_a_known_successor_is_suggested_for_merging(session, listed):
    organisation(session, "RD3", "Poole Hospital")

    assert advice(session)["RD3"] == (
        "The published lists say that it closed on 30 September 2020; R0D succeeded it.",
        "RD3 R0D --on 2020-10-01",
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("RDZ", "The published lists say that it closed on 30 September 2020, and not who succeeded it. Ask."),
        ("RW6", "The published lists say that it closed on 30 September 2021, and not who succeeded it. Ask."),
        ("RRP", "The published lists say that it closed on 31 October 2024, and not who succeeded it. Ask."),
        ("RA4", "The newest published list does not name it. Ask who succeeded it."),
        ("RVY", "The newest published list does not name it. Ask who succeeded it."),
        ("R0D", ""),
    ],
)
def test_what_the_lists_do_not_say_is_asked_and_never_guessed(session, listed, code, words):
    organisation(session, code, "A trust")

    assert advice(session)[code] == (words, "")


def test_two_trusts_become_one_that_took_no_part_before(session, listed):
    organisation(session, "RD3", "Poole Hospital")
    organisation(session, "RDZ", "Royal Bournemouth and Christchurch")
    add_member(session, "pat", Role.LEAD, "org-RD3")
    add_member(session, "kim", Role.LEAD, "org-RDZ")

    merge(session, "RD3", "r0d", dt.date(2020, 10, 1))
    merge(session, "RDZ", "R0D", dt.date(2020, 10, 1))

    new = session.scalars(select(OrganisationRow).where(OrganisationRow.ods_code == "R0D")).one()
    assert new.name == "University Hospitals Dorset NHS Foundation Trust"
    assert [one.person_id for one in members(deed(session, "kim"), new.id)] == ["kim", "pat"]
    assert advice(session)["RD3"] == (
        "Became part of University Hospitals Dorset NHS Foundation Trust on 1 October 2020.",
        "",
    )


def test_a_trust_of_two_becomes_part_of_a_code_of_another_form(session, listed):
    organisation(session, "RRP", "Barnet, Enfield and Haringey Mental Health")

    done = merge(session, "RRP", "G6V2S", dt.date(2024, 11, 1))

    assert done.into_name == "North London NHS Foundation Trust"
