"""What our fonts can print: a character that they lack is printed as its name, so that no text is lost."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
# Marks that change how a neighbour looks, and controls: without their neighbour they mean nothing.
MARKS = {"Cc", "Cf", "Cs", "Co", "Cn", "Me", "Mn", "Mc"}


def printable(text: str) -> str:
    """Give the text with every character that no shipped font has replaced by its name, as in ``[adult]``."""
    strange = {character for character in set(text) if character not in _covered()}
    return text.translate({ord(character): _named(character) for character in strange}) if strange else text


def _named(character: str) -> str:
    if unicodedata.category(character) in MARKS:
        return ""
    name = unicodedata.name(character, "")
    return f"[{name.lower()}]" if name else ""


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    covered = {"\n", "\t", "\r"}
    for path in FONTS.glob("*-Regular.ttf"):
        covered |= _characters(path)
    return frozenset(covered | _characters(FONTS / "DejaVuSans.ttf"))


def _characters(path: Path) -> set[str]:
    with TTFont(path, lazy=True) as font:
        return {chr(code) for code in font["cmap"].getBestCmap()}
