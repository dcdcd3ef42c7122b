"""Evidence of an assessment: added once, used under several questions, a new version beside the old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

from charter.domain.edition import Edition
from charter.domain.errors import InvalidEvidence, UnknownAssessment
from charter.domain.evidence import kind_of
from charter.domain.permissions import Action
from charter.domain.workflow import Event
from charter.services.assessments import Saved, edition_of, save_fields
from charter.services.deeds import Deed, assessment_for, begin, happen, new_id
from charter.store.assessments import AssessmentRow, answers_of
from charter.store.evidence import EvidenceRow, Folder, evidence_of

NOT_SCANNED, INFECTED = "not_scanned", "infected"
MB = 1024**2
NAME_LENGTH = 255


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it came, and whether its owner declares that it holds no personal data."""

    name: str
    content: bytes
    has_no_personal_data: bool


def add_evidence(
    deed: Deed, assessment_id: str, file: NewFile, questions: Sequence[str], folder: Folder
) -> EvidenceRow:
    """Keep a file and name it under questions, such as ``MA-01.q4``; a known name gets a new version beside the old.

    Lead and contributors may. Raises UnknownAssessment, NotAllowed, WrongState; InvalidEvidence where the file cannot
    be kept, is not declared, or a question takes no files or no more of them. Commits; the bytes are on disk before.
    """
    row = begin(deed, assessment_id, Event.EVIDENCE_ADDED)
    edition = edition_of(deed, row)
    name = _plain_name(file.name)
    if not file.has_no_personal_data:
        raise InvalidEvidence("Confirm that the file holds no personal data, or take them out first.")
    kind = kind_of(file.content, *_rule(edition))
    changes = [_use(deed, row, edition, question, name) for question in questions]
    versions = [one.version for one in evidence_of(deed.session, assessment_id) if one.name == name]
    kept = _row(deed, assessment_id, file, kind, folder.keep(file.content))
    kept.name, kept.version = name, max(versions, default=0) + 1
    deed.session.add(kept)
    happen(deed, row, Event.EVIDENCE_ADDED, {"name": name, "version": kept.version, "sha256": kept.sha256})
    save_fields(deed, row, [change for change in changes if change is not None])
    deed.session.commit()
    return kept


def read_evidence(deed: Deed, assessment_id: str, evidence_id: str, folder: Folder) -> tuple[EvidenceRow, bytes]:
    """Give a file with its bytes.

    The team may. Raises UnknownAssessment, also for a file of another assessment; NotAllowed; InvalidEvidence where the
    scanner found something in it, or the bytes are gone.
    """
    assessment_for(deed, assessment_id, Action.SEE_ASSESSMENT)
    row = deed.session.get(EvidenceRow, evidence_id)
    if row is None or row.assessment_id != assessment_id:
        raise UnknownAssessment("There is no such file. Check the address.")
    if row.scan_state == INFECTED:
        raise InvalidEvidence("The scanner found harmful software in this file, so it is not handed out. Replace it.")
    content = folder.read(row.sha256)
    if content is None:
        raise InvalidEvidence("The file cannot be found where it was kept. Tell whoever runs this site.")
    return row, content


def _row(deed: Deed, assessment_id: str, file: NewFile, kind: str, sha256: str) -> EvidenceRow:
    return EvidenceRow(
        id=new_id(),
        assessment_id=assessment_id,
        kind=kind,
        size_bytes=len(file.content),
        sha256=sha256,
        person_id=deed.person_id,
        added_at=deed.now,
        scan_state=NOT_SCANNED,
    )


def _use(deed: Deed, row: AssessmentRow, edition: Edition, question_id: str, name: str) -> Saved | None:
    """The field of a question with the file's name added; None where it names it already."""
    found = next(((one, of) for of in edition.criteria for one in of.questions if one.id == question_id), None)
    if found is None or found[0].kind != "upload":
        raise InvalidEvidence(f"{question_id} takes no files. Choose a question that asks for some.")
    question, criterion = found
    field = f"/criteria/{criterion.id}/files/{question_id}"
    now = answers_of(deed.session, row.id, field).get(field)
    names = list(now.value or []) if now is not None else []
    if name in names:
        return None
    if question.max_files is not None and len(names) >= question.max_files:
        raise InvalidEvidence(f"{question_id} takes {question.max_files} files at most. Take one out first.")
    return Saved(field, [*names, name], now.version if now is not None else 0)


def _rule(edition: Edition) -> tuple[tuple[str, ...], int]:
    rule = edition.facts.get("question_kinds", {}).get("upload", {})
    return tuple(str(kind) for kind in rule.get("accept", ())), int(rule.get("max_mb", 0)) * MB


def _plain_name(name: str) -> str:
    """The name without any path, whichever system it came from."""
    plain = "".join(sign for sign in PureWindowsPath(name).name if sign.isprintable()).strip()
    if not plain or len(plain) > NAME_LENGTH:
        raise InvalidEvidence(f"The file needs a name of at most {NAME_LENGTH} characters. Rename it.")
    return plain
