"""Interests as a case's chain and tables keep them: written once, whoever says them."""

from __future__ import annotations

from collections.abc import Sequence

from charter.domain.case_workflow import OPENED, CaseEvent, CaseState, Stage
from charter.domain.conflicts import SOFT, Conflict
from charter.services.cases import Case, happen_in
from charter.services.deeds import Deed
from charter.services.panel_letters import put_waiting_letters
from charter.store.cases import CaseRow
from charter.store.panels import DeclarationRow, declarations_of

KNOWN = "It follows from an employer that was told of later."


def put_declaration(deed: Deed, row: CaseRow, kinds: Sequence[str], text: str) -> int:
    """Put on record what the asker declares in a case; give the number of the declaration. Commits nothing."""
    number = len(declarations_of(deed.session, row.id, deed.person_id)) + 1
    stage = Stage.MEETING if CaseState(row.state) in OPENED else Stage.OPENING
    details = {"person": deed.person_id, "number": number, "stage": stage, "kinds": list(kinds)}
    event = happen_in(deed, row, CaseEvent.DECLARED, details, text=text)
    deed.session.add(
        DeclarationRow(
            case_id=row.id,
            person_id=deed.person_id,
            number=number,
            stage=stage,
            kinds=list(kinds),
            declared_at=deed.now,
            event_number=event.number,
        )
    )
    deed.session.flush()
    return number


def known_soft(conflict: Conflict, before: Sequence[DeclarationRow]) -> set[str]:
    """Give soft interests that the facts show and nobody declared yet: declared too, so that they are ruled on."""
    declared = {kind for row in before for kind in row.kinds}
    return {one.kind for one in conflict.interests if one.weight == SOFT and not one.is_declared} - declared


def declare_known(deed: Deed, case: Case, row: CaseRow, conflict: Conflict, site_url: str | None) -> None:
    """Declare in the asker's name what facts show as soft, and tell whoever rules on it. Commits nothing.

    Whoever has declared nothing yet is asked anyway, and then it is declared with the rest.
    """
    before = declarations_of(deed.session, row.id, deed.person_id)
    kinds = sorted(known_soft(conflict, before)) if before else []
    if kinds:
        put_waiting_letters(deed, case, put_declaration(deed, row, kinds, KNOWN), site_url)
