"""Mail that waits to be sent: written in the transaction of whatever it is about, so that neither is lost alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base

WAITING, SENDING, SENT, REFUSED = "waiting", "sending", "sent", "refused"


class MailRow(Base):
    """One message to one address."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_state_next_try_at", "state", "next_try_at"),)

    # what it is about, such as invitation:abc: the same thing is told once
    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    # where it goes; emptied when the person is forgotten
    address: Mapped[str] = mapped_column(String(320))
    # plain text; emptied once sent, because it may hold a link that lets in
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    # waiting, sending, sent or refused; set by the worker
    state: Mapped[str] = mapped_column(String(10))
    # when it was written
    written_at: Mapped[dt.datetime]
    # when it may be tried, or tried again
    next_try_at: Mapped[dt.datetime]
    # when it stops being of use, such as a reminder after its day: it is not sent any more; None = never
    useful_until: Mapped[dt.datetime | None]
    # how often it was tried
    tries: Mapped[int]
    # when the mail server took it; None = it has not
    sent_at: Mapped[dt.datetime | None]
    # the mail server's last answer, or the kind of error; empty = none
    last_answer: Mapped[str] = mapped_column(String(200))


def next_due(session: Session, now: dt.datetime) -> MailRow | None:
    """Give the mail that has waited longest among those that may be tried now, locked; None where there is none.

    One that was being sent when its worker died is due again when its time has come.
    """
    due = (
        select(MailRow)
        .where(MailRow.state.in_((WAITING, SENDING)), MailRow.next_try_at <= now)
        .order_by(MailRow.next_try_at, MailRow.key)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(due).one_or_none()


def waiting_mails(session: Session) -> list[MailRow]:
    """Give the mails that are still to be sent, oldest first."""
    waiting = select(MailRow).where(MailRow.state.in_((WAITING, SENDING))).order_by(MailRow.written_at, MailRow.key)
    return list(session.scalars(waiting))


def given_up_mails(session: Session) -> list[MailRow]:
    """Give the mails that were given up, newest first; those to people who were forgotten are nobody's concern."""
    given_up = select(MailRow).where(MailRow.state == REFUSED, MailRow.address != "")
    return list(session.scalars(given_up.order_by(MailRow.written_at.desc(), MailRow.key)))
