"""Writing editions from a shell: begin the next one, publish one. Whoever may write to the folder of criteria may."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from charter.domain.edition import PUBLIC_STATUSES
from charter.domain.errors import InvalidEdition
from charter.store.edition_checking import check_folder
from charter.store.edition_writing import CannotWrite, write_new_edition, write_publication
from charter.store.editions import criteria_folder, forget_loaded, load_edition

_VERSION = re.compile(r"[0-9][0-9A-Za-z.-]{0,20}")


@dataclass(frozen=True, slots=True)
class Publication:
    """An edition that was published."""

    reference: str
    checksum: str
    supersedes: str | None  # reference of the edition that it follows; its files stay as they are


def begin_edition(old_reference: str, version: str, root: Path | None = None) -> Path:
    """Give the folder of a new draft with that version, a copy of an edition whose crosswalk explains nothing yet.

    Raises UnknownEdition; CannotWrite where the version is none, or there is something in its place.
    """
    if not _VERSION.fullmatch(version) or ".." in version:
        raise CannotWrite(f"“{version[:40]}” is no version. Write digits first, such as 2.0.")
    folder = root or criteria_folder()
    return write_new_edition(folder, old_reference, version, load_edition(old_reference, folder).title)


def publish_edition(reference: str, root: Path | None = None) -> Publication:
    """Publish a draft: from now on its files may not change. Nothing is written where anything is wrong with it.

    The edition that it follows stays as it is, in files too: that it is superseded is told by this one alone.

    Raises UnknownEdition; InvalidEdition with every fault; CannotWrite where it is published already.
    """
    folder = root or criteria_folder()
    edition = load_edition(reference, folder)
    if edition.status in PUBLIC_STATUSES:
        raise CannotWrite(f"{reference} is {edition.status} already. A correction goes into a new edition.")
    faults = tuple(fault for checked in check_folder(folder / reference) for fault in checked.faults)
    if faults:
        raise InvalidEdition(faults)
    before = edition.facts.get("supersedes")
    digest = write_publication(folder, reference)
    forget_loaded()
    return Publication(reference, digest, f"{edition.charter_id}/{before}" if before else None)
