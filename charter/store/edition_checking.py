"""Everything that can be wrong with editions as files: readability, shape, meaning, worked cases, checksums."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from charter.domain.coherence import Finding, band_set_findings, check_coherence
from charter.domain.coherence_findings import unknown
from charter.domain.edition import Edition
from charter.domain.errata import errata_findings
from charter.domain.errors import Fault
from charter.store.edition_building import build_edition
from charter.store.edition_crosswalk_checking import crosswalk_faults
from charter.store.edition_errata import build_errata
from charter.store.edition_files import (
    ACTION_PLAN,
    CROSSWALK,
    DISCLOSURE,
    EDITION,
    ERRATA,
    METRICS,
    PUBLISHED,
    REQUIRED,
    SURVEY,
    TABLES,
    THEMES,
    TIERS,
    Source,
    read_source,
)
from charter.store.edition_golden import golden_faults
from charter.store.edition_metrics import build_band_sets
from charter.store.edition_publishing import publishing_faults
from charter.store.edition_reading import Keys
from charter.store.edition_rules import SUFFIXES, score_key
from charter.store.edition_schema import shape_faults

HOMES = {  # part of an edition -> the file that holds it
    "themes": EDITION,
    "code_lists": TABLES,
    "code_groupings": TABLES,
    "data_tables": TABLES,
    "typed_inputs": TABLES,
    "metrics": METRICS,
    "band_sets": METRICS,
    "survey": SURVEY,
    "tiers": TIERS,
    "award_decision": TIERS,
    "action_plan": ACTION_PLAN,
    "disclosure": DISCLOSURE,
    "publication": DISCLOSURE,
    "errata": ERRATA,
}
_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Checked:
    """One edition's folder and everything that is wrong with it."""

    name: str  # the edition's reference, or its folder where it could not be read
    faults: tuple[Fault, ...]


def check_folder(path: Path) -> tuple[Checked, ...]:
    """Give every edition in a folder, itself an edition, a charter or a folder of charters, with all its faults.

    Where there is none, that is a fault.
    """
    folders = edition_folders(path)
    if not folders:
        message = "There is no edition here. Name a folder that holds edition.yaml, or a folder of charters."
        return (Checked(str(path), (Fault(f"{path}:1", message),)),)
    sources = {folder: _read(folder) for folder in folders}
    editions = {folder: _build(source) for folder, source in sources.items()}
    publishing = publishing_faults(path, {folder: sources[folder] for folder in folders})
    return tuple(_checked(sources[folder], editions[folder], publishing.get(folder, ())) for folder in folders) + tuple(
        Checked(PUBLISHED, faults) for folder, faults in publishing.items() if folder not in sources
    )


def edition_folders(path: Path) -> list[Path]:
    """Give the folders of editions at a path or up to two levels below it."""
    if _is_edition(path):
        return [path]
    found = [*path.glob("*"), *path.glob("*/*")]
    return sorted(item for item in found if _is_edition(item) and not item.name.startswith("."))


def _is_edition(folder: Path) -> bool:
    return (folder / EDITION).is_file() or (folder / THEMES).is_dir()


def _read(folder: Path) -> Source:
    return read_source(folder, os.path.normpath(folder), with_golden=True)


def _build(source: Source) -> Edition | None:
    try:
        return build_edition(source)
    except _MISSHAPEN:
        return None


def _checked(source: Source, edition: Edition | None, publishing: tuple[Fault, ...]) -> Checked:
    """Faults of reading, shape and meaning, then of publishing; worked cases are run on sound editions only."""
    missing = tuple(_missing_files(source))
    faults = [*source.faults, *missing, *shape_faults(source)]
    if edition is not None and not missing and not _has_unread(source):
        faults += _meaning_faults(source, edition, is_sound=not faults)
    if edition is None and not faults:
        faults.append(Fault(f"{source.place}:1", "The edition cannot be built. Compare it with criteria/README.md."))
    if edition is not None and not faults:
        faults += golden_faults(source, edition)
    name = edition.reference if edition is not None else source.place
    return Checked(name, tuple(dict.fromkeys([*faults, *publishing])))


def _has_unread(source: Source) -> bool:
    """Whether a file could not be read at all: it is a fault and no document, and much would seem to be missing."""
    read = {document.place for document in source.documents.values()}
    return any(fault.place.rpartition(":")[0] not in read for fault in source.faults)


def _missing_files(source: Source) -> Iterator[Fault]:
    for name in REQUIRED:
        if not (source.folder / name).is_file():
            yield Fault(f"{source.place}/{name}:1", "This file is missing. Every edition has one: write it.")
    if not any((source.folder / THEMES).glob("*.yaml")):
        yield Fault(f"{source.place}/{THEMES}:1", "There are no criteria. Write a file for each theme here.")


def _meaning_faults(source: Source, edition: Edition, *, is_sound: bool) -> list[Fault]:
    """What the domain finds; of an edition whose shape is wrong, as much as can be said of it."""
    try:
        findings = [*check_coherence(edition), *_band_sets(source), *_tier_keys(source)]
        findings += [*crosswalk_faults(source, edition), *_errata(source, edition)]
    except _MISSHAPEN:
        message = "The edition is too unlike others to be checked further. Compare it with criteria/README.md."
        return [Fault(f"{source.place}/{EDITION}:1", message)] if is_sound else []
    places = list(source.criteria())
    found = [_fault(source, places, finding) for finding in dict.fromkeys(findings)]
    return sorted(dict.fromkeys(found), key=_in_order)


def _in_order(fault: Fault) -> tuple[str, int]:
    file, _, line = fault.place.rpartition(":")
    return file, int(line) if line.isdigit() else 0


def _band_sets(source: Source) -> Iterator[Finding]:
    for name, bands in build_band_sets(source).items():
        yield from band_set_findings(name, bands)


def _errata(source: Source, edition: Edition) -> Iterator[Finding]:
    yield from errata_findings(edition, build_errata(source))


def _tier_keys(source: Source) -> Iterator[Finding]:
    """Scores stated on another measure than the edition's, and minimums of themes that there are not."""
    about, tiers = source.mapping(EDITION), source.mapping(TIERS)["tiers"]
    measure = str(source.mapping(TIERS)["scoring"]["measure"])
    known = [str(item["id"]) for item in about["themes"]] + [str(kind) for kind in about.get("theme_kinds") or ()]
    for tier_id, tier in tiers.items():
        for key in tier:
            yield from _other_measure(source, key, ("tiers", tier_id, key), measure)
        minimums = tier.get(score_key(source, "theme_min"))
        for wanted in minimums if isinstance(minimums, dict) else ():
            keys = ("tiers", tier_id, score_key(source, "theme_min"), wanted)
            yield from unknown(wanted, known, keys, "theme or kind of theme")
    for key in (source.mapping(TIERS).get("award_decision") or {}).get("narrow_miss") or {}:
        yield from _other_measure(source, key, ("award_decision", "narrow_miss", key), measure)


def _other_measure(source: Source, key: str, keys: Keys, measure: str) -> Iterator[Finding]:
    start, _, suffix = key.rpartition("_")
    if suffix in SUFFIXES.values() and suffix != SUFFIXES.get(measure):
        yield Finding(keys, f"This edition scores in {measure}. Write {score_key(source, start)}.")


def _fault(source: Source, places: Sequence[tuple[str, Keys, object]], finding: Finding) -> Fault:
    """A finding at its file and line."""
    part, rest = finding.keys[0], finding.keys[1:]
    if part in ("edition", "crosswalk"):
        return source.fault(EDITION if part == "edition" else CROSSWALK, rest, finding.message)
    if part == "criteria":
        name, keys, _ = places[int(rest[0])] if rest else (EDITION, (), None)
        return source.fault(name, ("theme",) if rest[1:] == ("theme",) else (*keys, *rest[1:]), finding.message)
    name = HOMES[str(part)]
    return source.fault(name, _with_suffix(source, name, finding.keys), finding.message)


def _with_suffix(source: Source, name: str, keys: Keys) -> Keys:
    """A score's key as the file spells it: with the edition's measure behind it."""
    lines = source.documents[name].lines if name in source.documents else {}
    for length, key in enumerate(keys, start=1):
        spelled = (*keys[: length - 1], score_key(source, str(key)))
        if keys[:length] not in lines and spelled in lines:
            return (*spelled, *keys[length:])
    return keys
