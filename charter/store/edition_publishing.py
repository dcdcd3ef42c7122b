"""Whether published editions are still what was published, and folders bear the names of what they hold."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from charter.domain.edition import PUBLIC_STATUSES
from charter.domain.errors import Fault
from charter.store.edition_files import EDITION, ERRATA, PUBLISHED, Source, checksum


def publishing_faults(path: Path, sources: Mapping[Path, Source]) -> dict[Path, tuple[Fault, ...]]:
    """Give, by folder, what is wrong with names and checksums; under the list's own folder what is wrong with the list.

    An edition named alone, outside a folder of charters with its list of checksums, is not compared with any.
    """
    found: dict[Path, list[Fault]] = {folder: [] for folder in sources}
    for root in {_root(path, folder) for folder in sources}:
        own = {folder: source for folder, source in sources.items() if _root(path, folder) == root}
        if root is None:
            continue
        lines = published_lines(root)
        for folder, source in own.items():
            found[folder] += _names(source) + _frozen(root, source, lines)
        if path in (root, root.parent):
            found.setdefault(root, []).extend(_unknown(root, lines))
    return {folder: tuple(faults) for folder, faults in found.items() if faults}


def _root(path: Path, folder: Path) -> Path | None:
    """The folder of charters that an edition lies in; None where it was named alone and none is around it."""
    root = folder.parent.parent
    is_below = path not in (folder, folder.parent)
    return root if is_below or (root / PUBLISHED).is_file() else None


def published_lines(root: Path) -> dict[str, tuple[int, str]]:
    """Give, for each edition of the list of checksums, its line and its checksum."""
    file = root / PUBLISHED
    if not file.is_file():
        return {}
    found = {}
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        digest, _, reference = line.strip().partition("  ")
        if digest and not digest.startswith("#"):
            found[reference.strip()] = (number, digest)
    return found


def _names(source: Source) -> list[Fault]:
    said = source.mapping(EDITION)
    faults = []
    for key, folder in (("id", source.folder.resolve().parent.name), ("version", source.folder.resolve().name)):
        if isinstance(said.get(key), str) and said[key] != folder:
            message = f"The {key} is {said[key]}, but the folder is called {folder}. Give both the same name."
            faults.append(source.fault(EDITION, (key,), message))
    return faults


def _frozen(root: Path, source: Source, lines: Mapping[str, tuple[int, str]]) -> list[Fault]:
    said = source.mapping(EDITION)
    reference = f"{said.get('id')}/{said.get('version')}"
    status, line = said.get("status"), lines.get(reference)
    place = os.path.normpath(root / PUBLISHED)
    if status in PUBLIC_STATUSES and line is None:
        message = f"The edition is {status}, but {place} has no checksum of it. Add {checksum(source.folder)}."
        return [source.fault(EDITION, ("status",), message)]
    if line is not None and status not in PUBLIC_STATUSES:
        message = f"{reference} is {status}, so it may still change. Remove this line, or set its status to published."
        return [Fault(f"{place}:{line[0]}", message)]
    if line is not None and line[1] != checksum(source.folder):
        message = (
            f"{reference} is not what was published. Undo the changes: a note beside the wording goes into {ERRATA}, "
            "anything else into a new edition."
        )
        return [Fault(f"{place}:{line[0]}", message)]
    return []


def _unknown(root: Path, lines: Mapping[str, tuple[int, str]]) -> list[Fault]:
    place = os.path.normpath(root / PUBLISHED)
    return [
        Fault(f"{place}:{number}", f"There is no edition {reference or 'named here'}. Restore it: it was published.")
        for reference, (number, _) in lines.items()
        if not reference or not (root / reference / EDITION).is_file()
    ]
