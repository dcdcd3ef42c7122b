"""What a chain of history tells of the rows that stand beside it, gathered while the chain is read."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from charter.domain.workflow import Event
from charter.store.history import EventRow

FROZEN = {Event.BASELINE_SAVED, Event.SUBMITTED}


@dataclass(slots=True)
class Told:
    """Digests by what they are of."""

    # field and version -> digest of the value
    versions: dict[tuple[str, int], str] = field(default_factory=dict)
    # number of a frozen copy -> its digest
    copies: dict[int, str] = field(default_factory=dict)
    # version of the network's statement -> its digest
    statements: dict[int, str] = field(default_factory=dict)
    # number of a submission -> digest of the statement that stood when it was made
    sent_statements: dict[int, str | None] = field(default_factory=dict)
    # number of an event -> digest of the text that goes with it
    texts: dict[int, str] = field(default_factory=dict)
    # id of a comment -> digest of its text; ids of those that are resolved
    comments: dict[str, str] = field(default_factory=dict)
    resolved: set[str] = field(default_factory=set)
    # id of a criterion -> how it was assigned last
    assignments: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    # table and key of each text that was emptied because somebody was forgotten
    emptied: set[tuple[str, str]] = field(default_factory=set)

    def hear(self, row: EventRow) -> None:
        """Take in one event; the next in the chain must be heard next."""
        # Details without their keys are not what was written, which the chain itself shows.
        with contextlib.suppress(KeyError):
            self._hear(row, row.details)
            self._hear_team(row, row.details)

    def _hear_team(self, row: EventRow, details: Mapping[str, Any]) -> None:
        if row.event == Event.COMMENTED:
            self.comments[details["comment"]] = details["digest"]
        if row.event == Event.COMMENT_RESOLVED:
            self.resolved.add(details["comment"])
        if row.event == Event.COMMENT_REOPENED:
            self.resolved.discard(details["comment"])
        if row.event == Event.CRITERION_ASSIGNED:
            self.assignments[details["criterion"]] = details
            self.emptied.discard(("assignments", details["criterion"]))  # a reason that was written since

    def _hear(self, row: EventRow, details: Mapping[str, Any]) -> None:
        if "text" in details:
            self.texts[row.number] = details["text"]
        if row.event == Event.PERSON_REDACTED:
            self.emptied |= {(table, key) for table, keys in details["emptied"].items() for key in keys}
        if row.event == Event.ANSWER_RECORDED:
            self.versions[details["field"], details["version"]] = details["digest"]
        if row.event == Event.NETWORK_STATEMENT_SAVED:
            self.statements[details["version"]] = details["digest"]
        if row.event in FROZEN:
            self.copies[details["number"]] = details["digest"]
        if row.event == Event.SUBMITTED:
            self.sent_statements[details["number"]] = next(reversed(self.statements.values()), None)
