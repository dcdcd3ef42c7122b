"""Heads of history that are kept elsewhere: what is cut off or gone without a trace is found by them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import text

from charter.domain.errors import InvalidHeads
from charter.domain.permissions import Role
from charter.services.assessments import record_answer
from charter.services.mergers import merge_organisations
from charter.services.redaction import forget_person
from charter.services.verification import differences
from charter.services.verification_heads import head_differences
from charter.store.heads import heads_now, heads_text, read_heads
from tests.support.tampering import without_guards
from tests.support.teams import JUNE, KEY, NO_FILES, OTHER, TRUST, add_member, deed, round_in_progress

NEXT_DAY = JUNE + dt.timedelta(days=1)


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


@pytest.fixture
def earlier(session, assessment_id):
    """The heads as they were noted in June."""
    return heads_now(session, JUNE)


def found(session, earlier):
    session.expire_all()
    return list(head_differences(session, earlier))


def test_work_that_goes_on_is_no_difference(session, assessment_id, earlier):
    record_answer(deed(session, "writer"), assessment_id, "/criteria/MA-01/level", 2, 0)
    add_member(session, "newcomer", Role.VIEWER)
    forget_person(deed(session, "officer", NEXT_DAY), "viewer")
    merge_organisations(deed(session, "operator", NEXT_DAY), OTHER, TRUST, dt.date(2027, 6, 1))

    assert found(session, earlier) == []


def test_a_history_that_was_cut_off_with_all_that_it_told_of_is_found(session, assessment_id, earlier):
    later = replace(earlier, chains={**earlier.chains, assessment_id: (7, "f" * 64)})

    assert list(differences(session, KEY, NO_FILES)) == []
    assert found(session, later) == [
        f"Assessment {assessment_id}: its history was cut off. On 1 June 2027 it had come to event 7."
    ]


def test_a_history_that_went_another_way_since_is_found(session, assessment_id, earlier):
    other = replace(earlier, chains={assessment_id: (2, "f" * 64)})

    assert found(session, other) == [
        f"Assessment {assessment_id}, event 2: it is not the one that was noted on 1 June 2027."
    ]


def test_an_assessment_that_was_deleted_with_all_its_rows_is_found(session, assessment_id, earlier):
    without_guards(session)
    session.execute(text("DELETE FROM events"))
    session.execute(text("DELETE FROM assessments"))

    assert list(differences(session, KEY, NO_FILES)) == []
    assert f"Assessment {assessment_id}: it is gone. On 1 June 2027 its history had come to event 2." in found(
        session, earlier
    )


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        (
            "UPDATE memberships SET role = 'lead' WHERE id = 'viewer-role'",
            "Membership viewer-role: who held which role",
        ),
        ("UPDATE memberships SET person_id = 'viewer' WHERE id = 'lead-role'", "Membership lead-role"),
        ("DELETE FROM memberships WHERE id = 'signer-role'", "Membership signer-role"),
        ("UPDATE rounds SET closes_at = '2027-12-31 17:00:00.000000'", "its dates, title or edition are not those"),
        ("UPDATE rounds SET title = 'Another'", "its dates, title or edition are not those"),
    ],
)
def test_a_register_that_was_changed_is_found(session, assessment_id, earlier, tampering, words):
    session.execute(text(tampering))

    [sentence] = found(session, earlier)

    assert words in sentence


def test_a_merger_that_was_struck_out_and_a_role_that_was_given_back_are_found(session, assessment_id):
    merge_organisations(deed(session, "operator", NEXT_DAY), OTHER, TRUST, dt.date(2027, 6, 1))
    earlier = heads_now(session, NEXT_DAY)
    without_guards(session)
    session.execute(text("DELETE FROM organisation_mergers"))
    session.execute(text("UPDATE memberships SET until_at = NULL WHERE id = 'stranger-role'"))

    assert sorted(line.split(":")[0] for line in found(session, earlier)) == [
        "Membership stranger-role",
        "Organisation other",
    ]


def test_the_file_holds_what_was_noted(earlier):
    assert read_heads(heads_text(earlier, KEY), KEY) == earlier


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"rows": {', '"rows": {"memberships/x": "y",', 1),
        lambda text: text.replace("2027-06-01", "2027-06-02"),
        lambda text: text[:-20],
        lambda _: "",
        lambda _: "[]",
        lambda _: "[" * 100_000,
    ],
    ids=["a row more", "another day", "half of it", "empty", "a list", "deep"],
)
def test_a_file_that_was_changed_is_refused(earlier, spoil):
    with pytest.raises(InvalidHeads, match="not written by this site with this key, or it was changed"):
        read_heads(spoil(heads_text(earlier, KEY)), KEY)


def test_a_file_that_another_key_signed_is_refused(earlier):
    with pytest.raises(InvalidHeads):
        read_heads(heads_text(earlier, b"another"), KEY)
