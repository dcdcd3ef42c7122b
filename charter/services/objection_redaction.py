"""Taking out of objections who made them: name, address and words, with a record in the award's chain."""

from __future__ import annotations

from sqlalchemy import or_, select

from charter.domain.award_states import AwardEvent
from charter.domain.case_workflow import MatterKind
from charter.services.deeds import Deed
from charter.store.objections import ObjectionRow
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
