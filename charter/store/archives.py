"""A ZIP of our own: written entry by entry with a digest of each, and read back only where nothing about it is odd."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Self

from charter.domain.errors import InvalidArchive

MANIFEST = "manifest.json"
PART_BYTES = 1024**2
# No entry has a date of its own: the same content makes the same bytes.
NO_DATE = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = (stat.S_IFREG | 0o644) << 16
# Names that we write; anything else is not ours.
NAME = re.compile(r"(?:(?:records|tables|copies|evidence/v\d{1,6})/)?[^/\\\x00-\x1f\x7f:]{1,255}")
MOST_ENTRIES = 100_000
MOST_LINE_BYTES = 32 * 1024**2
MOST_MANIFEST_BYTES = 32 * 1024**2
# Text deflates to a tenth, rarely to a hundredth. A bomb deflates to a thousandth.
MOST_RATIO, FREE_BYTES = 200, 16 * 1024**2
UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
NOT_OURS = "The file is not an export of an assessment, or it was changed. Export it again, and carry it whole."


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive."""

    name: str
    size_bytes: int
    sha256: str


class ArchiveWriter:
    """Writes entries one after the other, in bounded memory."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(target, "w")
        self.entries: list[Entry] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the archive with its directory."""
        self._zip.close()

    def add(self, name: str, parts: Iterable[bytes], *, is_packed: bool = True) -> Entry:
        """Add an entry that comes a part at a time; ``is_packed`` deflates it."""
        info = zipfile.ZipInfo(name, NO_DATE)
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        info.external_attr, info.create_system = PLAIN_FILE, 3
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        entry = Entry(name, size, digest.hexdigest())
        self.entries.append(entry)
        return entry

    def add_manifest(self, told: Mapping[str, Any]) -> None:
        """Add the manifest: what is told, and every entry so far. It goes last."""
        entries = [{"name": one.name, "size_bytes": one.size_bytes, "sha256": one.sha256} for one in self.entries]
        text = json.dumps({**told, "entries": entries}, ensure_ascii=False, indent=1) + "\n"
        self.add(MANIFEST, [text.encode()])


class ArchiveReader:
    """Reads an archive that was looked over: names, sizes and digests are those of its manifest."""

    def __init__(self, file: zipfile.ZipFile, manifest: Mapping[str, Any]) -> None:
        self._zip = file
        self.manifest = manifest
        self.entries = {
            one["name"]: Entry(one["name"], one["size_bytes"], one["sha256"]) for one in manifest["entries"]
        }

    def parts(self, name: str) -> Iterator[bytes]:
        """Give an entry's bytes, a part at a time. Raises InvalidArchive where it cannot be unpacked."""
        yield from _parts(self._zip, name)

    def read(self, name: str) -> bytes:
        """Give all of an entry's bytes."""
        return b"".join(self.parts(name))

    def lines(self, name: str) -> Iterator[Any]:
        """Give the JSON value of each line of an entry; nothing where there is no such entry."""
        if name not in self.entries:
            return
        rest = b""
        for part in self.parts(name):
            *lines, rest = (rest + part).split(b"\n")
            if len(rest) > MOST_LINE_BYTES:
                raise InvalidArchive(NOT_OURS)
            yield from (_json(line) for line in lines)
        if rest:
            yield _json(rest)


@contextmanager
def reading(source: BinaryIO) -> Iterator[ArchiveReader]:
    """Give a reader of an archive, every entry compared with the manifest first.

    Raises InvalidArchive where it is no ZIP; where names lead out of it, stand twice or are not ours; where an entry is
    a link, is encrypted or unpacks to more than it may; where the manifest is missing or does not agree.
    """
    try:
        file = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InvalidArchive(NOT_OURS) from error
    with file:
        _look_over(file)
        reader = ArchiveReader(file, _manifest(file))
        _compare(file, reader)
        yield reader


def _look_over(file: zipfile.ZipFile) -> None:
    infos = file.infolist()
    if len(infos) > MOST_ENTRIES or len({info.filename for info in infos}) != len(infos):
        raise InvalidArchive(NOT_OURS)
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        is_odd = info.is_dir() or info.flag_bits & 1 or kind not in (0, stat.S_IFREG)
        if is_odd or not NAME.fullmatch(info.filename) or info.filename.rpartition("/")[2] in (".", ".."):
            raise InvalidArchive(NOT_OURS)
    packed = sum(info.compress_size for info in infos)
    if sum(info.file_size for info in infos) > MOST_RATIO * packed + FREE_BYTES:
        raise InvalidArchive("The file unpacks to far more than an export does. It was not opened.")


def _manifest(file: zipfile.ZipFile) -> Mapping[str, Any]:
    if MANIFEST not in file.namelist() or file.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise InvalidArchive(NOT_OURS)
    found = _json(b"".join(_parts(file, MANIFEST)))
    if not isinstance(found, dict) or not _is_listing(found.get("entries")):
        raise InvalidArchive(NOT_OURS)
    return found


def _is_listing(entries: Any) -> bool:
    kinds = {"name": str, "size_bytes": int, "sha256": str}
    return isinstance(entries, list) and all(
        isinstance(one, dict) and all(isinstance(one.get(key), kind) for key, kind in kinds.items()) for one in entries
    )


def _compare(file: zipfile.ZipFile, reader: ArchiveReader) -> None:
    if {*reader.entries, MANIFEST} != set(file.namelist()):
        raise InvalidArchive(NOT_OURS)
    for entry in reader.entries.values():
        digest, size = hashlib.sha256(), 0
        for part in _parts(file, entry.name):
            digest.update(part)
            size += len(part)
        if (size, digest.hexdigest()) != (entry.size_bytes, entry.sha256):
            raise InvalidArchive(f"{entry.name} is not what the export held. Export it again, and carry it whole.")


def _parts(file: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with file.open(name) as entry:
            while part := entry.read(PART_BYTES):
                yield part
    except UNPACKING as error:
        raise InvalidArchive(NOT_OURS) from error


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidArchive(NOT_OURS) from error
