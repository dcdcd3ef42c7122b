"""A waiting file as its page shows it: changes under headings, ticked or not, no more of them than a page can bear."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from charter.domain.errors import Fault
from charter.domain.wording import count_text
from charter.services.import_items import CHANGED, EMPTIED, OLDER, Item
from charter.services.imports import Preview
from charter.services.workspaces import Workspace
from charter.web.times import saved_text

MOST_SHOWN = 500  # changes on a page; what is beyond them is taken by a heading as a whole
MOST_OPEN = 40  # a heading with more is folded
PARTS = (
    (CHANGED, "What the file would change"),
    (OLDER, "Saved here since the file was downloaded"),
    (EMPTIED, "Blank in the file"),
)
HINTS = {
    CHANGED: "",
    OLDER: "The file still has what was there before. Tick it only to bring that back.",
    EMPTIED: "Nothing is emptied unless you tick it.",
}


@dataclass(frozen=True, slots=True)
class Ticks:
    """What is ticked: single changes and whole headings; None = as the page proposes."""

    pointers: Collection[str] | None = None
    groups: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page shown again says of single fields: those that moved on, and what is wrong, by place."""

    moved: Collection[str] = ()
    faults: tuple[Fault, ...] = ()


def parts_of(found: Workspace, preview: Preview, ticks: Ticks, marks: Marks) -> list[dict[str, Any]]:
    """Give the parts of the page: each with its headings, and those with their changes."""
    room = MOST_SHOWN
    parts = []
    number = 0
    for kind, title in PARTS:
        groups: list[dict[str, Any]] = []
        for name, items in _by_title(preview, kind):
            shown = items[: max(room, 0)]
            room -= len(shown)
            rows = [_row(found, item, f"change-{number + place}", ticks, marks) for place, item in enumerate(shown)]
            number += len(shown)
            groups.append(_group(name, items, rows, ticks, len(groups)) | {"kind": kind})
        if groups:
            parts.append({"kind": kind, "title": title, "hint": HINTS[kind], "groups": groups})
    return parts


def error_links(parts: list[dict[str, Any]], marks: Marks) -> list[tuple[str, str]]:
    """Give what is wrong with links to the changes that it is about."""
    rows = [row for part in parts for group in part["groups"] for row in group["rows"]]
    links = [(f"{row['label']}: {row['error']}", f"#{row['id']}") for row in rows if row["error"]]
    if links:
        return links
    return [(fault.message, "#apply") for fault in marks.faults]


def summary_text(preview: Preview) -> str:
    """Give how much the file would change, in words."""
    counts = {kind: sum(item.kind == kind for item in preview.items) for kind, _ in PARTS}
    told = [count_text(counts[CHANGED], "change")]
    told += [f"{counts[OLDER]} saved here since"] if counts[OLDER] else []
    told += [f"{counts[EMPTIED]} blank in the file"] if counts[EMPTIED] else []
    return ", ".join(told)


def _by_title(preview: Preview, kind: str) -> Iterator[tuple[str, list[Item]]]:
    groups: dict[str, list[Item]] = {}
    for item in preview.items:
        if item.kind == kind:
            groups.setdefault(item.title, []).append(item)
    for title, items in groups.items():
        # what asks for a decision first, so that it is among those shown
        yield title, sorted(items, key=lambda item: not (item.is_later or item.refusal))


def _group(title: str, items: list[Item], rows: list[dict[str, Any]], ticks: Ticks, place: int) -> dict[str, Any]:
    hidden = len(items) - len(rows)
    name = items[0].group
    proposed = bool(hidden) and all(item.is_ticked for item in items)
    return {
        "id": f"group-{items[0].kind}-{place}",
        "name": name,
        "title": title,
        "count_text": count_text(len(items), "change"),
        "rows": rows,
        "is_taken_whole": bool(hidden) or len(items) > 1,
        "hidden_text": f"{count_text(hidden, 'more change')} of this kind not shown" if hidden else "",
        "is_ticked": proposed if ticks.groups is None else name in ticks.groups,
        "is_open": items[0].kind == CHANGED and len(rows) <= MOST_OPEN,
    }


def _row(found: Workspace, item: Item, row_id: str, ticks: Ticks, marks: Marks) -> dict[str, Any]:
    pointer = item.change.pointer
    has_moved = item.change.field in marks.moved
    is_ticked = item.is_ticked if ticks.pointers is None else pointer in ticks.pointers and not has_moved
    return {
        "id": row_id,
        "pointer": pointer,
        "label": item.label,
        "cell": item.cell,
        "old_text": item.old_text,
        "new_text": item.new_text,
        "saved_text": saved_text(item.saved_by, item.saved_at, found.now),
        "notes": [text for text in (_later(item), item.refusal) if text],
        "error": _error(item, marks) or ("Somebody saved this while you were looking." if has_moved else ""),
        "is_ticked": is_ticked,
    }


def _later(item: Item) -> str:
    return "Saved after the file was downloaded." if item.is_later and item.kind != OLDER else ""


def _error(item: Item, marks: Marks) -> str:
    pointer = item.change.pointer
    return next(
        (
            fault.message
            for fault in marks.faults
            if fault.place and (fault.place == pointer or fault.place.startswith(f"{pointer}/"))
        ),
        "",
    )
