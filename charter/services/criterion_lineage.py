"""What became of a criterion that an edition does not have: for old links, whoever follows them."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.crosswalk import Change
from charter.domain.edition import PUBLIC_STATUSES, Criterion, Edition
from charter.services.trends import chain_of
from charter.store.editions import list_editions, load_edition


@dataclass(frozen=True, slots=True)
class Step:
    """What a change of one edition made of the criterion."""

    old: Edition
    new: Edition
    change: Change


@dataclass(frozen=True, slots=True)
class Lineage:
    """A criterion that the edition asked for does not have: where it stands, and what leads there or from there."""

    asked: Edition
    found: Edition  # the nearest edition that has it
    criterion: Criterion  # as that one words it
    is_later: bool  # True where it came in with an edition after the one asked for
    steps: tuple[Step, ...]  # oldest first; () where it came in later
    became: tuple[Criterion, ...]  # of the edition asked for; () where nothing of it is there


def lineage_of(asked: Edition, criterion_id: str) -> Lineage | None:
    """Give what became of a criterion of another public edition of the charter; None where none has had it."""
    public = [
        edition
        for edition in map(load_edition, list_editions())
        if edition.charter_id == asked.charter_id and edition.status in PUBLIC_STATUSES
    ]
    place = next(place for place, edition in enumerate(public) if edition.reference == asked.reference)
    for edition in reversed(public[:place]):
        if (criterion := _criterion(edition, criterion_id)) is not None:
            return _followed(asked, edition, criterion)
    for edition in public[place + 1 :]:
        if (criterion := _criterion(edition, criterion_id)) is not None:
            return Lineage(asked, edition, criterion, is_later=True, steps=(), became=())
    return None


def _followed(asked: Edition, found: Edition, criterion: Criterion) -> Lineage:
    """A criterion of an older edition, change by change up to the edition asked for."""
    chain = chain_of([found.reference, asked.reference])
    ids: list[str] = [criterion.id]
    steps: list[Step] = []
    for place, crosswalk in enumerate(chain.crosswalks):
        old, new = chain.editions[place : place + 2]
        later: list[str] = []
        for one in ids:
            change = crosswalk.change_from(one) if crosswalk is not None else None
            later += change.new_ids if change is not None else [one]
            steps += [Step(old, new, change)] if change is not None else []
        ids = list(dict.fromkeys(later))
    became = [item for item in asked.criteria if item.id in ids]
    return Lineage(asked, found, criterion, is_later=False, steps=tuple(steps), became=tuple(became))


def _criterion(edition: Edition, criterion_id: str) -> Criterion | None:
    return next((item for item in edition.criteria if item.id == criterion_id), None)
