"""Forgetting a person: what goes, what stays, and that emptying a text without a record is found."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text

from charter.domain.errors import NotAllowed, UnknownPerson
from charter.domain.permissions import Role
from charter.services.assessments import field_versions, record_answer
from charter.services.memberships import invite
from charter.services.outbox import Letter, put_letter
from charter.services.redaction import forget_address, forget_person
from charter.services.rounds import grant_extension
from charter.services.verification import differences
from charter.store.accounts import InvitationRow, MembershipRow, PersonRow, roles_in
from charter.store.assignments import AssignmentRow
from charter.store.comments import CommentRow
from charter.store.history import EventRow, EventTextRow
from charter.store.outbox import MailRow
from charter.store.personal import DELETED, KEPT, MADE, WRITINGS
from charter.store.schema import all_tables
from tests.support.teams import BODY, CLOSES, JUNE, KEY, NO_FILES, TRUST, add_member, deed, round_in_progress

LATER = JUNE + dt.timedelta(days=90)
WORDS = "/criteria/MA-01/answers/MA-01.q3"


@pytest.fixture
def assessment_id(session):
    """An assessment in which a writer and an officer left something of themselves."""
    ours = round_in_progress(session)
    session.get_one(PersonRow, "writer").name = "Amina Writer"
    session.commit()
    record_answer(deed(session, "writer"), ours, WORDS, "We mentor.", 0)
    extend(session, ours, 1, "AMINA WRITER is ill.")
    extend(session, ours, 2, "Flooded office.")
    return ours


def extend(session, assessment_id, days, reason):
    grant_extension(deed(session, "officer"), assessment_id, CLOSES + dt.timedelta(days=days), reason)


def forget(session, person_id, who="officer"):
    return forget_person(deed(session, who, LATER), person_id)


def texts(session):
    session.expire_all()
    return session.scalars(select(EventTextRow.text).order_by(EventTextRow.number)).all()


def records(session):
    chosen = select(EventRow.details).where(EventRow.event == "person_redacted")
    return session.scalars(chosen.order_by(EventRow.assessment_id)).all()


def test_name_address_roles_and_sign_in_are_gone_and_the_id_stays(session, assessment_id):
    forget(session, "writer")

    person = session.get_one(PersonRow, "writer")
    assert (person.name, person.email, person.redacted_at) == ("", None, LATER)
    assert roles_in(session, "writer", TRUST) == frozenset()
    assert session.get_one(MembershipRow, "writer-role").until_at == LATER


def test_nothing_is_left_to_sign_in_with(session, assessment_id):
    person = session.get_one(PersonRow, "writer")
    person.password, person.tf_totp_secret, person.mf_recovery_codes = "hash", "secret", ["code"]
    before = person.fs_uniquifier
    session.commit()

    forget(session, "writer")

    session.refresh(person)
    assert (person.active, person.password, person.tf_totp_secret) == (False, None, None)
    assert person.mf_recovery_codes is None
    assert person.fs_uniquifier != before


def test_comments_and_reasons_by_them_or_about_them_are_emptied(session, assessment_id):
    session.add_all(
        [
            comment("theirs", assessment_id, "I am new here.", "writer"),
            comment("named", assessment_id, "Ask amina writer.", "lead"),
            comment("other", assessment_id, "Ask the board.", "lead"),
            AssignmentRow(
                assessment_id=assessment_id,
                criterion_id="MA-01",
                version=1,
                owner_id="writer",
                due_on=None,
                is_blocked=True,
                blocked_reason="I am ill.",
                person_id="writer",
                saved_at=JUNE,
            ),
        ]
    )
    session.commit()

    forget(session, "writer")

    found = session.execute(select(CommentRow.id, CommentRow.text).order_by(CommentRow.id)).all()
    assert [tuple(row) for row in found] == [("named", ""), ("other", "Ask the board."), ("theirs", "")]
    assert session.scalars(select(AssignmentRow.blocked_reason)).all() == [""]
    assert records(session)[0]["emptied"]["comments"] == ["named", "theirs"]


def comment(name, assessment_id, words, who):
    return CommentRow(
        id=name,
        assessment_id=assessment_id,
        criterion_id="MA-01",
        question_id="",
        text=words,
        person_id=who,
        written_at=JUNE,
        resolved_by_id=None,
        resolved_at=None,
    )


def test_what_the_institution_answered_stays(session, assessment_id):
    forget(session, "writer")

    [version] = field_versions(deed(session, "lead"), assessment_id, WORDS)
    assert (version.value, version.person_id) == ("We mentor.", "writer")


def test_a_text_that_names_them_is_emptied_and_others_stay(session, assessment_id):
    done = forget(session, "writer")

    assert texts(session) == ["", "Flooded office."]
    assert (done.assessment_count, done.text_count) == (1, 1)
    assert "the institution’s" in done.sentences[-2]


def test_what_they_wrote_for_history_is_emptied(session, assessment_id):
    done = forget_address(deed(session, "operator", LATER), "Officer@example.org ")

    assert texts(session) == ["", ""]
    assert done.assessment_count == 2


def test_it_stands_on_record_with_ids_alone_and_the_chains_hold(session, assessment_id):
    forget(session, "writer")

    [record] = records(session)
    assert (record["person"], list(record["emptied"])) == ("writer", ["event_texts"])
    assert list(differences(session, KEY, NO_FILES)) == []


def test_a_text_emptied_without_a_record_is_found(session, assessment_id):
    forget(session, "writer")
    session.execute(text("UPDATE event_texts SET text = ''"))
    session.expire_all()

    [found] = list(differences(session, KEY, NO_FILES))
    assert found.endswith("its text is not the one that was written.")


def test_a_redacted_text_that_is_written_anew_is_found(session, assessment_id):
    forget(session, "writer")
    session.execute(text("UPDATE event_texts SET text = 'Somebody else was ill.' WHERE text = ''"))
    session.expire_all()

    assert len(list(differences(session, KEY, NO_FILES))) == 1


def test_done_twice_the_second_changes_nothing(session, assessment_id):
    forget(session, "writer")

    again = forget(session, "writer")
    by_address = forget_address(deed(session, "operator", LATER), "writer@example.org")

    assert again.sentences == ("This person was forgotten already.",)
    assert by_address.sentences == ("Nothing is kept under this address.",)
    assert len(records(session)) == 1


def test_letters_and_invitations_to_them_are_cleared_and_not_sent(session, assessment_id):
    invite(deed(session, "lead"), TRUST, "writer@example.org", Role.APPROVER, "https://charter.example/{token}")
    invite(deed(session, "lead"), TRUST, "another@example.org", Role.VIEWER, "https://charter.example/{token}")

    forget(session, "writer")

    session.expire_all()
    mails = session.execute(select(MailRow.address, MailRow.body != "", MailRow.state).order_by(MailRow.address)).all()
    assert [tuple(row) for row in mails] == [("", False, "refused"), ("another@example.org", True, "waiting")]
    assert sorted(session.scalars(select(InvitationRow.email))) == ["", "another@example.org"]


def test_a_sent_letter_to_another_loses_a_subject_that_names_them(session, assessment_id):
    put_letter(session, Letter("mention:1", "lead@example.org", "Amina Writer mentioned you", ""), JUNE)
    session.get_one(MailRow, "mention:1").state = "sent"
    session.commit()

    forget(session, "writer")

    session.expire_all()
    assert session.get_one(MailRow, "mention:1").subject == ""


def test_a_letter_to_another_that_waits_goes_on_without_their_name(session, assessment_id):
    body = "Hello Lead,\n\nAmina Writer asks: who knows?\n\nAnswer AMINA WRITER here."
    put_letter(session, Letter("mention:1", "lead@example.org", "Amina Writer mentioned you", body), JUNE)
    session.commit()

    forget(session, "writer")

    session.expire_all()
    mail = session.get_one(MailRow, "mention:1")
    assert (mail.subject, mail.state) == ("somebody mentioned you", "waiting")
    assert mail.body == "Hello Lead,\n\nsomebody asks: who knows?\n\nAnswer somebody here."


def test_an_address_that_was_only_invited_is_cleared(session, assessment_id):
    invite(deed(session, "lead"), TRUST, "new@example.org", Role.VIEWER, "https://charter.example/{token}")

    done = forget_address(deed(session, "operator", LATER), "new@example.org")

    assert done.sentences == ("2 letters, invitations and objections cleared.",)
    assert records(session) == []


def test_an_organisation_left_without_a_lead_is_named(session, assessment_id):
    assert forget(session, "lead").sentences[0] == "Example trust has no lead any more. Give somebody the role."


def test_with_a_second_lead_nothing_needs_to_be_done(session, assessment_id):
    add_member(session, "second", Role.LEAD)

    assert [one for one in forget(session, "lead").sentences if "no lead" in one] == []


@pytest.mark.parametrize("who", ["lead", "signer", "stranger"])
def test_only_the_administrator_of_their_awarding_body_may(session, assessment_id, who):
    with pytest.raises(NotAllowed):
        forget(session, "writer", who)


def test_an_administrator_elsewhere_may_not(session, assessment_id):
    add_member(session, "far", Role.ADMINISTRATOR, "other")

    with pytest.raises(NotAllowed):
        forget(session, "writer", "far")


def test_nobody_is_nobody(session, assessment_id):
    with pytest.raises(UnknownPerson):
        forget(session, "no such person")


def test_another_institution_is_not_touched(session, assessment_id):
    forget(session, "writer")

    assert [
        row.assessment_id for row in session.scalars(select(EventRow).where(EventRow.event == "person_redacted"))
    ] == [assessment_id]
    assert roles_in(session, "officer", BODY) == {Role.ADMINISTRATOR}


def test_every_table_says_whether_it_holds_something_of_a_person():
    named = {writing.table for writing in WRITINGS} | set(DELETED) | set(MADE) | KEPT
    tables = {name for name in all_tables().tables if not name.startswith("reference_")}

    assert tables - named == set()
