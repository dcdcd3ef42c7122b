"""Sending over SMTP, to a real server on this machine."""

from __future__ import annotations

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
