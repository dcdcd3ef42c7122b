"""Two editions side by side, for whoever asks: every difference with its marked words, and why it was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from charter.domain.crosswalk import Change, Crosswalk
from charter.domain.crosswalk_explaining import Explained, explain
from charter.domain.differences import Piece
from charter.domain.edition import Edition
from charter.domain.wording import count_text
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition

_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions, what leads from one to the other where something does, and their differences."""

    old: Edition
    new: Edition
    crosswalk: Crosswalk | None  # None where the new edition does not follow the old one
    explained: tuple[Explained, ...]

    def change(self, change_id: str | None) -> Change | None:
        """Give the change of that id; None where a difference follows from others, or nothing explains it."""
        changes = self.crosswalk.changes if self.crosswalk else ()
        return next((change for change in changes if change.id == change_id), None)


def compare_editions(old_reference: str, new_reference: str) -> Comparison:
    """Give two editions compared; anybody may ask. Raises UnknownEdition."""
    old, new = load_edition(old_reference), load_edition(new_reference)
    crosswalk = load_crosswalk(new_reference)
    if crosswalk is not None and crosswalk.old != old.reference:
        crosswalk = None
    return compared(old, new, crosswalk)


def compared(old: Edition, new: Edition, crosswalk: Crosswalk | None) -> Comparison:
    """Give two editions compared that are at hand, such as a draft and the edition before it."""
    return Comparison(old, new, crosswalk, explain(crosswalk, old, new))


def comparison_text(comparison: Comparison) -> str:
    """Give the differences as lines for a shell: removed words as [-so-], added ones as {+so+}."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    old, new = comparison.old.reference, comparison.new.reference
    yield f"{old} → {new}: {count_text(len(comparison.explained), 'difference')}."
    before: tuple[str, str] | None = None
    for item in comparison.explained:
        found = item.difference
        if (found.part, found.id) != before:
            before = (found.part, found.id)
            yield ""
            yield f"{found.part.replace('_', ' ')} {found.id}".rstrip()
        change = comparison.change(item.change_id)
        why = f"  ({change.id}: {change.kind})" if change else f"  ({item.change_id or 'unexplained'})"
        yield f"  {found.field or found.kind}{why}"
        yield from (f"    {line}" for line in _marked(found.pieces()).splitlines())


def _marked(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"{_MARKS[piece.kind][0]}{piece.text}{_MARKS[piece.kind][1]}" for piece in pieces)


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Give the differences as plain values, for JSON."""
    return {
        "old": comparison.old.reference,
        "new": comparison.new.reference,
        "changes": [
            {"id": change.id, "type": change.kind, "from": change.old_ids, "to": change.new_ids, "why": change.why}
            for change in (comparison.crosswalk.changes if comparison.crosswalk else ())
        ],
        "differences": [
            {
                "part": item.difference.part,
                "id": item.difference.id,
                "field": item.difference.field,
                "kind": item.difference.kind,
                "explained_by": item.change_id,
                "old": item.difference.old,
                "new": item.difference.new,
                "pieces": [{"kind": piece.kind, "text": piece.text} for piece in item.difference.pieces()],
            }
            for item in comparison.explained
        ],
    }
