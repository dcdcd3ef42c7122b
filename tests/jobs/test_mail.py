"""Sending over SMTP, to a real server on this machine."""

from __future__ import annotations

import email
from email import policy

import pytest

from charter.jobs.mail import sender
from charter.services.outbox import Letter, MailDelayed, MailRefused

LETTER = Letter("invitation:1", "lead@example.org", "Come – join", "Łukasz is invited.\n")
FROM = "Charter <charter@example.org>"


def test_a_letter_arrives_with_its_own_message_id(postbox):
    send = sender(postbox.url, FROM)
    send(LETTER)
    send(LETTER)

    first, second = postbox.messages
    ids = {line for message in (first, second) for line in message.splitlines() if line.startswith("Message-ID:")}
    assert len(ids) == 1
    assert "To: lead@example.org" in first
    assert "Auto-Submitted: auto-generated" in first


@pytest.mark.parametrize(("answer", "error"), [("550 no such user", MailRefused), ("451 later", MailDelayed)])
def test_a_refusal_for_good_is_told_from_one_for_now(postbox, answer, error):
    postbox.answer = answer

    with pytest.raises(error, match=answer[:3]):
        sender(postbox.url, FROM)(LETTER)


def test_a_server_that_is_not_there_is_a_delay():
    with pytest.raises(MailDelayed):
        sender("smtp://127.0.0.1:1", FROM)(LETTER)


def test_a_password_is_never_sent_without_encryption(postbox):
    with pytest.raises(MailDelayed, match="offers no encryption"):
        sender(postbox.url.replace("//", "//me:secret@"), FROM)(LETTER)

    assert postbox.messages == []


def test_a_server_that_takes_a_letter_and_says_a_rude_farewell_has_taken_it(postbox):
    postbox.farewell = "421 too busy to say goodbye"

    sender(postbox.url, FROM)(LETTER)

    assert len(postbox.messages) == 1


@pytest.mark.parametrize(("answer", "error"), [("554 looks like spam", MailRefused), ("452 full", MailDelayed)])
def test_a_message_that_is_refused_is_told_from_one_that_may_come_later(postbox, answer, error):
    postbox.text_answer = answer

    with pytest.raises(error, match=f"message refused with {answer[:3]}"):
        sender(postbox.url, FROM)(LETTER)


@pytest.mark.parametrize("letter", [Letter("k", "lead@exam\nple.org", "x", "x"), Letter("k", "a@b.org", "x", "\ud800")])
def test_a_letter_that_cannot_be_written_is_given_up_and_holds_nobody_up(postbox, letter):
    with pytest.raises(MailRefused, match="cannot be written as a message"):
        sender(postbox.url, FROM)(letter)


@pytest.mark.parametrize("name", ["فاطمة الزهراء", "王小明", "Жанна Ω", "Zoë 🦊👩🏽‍⚕️", "Nguyễn Thị Ánh"])
def test_a_name_of_any_script_arrives_in_subject_and_text(postbox, name):
    sender(postbox.url, FROM)(Letter("k", "lead@example.org", f"{name} mentions you", f"Hello {name},\n"))

    assert postbox.messages[0].isascii()
    message = email.message_from_string(postbox.messages[0], policy=policy.default)
    assert message["Subject"] == f"{name} mentions you"
    assert message.get_content().strip() == f"Hello {name},"
