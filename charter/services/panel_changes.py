"""Changes of panels by hand: checked by the edition's rules first; what breaks one needs to be meant, and is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from charter.domain.case_workflow import CaseEvent, Seat
from charter.domain.errors import BreaksRules, InvalidPanel, StaleEntry, UnknownCase, WrongState
from charter.domain.panels import Panel, panel_rules
from charter.domain.permissions import Action
from charter.domain.wording import date_text, plain_text
from charter.domain.written_texts import length_fault
from charter.services.cases import NO_CASE, Case, begin_case, case_for, happen_in, note_in
from charter.services.deeds import Deed
from charter.services.panel_checks import Lack, broken_by, digest_of
from charter.services.panel_facts import RoundPanels, professions_of, round_panels
from charter.services.panel_letters import put_seated_letter, put_unseated_letter
from charter.services.panel_seats import NewSeat, add_seat, check_seat, held_by, leave
from charter.services.rounds import round_for

ETHNICITY_AIM = "ethnicity_aim"  # what a note of the chair is about


@dataclass(frozen=True, slots=True)
class Meant:
    """That somebody read what a change breaks and means it all the same: the digest of what they read; "" = not."""

    digest: str = ""
    site_url: str | None = None  # for links in letters


def seat_by_hand(deed: Deed, case_id: str, new: NewSeat, meant: Meant) -> None:
    """Seat somebody by hand, with a reason; they get a letter.

    The office may. Raises as ``panel_seats.seat``; BreaksRules where the panel would break rules of its edition that
    ``meant`` does not name. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.SEATED)
    panels = _panels(deed, case, beside=[new.person_id])
    check_seat(deed, case, row, new)
    broken = _broken_by_seating(deed, panels, case, new)
    _require_meant(broken, meant)
    added = add_seat(deed, case, row, replace(new, breaks=tuple(one.rule for one in broken)))
    put_seated_letter(deed, case, added, meant.site_url)
    deed.session.commit()


def unseat_by_hand(deed: Deed, case_id: str, person_id: str, reason: str, meant: Meant) -> None:
    """Take somebody's seat away, with a reason; they get a letter. As ``seat_by_hand``. Commits."""
    case, row = begin_case(deed, case_id, CaseEvent.UNSEATED)
    held = held_by(deed, case_id, person_id)
    panels = _panels(deed, case)
    before = panels.panel(row.id)
    broken = broken_by(before, before.without((person_id,)), row, panels, professions_of(deed.session, case.body_id)[0])
    if plain_text(reason):
        _require_meant(broken, meant)
    leave(deed, row, held, reason, [one.rule for one in broken])
    put_unseated_letter(deed, case, held, meant.site_url)
    deed.session.commit()


def set_meeting_day(deed: Deed, round_id: str, seen: Mapping[str, dt.date | None], day: dt.date) -> int:
    """Set the day on which the panels of some cases meet, all or none; give how many were changed. The office may.

    ``seen``: each case with the day that whoever sets it saw. Raises as ``cases.case_for``; InvalidPanel; WrongState;
    StaleEntry where another day was set meanwhile. Commits.
    """
    round_for(deed, round_id, Action.APPOINT_PANEL)
    if not seen:
        raise InvalidPanel("Choose the submissions whose panels meet on that day.", "cases")
    if day < deed.now.date():
        raise InvalidPanel("This day is over. Choose a day that is still to come.", "meets_on")
    changed = 0
    for case_id, was in sorted(seen.items(), key=lambda one: one[0]):  # everybody locks in one order
        case, row = begin_case(deed, case_id, CaseEvent.MEETING_SET)
        if row.round_id != round_id:
            raise UnknownCase(NO_CASE)
        if row.meets_on == day:
            continue
        if row.meets_on != was:
            now = f"on {date_text(row.meets_on)}" if row.meets_on else "without a day"
            raise StaleEntry(f"Somebody else changed the meeting about {case.name} meanwhile: it is {now} now.")
        try:
            happen_in(deed, row, CaseEvent.MEETING_SET, {"meets_on": day.isoformat()})
        except WrongState as error:
            raise WrongState(f"{case.name}: {error}") from error
        row.meets_on = day
        changed += 1
    deed.session.commit()
    return changed


def note_aim(deed: Deed, case_id: str, text: str) -> None:
    """Put on record why the edition's aim for a panel was not reached. Its chair may.

    Raises as ``cases.case_for``; InvalidPanel where nothing is said, or the edition states no aim. Commits.
    """
    case = case_for(deed, case_id, Action.CHAIR_PANEL, changes=True)
    if not panel_rules(case.edition).aim:
        raise InvalidPanel("The edition states no aim for its panels.", "aim")
    said = plain_text(text)
    if not said:
        raise InvalidPanel("Write why the aim was not reached.", "aim")
    if fault := length_fault(said):
        raise InvalidPanel(fault, "aim")
    note_in(deed, case_id, CaseEvent.NOTED, {"about": ETHNICITY_AIM}, text=said)
    deed.session.commit()


def _panels(deed: Deed, case: Case, beside: Sequence[str] = ()) -> RoundPanels:
    return round_panels(deed.session, case.round_id, case.body_id, deed.now.date(), beside=beside)


def _broken_by_seating(deed: Deed, panels: RoundPanels, case: Case, new: NewSeat) -> list[Lack]:
    before, joins = panels.panel(case.id), panels.people[new.person_id].reviewer
    joins = replace(joins, load=joins.load + 1)
    if new.seat == Seat.CHAIR:
        after = Panel(before.reviewers, joins)
    else:
        after = Panel((*before.reviewers, joins), before.chair)
    return broken_by(before, after, case, panels, professions_of(deed.session, case.body_id)[0])


def _require_meant(broken: list[Lack], meant: Meant) -> None:
    if broken and meant.digest != digest_of(broken):
        raise BreaksRules(tuple(one.text for one in broken), digest_of(broken))
