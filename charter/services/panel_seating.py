"""Seating everybody whom a proposal names: asked for by the office, done by the worker as one deed, all or nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.case_workflow import MatterKind, Seat
from charter.domain.errors import StaleEntry, WrongState
from charter.domain.permissions import Action
from charter.services.deeds import Deed
from charter.services.panel_facts import round_panels
from charter.services.panel_letters import put_seats_letter
from charter.services.panel_problems import fingerprint_of, problems_of, wanted_in
from charter.services.panel_proposals import (
    DONE,
    FAILED,
    PATIENCE,
    PENDING,
    RESULT,
    SEATING,
    WAITING,
    WORKING,
    newest_visit,
    proposal_of,
)
from charter.services.panel_seats import NewSeat, put_seats
from charter.services.rounds import round_for
from charter.store import visits as store
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow
from charter.store.panels import SeatRow
from charter.store.proceedings import Matter, add_proceeding

ASSIGNED = "panels_assigned"
CHANGED = "Something that the proposal rests on has changed since. Work out the panels again."
GONE = "There is no proposal any more. Work out the panels again."
BROKE_OFF = "Nobody was seated: it broke off. Try again; if that does not help, tell whoever runs the site."


@dataclass(frozen=True, slots=True)
class Seating:
    """How far the seating of a proposal is, or what came of it."""

    state: str
    count: int = 0  # seats that were taken
    fault: str = ""  # why nobody was seated

    @property
    def is_pending(self) -> bool:
        """Whether the worker is at it."""
        return self.state in PENDING

    @property
    def has_seated(self) -> bool:
        """Whether everybody was seated."""
        return self.state == DONE


def ask_for_seats(deed: Deed, round_id: str) -> str:
    """Ask for everybody to be seated whom the newest proposal names; give the id for the worker.

    "" where it was asked for already. The office may. Raises UnknownRound, NotAllowed; WrongState where there is no
    proposal. Commits.
    """
    round_for(deed, round_id, Action.APPOINT_PANEL)
    visit = newest_visit(deed.session, round_id, deed.now)
    file = store.file_row(deed.session, visit.id, SEATING) if visit is not None else None
    if file is not None and file.state in PENDING and deed.now - file.asked_at < PATIENCE:
        return ""
    if visit is None or proposal_of(deed.session, round_id, deed.now) is None:
        raise WrongState(GONE)
    run_id = visit.id
    if file is None:
        file = store.VisitFileRow(visit_id=run_id, name=SEATING, state=WAITING, asked_at=deed.now, content=None)
        deed.session.add(file)
    file.state, file.asked_at, file.content = WAITING, deed.now, None
    try:
        deed.session.commit()
    except IntegrityError:  # somebody else asked at the same moment
        deed.session.rollback()
        return ""
    return run_id


def seating_of(deed: Deed, round_id: str) -> Seating | None:
    """Give how far the newest seating of a round is, to its office; None where none was asked for since.

    Raises UnknownRound, NotAllowed.
    """
    round_for(deed, round_id, Action.APPOINT_PANEL)
    visit = newest_visit(deed.session, round_id, deed.now)
    file = store.file_row(deed.session, visit.id, SEATING) if visit is not None else None
    if visit is None or file is None:
        return None
    content = store.file_content(deed.session, visit.id, SEATING)
    said = json.loads(content) if content else {}
    return Seating(file.state, said.get("count", 0), said.get("fault", ""))


def begin_seating(session: Session, run_id: str, now: dt.datetime) -> bool:
    """For the worker: take a seating on; False where nobody waits for it. Commits."""
    file, visit = store.file_row(session, run_id, SEATING), store.live_visit(session, run_id, now)
    if file is None or visit is None or file.state != WAITING:
        return False
    file.state = WORKING
    session.commit()
    return True


def fail_seating(session: Session, run_id: str, fault: str) -> None:
    """For the worker and the page: keep why nobody was seated. Commits."""
    file = store.file_row(session, run_id, SEATING)
    if file is not None:
        file.state, file.content = FAILED, _told(fault=fault)
        session.commit()


def seat_proposed(deed: Deed, round_id: str, site_url: str | None) -> int:
    """For the worker: seat everybody whom the newest proposal names, all or nobody; give how many seats that were.

    The office may; each person gets one letter. Whoever has an interest in a submission seats nobody there. Raises
    UnknownRound, NotAllowed; WrongState where there is no proposal; StaleEntry where what it rests on has changed.
    Commits.
    """
    whole = round_for(deed, round_id, Action.APPOINT_PANEL)
    cases = {
        row.id: row
        for row in deed.session.scalars(
            select(CaseRow).where(CaseRow.round_id == round_id).order_by(CaseRow.id).with_for_update()
        )
    }
    found = proposal_of(deed.session, round_id, deed.now)
    if found is None:
        raise WrongState(GONE)
    visit, content = found
    said, seed = json.loads(content), int(visit.file_name.split()[0])
    if fingerprint_of(problems_of(deed, whole, said["who"])) != said["fingerprint"]:
        raise StaleEntry(CHANGED)
    seated = _seat_all(deed, whole, cases, said["seats"], seed)
    for person_id, own in seated.items():
        put_seats_letter(deed, person_id, whole.title, own, site_url)
    count = sum(len(own) for own in seated.values())
    details = {"seed": seed, "count": count, "proposal": hashlib.sha256(content).hexdigest()}
    about = Matter(MatterKind.PANELS, round_id)
    add_proceeding(deed.session, about, ASSIGNED, person_id=deed.person_id, now=deed.now, details=details, key=deed.key)
    _keep_count(deed, visit.id, count)
    deed.session.commit()
    return count


def _seat_all(
    deed: Deed, whole: RoundRow, cases: Mapping[str, CaseRow], seats: Sequence[Any], seed: int
) -> dict[str, list[SeatRow]]:
    """Seat everybody who holds no seat yet; give the new seats by person."""
    panels = round_panels(deed.session, whole.id, whole.organisation_id, deed.now.date(), beside=[deed.person_id])
    open_to_them = {one.row.id for one in wanted_in(deed, whole, panels, deed.person_id)}
    new = [
        (cases[case_id], NewSeat(person_id, Seat(place), reason, seed))
        for case_id, place, person_id, reason, is_held in seats
        if not is_held and case_id in open_to_them
    ]
    seated: dict[str, list[SeatRow]] = defaultdict(list)
    for row in put_seats(deed, new):
        seated[row.person_id].append(row)
    return seated


def _keep_count(deed: Deed, visit_id: str, count: int) -> None:
    """Keep what came of it, for the page, and the proposal no longer: it is used up."""
    proposed, file = (store.file_row(deed.session, visit_id, name) for name in (RESULT, SEATING))
    if proposed is not None:
        deed.session.delete(proposed)
    if file is not None:
        file.state, file.content = DONE, _told(count=count)


def _told(**said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
