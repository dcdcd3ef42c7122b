"""An assessment's history as its team reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from charter.domain.workflow import Event
from charter.services.deeds import OPERATOR, Deed
from charter.services.scanning import SCANNER
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.history import EventRow, EventTextRow

# What an event's details say of its subject, in the order in which they are looked for.
NOBODYS = {OPERATOR: "Whoever runs this site", SCANNER: "The scanner of files"}
SUBJECTS = ("field", "criterion", "name", "until", "scope")


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One event, with the name of whoever did it and the text that goes with it."""

    number: int
    event: str
    happened_at: dt.datetime
    name: str  # "" where it was redacted
    details: Mapping[str, Any]
    text: str
    digest: str

    @property
    def about(self) -> str:
        """What it was about, as far as the chain tells."""
        found = next((str(self.details[key]) for key in SUBJECTS if self.details.get(key)), "")
        version = self.details.get("version")
        return f"{found}, version {version}" if found and version else found


def _who(row: EventRow, name: str | None) -> str:
    """Who did it; the network speaks as one, so that nobody of it stands alone before those of whom it writes."""
    if row.event == Event.NETWORK_STATEMENT_SAVED:
        return "The network of BME staff"
    return name or NOBODYS.get(row.person_id, "")


def history_page(deed: Deed, workspace: Workspace, before: int | None, count: int) -> list[EventFacts]:
    """Give events of an assessment whose history the person may see, newest first: one statement.

    ``before``: only events with a lower number; None = from the newest on.
    """
    texts = and_(EventTextRow.assessment_id == EventRow.assessment_id, EventTextRow.number == EventRow.number)
    chosen = (
        select(EventRow, PersonRow.name, EventTextRow.text)
        .outerjoin(PersonRow, PersonRow.id == EventRow.person_id)
        .outerjoin(EventTextRow, texts)
        .where(EventRow.assessment_id == workspace.assessment_id)
        .order_by(EventRow.number.desc())
        .limit(count)
    )
    if before is not None:
        chosen = chosen.where(EventRow.number < before)
    return [
        EventFacts(row.number, row.event, row.happened_at, _who(row, name), row.details, text or "", row.digest)
        for row, name, text in deed.session.execute(chosen)
    ]
