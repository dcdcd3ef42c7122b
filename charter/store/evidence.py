"""Files of evidence: a row that names one, and the bytes in a folder, found by their SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from charter.store.base import Base


class EvidenceRow(Base):
    """A file as somebody added it; a new version is a row of its own beside the old."""

    __tablename__ = "evidence_files"
    __table_args__ = (UniqueConstraint("assessment_id", "name", "version"),)

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
    # not_scanned, clean or infected; set by the scanner
    scan_state: Mapped[str] = mapped_column(String(12))


class Folder:
    """Bytes by their SHA-256. What is there is never written again, and whoever reads sees all of a file or none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, content: bytes) -> str:
        """Keep bytes; give their SHA-256, hexadecimal. On the disk when it returns."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if place.is_file():
            return digest
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".part-", delete=False) as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(place)
        return digest

    def read(self, digest: str) -> bytes | None:
        """Give the bytes; None where they are gone."""
        try:
            return self._place(digest).read_bytes()
        except FileNotFoundError:
            return None

    def _place(self, digest: str) -> Path:
        return self._path / digest[:2] / digest


def evidence_of(session: Session, assessment_id: str) -> list[EvidenceRow]:
    """Give every file of an assessment, by name, oldest version first."""
    chosen = select(EvidenceRow).where(EvidenceRow.assessment_id == assessment_id)
    return list(session.scalars(chosen.order_by(EvidenceRow.name, EvidenceRow.version)))
