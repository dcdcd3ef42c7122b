"""Which editions there are, for anybody to read. A draft is nobody's to read but its authors', from files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from charter.domain.crosswalk import Crosswalk
from charter.domain.edition import PUBLIC_STATUSES, Edition
from charter.domain.edition_standing import Standing, is_in_force, standings_on
from charter.domain.errors import DomainError, UnknownEdition
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import list_editions, load_changes, load_edition


@dataclass(frozen=True, slots=True)
class CharterEditions:
    """The public editions of one charter."""

    title: str  # as the newest one calls it
    editions: tuple[Edition, ...]  # oldest first
    standings: dict[str, Standing]  # by reference


def find_edition(charter_id: str, version: str) -> Edition:
    """Give the public edition; anybody may ask. Raises UnknownEdition where there is none of that name."""
    reference = f"{charter_id}/{version}"
    edition = load_edition(reference)
    if edition.status not in PUBLIC_STATUSES:
        raise UnknownEdition(f"The edition “{reference}” is a draft. It can be read when it is published.")
    return edition


def newest_edition(today: dt.date | None = None) -> Edition:
    """Give the edition that a visitor who names none is shown: the last that is published and in force.

    ``today`` is this machine's where it is left out. Where none is in force yet, the first that will be. Raises
    UnknownEdition where none is published.
    """
    published = [load_edition(reference) for reference in published_references()]
    if not published:
        raise UnknownEdition("No edition is published. Put one into the folder of criteria.")
    day = today or dt.datetime.now(tz=dt.UTC).date()
    return next((edition for edition in reversed(published) if is_in_force(edition, day)), published[0])


def edition_of_reference(reference: str) -> Edition:
    """Give the edition of a reference such as ``bme-mentoring/1.0``. Raises UnknownEdition."""
    return load_edition(reference)


def edition_or_none(reference: str) -> Edition | None:
    """Give an edition that an award names; None where it names none, or one that is not installed any more."""
    try:
        return load_edition(reference) if reference else None
    except DomainError:
        return None


def published_references() -> tuple[str, ...]:
    """Give the references of the editions that are published, in order: those that a round can be for."""
    return tuple(item for item in list_editions() if load_edition(item).status == "published")


@dataclass(frozen=True, slots=True)
class Follower:
    """A published edition and the published one that it follows, by their references."""

    new: str
    old: str

    @property
    def old_version(self) -> str:
        """The version of the edition that it follows."""
        return self.old.split("/")[1]


def published_followers() -> tuple[Follower, ...]:
    """Give the published editions that follow another published one, in order."""
    published = published_references()
    crosswalks = [load_crosswalk(reference) for reference in published]
    return tuple(Follower(item.new, item.old) for item in crosswalks if item and item.old in published)


def list_charters(today: dt.date) -> tuple[CharterEditions, ...]:
    """Give every charter with its public editions and how each stands on a day; anybody may ask."""
    found: dict[str, list[Edition]] = {}
    for edition in map(load_edition, list_editions()):
        if edition.status in PUBLIC_STATUSES:
            found.setdefault(edition.charter_id, []).append(edition)
    return tuple(_charter(tuple(editions), today) for editions in found.values())


def _charter(editions: tuple[Edition, ...], today: dt.date) -> CharterEditions:
    crosswalks = [load_crosswalk(edition.reference) for edition in editions]
    overlaps = {crosswalk.new: crosswalk.overlap_months for crosswalk in crosswalks if crosswalk}
    return CharterEditions(editions[-1].title, editions, standings_on(editions, overlaps, today))


def edition_before(edition: Edition) -> str | None:
    """Give the version of the edition that one follows; None where it is the first."""
    crosswalk = load_crosswalk(edition.reference)
    return crosswalk.old.split("/")[1] if crosswalk else None


def crosswalk_to(edition: Edition) -> Crosswalk | None:
    """Give what leads to an edition from the one before; None where it is the first."""
    return load_crosswalk(edition.reference)


def changes_text(reference: str) -> str:
    """Give what the authors say to applicants about an edition's changes, as Markdown; "" where they say nothing."""
    return load_changes(reference)
