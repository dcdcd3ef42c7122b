"""The files of an edition's folder: which there are, what they hold, and the checksum that proves them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from charter.domain.errors import Fault
from charter.store.edition_reading import Document, Keys, read_document

EDITION, TABLES, METRICS, SURVEY = "edition.yaml", "tables.yaml", "metrics.yaml", "survey.yaml"
TIERS, PANEL, ACTION_PLAN, DISCLOSURE = "tiers.yaml", "panel.yaml", "action-plan.yaml", "disclosure.yaml"
CROSSWALK, ERRATA = "crosswalk.yaml", "errata.yaml"
FILES = (EDITION, TABLES, METRICS, SURVEY, TIERS, PANEL, ACTION_PLAN, DISCLOSURE)
REQUIRED = (EDITION, TIERS)
THEMES, GOLDEN = "themes", "golden"
GOLDEN_FILES = ("tiers.yaml", "metrics.yaml", "eligibility.yaml", "disclosure.yaml")
PUBLISHED = "published.sha256"


@dataclass(frozen=True, slots=True)
class Source:
    """An edition's folder as read: documents by their path in the folder, and the faults of reading."""

    folder: Path
    place: str  # the folder as faults name it
    documents: Mapping[str, Document]
    faults: tuple[Fault, ...]

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Give a file's mapping; empty where the file is not there or holds something else."""
        document = self.documents.get(name)
        return document.value if document is not None and isinstance(document.value, dict) else {}

    def theme_files(self) -> tuple[str, ...]:
        """Give the files of criteria, in the order in which edition.yaml names their themes, then by name."""
        names = [name for name in self.documents if name.startswith(f"{THEMES}/")]
        order = {str(item.get("id")): place for place, item in enumerate(entries(self.mapping(EDITION).get("themes")))}
        return tuple(sorted(names, key=lambda name: (order.get(str(self.mapping(name).get("theme")), 999), name)))

    def criteria(self) -> Iterator[tuple[str, Keys, Mapping[str, Any]]]:
        """Give every criterion in edition order with its file and its keys there."""
        for name in self.theme_files():
            for place, item in enumerate(entries(self.mapping(name).get("criteria"))):
                yield name, ("criteria", place), item

    def fault(self, name: str, keys: Keys, message: str) -> Fault:
        """Give a fault at a node of a file; at the file's first line where it was not read."""
        document = self.documents.get(name)
        return document.fault(keys, message) if document else Fault(f"{self.place}/{name}:1", message)


def entries(value: Any) -> list[Mapping[str, Any]]:
    """Give the mappings of a list, each at its place; what is no mapping counts as an empty one."""
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def read_source(folder: Path, place: str, *, with_golden: bool = False) -> Source:
    """Give what an edition's folder holds; faults name its files below ``place``."""
    names = [path.relative_to(folder).as_posix() for path in edition_files(folder)]
    names += [ERRATA] if (folder / ERRATA).is_file() else []
    if with_golden:
        names += [f"{GOLDEN}/{path.name}" for path in sorted((folder / GOLDEN).glob("*.yaml"))]
    documents: dict[str, Document] = {}
    faults: list[Fault] = []
    for name in names:
        document, found = read_document(folder / name, f"{place}/{name}")
        faults.extend(found)
        if document is not None:
            documents[name] = document
    return Source(folder, place, documents, tuple(faults))


def edition_files(folder: Path) -> list[Path]:
    """Give the files that make up an edition, sorted by their path in the folder; corrections stand beside it."""
    found = [*folder.glob("*.yaml"), *(folder / THEMES).glob("*.yaml")]
    return sorted((path for path in found if path.name != ERRATA), key=lambda path: path.relative_to(folder).as_posix())


def checksum(folder: Path) -> str:
    """Give the edition's SHA-256 over the sorted paths and bytes of its files: no golden cases, notes, corrections."""
    digest = hashlib.sha256()
    for path in edition_files(folder):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(str(len(content)).encode() + b"\0" + content)
    return digest.hexdigest()
