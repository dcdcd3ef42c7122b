"""Leaving a panel because of an interest: the seat ends, and the office learns what the panel lacks without it."""

from __future__ import annotations

from sqlalchemy import select

from charter.domain.case_workflow import CaseEvent, case_transition
from charter.domain.errors import WrongState
from charter.domain.wording import list_text
from charter.services.case_interests import employments_of, interests_of
from charter.services.cases import Case, case_of_seat
from charter.services.deeds import Deed
from charter.services.interest_notes import declare_known
from charter.services.panel_checks import lacks_without
from charter.services.panel_facts import FORGOTTEN, professions_of, round_panels
from charter.services.panel_letters import put_left_letters
from charter.services.panel_seats import leave
from charter.store.accounts import PersonRow
from charter.store.assessments import AssessmentRow
from charter.store.cases import CaseRow
from charter.store.panels import SeatRow, held_seats, seat_of

CAME_UP = "An interest that nobody can allow came up while they held the seat."


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


def leave_shut_seats(deed: Deed, reason: str, site_url: str | None) -> int:
    """End every seat of the asker from which an interest shuts them out now; give how many. Commits nothing.

    What facts newly show as soft is declared in their name, so that somebody rules on it.
    """
    count = 0
    for row, organisation_id in _held_by_asker(deed):
        conflict = interests_of(deed, row, organisation_id, deed.person_id)
        if conflict.is_hard:
            case, _ = case_of_seat(deed, row.id)
            give_up_seat(deed, case, deed.person_id, reason, site_url)
            count += 1
        elif conflict.interests:
            case, _ = case_of_seat(deed, row.id)
            declare_known(deed, case, row, conflict, site_url)
    return count


def refuse_shut_seats(deed: Deed, case: Case) -> None:
    """End every seat on a panel from which facts shut somebody out since they declared, and refuse to go on.

    A team that they joined, or institutions that merged: nobody declares those. Nothing happens where there is none;
    else it commits, the office gets its letters, and WrongState says who left.
    """
    row, held = deed.session.get_one(CaseRow, case.id), held_seats(deed.session, [case.id])
    employed = employments_of(deed.session, [one.person_id for one in held])
    shut = [
        one.person_id
        for one in held
        if one.person_id in employed and interests_of(deed, row, case.organisation_id, one.person_id).is_hard
    ]
    if not shut:
        return
    names = [deed.session.get_one(PersonRow, person_id).name or FORGOTTEN for person_id in shut]
    for person_id in shut:
        give_up_seat(deed, case, person_id, CAME_UP, None)
    deed.session.commit()
    left = "left the panel" if len(names) > 1 else "has left the panel"
    raise WrongState(f"{list_text(names)} {left}: an interest that nobody can allow came up. Look at the panel again.")


def _held_by_asker(deed: Deed) -> list[tuple[CaseRow, str]]:
    open_states = case_transition(CaseEvent.UNSEATED).sources
    found = deed.session.execute(
        select(CaseRow, AssessmentRow.organisation_id)
        .join(SeatRow, SeatRow.case_id == CaseRow.id)
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .where(SeatRow.person_id == deed.person_id, SeatRow.left_at.is_(None), CaseRow.state.in_(open_states))
        .order_by(CaseRow.id)
        .with_for_update(of=CaseRow)
        .execution_options(populate_existing=True)
    )
    return [(row, organisation_id) for row, organisation_id in found]
