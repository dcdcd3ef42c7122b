"""Which editions there are, for anybody to read. A draft is nobody's to read but its authors', from files."""

from __future__ import annotations

from charter.domain.edition import PUBLIC_STATUSES, Edition
from charter.domain.errors import UnknownEdition
from charter.store.editions import list_editions, load_edition


def find_edition(charter_id: str, version: str) -> Edition:
    """Give the public edition; anybody may ask. Raises UnknownEdition where there is none of that name."""
    reference = f"{charter_id}/{version}"
    edition = load_edition(reference)
    if edition.status not in PUBLIC_STATUSES:
        raise UnknownEdition(f"The edition “{reference}” is a draft. It can be read when it is published.")
    return edition


def newest_edition() -> Edition:
    """Give the edition that a visitor who names none is shown: the last that is published.

    Raises UnknownEdition where none is.
    """
    references = published_references()
    if not references:
        raise UnknownEdition("No edition is published. Put one into the folder of criteria.")
    return load_edition(references[-1])


def edition_of_reference(reference: str) -> Edition:
    """Give the edition of a reference such as ``bme-mentoring/1.0``. Raises UnknownEdition."""
    return load_edition(reference)


def published_references() -> tuple[str, ...]:
    """Give the references of the editions that are published, in order: those that a round can be for."""
    return tuple(item for item in list_editions() if load_edition(item).status == "published")
