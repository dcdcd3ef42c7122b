"""The changes of an import as a person sees them: in words, with who saved what is there, ticked or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charter.domain.edition import Edition
from charter.services.import_changes import Change, Fields, leaf_at
from charter.services.import_reading import WaitingFile
from charter.services.import_words import group_title, label, value_words
from charter.store.answer_authors import AuthoredAnswer

CHANGED, OLDER, EMPTIED = "changed", "older", "emptied"


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at: a file beside what is saved, and what was saved when the file was downloaded."""

    edition: Edition
    file: WaitingFile  # its places named as fields are
    answers: Mapping[str, AuthoredAnswer]
    now: Fields
    then: Fields
    base: Fields | None  # the fields saved since the download, as they were then; None = not known


@dataclass(frozen=True, slots=True)
class Item:
    """One change in words."""

    change: Change
    kind: str  # changed: the file says something new; older: others saved it since; emptied: the file is blank
    title: str  # the heading that it stands under
    label: str
    cell: str  # of the workbook; "" = not known
    old_text: str
    new_text: str
    saved_by: str  # who saved what is there now; "" = nobody, or somebody who was forgotten
    saved_at: dt.datetime | None
    is_later: bool  # somebody saved this after the download
    refusal: str  # why it could not be saved as it is; "" = it could
    is_ticked: bool  # at first

    @property
    def group(self) -> str:
        """The name of everything under the same heading, for one tick."""
        return f"{self.kind} {self.title}"


def items_of(sight: Sight, changes: Sequence[Change]) -> tuple[Item, ...]:
    """Give the changes in words.

    A cell that could not be read is not called blank, and what was never typed here cannot be emptied.
    """
    return tuple(_item(sight, change) for change in changes if not (change.is_emptied and _is_kept(sight, change)))


def _is_kept(sight: Sight, change: Change) -> bool:
    return change.field not in sight.answers or any(
        place == change.pointer or place.startswith(f"{change.pointer}/") or change.pointer.startswith(f"{place}/")
        for place in sight.file.unread
    )


def _item(sight: Sight, change: Change) -> Item:
    is_later, is_own = _since(sight, change)
    kind = OLDER if is_later and not is_own else EMPTIED if change.is_emptied else CHANGED
    refusal = _refusal(sight, change)
    saved = sight.answers.get(change.field)
    replaces_unseen = sight.base is None and change.old is not None
    return Item(
        change=change,
        kind=kind,
        title=group_title(sight.edition, change),
        label=label(sight.edition, change, sight.then.get(change.field) or sight.now.get(change.field) or {}),
        cell=sight.file.cells.get(change.pointer, ""),
        old_text=value_words(sight.edition, change, change.old),
        new_text=value_words(sight.edition, change, change.new),
        saved_by=saved.saved_by if saved else "",
        saved_at=saved.saved_at if saved else None,
        is_later=is_later,
        refusal=refusal,
        is_ticked=kind == CHANGED and not (is_later or refusal or replaces_unseen),
    )


def _since(sight: Sight, change: Change) -> tuple[bool, bool]:
    """Whether somebody saved this very thing since the download, and whether the file says something of its own."""
    if sight.base is None or change.field not in sight.base:
        return False, True
    before = leaf_at(sight.base[change.field], change.steps)
    return before != change.old, before != change.new


def _refusal(sight: Sight, change: Change) -> str:
    found = (
        words
        for place, words in sight.file.refused.items()
        if place == change.pointer or place.startswith(f"{change.pointer}/")
    )
    return next(found, "")
