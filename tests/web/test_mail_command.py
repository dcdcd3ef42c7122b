"""`flask charter mail`, as whoever runs the installation types it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from charter.jobs import mail
from charter.services.outbox import Letter, put_letter
from charter.store.base import writing
from tests.support.postboxes import open_postbox

JUNE = dt.datetime(2027, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def postbox(monkeypatch):
    with open_postbox() as box:
        monkeypatch.setenv("CHARTER_SMTP_URL", box.url)
        monkeypatch.setattr(mail, "now", lambda: JUNE)
        yield box


@pytest.fixture
def outbox(app):
    with Session(writing(app.extensions["charter_engine"])) as session:
        put_letter(session, Letter("a", "lead@example.org", "Deadline 30 September 2027", "Open https://x/1"), JUNE)
        session.commit()


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["charter", "mail", *words]).output


def test_a_letter_that_waits_is_shown_without_its_text(run, outbox):
    shown = run()

    assert "There is no mail server, so letters wait. Set CHARTER_SMTP_URL." in shown
    assert "1 letter to be sent:\n  01 June 2027, 10:00 UTC to lead@example.org: Deadline 30 September 2027\n" in shown
    assert "not tried yet\n0 letters given up." in shown
    assert "https://x/1" not in shown


def test_a_letter_refused_for_now_waits_with_the_servers_answer(run, outbox, postbox):
    postbox.answer = "451 later"

    mail.send_mail.call_local()

    assert "1 letter to be sent:" in run()
    assert "recipient refused with 451, after 1 try" in run()


def test_a_letter_refused_for_good_is_shown_with_the_reason_and_can_be_tried_again(run, outbox, postbox):
    postbox.answer = "550 no such user"
    mail.send_mail.call_local()
    mail.send_mail.call_local()
    assert "1 letter given up:" in run()
    assert "recipient refused with 550, after 1 try" in run()

    postbox.answer = "250 OK"
    assert "1 letter will be tried again by the worker." in run("--try-again")
    mail.now = lambda: dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=1)
    mail.send_mail.call_local()

    assert len(postbox.messages) == 1
    assert run().endswith("0 letters to be sent.\n0 letters given up.\n")


def test_wrong_sign_in_at_the_mail_server_gives_no_letter_up(run, outbox, postbox, monkeypatch):
    monkeypatch.setattr(mail, "_connect", _refuse_password)

    mail.send_mail.call_local()

    assert "1 letter to be sent:" in run()
    assert "SMTPAuthenticationError 535, after 1 try" in run()


def _refuse_password(_url):
    raise mail.smtplib.SMTPAuthenticationError(535, b"wrong password")
