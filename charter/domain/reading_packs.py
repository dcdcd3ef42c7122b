"""What a reviewer reads of a submission on paper, as plain values: no level of any reviewer is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from charter.domain.palettes import Palette
from charter.domain.summaries import Summary


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of evidence that went in with the submission."""

    name: str
    kind_text: str  # such as "PDF"
    size_text: str  # such as "1.2 MB"; "" = it was named, and no file of that name went in
    versions_text: str = ""  # such as "newest of 3 versions"; "" = there is one


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One level of a criterion's rubric."""

    level: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadingPack:
    """A submission to be read and marked on paper, safe for a panel."""

    summary: Summary  # for the panel, of the frozen copy
    body_name: str
    palette: Palette
    round_title: str
    submission_text: str  # which frozen copy this is, with its digest
    rubrics: Mapping[str, tuple[RubricLine, ...]]  # criterion id -> levels, lowest first
    files: Mapping[str, tuple[PackFile, ...]] = field(default_factory=dict)  # criterion id -> its files
    other_files: tuple[PackFile, ...] = ()  # that no criterion names
    statement_title: str = ""  # of the network's own text to the panel; "" = the edition has none
    statement: str = ""  # as written; "" = none was
    not_applicable_ids: frozenset[str] = frozenset()  # criteria that may be left out
