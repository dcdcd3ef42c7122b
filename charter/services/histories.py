"""An assessment's history as its team reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from charter.domain.workflow import Event
from charter.services.deeds import OPERATOR, WORKER, Deed
from charter.services.scanning import SCANNER
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.history import EventRow, EventTextRow

# Whom history names though they are no person: the network speaks as one, so that nobody of it stands alone before
# those of whom it writes.
NETWORK = "network"
NOBODYS = {
    OPERATOR: "Whoever runs this site",
    SCANNER: "The scanner of files",
    WORKER: "The calendar",
    NETWORK: "The network of BME staff",
}
FORGOTTEN = "Somebody who was forgotten"


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which part of a history is wanted; nothing said = all of it, from the newest on."""

    person_id: str = ""  # of who did it, or a key of NOBODYS
    events: Collection[Event] = ()
    before: int | None = None  # only events with a lower number


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One event, with the name of whoever did it and the text that goes with it."""

    number: int
    event: Event
    happened_at: dt.datetime
    name: str
    details: Mapping[str, Any]
    owner_name: str  # of whom a criterion was given to; "" = nobody
    text: str
    digest: str


def history_page(deed: Deed, workspace: Workspace, wanted: HistoryFilter, count: int) -> list[EventFacts]:
    """Give events of an assessment whose history the person may see, newest first: two statements."""
    texts = and_(EventTextRow.assessment_id == EventRow.assessment_id, EventTextRow.number == EventRow.number)
    chosen = (
        select(EventRow, PersonRow.name, EventTextRow.text)
        .outerjoin(PersonRow, PersonRow.id == EventRow.person_id)
        .outerjoin(EventTextRow, texts)
        .where(EventRow.assessment_id == workspace.assessment_id, *_conditions(wanted))
        .order_by(EventRow.number.desc())
        .limit(count)
    )
    found = deed.session.execute(chosen).all()
    owners = _names(deed, {str(row.details["owner"]) for row, _, _ in found if row.details.get("owner")})
    return [
        EventFacts(
            number=row.number,
            event=Event(row.event),
            happened_at=row.happened_at,
            name=NOBODYS.get(_who(row.event, row.person_id)) or name or FORGOTTEN,
            details=row.details,
            owner_name=owners.get(str(row.details.get("owner")), ""),
            text=text or "",
            digest=row.digest,
        )
        for row, name, text in found
    ]


def history_people(deed: Deed, workspace: Workspace) -> dict[str, str]:
    """Give everybody who did something to an assessment, also who has left since: id -> name, by name; a statement."""
    chosen = (
        select(EventRow.event, EventRow.person_id, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == EventRow.person_id)
        .where(EventRow.assessment_id == workspace.assessment_id)
        .distinct()
    )
    found = {_who(event, person_id): name or FORGOTTEN for event, person_id, name in deed.session.execute(chosen)}
    named = {key: NOBODYS.get(key, name) for key, name in found.items()}
    return dict(sorted(named.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _conditions(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    is_network = EventRow.event == Event.NETWORK_STATEMENT_SAVED
    conditions = [] if wanted.before is None else [EventRow.number < wanted.before]
    if wanted.events:
        conditions.append(EventRow.event.in_(wanted.events))
    if wanted.person_id == NETWORK:
        conditions.append(is_network)
    elif wanted.person_id:
        conditions += [EventRow.person_id == wanted.person_id, ~is_network]
    return conditions


def _who(event: str, person_id: str) -> str:
    return NETWORK if event == Event.NETWORK_STATEMENT_SAVED else person_id


def _names(deed: Deed, ids: Collection[str]) -> dict[str, str]:
    found = deed.session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids))) if ids else ()
    return {person_id: name or FORGOTTEN for person_id, name in found}
