"""An edition's files as one bundle: path and text, packed for the database, unpacked into a folder, a ZIP."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from charter.domain.errors import InvalidBundle
from charter.store.edition_files import ERRATA, THEMES
from charter.store.edition_reading import MOST_BYTES

Files = Mapping[str, str]  # path in the edition's folder -> text

MOST_FILES = 200
MOST_IN_ALL = 8 * MOST_BYTES  # of a bundle unpacked
_PATH = re.compile(r"(?:[a-z0-9][a-z0-9._-]{0,80}/){0,2}[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.(?:yaml|md)")
_MOMENT = (2020, 1, 1, 0, 0, 0)  # the same files make the same ZIP


def read_bundle(folder: Path) -> dict[str, str]:
    """Give the files of an edition's folder that belong to it; corrections stand beside it and are left out."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ERRATA)
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: path.read_bytes().decode("utf-8") for name, path in names.items() if _PATH.fullmatch(name)}


def write_bundle(files: Files, folder: Path) -> None:
    """Write the files into a folder, which is made where it is not there."""
    for name, text in files.items():
        if not _PATH.fullmatch(name):
            raise InvalidBundle(f"“{name[:80]}” is no file of an edition.")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


def pack(files: Files) -> bytes:
    """Give the files as the database keeps them: the same files, the same bytes."""
    return zlib.compress(_canonical(files), 9)


def unpack(content: bytes) -> dict[str, str]:
    """Give the files of a packed bundle. Raises InvalidBundle where it is none, or more than an edition can be."""
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(content, MOST_IN_ALL)
        found = json.loads(text) if opened.eof else None
    except (zlib.error, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or len(found) > MOST_FILES:
        raise InvalidBundle("The bundle cannot be unpacked: it is not what was saved.")
    if not all(_PATH.fullmatch(name) and isinstance(value, str) for name, value in found.items()):
        raise InvalidBundle("The bundle holds what is no file of an edition: it is not what was saved.")
    return found


def digest_of(files: Files) -> str:
    """Give the SHA-256 of all files of a bundle, worked cases and notes too."""
    return hashlib.sha256(_canonical(files)).hexdigest()


def checksum_of(files: Files) -> str:
    """Give what ``edition_files.checksum`` gives for a folder of these files."""
    digest = hashlib.sha256()
    for name in sorted(name for name in files if _is_of_the_edition(name)):
        content = files[name].encode("utf-8")
        digest.update(name.encode() + b"\0")
        digest.update(str(len(content)).encode() + b"\0" + content)
    return digest.hexdigest()


def zipped(files: Files, reference: str) -> bytes:
    """Give the files as a ZIP whose folders are those below a folder of criteria."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{reference}/{name}", _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name].encode("utf-8"))
    return target.getvalue()


def _is_of_the_edition(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return folder in ("", THEMES) and file.endswith(".yaml") and file != ERRATA


def _canonical(files: Files) -> bytes:
    return json.dumps(dict(files), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
