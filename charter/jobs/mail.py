"""Sending what waits in the outbox, once a minute, over SMTP."""

from __future__ import annotations

import datetime as dt
import hashlib
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from huey import crontab

from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.outbox import Letter, MailDelayed, MailRefused, send_due
from charter.settings import Settings

SECONDS = 20


@huey.periodic_task(crontab(minute="*"))
def send_mail() -> None:
    """Send every letter that is due; without a mail server they wait."""
    settings = Settings.from_environment()
    if not settings.smtp_url:
        return
    with task_session() as session:
        send_due(session, sender(settings.smtp_url, settings.mail_from), lambda: dt.datetime.now(tz=dt.UTC))


def sender(url: str, mail_from: str) -> Callable[[Letter], None]:
    """Give what sends a letter through the server at ``smtp://user:password@host:port`` or ``smtps://…``.

    ``smtp`` uses STARTTLS where the server offers it; a password is never sent without encryption.
    """
    return lambda letter: _send(url, _message(letter, mail_from))


def _send(url: str, message: EmailMessage) -> None:
    try:
        with _connect(url) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = max((answer[0] for answer in error.recipients.values()), default=0)
        raise (MailRefused if code >= 500 else MailDelayed)(f"recipient refused with {code}") from error
    except smtplib.SMTPResponseException as error:
        kind = MailRefused if error.smtp_code >= 500 else MailDelayed
        raise kind(f"answered with {error.smtp_code}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayed(type(error).__name__) from error


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=_context())
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
        if server.ehlo()[0] == 250 and server.has_extn("starttls"):
            server.starttls(context=_context())
        elif parts.username:
            server.close()
            raise MailDelayed("the server offers no encryption, and a password is not sent without")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _message(letter: Letter, mail_from: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail_from, letter.address, letter.subject
    domain = mail_from.rpartition("@")[2].strip("> ")
    message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message
