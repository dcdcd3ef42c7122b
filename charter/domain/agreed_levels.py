"""What a chair may record as the level that a panel agreed on one criterion."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.edition import Criterion
from charter.domain.errors import InvalidDecision
from charter.domain.meeting import AGREED, MUST_DISCUSS, Item
from charter.domain.wording import count_text

MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class AgreedLevel:
    """A level as it is recorded: the panel's, with the chair's reason and what somebody who disagrees wants kept."""

    criterion_id: str
    level: int | None  # None = does not apply, or none was chosen
    is_not_applicable: bool = False
    reason: str = ""
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class GivenLevel:
    """A level that somebody gave to a criterion: a reviewer's, as it was locked, or the panel's, as it was agreed."""

    criterion_id: str
    person_id: str  # whose level it was, or the chair who recorded it
    level: int | None
    is_not_applicable: bool
    reason: str
    dissent: str
    number: int  # 0 = before the meeting; else which of those that were agreed


def proposed_level(item: Item) -> AgreedLevel | None:
    """Give what the rules propose for a criterion; None where it must be discussed, or where nobody rated it."""
    if item.kind == MUST_DISCUSS:
        return None
    if item.proposed is not None:
        return AgreedLevel(item.criterion_id, item.proposed)
    return AgreedLevel(item.criterion_id, None, is_not_applicable=True) if item.kind == AGREED else None


def needed_words(item: Item, wanted: AgreedLevel, reason_words: int | None) -> int:
    """Give how many words the reason has at least: the edition's number where it must be discussed.

    Where the rules propose a level and another one is recorded, a word is the least that says why. 0 = none is asked.

    Parameters
    ----------
    reason_words: as the edition states; None = it states none.

    """
    if item.kind == MUST_DISCUSS:
        return reason_words or 1
    proposed = proposed_level(item)
    same = proposed is not None and (wanted.level, wanted.is_not_applicable) == (
        proposed.level,
        proposed.is_not_applicable,
    )
    return 0 if same else 1


def may_leave_out(criterion: Criterion, item: Item) -> bool:
    """Whether a criterion may be recorded as not applicable: the edition lets it be, and a reviewer confirmed it.

    Source: the edition's scoring rules, confirmed by the reviewers and agreed by the chair.
    """
    return criterion.may_be_not_applicable and item.not_applicable_count > 0


def check_level(criterion: Criterion, item: Item, wanted: AgreedLevel, reason_words: int | None) -> None:
    """Raise InvalidDecision, by the name of the field, for what cannot be recorded."""
    if wanted.is_not_applicable and not criterion.may_be_not_applicable:
        raise InvalidDecision("The edition lets nobody leave this criterion out. Choose a level.", "level")
    if wanted.is_not_applicable and not may_leave_out(criterion, item):
        raise InvalidDecision("No reviewer said that this criterion does not apply. Choose a level.", "level")
    if not wanted.is_not_applicable and (wanted.level is None or not 0 <= wanted.level <= criterion.top_level):
        raise InvalidDecision("Choose the level that the panel agreed.", "level")
    words, needed = len(wanted.reason.split()), needed_words(item, wanted, reason_words)
    if words < needed:
        raise InvalidDecision(_too_short(item, words, needed), "reason")
    for place, text in (("reason", wanted.reason), ("dissent", wanted.dissent)):
        if len(text) > MOST_CHARACTERS:
            over = count_text(len(text) - MOST_CHARACTERS, "character")
            raise InvalidDecision(f"This is {over} too long. Shorten it to {MOST_CHARACTERS:,}.", place)


def _too_short(item: Item, words: int, needed: int) -> str:
    if item.kind != MUST_DISCUSS:
        return "This is another level than the one proposed. Say why in a few words."
    has = f"yours has {words}" if words else "you wrote none"
    return f"This criterion had to be discussed, so its reason needs {count_text(needed, 'word')} or more; {has}."
