"""Criteria of editions before or beside: what became of one that an old link still names."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.crosswalk import Change
from charter.domain.edition import Criterion, Edition
from charter.domain.errors import UnknownCriterion
from charter.store.crosswalks import former_criteria, load_crosswalk
from charter.store.editions import load_edition


@dataclass(frozen=True, slots=True)
class FormerCriterion:
    """A criterion that an edition does not have, and the edition that has it."""

    edition: Edition  # that has it
    criterion: Criterion
    change: Change | None  # by which it went; None where it comes in an edition after
    targets: tuple[Criterion, ...]  # what it became in the edition that was asked


def former_criterion(edition: Edition, criterion_id: str, held_references: tuple[str, ...] = ()) -> FormerCriterion:
    """Give a criterion that the edition does not have, out of the newest before it that has, or out of one beside it.

    ``held_references``: editions beside it. Raises UnknownCriterion where none of them has it.
    """
    ids = [criterion_id]
    later = edition
    while (crosswalk := load_crosswalk(later.reference)) is not None:
        old = load_edition(crosswalk.old)
        found = _criterion(old, criterion_id)
        if found is not None:
            change = crosswalk.change_from(criterion_id)
            ids = list(change.new_ids) if change is not None else ids
            targets = tuple(item for item in edition.criteria if item.id in ids)
            return FormerCriterion(old, found, change, targets)
        later = old
    for reference in held_references:
        beside = load_edition(reference)
        found = _criterion(beside, criterion_id)
        if found is not None:
            return FormerCriterion(beside, found, None, ())
    raise UnknownCriterion("This edition has no such criterion. Choose one from the list.")


def editions_before(edition: Edition) -> tuple[Edition, ...]:
    """Give the editions that lead to one, the newest first."""
    found: list[Edition] = []
    reference = edition.reference
    while (crosswalk := load_crosswalk(reference)) is not None:
        found.append(load_edition(crosswalk.old))
        reference = crosswalk.old
    return tuple(found)


def former_titles(edition: Edition) -> dict[str, str]:
    """Give the criteria of editions before that this one does not have any more: id -> title with its edition."""
    return former_criteria(edition)


def _criterion(edition: Edition, criterion_id: str) -> Criterion | None:
    return next((item for item in edition.criteria if item.id == criterion_id), None)
