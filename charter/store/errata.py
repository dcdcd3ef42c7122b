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

_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError)


def load_errata(reference: str, root: Path | None = None) -> tuple[Erratum, ...]:
    """Give an edition's corrections, oldest first; none where it has none. Read again when the file has changed.

    Those of an edition that the database publishes stand in the folder of criteria, where its own folder would be.

    Raises InvalidEdition where the file cannot be used.
    """
    path = (root or criteria_folder()) / reference / ERRATA
    try:
        found = path.stat()
    except OSError:
        return ()
    return _load(path, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=32)
def _load(path: Path, _as_it_is: tuple[int, int]) -> tuple[Erratum, ...]:
    document, faults = read_document(path, str(path))
    if faults or document is None:
        raise InvalidEdition(faults)
    try:
        return errata_in(document)
    except _MISSHAPEN as error:
        message = "The corrections cannot be used. Run `flask charter check` on the folder and mend what it lists."
        raise InvalidEdition((Fault(str(path), message),)) from error
