"""Files of evidence: a row that names one, and where the bytes lie, found by their SHA-256."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.domain.errors import EvidenceUnavailable, NoRoom
from charter.store.base import Base

NOT_SCANNED, CLEAN, INFECTED = "not_scanned", "clean", "infected"
PART_BYTES = 1024**2
NO_ROOM = (
    "There is no room left for files on this site, so nothing was kept. Tell whoever runs it, and try again later."
)
UNAVAILABLE = "The place where files are kept cannot be reached now. Nothing was changed. Try again in a few minutes."


class EvidenceRow(Base):
    """A file as somebody added it; a new version is a row of its own beside the old."""

    __tablename__ = "evidence_files"
    __table_args__ = (
        UniqueConstraint("assessment_id", "name", "version"),
        Index("ix_evidence_files_scan_state_next_scan_at", "scan_state", "next_scan_at"),
    )

    # random; cannot be guessed
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessments.id"))
    # as its owner named it, without a path
    name: Mapped[str] = mapped_column(String(255))
    # counts from 1 for files of one name
    version: Mapped[int]
    # pdf, png, docx, xlsx or csv: judged by content
    kind: Mapped[str] = mapped_column(String(10))
    # its size in bytes
    size_bytes: Mapped[int]
    # SHA-256 of the bytes, hexadecimal: where they lie
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    # who added it, declaring that it holds no personal data, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[dt.datetime]
    # when it was first added, where it came over from an earlier year, from when its age counts; None = this year
    first_added_at: Mapped[dt.datetime | None]
    # not_scanned, clean or infected; set by the scanner
    scan_state: Mapped[str] = mapped_column(String(12))
    # when the scanner may look at it, or look again; None = at once. Means nothing once it has answered
    next_scan_at: Mapped[dt.datetime | None]
    # how often the scanner was asked and had no answer for this file
    scan_tries: Mapped[int] = mapped_column(server_default="0")
    # when the scanner answered; None = it has not
    scanned_at: Mapped[dt.datetime | None]
    # what the scanner calls what it found; empty = nothing
    scan_finding: Mapped[str] = mapped_column(String(200), server_default="")


class EvidenceStore(Protocol):
    """Where bytes lie, found by their SHA-256. What is there is never written again, and nobody sees half a file."""

    def keep(self, content: bytes) -> str:
        """Keep bytes for good; give their SHA-256, hexadecimal. Raises NoRoom, EvidenceUnavailable."""

    def parts(self, digest: str) -> Iterator[bytes] | None:
        """Give the bytes, a part at a time; None where they are gone. Raises EvidenceUnavailable, also while read."""

    def read(self, digest: str) -> bytes | None:
        """Give all of the bytes; None where they are gone. Raises EvidenceUnavailable."""


class Folder:
    """Evidence in a folder of this machine, or one that several machines share."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, content: bytes) -> str:
        """Keep bytes: written beside their place, on the disk, and only then put there."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        with _plain_sentences():
            if not place.is_file():
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _put(content, place)
        return digest

    def parts(self, digest: str) -> Iterator[bytes] | None:
        """Give the bytes, a part at a time."""
        place = self._place(digest)
        with _plain_sentences():
            return _parts_of(place) if place.is_file() else None

    def read(self, digest: str) -> bytes | None:
        """Give all of the bytes."""
        parts = self.parts(digest)
        return None if parts is None else b"".join(parts)

    def _place(self, digest: str) -> Path:
        return self._path / digest[:2] / digest


def digest_of_parts(parts: Iterator[bytes]) -> str:
    """Give the SHA-256 of bytes that come a part at a time, hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _put(content: bytes, place: Path) -> None:
    """Write a file beside its place and move it there; where that fails, nothing is left."""
    number, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def _sync_folder(path: Path) -> None:
    """See to it that a file's name is on the disk as well as its bytes."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _parts_of(place: Path) -> Iterator[bytes]:
    with _plain_sentences(), place.open("rb") as file:
        while part := file.read(PART_BYTES):
            yield part


@contextmanager
def _plain_sentences() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom(NO_ROOM) from error
        raise EvidenceUnavailable(UNAVAILABLE) from error


def evidence_of(session: Session, assessment_id: str) -> list[EvidenceRow]:
    """Give every file of an assessment, by name, oldest version first."""
    chosen = select(EvidenceRow).where(EvidenceRow.assessment_id == assessment_id)
    return list(session.scalars(chosen.order_by(EvidenceRow.name, EvidenceRow.version)))


def next_unscanned(session: Session, now: dt.datetime) -> EvidenceRow | None:
    """Give the file that has waited longest for the scanner, locked; None where none may be looked at now."""
    waiting = (
        select(EvidenceRow)
        .where(
            EvidenceRow.scan_state == NOT_SCANNED,
            or_(EvidenceRow.next_scan_at.is_(None), EvidenceRow.next_scan_at <= now),
        )
        # what had to wait once stands behind what has not, so that one bad file keeps nobody else waiting
        .order_by(EvidenceRow.next_scan_at.nulls_first(), EvidenceRow.added_at, EvidenceRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(waiting).one_or_none()
