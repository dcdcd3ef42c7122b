"""Telling whoever sits on panels that practice waits for them, and that its levels were revealed."""

from __future__ import annotations

from sqlalchemy import select

from charter.services.deeds import Deed
from charter.services.outbox import Letter, put_letter
from charter.store.accounts import PersonRow
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow
from charter.store.panels import SeatRow

SIGN_IN = "Sign in to the site of the charter and open “Your reviews”."


def tell_made(deed: Deed, row: CaseRow, whole: RoundRow) -> None:
    """Put a letter for everybody who was seated; commits nothing."""
    _tell(
        deed,
        row,
        "made",
        f"Practice before {whole.title}",
        f"“{row.title}” is an invented submission on which everybody who sits on panels of {whole.title} practises. "
        "Give your levels as you would for a real one, and lock your review. You see the agreed levels afterwards. "
        f"{SIGN_IN}",
    )


def tell_revealed(deed: Deed, row: CaseRow, round_title: str) -> None:
    """Put a letter for everybody who sits there; commits nothing."""
    _tell(
        deed,
        row,
        "revealed",
        f"What was agreed in practice: {row.title}",
        f"The agreed levels of “{row.title}”, on which you practised for {round_title}, are there to see beside your "
        f"own. {SIGN_IN}",
    )


def _tell(deed: Deed, row: CaseRow, what: str, subject: str, body: str) -> None:
    chosen = (
        select(PersonRow.id, PersonRow.email)
        .join(SeatRow, SeatRow.person_id == PersonRow.id)
        .where(SeatRow.case_id == row.id, SeatRow.left_at.is_(None), PersonRow.email.is_not(None))
        .order_by(PersonRow.id)
    )
    for person_id, email in deed.session.execute(chosen).all():
        key = f"practice:{what}:{row.id}:{person_id}"
        put_letter(deed.session, Letter(key, email or "", subject, body), deed.now)
