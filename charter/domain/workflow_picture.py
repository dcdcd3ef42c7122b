"""The table of the workflow as a picture: what moves an assessment from one state to another."""

from __future__ import annotations

from charter.domain.workflow import TRANSITIONS, Event, State

_HEAD = (
    "stateDiagram-v2",
    "    accTitle: The states of an assessment",
    "    accDescr: The table below says the same in words, and what happens without a change of state.",
)


def workflow_picture() -> str:
    """Give the picture in Mermaid's words, for the documentation; events that lead the same way share an arrow."""
    lines = [*_HEAD, f"    [*] --> {State.REGISTERED}: {_words(Event.REGISTERED)}"]
    for (source, target), events in _arrows().items():
        lines.append(f"    {source} --> {target}: {', '.join(_words(event) for event in events)}")
    return "\n".join(lines) + "\n"


def _arrows() -> dict[tuple[State, State], list[Event]]:
    """Which events lead from which state to which other, in the order of the states."""
    found: dict[tuple[State, State], list[Event]] = {}
    for source in State:
        for row in TRANSITIONS:
            if row.target is not None and source in row.sources and source != row.target:
                found.setdefault((source, row.target), []).append(row.event)
    return found


def _words(event: Event) -> str:
    return event.replace("_", " ")
