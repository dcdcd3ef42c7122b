"""Taking out of objections who made them: name, address and words, with a record in the award's chain."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from charter.domain.award_states import AwardEvent
from charter.domain.case_workflow import MatterKind
from charter.domain.metric_figures import months_after
from charter.domain.working_days import day_in_england
from charter.services.deeds import Deed
from charter.store.objections import ObjectionRow
from charter.store.outbox import REFUSED, SENT, MailRow
from charter.store.proceedings import Matter, ProceedingTextRow, add_proceeding, told_proceedings

NOBODY = "public"  # whoever objected is nobody's id


def forget_objector(deed: Deed, email: str, name: str = "") -> int:
    """Take out of every objection under an address, or a name, who made it and what they wrote; give how many.

    For services that have let somebody in. Commits nothing.
    """
    named = [ObjectionRow.email == email] if email else []
    named += [ObjectionRow.name == name] if name else []
    if not named:
        return 0
    rows = deed.session.scalars(select(ObjectionRow).where(or_(*named))).all()
    for row in rows:
        row.name = row.email = ""
        _empty(deed, row)
    return len(rows)


def forget_past_objectors(session: Session, now: dt.datetime, months: int) -> int:
    """For the worker: delete who made each objection that was ruled on so many months ago; give how many.

    The objection, its words and what was ruled stay; no chain holds a name or an address. Letters to them go too.
    Commits.
    """
    who_is_known = or_(ObjectionRow.name != "", ObjectionRow.email != "")
    closed = select(ObjectionRow).where(ObjectionRow.ruled_at.is_not(None), who_is_known).with_for_update()
    today, count = day_in_england(now), 0
    for row in session.scalars(closed).all():
        if row.ruled_at is not None and months_after(day_in_england(row.ruled_at), months) <= today:
            _clear_letters(session, row)
            row.name = row.email = ""
            count += 1
    session.commit()
    return count


def _clear_letters(session: Session, row: ObjectionRow) -> None:
    """Empty the letters about an objection to whoever made it; one that waits still is not sent any more."""
    about = MailRow.key.startswith(f"objection:{row.id}:", autoescape=True)
    for mail in session.scalars(select(MailRow).where(about, MailRow.address == row.email)).all():
        mail.address, mail.subject, mail.body, mail.last_answer = "", "", "", ""
        mail.state = mail.state if mail.state == SENT else REFUSED


def _empty(deed: Deed, row: ObjectionRow) -> None:
    matter = Matter(MatterKind.AWARD, row.award_id)
    told = told_proceedings(deed.session, matter, [AwardEvent.OBJECTION_MADE])
    number = next((event.number for event, _, _ in told if event.details["objection"] == row.id), 0)
    text = deed.session.get(ProceedingTextRow, (matter.kind, matter.id, number))
    if text is None or not text.text:
        return
    text.text = ""
    details = {"person": NOBODY, "emptied": [number]}
    add_proceeding(
        deed.session,
        matter,
        AwardEvent.PERSON_REDACTED,
        person_id=deed.person_id,
        now=deed.now,
        details=details,
        key=deed.key,
    )
