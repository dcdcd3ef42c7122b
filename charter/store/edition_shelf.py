"""Where an edition lies: in the folder of criteria, or on the shelf, which holds those that the database publishes.

Every process and machine looks at the database for itself: for a reference that it does not know, and now and then
where editions are listed. What it finds there is laid out as files once its checksums and its signature were looked at.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from charter.domain.errors import EditionChanged
from charter.store.edition_bundles import digest_of, read_bundle, write_bundle
from charter.store.edition_drafts import publication_fault, publications, sound_files

CRITERIA_VARIABLE = "CHARTER_CRITERIA_DIR"
SECONDS_BETWEEN_LOOKS = 5.0
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Shelf:
    """The editions that one database publishes, as one process knows them."""

    folder: Path
    engine: Callable[[], Engine]
    key: bytes
    checksums: dict[str, str] = field(default_factory=dict)  # of editions that are laid out, by reference
    faults: dict[str, str] = field(default_factory=dict)  # of those that may not be used, a sentence by reference
    _looked_at: float = 0.0  # as a clock that never goes back tells it; 0 = never
    _lock: Lock = field(default_factory=Lock)

    def look(self, *, is_urgent: bool = False) -> None:
        """Look at the database, unless that was done a moment ago; a database that cannot be read publishes nothing."""
        if not is_urgent and self._looked_at and time.monotonic() - self._looked_at < SECONDS_BETWEEN_LOOKS:
            return
        with self._lock:
            self._looked_at = time.monotonic()
            try:
                with Session(self.engine()) as session:
                    self._take(session)
            except SQLAlchemyError:  # before the first migration, or while the database is away
                _LOG.debug("The editions of the database cannot be looked at.", exc_info=True)

    def _take(self, session: Session) -> None:
        for row in publications(session):
            if row.reference in self.checksums or row.reference in self.faults:
                continue
            fault = publication_fault(row, self.key)
            if fault:
                self.faults[row.reference] = fault
            else:
                _lay_out(self.folder / row.reference, sound_files(row), row.digest)
                self.checksums[row.reference] = row.checksum


_current: list[Shelf] = []


def use_shelf(shelf: Shelf | None) -> None:
    """Let this process use the editions of a database; None = of none."""
    _current[:] = [shelf] if shelf else []


def refresh_shelf() -> None:
    """Look at the database now: this process has just published something."""
    for shelf in _current:
        shelf.look(is_urgent=True)


def criteria_folder() -> Path:
    """Give the folder of criteria: the repository's, or the one that CHARTER_CRITERIA_DIR names."""
    named = os.environ.get(CRITERIA_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[2] / "criteria"


def shelved_references() -> tuple[str, ...]:
    """Give the references of the editions that the database publishes, sound or not."""
    for shelf in _current:
        shelf.look()
    return tuple(name for shelf in _current for name in (*shelf.checksums, *shelf.faults))


def shelved_checksums() -> dict[str, str]:
    """Give the checksum of every sound edition that the database publishes, by reference, as last looked at."""
    return {name: digest for shelf in _current for name, digest in shelf.checksums.items()}


def shelved_root(reference: str, is_known_here: Callable[[], bool]) -> Path | None:
    """Give the folder below which an edition of the database lies; None where the database publishes none.

    ``is_known_here``: whether the folder of criteria has it published, so that nobody need look at the database.
    Raises EditionChanged where it may not be used.
    """
    for shelf in _current:
        if reference not in shelf.checksums and not is_known_here():
            shelf.look()
        if reference in shelf.faults:
            raise EditionChanged(shelf.faults[reference])
        if reference in shelf.checksums:
            return shelf.folder
    return None


def _lay_out(folder: Path, files: dict[str, str], digest: str) -> None:
    """Write an edition's folder beside its place and move it there; one that is there and the same stays."""
    if folder.is_dir():
        with suppress(UnicodeDecodeError, OSError):
            if digest_of(read_bundle(folder)) == digest:
                return
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        write_bundle(files, beside / "new")
        if folder.exists():
            folder.rename(beside / "old")
        with suppress(FileExistsError, OSError):  # another process was faster, with the same files
            (beside / "new").rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
