"""Editions out of the folder of criteria: find, load, and the worked example beside each."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from charter.domain.edition import Edition
from charter.domain.errors import EditionChanged, Fault, InvalidEdition, UnknownEdition
from charter.store.edition_building import build_edition
from charter.store.edition_files import EDITION, GOLDEN, checksum, read_source
from charter.store.edition_publishing import published_lines
from charter.store.edition_reading import read_document
from charter.store.edition_shelf import criteria_folder, shelved_references, shelved_root

EXAMPLE = "example/answers.yaml"
CHANGES = "CHANGES.md"
__all__ = ["criteria_folder", "list_editions", "load_edition", "root_of"]  # the first is looked for here
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,60}/[0-9][0-9A-Za-z.-]{0,20}")
_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError)


def list_editions(root: Path | None = None) -> tuple[str, ...]:
    """Give the references of all editions installed: charters by name, their versions oldest first.

    Without ``root``: those of the folder of criteria and those that the database publishes.
    """
    folder = root or criteria_folder()
    found = [path.parent.relative_to(folder).as_posix() for path in folder.glob(f"*/*/{EDITION}")]
    found += shelved_references() if root is None else ()
    return tuple(sorted({name for name in found if _REFERENCE.fullmatch(name)}, key=_by_version))


def root_of(reference: str) -> Path:
    """Give the folder of charters in which an edition lies: the criteria's, or that of the database's editions.

    What the database publishes goes before a draft of the same name in the folder. Raises EditionChanged where it may
    not be used.
    """
    folder = criteria_folder()
    return shelved_root(reference, lambda: reference in published_lines(folder)) or folder


def load_edition(reference: str, root: Path | None = None) -> Edition:
    """Give the edition of that reference, such as ``bme-mentoring/1.0``; read once, then kept.

    Raises UnknownEdition where there is none of that name, InvalidEdition where its files cannot be used.
    """
    return _load(reference, root or root_of(reference))


def forget_loaded() -> None:
    """Read every edition anew when it is next asked for: this process has just changed one."""
    _load.cache_clear()


def load_golden(reference: str, name: str, root: Path | None = None) -> Any:
    """Give an edition's worked cases as written, by the name of their file (tiers, metrics …); None without one."""
    path = _folder(reference, root or root_of(reference)) / GOLDEN / f"{name}.yaml"
    if not path.is_file():
        return None
    document, faults = read_document(path, str(path))
    if faults or document is None:
        raise InvalidEdition(faults)
    return document.value


def example_path(reference: str, root: Path | None = None) -> Path:
    """Give the answers file of an edition's worked example; UnknownEdition where it has none."""
    path = _folder(reference, root or root_of(reference)) / EXAMPLE
    if not path.is_file():
        raise UnknownEdition(f"The edition {reference} has no worked example. Choose another edition.")
    return path


def load_changes(reference: str, root: Path | None = None) -> str:
    """Give what an edition says to applicants about its changes, as Markdown; "" where it says nothing."""
    path = _folder(reference, root or root_of(reference)) / CHANGES
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def check_editions(path: Path) -> tuple[Fault, ...]:
    """Give all faults of the editions at a path: an edition's folder, a charter's or a folder of charters."""
    from charter.store.edition_checking import check_folder  # noqa: PLC0415 - the schema's library is slow to load

    return tuple(fault for checked in check_folder(path) for fault in checked.faults)


@lru_cache(maxsize=32)
def _load(reference: str, root: Path) -> Edition:
    folder = _folder(reference, root)
    source = read_source(folder, str(folder))
    if source.faults:
        raise InvalidEdition(source.faults)
    _need_as_published(reference, root)
    try:
        return build_edition(source)
    except _MISSHAPEN as error:
        message = "The edition’s files cannot be used. Run `flask charter check` on the folder and mend what it lists."
        raise InvalidEdition((Fault(str(folder), message),)) from error


def _need_as_published(reference: str, root: Path) -> None:
    """A published edition whose files changed is refused, so that nothing is ever worked out with it."""
    line = published_lines(root).get(reference)
    if line is not None and line[1] != checksum(root / reference):
        raise EditionChanged(
            f"Edition {reference} is not what was published. Undo the changes in its files: a note beside the wording "
            "goes into errata.yaml, anything else into a new edition."
        )


def _folder(reference: str, root: Path) -> Path:
    """A reference comes from addresses and files: nothing but a charter's name and a version is looked up."""
    if not _REFERENCE.fullmatch(reference) or ".." in reference or not (root / reference / EDITION).is_file():
        known = ", ".join(list_editions(None if root == criteria_folder() else root)) or "none"
        raise UnknownEdition(f"There is no edition “{reference[:80]}”. Installed: {known}.")
    return root / reference


def _by_version(reference: str) -> tuple[str, list[tuple[int, str]]]:
    charter, version = reference.split("/")
    return charter, [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"[.-]", version)]
