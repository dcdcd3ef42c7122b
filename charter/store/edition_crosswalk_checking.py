"""What is wrong with an edition's crosswalk, read beside the edition before it."""

from __future__ import annotations

from collections.abc import Iterator

from charter.domain.coherence_crosswalk import crosswalk_findings
from charter.domain.coherence_findings import Finding
from charter.domain.edition import Edition
from charter.store.edition_building import build_edition
from charter.store.edition_crosswalk import build_crosswalk, superseded
from charter.store.edition_files import CROSSWALK, EDITION, Source, read_source

_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError)
_SUPERSEDES = ("edition", "supersedes")


def edition_before(source: Source) -> Edition | None:
    """Give the edition that this one follows, out of the folder beside it; None where there is none to be read."""
    version = source.mapping(EDITION).get("supersedes")
    folder = source.folder.parent / str(version)
    if not version or not (folder / EDITION).is_file():
        return None
    try:
        return build_edition(read_source(folder, str(folder)))
    except _MISSHAPEN:
        return None


def crosswalk_faults(source: Source, edition: Edition) -> Iterator[Finding]:
    """Give everything that is wrong with a crosswalk; nothing where the edition is the first and has none."""
    before = superseded(source)
    if before is None:
        if CROSSWALK in source.documents:
            message = "The edition follows none. Write supersedes in edition.yaml, or remove this file."
            yield Finding(("crosswalk",), message)
        return
    if CROSSWALK not in source.documents:
        message = f"No file {CROSSWALK} says what becomes of {before}. Write it; `new-edition` makes an empty one."
        yield Finding(_SUPERSEDES, message)
        return
    old = edition_before(source)
    if old is None or old.reference == edition.reference:
        yield Finding(_SUPERSEDES, f"There is no edition {before} beside this one. Correct the version.")
        return
    try:
        crosswalk = build_crosswalk(source)
    except _MISSHAPEN:
        return  # the shape's own faults say what is wrong
    if crosswalk is not None:
        yield from crosswalk_findings(crosswalk, old, edition)
