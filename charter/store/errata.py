"""Corrections that stand beside a published edition, in a file that its checksum does not cover."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from charter.domain.errata import Erratum
from charter.domain.errors import Fault, InvalidEdition
from charter.store.edition_errata import errata_in
from charter.store.edition_files import ERRATA
from charter.store.edition_reading import read_document
from charter.store.editions import criteria_folder

Stamp = tuple[int, int]  # when the file was written last, and its size
_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError)


def load_errata(reference: str, root: Path | None = None) -> tuple[Erratum, ...]:
    """Give an edition's corrections, oldest first; none where it has none. Read again when the file has changed.

    Those of an edition that the database publishes stand in the folder of criteria, where its own folder would be.

    Raises InvalidEdition where the file cannot be used.
    """
    stamp = errata_stamp(reference, root)
    return () if stamp is None else _load((root or criteria_folder()) / reference / ERRATA, stamp)


def errata_stamp(reference: str, root: Path | None = None) -> Stamp | None:
    """Give what tells whether an edition's corrections have changed; None where there are none."""
    try:
        found = ((root or criteria_folder()) / reference / ERRATA).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=32)
def _load(path: Path, _stamp: Stamp) -> tuple[Erratum, ...]:
    document, faults = read_document(path, str(path))
    if faults or document is None:
        raise InvalidEdition(faults)
    try:
        return errata_in(document)
    except _MISSHAPEN as error:
        message = "The corrections cannot be used. Run `flask charter check` on the folder and mend what it lists."
        raise InvalidEdition((Fault(str(path), message),)) from error
