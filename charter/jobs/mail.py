"""Sending what waits in the outbox, once a minute, over SMTP."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from huey import crontab

from charter.jobs.clock import now
from charter.jobs.databases import task_session
from charter.jobs.queue import huey
from charter.services.outbox import Letter, MailDelayed, MailRefused, send_due
from charter.settings import Settings

SECONDS = 20
SEVEN_BITS = SMTP.clone(cte_type="7bit")  # every server between here and there takes it, whatever the script
PERMANENT = 500  # an answer from here on is meant for good: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1


@huey.periodic_task(crontab(minute="*"))
def send_mail() -> None:
    """Send every letter that is due; without a mail server they wait."""
    settings = Settings.from_environment()
    if not settings.smtp_url:
        return
    with task_session() as session:
        send_due(session, sender(settings.smtp_url, settings.mail_from), now)


def sender(url: str, mail_from: str) -> Callable[[Letter], None]:
    """Give what sends a letter through the server at ``smtp://user:password@host:port`` or ``smtps://…``.

    ``smtp`` uses STARTTLS where the server offers it; a password is never sent without encryption.
    """
    return lambda letter: _send(url, letter, mail_from)


def _send(url: str, letter: Letter, mail_from: str) -> None:
    """Only what is wrong with the letter or its address is for good: a password that we got wrong can be mended."""
    try:
        _hand_over(url, _message(letter, mail_from))
    except smtplib.SMTPRecipientsRefused as error:
        code = max((answer[0] for answer in error.recipients.values()), default=0)
        raise (MailRefused if code >= PERMANENT else MailDelayed)(f"recipient refused with {code}") from error
    except smtplib.SMTPDataError as error:
        kind = MailRefused if error.smtp_code >= PERMANENT else MailDelayed
        raise kind(f"message refused with {error.smtp_code}") from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused("the mail server cannot write to such an address") from error
    except smtplib.SMTPResponseException as error:
        raise MailDelayed(f"{type(error).__name__} {error.smtp_code}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayed(type(error).__name__) from error
    except (ValueError, LookupError, MessageError) as error:  # such as an address of two lines: no server is to blame
        raise MailRefused("the address or the text cannot be written as a message") from error


def _hand_over(url: str, message: EmailMessage) -> None:
    """Give the message to the server. Once it has taken it, a farewell that goes wrong sends nothing again."""
    server = _connect(url)
    try:
        server.send_message(message)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


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
    message = EmailMessage(SEVEN_BITS)
    message["From"], message["To"], message["Subject"] = mail_from, letter.address, letter.subject
    domain = mail_from.rpartition("@")[2].strip("> ")
    message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message
