"""Crosswalks out of the folder of criteria: what leads to an edition from the one before."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from charter.domain.crosswalk import Crosswalk
from charter.domain.edition import Edition
from charter.domain.errors import DomainError, Fault, InvalidEdition
from charter.store.edition_crosswalk import build_crosswalk
from charter.store.edition_files import CROSSWALK, read_source
from charter.store.editions import load_edition, root_of

_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError)


def load_crosswalk(reference: str, root: Path | None = None) -> Crosswalk | None:
    """Give what leads to an edition from the one before; None where it is the first. Read once, then kept.

    Raises UnknownEdition; InvalidEdition where its file cannot be used.
    """
    return _load(reference, root or root_of(reference))


def former_criteria(edition: Edition, root: Path | None = None) -> dict[str, str]:
    """Give the criteria of editions before that this one does not have any more: id -> its title and edition.

    An action goes on naming the criterion that it was written for. Empty where the edition is not installed.
    """
    try:
        return dict(_former(edition.reference, root or root_of(edition.reference)))
    except DomainError:
        return {}


@lru_cache(maxsize=32)
def _former(reference: str, root: Path) -> tuple[tuple[str, str], ...]:
    here = {item.id for item in load_edition(reference, root).criteria}
    titles: dict[str, str] = {}
    while (crosswalk := load_crosswalk(reference, root)) is not None:
        old = load_edition(crosswalk.old, root)
        for item in old.criteria:
            if item.id not in here:
                titles.setdefault(item.id, f"{item.title} (edition {old.version})")
        reference = crosswalk.old
    return tuple(titles.items())


@lru_cache(maxsize=32)
def _load(reference: str, root: Path) -> Crosswalk | None:
    load_edition(reference, root)
    folder = root / reference
    try:
        return build_crosswalk(read_source(folder, str(folder)))
    except _MISSHAPEN as error:
        message = "The crosswalk cannot be used. Run `flask charter check` on the folder and mend what it lists."
        raise InvalidEdition((Fault(f"{folder}/{CROSSWALK}:1", message),)) from error
