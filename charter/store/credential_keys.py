"""The private halves of the keys that sign credentials: files that their owner alone can read, outside the database."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

KEY_ID = re.compile(r"[A-Za-z0-9_-]{43}")
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class PrivateKeys:
    """A folder with one file a key; several machines are given the same one."""

    folder: Path

    def add(self, key_id: str, pem: bytes) -> None:
        """Write a key, whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f".{key_id}.{os.getpid()}.part"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path(key_id))

    def find(self, key_id: str) -> bytes | None:
        """Give a key; None where it is not here."""
        try:
            return self._path(key_id).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, key_id: str) -> bool:
        """Tell whether a key is here."""
        return self._path(key_id).is_file()

    def delete(self, key_id: str) -> None:
        """Destroy a key that signs no more."""
        self._path(key_id).unlink(missing_ok=True)

    def _path(self, key_id: str) -> Path:
        if not KEY_ID.fullmatch(key_id):
            raise ValueError("A key's id is the thumbprint of its public half.")
        return self.folder / f"{key_id}.pem"
