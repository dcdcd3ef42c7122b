"""Whom a comment names: ``@`` and a member's name, whole or in part, in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# Signs that belong to a name though they are no letters: Anne-Marie, O’Brien, and the joiners of Indic and Persian.
INNER_SIGNS = "-'’\u2010\u200c\u200d"
LONGEST_NAME = 200
# Scripts that put no space between words, or hang endings on a name.
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is named, by id, and what names nobody or more than one."""

    person_ids: tuple[str, ...]
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]


def find_mentions(text: str, names: Mapping[str, str], chosen: Collection[str] = ()) -> Mentions:
    """Give the members whom a text names, with those chosen beside it.

    A whole name wins over a part of one, and a longer name over a shorter. Capitals do not matter. Where several
    members fit, those among them who were chosen are meant. An ``@`` inside a word is part of an address, not a name.

    Parameters
    ----------
    text: as written.
    names: id -> name of everybody who can be named; an empty name is nobody's.
    chosen: ids chosen beside the text; one that is not in ``names`` is passed over.

    """
    found = {person_id: None for person_id in chosen if person_id in names}  # a dict keeps the order
    unknown: dict[str, None] = {}
    ambiguous: dict[str, None] = {}
    for after in _after_signs(unicodedata.normalize("NFC", text)):
        meant = _meant(after, names)
        if len(meant) > 1:
            meant = meant & frozenset(chosen) or meant
        if not meant:
            unknown[_first_word(after)] = None
        elif len(meant) > 1 and not meant <= frozenset(chosen):
            ambiguous[_first_word(after)] = None
        else:
            found.update(dict.fromkeys(sorted(meant)))
    return Mentions(tuple(found), tuple(unknown), tuple(ambiguous))


def _after_signs(text: str) -> Iterator[str]:
    """What follows each ``@`` that begins a name."""
    for place, sign in enumerate(text):
        before = text[place - 1] if place else " "
        if sign != "@" or (_is_inner(before) and not _needs_no_space(before)):
            continue
        after = text[place + 1 : place + 1 + LONGEST_NAME + 1]
        if _first_word(after):
            yield after


def _meant(after: str, names: Mapping[str, str]) -> frozenset[str]:
    """Who fits what stands after an ``@``."""
    folded = _folded(after)
    whole = {person_id: _folded(name) for person_id, name in names.items() if name.strip()}
    fitting = {person_id: name for person_id, name in whole.items() if _begins(folded, name)}
    if fitting:
        longest = max(len(name) for name in fitting.values())
        return frozenset(person_id for person_id, name in fitting.items() if len(name) == longest)
    word = _folded(_first_word(after))
    return frozenset(person_id for person_id, name in whole.items() if word in name.split())


def _begins(text: str, name: str) -> bool:
    goes_on = len(text) > len(name) and _is_letter(text[len(name)])
    return text.startswith(name) and (not goes_on or _needs_no_space(name[-1]))


def _needs_no_space(sign: str) -> bool:
    """Whether the script of a letter sets the next word right behind a name."""
    return unicodedata.name(sign, "").startswith(UNSPACED)


def _first_word(text: str) -> str:
    end = next((place for place, sign in enumerate(text) if not _is_inner(sign)), len(text))
    return text[:end].rstrip(INNER_SIGNS)


def _is_inner(sign: str) -> bool:
    return _is_letter(sign) or sign in INNER_SIGNS


def _is_letter(sign: str) -> bool:
    """Whether a sign is a letter, a digit or a mark on one, such as a vowel sign of Devanagari."""
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _folded(text: str) -> str:
    """The text as it is compared: without capitals, one way to write an accent, one space."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).replace("’", "'").split())
