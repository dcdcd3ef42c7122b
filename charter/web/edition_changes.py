"""What the pages about editions show, as plain values; templates only loop over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from charter.domain.crosswalk import Change
from charter.domain.crosswalk_explaining import Explained
from charter.domain.crosswalk_words import KIND_WORDS, change_sentences, fate_sentences, unchanged_sentences
from charter.domain.differences import Piece
from charter.domain.edition import Edition
from charter.domain.edition_differences import Difference, merged_order
from charter.domain.wording import count_text, list_text, sentence
from charter.services.edition_comparison import Comparison
from charter.web import criteria_entries as entries
from charter.web.criteria_pages import theme_word
from charter.web.filters import plain

_FIELDS = {
    "title": "Title",
    "requirement": "Requirement",
    "guidance": "Guidance",
    "evidence": "Evidence that fits",
    "weight": "Weight",
    "quotations": "Words of the research",
    "crosswalk": "Other schemes",
    "order": "Order",
}
_PARTS = {
    "theme": "Weights",
    "level": "Levels",
    "tier": "Tiers",
    "table": "Data tables",
    "code_list": "Lists of codes",
    "grouping": "Groups of codes",
    "input": "Dates and numbers",
    "metric": "Figures",
    "definition": "Definitions",
    "research_theme": "Themes of the research",
    "scheme": "Other schemes",
    "survey_item": "Staff survey",
    "edition": "The edition itself",
}
_COLLECTIONS = {"themes": "theme", "tables": "table", "metrics": "metric", "typed_inputs": "input"}


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One difference: what differs, and its words marked."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One change with its criteria, why it was made, what it means, and its words."""

    anchor: str
    title: str
    links: tuple[tuple[str, str], ...]  # its criteria: name and address
    why: str
    means: tuple[str, ...]
    criteria: tuple[tuple[str, tuple[FieldEntry, ...]], ...]  # criterion's name and its differences


def changes_context(comparison: Comparison) -> dict[str, Any]:
    """Give the page about everything that changed from one edition to the next."""
    old, new, crosswalk = comparison.old, comparison.new, comparison.crosswalk
    if crosswalk is None:
        raise ValueError(f"{new.reference} does not follow {old.reference}.")
    order = merged_order([item.id for item in old.criteria], [item.id for item in new.criteria])
    changes = sorted(crosswalk.changes, key=lambda change: order.index((change.new_ids or change.old_ids)[0]))
    named = {criterion_id for change in changes for criterion_id in change.old_ids}
    return {
        "rule": sentence(crosswalk.rule),
        "changes": [_change(comparison, change) for change in changes],
        "others": list(_others(comparison)),
        "unchanged_text": f"{count_text(len(old.criteria) - len(named), 'criterion', 'criteria')} stay word for word.",
        "unchanged_means": unchanged_sentences(crosswalk, old),
        "fates": fate_sentences(crosswalk, old, new),
    }


def _change(comparison: Comparison, change: Change) -> ChangeEntry:
    old, new = comparison.old, comparison.new
    ids = tuple(dict.fromkeys((*change.old_ids, *change.new_ids)))
    links = tuple(_link(old, new, criterion_id) for criterion_id in ids)
    return ChangeEntry(
        anchor=change.id,
        title=f"{list_text([text for text, _ in links])}: {KIND_WORDS[change.kind]}",
        links=links,
        why=sentence(change.why),
        means=change_sentences(change, old, new),
        criteria=tuple((_name(old, new, item), tuple(_fields(comparison, item))) for item in ids),
    )


def _link(old: Edition, new: Edition, criterion_id: str) -> tuple[str, str]:
    here = any(item.id == criterion_id for item in new.criteria)
    return entries.criterion_link(new if here else old, criterion_id)


def _name(old: Edition, new: Edition, criterion_id: str) -> str:
    text, _ = _link(old, new, criterion_id)
    if all(item.id != criterion_id for item in old.criteria):
        return f"{text} is new"
    return text if any(item.id == criterion_id for item in new.criteria) else f"{text} is retired"


def _fields(comparison: Comparison, criterion_id: str) -> Iterator[FieldEntry]:
    """A criterion's differences; one that is new or retired is read on its own page."""
    for item in comparison.explained:
        found = item.difference
        if found.part == "criterion" and found.id == criterion_id and found.path:
            yield FieldEntry(_label(comparison, found), found.pieces())


def _label(comparison: Comparison, found: Difference) -> str:
    head, rest = found.path[0], found.path[1:]
    if head == "rubric":
        return f"Level {rest[0]}"
    if head == "minimums":
        names = {tier.id: tier.name for tier in comparison.new.tiers}
        return f"Lowest level for {names.get(rest[0], rest[0])}"
    if head == "questions":
        words = {"added": "New question", "removed": "Question that is not asked here any more"}
        return words.get(found.kind if len(rest) == 1 else "", "Question")
    if head == "metrics":
        return {"added": "New figure", "removed": "Figure that is not read here any more"}.get(found.kind, "Figure")
    return _FIELDS.get(head, plain(head))


def _others(comparison: Comparison) -> Iterator[tuple[str, list[FieldEntry]]]:
    """What differs outside the changed criteria, by part of the edition, each with its name and its words."""
    changes = comparison.crosswalk.changes if comparison.crosswalk else ()
    changed = {item for change in changes for item in (*change.old_ids, *change.new_ids)}
    groups: dict[str, list[Explained]] = {}
    for item in comparison.explained:
        found = item.difference
        if found.part != "criterion":
            groups.setdefault(_PARTS[found.part], []).append(item)
        elif found.id not in changed:
            groups.setdefault("Other criteria", []).append(item)
    for heading, items in groups.items():
        yield heading, [FieldEntry(_other_label(comparison, one.difference), one.difference.pieces()) for one in items]


def _other_label(comparison: Comparison, found: Difference) -> str:
    named = f"{found.id} {_title(comparison, found)}".strip()
    if not found.path:
        return f"{named}: {'new' if found.kind == 'added' else 'removed'}" if found.kind != "changed" else plain(named)
    if found.part == "criterion":
        return f"{named}: {_label(comparison, found)}"
    what = [plain(key) for key in found.path if key != "parameters"]
    return f"{named}: {' '.join(what[:2])}"


def _title(comparison: Comparison, found: Difference) -> str:
    """What a thing is called in the newer edition, else in the older one."""
    for edition in (comparison.new, comparison.old):
        for item in _items(edition, found.part):
            if item.id == found.id:
                return next((str(getattr(item, key)) for key in ("title", "name", "label") if hasattr(item, key)), "")
    return ""


def _items(edition: Edition, part: str) -> Sequence[Any]:
    if part == "criterion":
        return edition.criteria
    for attribute, name in _COLLECTIONS.items():
        if name == part:
            return tuple(getattr(edition, attribute))
    return ()


def edition_entry(edition: Edition, standing_text: str, label: str, follows: str | None) -> dict[str, Any]:
    """Give one edition of the list of editions."""
    place = entries.place(edition)
    return {
        "title": f"{edition.title}, edition {edition.version}",
        "href": url_for("criteria.criteria", **place),
        "label": label,
        "text": standing_text,
        "counts": f"{count_text(len(edition.criteria), 'criterion', 'criteria')} in "
        f"{count_text(len(edition.themes), theme_word(edition))}, {count_text(len(edition.metrics), 'figure')}.",
        "checksum": edition.checksum,
        "changes_href": url_for("editions.changes", **place) if follows else "",
        "changes_text": f"What changed from {follows} to {edition.version}" if follows else "",
    }
