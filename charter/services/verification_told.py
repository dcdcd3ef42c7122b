"""What a chain of history tells of the rows that stand beside it, gathered while the chain is read."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from charter.domain.workflow import Event, State, moved_state
from charter.store.history import EventRow

MOVES = {Event.EDITION_MOVED, Event.YEAR_CARRIED, Event.MOVE_UNDONE}
FROZEN = {Event.BASELINE_SAVED, Event.SUBMITTED}
# Where details are not what was written, which the chain itself shows, a row beside them fits nothing.
NOT_AS_WRITTEN = (KeyError, TypeError, AttributeError, ValueError)


class Stamp(NamedTuple):
    """Who did something, and when: the row that it made must say the same."""

    person_id: str
    at: dt.datetime


class Written(NamedTuple):
    """What was saved, by its digest, and who saved it when."""

    digest: str
    stamp: Stamp


class Entry(NamedTuple):
    """What an event tells, and who did it when."""

    details: Mapping[str, Any]
    stamp: Stamp


@dataclass(slots=True)
class Told:
    """Digests and stamps by what they are of."""

    # how the institution registered; None = no event says so
    registered: Entry | None = None
    # what its round set, by the last event that tells of it; None = an older registration, which did not tell
    round_digest: str | None = None
    # the edition that it answers; None = an older registration, which did not tell: the round's
    edition: str | None = None
    # in which state the events leave the assessment; until when it was given time
    state: State | None = None
    extended_until: dt.datetime | None = None
    # id of the organisation that this one became part of -> from which day, as ISO text
    mergers: dict[str, str] = field(default_factory=dict)
    # field and version -> digest of the value
    versions: dict[tuple[str, int], Written] = field(default_factory=dict)
    # number of a frozen copy -> its digest
    copies: dict[int, str] = field(default_factory=dict)
    # version of the network's statement -> its digest
    statements: dict[int, Written] = field(default_factory=dict)
    # number of a submission -> digest of the statement that stood when it was made
    sent_statements: dict[int, str | None] = field(default_factory=dict)
    # number of an event -> digest of the text that goes with it
    texts: dict[int, str] = field(default_factory=dict)
    # name and version of a file -> how it was added; what the scanner found in it
    files: dict[tuple[str, int], Entry] = field(default_factory=dict)
    harmful: dict[tuple[str, int], Entry] = field(default_factory=dict)
    # id of a comment -> how it was written; who resolved those that are resolved
    comments: dict[str, Entry] = field(default_factory=dict)
    resolved: dict[str, Stamp] = field(default_factory=dict)
    # id of a criterion -> how it was assigned last
    assignments: dict[str, Entry] = field(default_factory=dict)
    # criteria that alone may change; None = all may
    only_criteria: list[str] | None = None
    # number of a move -> its digest; number of a mark -> all that its row says
    moves: dict[int, Written] = field(default_factory=dict)
    marks: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    # table and key of each text that was emptied because somebody was forgotten
    emptied: set[tuple[str, str]] = field(default_factory=set)

    def hear(self, row: EventRow) -> None:
        """Take in one event; the next in the chain must be heard next."""
        with contextlib.suppress(*NOT_AS_WRITTEN):
            entry = Entry(row.details, Stamp(row.person_id, row.happened_at))
            self._hear_course(row, entry)
            self._hear_saved(row, entry)
            self._hear_team(row, entry)
            self._hear_move(row, entry)

    def _hear_course(self, row: EventRow, entry: Entry) -> None:
        """How the assessment as a whole goes on."""
        if row.event == Event.REGISTERED:
            self.registered, self.state = entry, State.REGISTERED
            self.round_digest = entry.details.get("round_digest")
            self.edition = entry.details.get("edition")
        if row.event == Event.ROUND_CHANGED:
            self.round_digest = entry.details["round_digest"]
        if self.state is not None:
            self.state = moved_state(self.state, row.event)
        if row.event in (Event.EXTENSION_GRANTED, Event.RETURNED, Event.REVISION_OPENED):
            self.extended_until = dt.datetime.fromisoformat(entry.details["until"])
        if row.event in (Event.REVISION_OPENED, Event.REVISION_LAPSED, Event.SUBMITTED):
            self.only_criteria = entry.details.get("criteria")
        if row.event == Event.ORGANISATION_MERGED:
            self.mergers[entry.details["into"]] = entry.details["on"]
        if row.event == Event.PERSON_REDACTED:
            self.emptied |= {(table, key) for table, keys in entry.details["emptied"].items() for key in keys}

    def _hear_team(self, row: EventRow, entry: Entry) -> None:
        details = entry.details
        if row.event == Event.COMMENTED:
            self.comments[details["comment"]] = entry
        if row.event == Event.COMMENT_RESOLVED:
            self.resolved[details["comment"]] = entry.stamp
        if row.event == Event.COMMENT_REOPENED:
            self.resolved.pop(details["comment"], None)
        if row.event == Event.CRITERION_ASSIGNED:
            self.assignments[details["criterion"]] = entry
            self.emptied.discard(("assignments", details["criterion"]))  # a reason that was written since

    def _hear_move(self, row: EventRow, entry: Entry) -> None:
        """Where everything stands after a move: what is told of it later is told of it there."""
        details = entry.details
        if row.event == Event.CARRIED_DECIDED:
            self._decide(details["marks"], details["decision"], entry.stamp)
        if row.event not in MOVES:
            return
        self.edition = details["to"]
        self.moves[details["move"]] = Written(details["digest"], entry.stamp)
        undone = [number for number, told in self.marks.items() if told[0] == details.get("undoes")]
        self._decide(undone, "undone", entry.stamp)
        for name in details.get("removed_files", ()):
            self.files.pop((name, 1), None)
        self.marks |= {number: (details["move"], *told, "waiting", None) for number, *told in details["marks"]}
        for comment_id, (criterion_id, question_id) in details["comments"].items():
            there = self.comments[comment_id]
            moved = {**there.details, "criterion": criterion_id, "question": question_id}
            self.comments[comment_id] = Entry(moved, there.stamp)
        for criterion_id, name in details["assignments"].items():
            there = self.assignments.pop(criterion_id)
            self.assignments[name] = Entry({**there.details, "criterion": name}, there.stamp)
            if ("assignments", criterion_id) in self.emptied:
                self.emptied = self.emptied - {("assignments", criterion_id)} | {("assignments", name)}

    def _decide(self, numbers: Iterable[int], decision: str, stamp: Stamp) -> None:
        for number in numbers:
            self.marks[number] = (*self.marks[number][:-2], decision, stamp)

    def _hear_saved(self, row: EventRow, entry: Entry) -> None:
        details = entry.details
        if "text" in details:
            self.texts[row.number] = details["text"]
        if row.event == Event.ANSWER_RECORDED:
            self.versions[details["field"], details["version"]] = Written(details["digest"], entry.stamp)
        if row.event == Event.EVIDENCE_ADDED:
            self.files[details["name"], details["version"]] = entry
        if row.event == Event.EVIDENCE_INFECTED:
            self.harmful[details["name"], details["version"]] = entry
        if row.event == Event.NETWORK_STATEMENT_SAVED:
            self.statements[details["version"]] = Written(details["digest"], entry.stamp)
        if row.event in FROZEN:
            self.copies[details["number"]] = details["digest"]
        if row.event == Event.SUBMITTED:
            newest = next(reversed(self.statements.values()), None)
            self.sent_statements[details["number"]] = newest.digest if newest else None
