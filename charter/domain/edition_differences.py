"""Two editions side by side: everything in which they differ, criterion by criterion and field by field.

Every field of every value that an edition is made of is compared, so a field that is added to those values is compared
by itself. What only follows from something else that is compared is left out: the bands of a metric (its band set is
compared), a tier's lowest levels (they stand with the criteria), and the words that say which edition it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any, TypeVar

from charter.domain.differences import Piece, differences
from charter.domain.edition import Edition
from charter.domain.wording import decimal_text

# Parts of an edition, in the order in which they are told, and the attribute that holds each.
PARTS = {
    "criterion": "criteria",
    "theme": "themes",
    "level": "levels",
    "tier": "tiers",
    "table": "tables",
    "code_list": "code_lists",
    "grouping": "code_groupings",
    "input": "typed_inputs",
    "metric": "metrics",
    "definition": "definitions",
    "research_theme": "research_themes",
    "scheme": "crosswalk_names",
}
SURVEY_ITEM, EDITION = "survey_item", "edition"
ALL_PARTS = (*PARTS, SURVEY_ITEM, EDITION)
_FOLLOWS = {"metric": ("bands",), "tier": ("criterion_minimums", "floor_waived")}
_ABOUT_ITSELF = ("supersedes", "in_force_from", "first_round_until")  # which edition it is, and when it holds
_BY_PLACE = (("rubric",),)  # lists of text in which the place says something: the level
_IDS = ("id", "metric_id", "question_id", "quote", "level")
_WORDS = ("text", "label", "title", "name", "quote", "metric_id")  # what tells an inner thing to a reader

LEAST_IN_COMMON = 0.4  # of the words of the longer text; below it marked words are harder to read than both texts

Path = tuple[str, ...]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two editions differ.

    ``path`` leads to it: ("rubric", "3"), ("questions", "A1.q2", "text"). It is empty where the whole thing was added
    or removed, and ends with an inner thing's id where that was: ("questions", "A1.q2").
    """

    part: str
    id: str
    path: Path
    old: str | None  # None = the older edition has no such field
    new: str | None

    @property
    def field(self) -> str:
        """The path as one word, such as ``rubric.3``."""
        return ".".join(self.path)

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    def pieces(self) -> tuple[Piece, ...]:
        """Give the words of both texts, marked as same, removed or added, in stretches that can be read.

        Texts that have less than two words in five in common are told whole: first the old, then the new.
        """
        return _readable(self.old or "", self.new or "")


def edition_differences(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Give everything in which two editions differ: criteria first, in the new edition's order; none where nothing is.

    A criterion that was removed comes where it stood, after those that stood before it.
    """
    found: list[Difference] = []
    for part, attribute in PARTS.items():
        found += _part_differences(part, _by_id(getattr(old, attribute)), _by_id(getattr(new, attribute)))
    items = tuple(edition.survey.items if edition.survey else () for edition in (old, new))
    found += _part_differences(SURVEY_ITEM, _by_id(items[0]), _by_id(items[1]))
    found += _fact_differences(_facts(old), _facts(new))
    return tuple(found)


def _readable(old: str, new: str) -> tuple[Piece, ...]:
    pieces = differences(old, new)
    same = sum(len(piece.text.split()) for piece in pieces if piece.kind == "same")
    if old and new and same < LEAST_IN_COMMON * max(len(old.split()), len(new.split())):
        return (Piece("removed", old), Piece("added", new))
    return tuple(_joined(pieces))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbouring changes with nothing but white space between them become one."""
    removed = added = ""
    for place, piece in enumerate(pieces):
        is_between = piece.kind == "same" and piece.text.isspace() and (removed or added)
        if is_between and place + 1 < len(pieces):
            removed, added = removed + piece.text, added + piece.text
        elif piece.kind == "same":
            yield from _changed(removed, added)
            removed = added = ""
            yield piece
        else:
            removed += piece.text if piece.kind == "removed" else ""
            added += piece.text if piece.kind == "added" else ""
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    yield from (Piece(kind, text) for kind, text in (("removed", removed), ("added", added)) if text)


def _by_id(values: Any) -> dict[str, Any]:
    if isinstance(values, Mapping):
        return {str(key): value for key, value in values.items()}
    return {_key(item, place): item for place, item in enumerate(values)}


def _part_differences(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for item_id in merged_order(list(old), list(new)):
        if item_id not in old:
            yield Difference(part, item_id, (), None, _name(new[item_id]))
        elif item_id not in new:
            yield Difference(part, item_id, (), _name(old[item_id]), None)
        else:
            before, after = (_flat(item[item_id], leave=_FOLLOWS.get(part, ())) for item in (old, new))
            yield from _field_differences(part, item_id, before, after)
    common = [[item_id for item_id in one if item_id in other] for one, other in ((old, new), (new, old))]
    if common[0] != common[1]:
        yield Difference(part, "", ("order",), ", ".join(common[0]), ", ".join(common[1]))


def _field_differences(
    part: str, item_id: str, old: Mapping[Path, str], new: Mapping[Path, str]
) -> Iterator[Difference]:
    """A question or other inner thing that was added or removed counts as one difference, told by its own words."""
    inner = [{path[:2] for path in found if len(path) > 2} for found in (old, new)]
    told: set[Path] = set()
    for path in merged_order(list(old), list(new)):
        start = path[:2]
        if old.get(path) == new.get(path) or start in told:
            continue
        if len(path) > 2 and not all(start in found for found in inner):
            told.add(start)
            yield Difference(part, item_id, start, _inner_words(old, start), _inner_words(new, start))
        else:
            yield Difference(part, item_id, path, old.get(path), new.get(path))


def _inner_words(found: Mapping[Path, str], start: Path) -> str | None:
    if not any(path[:2] == start for path in found):
        return None
    return next((found[(*start, word)] for word in _WORDS if (*start, word) in found), start[-1])


def _fact_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in merged_order(list(old), list(new)):
        before, after = (_flat(item[key]) if key in item else {} for item in (old, new))
        for path in merged_order(list(before), list(after)):
            if before.get(path) != after.get(path):
                yield Difference(EDITION, key, path, before.get(path), after.get(path))


def _facts(edition: Edition) -> dict[str, Any]:
    """What an edition says beside its parts, with title, nation and names that are no fact of their own."""
    own = {"title": edition.title, "nation": edition.nation, "no_tier_name": edition.no_tier_name}
    facts = {key: value for key, value in edition.facts.items() if key not in _ABOUT_ITSELF}
    if isinstance(facts.get("survey"), Mapping):
        facts["survey"] = {key: value for key, value in facts["survey"].items() if key != "items"}
    return own | facts


def merged_order(old: list[_Item], new: list[_Item]) -> list[_Item]:
    """Give all once, in the new order; one of the old alone comes after those that stood before it."""
    found = list(dict.fromkeys(new))
    known = set(found)
    for place, item in enumerate(old):
        if item not in known:
            before = next((found.index(other) for other in reversed(old[:place]) if other in known), -1)
            found.insert(before + 1, item)
            known.add(item)
    return found


# ---- values as text ------------------------------------------------------------------------------------------------


def _name(item: Any) -> str:
    """What a thing is called, for whoever reads that it was added or removed."""
    for attribute in ("title", "name", "label", "text", "id"):
        if getattr(item, attribute, ""):
            return str(getattr(item, attribute))
    return text_of(item)


def _flat(value: Any, *, leave: Iterable[str] = ()) -> dict[Path, str]:
    if not _has_inner(value) or _is_text_list(value):
        return _spread((), value)
    found: dict[Path, str] = {}
    for key, item in _inner(value):
        if key not in leave and key != "id":
            found |= _spread((key,), item)
    return found


def _spread(path: Path, value: Any) -> dict[Path, str]:
    """A value under its path, taken apart where it has parts of its own."""
    if value is None or value in ((), {}, [], ""):
        return {}
    if _is_text_list(value) and path[-1:] not in _BY_PLACE:
        return {path: "\n".join(text_of(item) for item in value)}
    if not _has_inner(value):
        return {path: text_of(value)}
    return {name: text for key, item in _inner(value) for name, text in _spread((*path, key), item).items()}


def _has_inner(value: Any) -> bool:
    return is_dataclass(value) or isinstance(value, (Mapping, list, tuple))


def _inner(value: Any) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value):
        yield from ((item.name, getattr(value, item.name)) for item in fields(value))
    elif isinstance(value, Mapping):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, (list, tuple)):
        yield from ((_key(item, place), item) for place, item in enumerate(value))


def _is_text_list(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and not any(_has_inner(item) for item in value)


def _key(item: Any, place: int) -> str:
    for name in _IDS:
        found = item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
        if found is not None:
            return str(found)
    return str(place)


def text_of(value: Any) -> str:
    """Give a single value as text: numbers exactly, truth as yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return decimal_text(value, 0) if value.denominator == 1 else str(value)
    return str(value)
