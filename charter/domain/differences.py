"""Two texts side by side: which words stand in both, and which in one of them alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")
LONGEST = 4_000  # words; above it paragraphs are compared, or the whole: the work grows with the square


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both, in the first alone, or in the second alone."""

    kind: str  # same, removed, added
    text: str


def differences(first: str, second: str) -> tuple[Piece, ...]:
    """Give the pieces that turn the first text into the second, in order; none where both are empty.

    The pieces that are same or removed make up the first text, those that are same or added the second.
    """
    old, new = _parts(first), _parts(second)
    if len(old) + len(new) > LONGEST:
        old, new = first.splitlines(keepends=True), second.splitlines(keepends=True)
    if len(old) + len(new) > LONGEST:
        old, new = [first], [second]
    pieces: list[Piece] = []
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
        if tag == "equal":
            pieces.append(Piece("same", before))
            continue
        pieces.extend(Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text)
    return tuple(pieces)


def _parts(text: str) -> list[str]:
    return _WORDS.findall(text)
