"""The files of an assessment as its team sees them: versions, who added them, and where each is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.edition import Criterion
from charter.services.deeds import Deed
from charter.services.evidence_uses import Place, places_of
from charter.services.workspaces import Workspace
from charter.store.accounts import PersonRow
from charter.store.assessments import AnswerRow
from charter.store.evidence import EvidenceRow


@dataclass(frozen=True, slots=True)
class FileVersion:
    """One file as somebody added it, declaring that it holds no personal data."""

    id: str
    name: str
    version: int
    kind: str
    size_bytes: int
    scan_state: str
    added_at: dt.datetime
    added_by: str  # "" = they were forgotten
    first_added_at: dt.datetime | None = None  # in an earlier year; None = it is this year's


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file's name with every version of it, and the questions that name it."""

    name: str
    versions: tuple[FileVersion, ...]  # newest first; none = it is named, and nobody has added it here
    places: tuple[Place, ...] = ()  # in the edition's order

    @property
    def newest(self) -> FileVersion | None:
        """The version that counts."""
        return self.versions[0] if self.versions else None


def files_of(deed: Deed, workspace: Workspace) -> list[NamedFile]:
    """Give every file of an assessment that the person may see, by name, those that are only named too.

    Two statements, however many files there are.
    """
    places = list(places_of(workspace.edition).values())
    named = _named(deed, workspace, places)
    versions = _versions(deed, workspace)
    names = {*versions, *(name for found in named.values() for name in found)}
    return [
        NamedFile(
            name, tuple(versions.get(name, ())), tuple(place for place in places if name in named.get(place.field, ()))
        )
        for name in sorted(names, key=lambda name: (name.casefold(), name))
    ]


def criterion_files(deed: Deed, workspace: Workspace, criterion: Criterion) -> dict[str, list[NamedFile]]:
    """Give the files of each question of a criterion that takes some, by its id, in the order in which they were named.

    Two statements; none where no question of the criterion takes files.
    """
    places = [place for place in places_of(workspace.edition).values() if place.criterion.id == criterion.id]
    if not places:
        return {}
    named = _named(deed, workspace, places)
    versions = _versions(deed, workspace, [name for found in named.values() for name in found])
    return {
        place.question.id: [NamedFile(name, tuple(versions.get(name, ()))) for name in named.get(place.field, ())]
        for place in places
    }


def _named(deed: Deed, workspace: Workspace, places: Sequence[Place]) -> dict[str, Sequence[str]]:
    """The names under each question, by its field."""
    chosen = select(AnswerRow.field, AnswerRow.value).where(
        AnswerRow.assessment_id == workspace.assessment_id, AnswerRow.field.in_([place.field for place in places])
    )
    return {field: value or () for field, value in deed.session.execute(chosen)}


def _versions(deed: Deed, workspace: Workspace, names: Sequence[str] | None = None) -> Mapping[str, list[FileVersion]]:
    """Every version of the files of these names, or of all; the newest first."""
    chosen = (
        select(EvidenceRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == EvidenceRow.person_id)
        .where(EvidenceRow.assessment_id == workspace.assessment_id)
        .order_by(EvidenceRow.version.desc())
    )
    if names is not None:
        chosen = chosen.where(EvidenceRow.name.in_(names))
    found: dict[str, list[FileVersion]] = {}
    for row, person in deed.session.execute(chosen):
        found.setdefault(row.name, []).append(_version(row, person))
    return found


def _version(row: EvidenceRow, person: str) -> FileVersion:
    return FileVersion(
        id=row.id,
        name=row.name,
        version=row.version,
        kind=row.kind,
        size_bytes=row.size_bytes,
        scan_state=row.scan_state,
        added_at=row.added_at,
        added_by=person,
        first_added_at=row.first_added_at,
    )
