"""Leaving a panel because of an interest: the seat ends, and the office learns what the panel lacks without it."""

from __future__ import annotations

from charter.services.cases import Case
from charter.services.deeds import Deed
from charter.services.panel_checks import lacks_without
from charter.services.panel_facts import professions_of, round_panels
from charter.services.panel_letters import put_left_letters
from charter.services.panel_seats import leave
from charter.store.cases import CaseRow
from charter.store.panels import seat_of


def give_up_seat(deed: Deed, case: Case, person_id: str, reason: str, site_url: str | None) -> None:
    """End somebody's seat with a reason on record, and tell the office what lacks; commits nothing.

    Quorum and composition are looked at again, as the panel stands without them.
    """
    row, held = deed.session.get_one(CaseRow, case.id), seat_of(deed.session, case.id, person_id)
    if held is None:
        return
    panels = round_panels(deed.session, case.round_id, case.body_id, deed.now.date())
    professions, _ = professions_of(deed.session, case.body_id)
    lacks = lacks_without(panels, professions, row, person_id)
    leave(deed, row, held, reason)
    put_left_letters(deed, case, held, [one.text for one in lacks], site_url)
