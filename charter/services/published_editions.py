"""Published editions never change: which have all the same, in the files or beside what this installation recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from charter.domain.edition import PUBLIC_STATUSES, Edition
from charter.domain.errors import DomainError, EditionChanged
from charter.store.edition_files import checksum
from charter.store.edition_publishing import published_lines
from charter.store.edition_shelf import shelved_checksums
from charter.store.editions import criteria_folder, list_editions, load_edition
from charter.store.published_editions import PublishedEditionRow, recorded_checksums


def record_editions(session: Session, now: dt.datetime) -> None:
    """Record the checksum of each public edition that is used here for the first time, and look at the others.

    Whoever starts the installation may. Raises EditionChanged where one is not what was published. Commits.
    """
    known = recorded_checksums(session)
    changed = list(edition_faults(session))
    if changed:
        raise EditionChanged("\n".join(changed))
    for reference in list_editions():
        if reference not in known:
            record_edition(session, load_edition(reference), now)
    session.commit()


def record_edition(session: Session, edition: Edition, now: dt.datetime) -> None:
    """Record an edition's checksum with its first use, unless it is a draft or recorded. For services: no commit."""
    if edition.status not in PUBLIC_STATUSES or session.get(PublishedEditionRow, edition.reference) is not None:
        return
    row = PublishedEditionRow(reference=edition.reference, checksum=edition.checksum, recorded_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return  # somebody else used it first, a moment ago


def edition_faults(session: Session) -> Iterator[str]:
    """Give a sentence for each published edition that is not what was published, or not what was first used here."""
    known = recorded_checksums(session)
    yield from shadowed_editions()
    for reference in dict.fromkeys([*list_editions(), *known]):
        try:
            found = load_edition(reference).checksum
        except EditionChanged as error:
            yield str(error)
            continue
        except DomainError:
            if reference in known:
                yield f"Edition {reference} was used here, and cannot be read any more. Put its files back."
            continue
        if known.get(reference, found) != found:
            yield (
                f"Edition {reference} is not the one that was first used here: its files have the checksum {found}, "
                f"and {known[reference]} was recorded. Put its files back; corrections go into a new edition."
            )


def shadowed_editions() -> Iterator[str]:
    """Give a sentence for each edition of the database beside which a folder publishes another of the same name."""
    folder = criteria_folder()
    lines = published_lines(folder)
    for reference, digest in shelved_checksums().items():
        if reference in lines and digest not in (lines[reference][1], checksum(folder / reference)):
            yield (
                f"Edition {reference} was published in the database, and {folder / reference} publishes another of the "
                "same name. Take the folder and its line in published.sha256 away."
            )
