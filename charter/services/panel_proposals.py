"""Panels proposed by the solver: asked for with a seed, worked out by the worker, and seen before anybody is seated."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from charter.domain.case_workflow import Seat
from charter.domain.errors import InvalidPanel
from charter.domain.permissions import Action
from charter.domain.seating import Seat as PlannedSeat
from charter.domain.seating_relief import Impossible
from charter.domain.seating_words import Proposal
from charter.services.deeds import Deed
from charter.services.panel_facts import RoundPanels, round_panels
from charter.services.panel_problems import NOBODY, fingerprint_of, problems_of, wanted_in, with_loads
from charter.services.rounds import round_for
from charter.services.seating_solving import seat_panels
from charter.store import visits as store
from charter.store.assessments import RoundRow

LIFETIME = dt.timedelta(days=1)
RESULT, SEATING = "panels.json", "seats.json"  # what is proposed, and what came of seating it
WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
PENDING = (WAITING, WORKING)
PATIENCE = dt.timedelta(minutes=30)  # after so long it may be asked for again: the worker may have been stopped
LARGEST_SEED = 2**31 - 1
# To whom an interest leaves out a submission that may be among the names.
NOT_TOLD = (
    "No seating keeps every rule. What would help names submissions in which you have an interest: ask a colleague "
    "without one."
)
SHAPE = 2  # of what is kept: what another version of the software kept is made again


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """Somebody proposed for a seat, and why."""

    person_id: str
    name: str
    seat: Seat
    reason: str
    is_held: bool  # they hold it already


@dataclass(frozen=True, slots=True)
class ProposedPanel:
    """The panel proposed for one submission."""

    case_id: str
    name: str
    lines: tuple[ProposedLine, ...]


@dataclass(frozen=True, slots=True)
class ProposedPanels:
    """What was worked out, or how far it is."""

    state: str
    seed: int
    made_at: dt.datetime | None = None
    panels: tuple[ProposedPanel, ...] = ()  # by name
    new_count: int = 0  # seats that nobody holds yet
    impossible: tuple[str, ...] = ()  # in words, what is in the way and the least that would have to give
    is_best: bool = True

    @property
    def is_pending(self) -> bool:
        """Whether the worker is at it."""
        return self.state in PENDING


def ask_for_panels(deed: Deed, round_id: str, seed: int) -> str:
    """Ask for panels of a round's submissions by a seed; give the id for the worker, "" where it is at it already.

    The office may. Raises UnknownRound, NotAllowed; InvalidPanel where the seed cannot be. Commits.
    """
    round_for(deed, round_id, Action.APPOINT_PANEL)
    if not 0 <= seed <= LARGEST_SEED:
        raise InvalidPanel(f"Write a whole number from 0 to {LARGEST_SEED:,}.", "seed")
    now = newest_visit(deed.session, round_id, deed.now)
    if now is not None and _is_at_it(deed, now.id):
        return ""
    store.delete_expired(deed.session, deed.now)
    if now is not None:
        store.delete_visit(deed.session, now.id)
    row = store.VisitRow(
        id=secrets.token_urlsafe(32),
        holder=_holder(round_id),
        upload_digest=hashlib.sha256(f"{round_id} {seed}".encode()).hexdigest(),
        edition_reference="",
        file_name=f"{seed} {deed.person_id}",
        fault_count=0,
        opened_at=deed.now,
        expires_at=deed.now + LIFETIME,
    )
    run_id = row.id
    deed.session.add(row)
    deed.session.flush()
    deed.session.add(store.VisitFileRow(visit_id=run_id, name=RESULT, state=WAITING, asked_at=deed.now, content=None))
    deed.session.commit()
    return run_id


def proposed_panels(deed: Deed, round_id: str) -> ProposedPanels | None:
    """Give the newest proposal for a round to its office; None where none was asked for within a day.

    Submissions in which the asker has an interest are left out. Raises UnknownRound, NotAllowed.
    """
    whole = round_for(deed, round_id, Action.APPOINT_PANEL)
    found = _newest(deed.session, round_id, deed.now)
    if found is None:
        return None
    row, file = found
    seed = int(row.file_name.split()[0])
    content = store.file_content(deed.session, row.id, RESULT) if file.state == DONE else None
    if content is None:
        return ProposedPanels(FAILED if file.state == DONE else file.state, seed)
    said = json.loads(content)
    if said.get("shape") != SHAPE:
        return None
    panels = round_panels(deed.session, round_id, whole.organisation_id, deed.now.date(), beside=[deed.person_id])
    names = {one.row.id: one.name for one in wanted_in(deed, whole, panels, deed.person_id)}
    if said["impossible"] and _is_shut_out(deed, whole, panels, set(said["cases"]) - names.keys()):
        said["impossible"] = [NOT_TOLD]
    return _told(said, seed, file.asked_at, names)


def begin_panels(session: Session, run_id: str, now: dt.datetime) -> tuple[int, str] | None:
    """For the worker: take a proposal on, and give its seed and who asked; None where nobody waits. Commits."""
    file, visit = store.file_row(session, run_id, RESULT), store.live_visit(session, run_id, now)
    if file is None or visit is None or file.state != WAITING:
        return None
    file.state = WORKING
    seed, _, who = visit.file_name.partition(" ")
    session.commit()
    return int(seed), who


def find_panels(deed: Deed, round_id: str, seed: int) -> bytes:
    """For the worker: work out who sits where, and give it with all that it rests on. Nothing is written.

    Submissions under another edition's rules are worked out after one another; loads count over all.
    """
    whole = deed.session.get_one(RoundRow, round_id)
    problems = problems_of(deed, whole, deed.person_id)
    parts: list[Proposal | Impossible] = []
    taken: list[PlannedSeat] = []
    for problem in problems:
        found = seat_panels(with_loads(problem, taken), seed)
        parts.append(found)
        taken += [one.seat for one in found.seats] if isinstance(found, Proposal) else problem.held
    people = {one.id: one.person.name for problem in problems for one in problem.candidates}
    told = {
        "shape": SHAPE,
        "who": deed.person_id,
        "fingerprint": fingerprint_of(problems),
        "people": people,
        "cases": sorted(one.id for problem in problems for one in problem.submissions),
        "seats": [
            [one.seat.submission_id, one.seat.place, one.seat.person_id, one.reason, one.is_held]
            for part in parts
            if isinstance(part, Proposal)
            for one in part.seats
        ],
        "impossible": [part.text for part in parts if isinstance(part, Impossible)],
        "is_best": all(part.is_best for part in parts if isinstance(part, Proposal)),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def keep_panels(session: Session, run_id: str, content: bytes | None, now: dt.datetime) -> None:
    """For the worker and the page: keep what was found, or that it failed. Commits."""
    file = store.file_row(session, run_id, RESULT)
    if file is not None:
        file.state, file.content, file.asked_at = (DONE if content is not None else FAILED), content, now
        session.commit()


def _holder(round_id: str) -> str:
    """Whose it is: everybody's who may appoint the round's panels."""
    return hashlib.sha256(f"panels of round {round_id}".encode()).hexdigest()


def newest_visit(session: Session, round_id: str, now: dt.datetime) -> store.VisitRow | None:
    """Give what keeps the newest proposal for a round, or what came of it."""
    return store.newest_of_holder(session, _holder(round_id), now)


def proposal_of(session: Session, round_id: str, now: dt.datetime) -> tuple[store.VisitRow, bytes] | None:
    """Give the newest proposal for a round, as it was kept; None where there is none, or it is used up."""
    found = _newest(session, round_id, now)
    content = store.file_content(session, found[0].id, RESULT) if found and found[1].state == DONE else None
    return (found[0], content) if found is not None and content is not None else None


def _newest(session: Session, round_id: str, now: dt.datetime) -> tuple[store.VisitRow, store.VisitFileRow] | None:
    row = newest_visit(session, round_id, now)
    file = store.file_row(session, row.id, RESULT) if row is not None else None
    return (row, file) if row is not None and file is not None else None


def _is_at_it(deed: Deed, visit_id: str) -> bool:
    """Whether the worker works the panels out, or seats them."""
    files = [store.file_row(deed.session, visit_id, name) for name in (RESULT, SEATING)]
    return any(file and file.state in PENDING and deed.now - file.asked_at < PATIENCE for file in files)


def _is_shut_out(deed: Deed, whole: RoundRow, panels: RoundPanels, left_out: set[str]) -> bool:
    """Whether any of the submissions that whoever looks does not see is kept from them by an interest."""
    everybodys = {one.row.id for one in wanted_in(deed, whole, panels, NOBODY)} if left_out else set()
    return not left_out.isdisjoint(everybodys)


def _told(said: dict[str, Any], seed: int, made_at: dt.datetime, names: dict[str, str]) -> ProposedPanels:
    lines: dict[str, list[ProposedLine]] = defaultdict(list)
    for case_id, place, person_id, reason, is_held in said["seats"]:
        if case_id in names:
            name = said["people"][person_id]
            lines[case_id].append(ProposedLine(person_id, name, Seat(place), reason, is_held))
    return ProposedPanels(
        state=DONE,
        seed=seed,
        made_at=made_at,
        panels=tuple(ProposedPanel(key, name, tuple(lines[key])) for key, name in names.items() if key in lines),
        new_count=sum(not one.is_held for found in lines.values() for one in found),
        impossible=tuple(said["impossible"]),
        is_best=said["is_best"],
    )
