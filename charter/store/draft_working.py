"""A draft laid out beside the edition before it: both as editions, what leads from one to the other, every fault."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from charter.domain.crosswalk import Crosswalk
from charter.domain.crosswalk_explaining import explain
from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidEdition
from charter.store.draft_files import DraftFiles
from charter.store.draft_following import bring_up, give_reasons
from charter.store.edition_building import build_edition
from charter.store.edition_bundles import Files, digest_of, write_bundle
from charter.store.edition_checking import check_folder
from charter.store.edition_crosswalk import build_crosswalk
from charter.store.edition_files import CROSSWALK, EDITION, read_source
from charter.store.edition_reading import Document, Keys

_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError)
_PLACE = re.compile(r"(.*?)(?::([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands in an edition's files: the file, and the keys of the nearest node."""

    file: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class Working:
    """A draft as it works: beside the edition before it."""

    old: Edition
    new: Edition
    crosswalk: Crosswalk | None


@dataclass(frozen=True, slots=True)
class DraftFault:
    """One thing that is wrong with a draft."""

    place: Place
    message: str


def settled(draft: DraftFiles, base: Files) -> dict[str, str]:
    """Give a changed draft's files, everything brought in step that follows from the change.

    Raises InvalidEdition where they make up no edition.
    """
    bring_up(draft, base)
    found = working(draft.files(), base)
    if found.crosswalk is None:
        return draft.files()
    explained = explain(found.crosswalk, found.old, found.new)
    outside = [item for item in explained if item.difference.part != "criterion"]
    unexplained = [(one.difference.part, one.difference.id) for one in outside if one.change_id is None]
    differing = {(one.difference.part, one.difference.id) for one in outside}
    give_reasons(draft, unexplained, differing)
    return draft.files()


def working(files: Files, base: Files) -> Working:
    """Give a draft and the edition before it as editions. Raises InvalidEdition where the files make up none."""
    return _working(_Key(files), _Key(base))


def draft_faults(files: Files, base: Files) -> tuple[DraftFault, ...]:
    """Give every fault that ``flask charter check`` finds, with its place in the files."""
    return _faults(_Key(files), _Key(base))


class _Key:
    """Files by their digest, so that what was worked out with them is kept for as long as they are looked at."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._digest = digest_of(files)

    def __hash__(self) -> int:
        return hash(self._digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._digest == self._digest


@lru_cache(maxsize=16)
def _working(files: _Key, base: _Key) -> Working:
    with tempfile.TemporaryDirectory(prefix="charter-draft-") as name:
        folder, _ = _lay_out(Path(name), files.files, base.files)
        source = read_source(folder, "")
        if source.faults:
            raise InvalidEdition(source.faults)
        try:
            return Working(_base(base), build_edition(source), build_crosswalk(source))
        except _MISSHAPEN as error:
            raise InvalidEdition(
                (Fault("", "The draft’s files make up no edition. Take up an earlier version."),)
            ) from error


@lru_cache(maxsize=8)
def _base(base: _Key) -> Edition:
    with tempfile.TemporaryDirectory(prefix="charter-draft-") as name:
        write_bundle(base.files, Path(name))
        return build_edition(read_source(Path(name), ""))


@lru_cache(maxsize=16)
def _faults(files: _Key, base: _Key) -> tuple[DraftFault, ...]:
    with tempfile.TemporaryDirectory(prefix="charter-draft-") as name:
        folder, _ = _lay_out(Path(name), files.files, base.files)
        (checked,) = check_folder(folder)
        if not checked.faults:
            return ()
        documents = read_source(folder, "", with_golden=True).documents
        places = {path: dict(_lines(document)) for path, document in documents.items()}
        return tuple(_fault(fault, str(folder), places) for fault in checked.faults)


def _lay_out(root: Path, files: Files, base: Files) -> tuple[Path, Path]:
    folders = []
    for one in (files, base):
        about = DraftFiles(one).value(EDITION)
        folders.append(root / str(about["id"]) / str(about["version"]))
    for folder, one in zip(reversed(folders), (base, files), strict=True):
        write_bundle(one, folder)
    return folders[0], folders[1]


def _lines(document: Document) -> Iterator[tuple[int, Keys]]:
    """Each line of a file with the keys of the outermost node that begins there, which is told last."""
    for keys, line in sorted(document.lines.items(), key=lambda pair: (pair[1], -len(pair[0]))):
        yield line, keys


def _fault(fault: Fault, folder: str, places: Mapping[str, Mapping[int, Keys]]) -> DraftFault:
    """A fault with its line turned into what stands there: a form shows no lines."""
    found = _PLACE.fullmatch(fault.place)
    path, line = (found[1], int(found[2] or 1)) if found else (fault.place, 1)
    file = path.removeprefix(f"{folder}/")
    known = places.get(file, {})
    nearest = max((one for one in known if one <= line), default=None)
    return DraftFault(Place(file, known[nearest] if nearest is not None else ()), fault.message)


__all__ = ["CROSSWALK", "DraftFault", "Place", "Working", "draft_faults", "settled", "working"]
