"""Evidence of an assessment: added once, used under several questions, a new version beside the old."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from charter.domain.errors import InvalidEvidence, UnknownAssessment
from charter.domain.evidence import kept_name, kind_of
from charter.domain.permissions import Action
from charter.domain.workflow import Event, State, next_state
from charter.services.assessments import Saved, edition_of, save_fields
from charter.services.deeds import Deed, assessment_for, begin, happen, new_id, window_of
from charter.services.evidence_uses import place_named, places_of, upload_rule, with_name, without_name
from charter.settings import Settings
from charter.store.evidence import INFECTED, NOT_SCANNED, EvidenceRow, EvidenceStore, evidence_of
from charter.store.evidence_objects import open_store


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it came, and whether its owner declares that it holds no personal data.

    ``replaces`` is the id of the file of which it is a new version, whatever its own name; "" = its name tells.
    """

    name: str
    content: bytes
    has_no_personal_data: bool
    replaces: str = ""


def add_evidence(
    deed: Deed, assessment_id: str, file: NewFile, questions: Sequence[str], store: EvidenceStore
) -> EvidenceRow:
    """Keep a file and name it under questions, such as ``MA-01.q4``; a known name gets a new version beside the old.

    The very bytes of the newest version again are that version: a form sent twice adds nothing. Lead and contributors
    may. Raises UnknownAssessment, NotAllowed, WrongState; InvalidEvidence where the file cannot be kept, is not
    declared, or a question takes no files or no more of them; NoRoom, EvidenceUnavailable. Commits; the bytes are kept
    before, while nobody waits for the database: bytes whose row is never written are harmless.
    """
    kind, name = _look(deed, assessment_id, file, questions)
    sha256 = store.keep(file.content)
    row = begin(deed, assessment_id, Event.EVIDENCE_ADDED)
    changes = with_name(deed, row, edition_of(deed, row), questions, name)
    there = [one for one in evidence_of(deed.session, assessment_id) if one.name == name]
    if there and there[-1].sha256 == sha256:
        kept = there[-1]
    else:
        kept = _row(deed, assessment_id, sha256, version=there[-1].version + 1 if there else 1)
        kept.name, kept.kind, kept.size_bytes = name, kind, len(file.content)
        deed.session.add(kept)
        told = {
            "file": kept.id,
            "name": name,
            "version": kept.version,
            "kind": kind,
            "size_bytes": kept.size_bytes,
            "sha256": sha256,
            "no_personal_data": True,
        }
        happen(deed, row, Event.EVIDENCE_ADDED, told)
    save_fields(deed, row, changes)
    deed.session.commit()
    return kept


def use_evidence(deed: Deed, assessment_id: str, evidence_id: str, questions: Collection[str]) -> list[Saved]:
    """Name a file under these questions and no others; the file itself stays on record. Give what was saved.

    Lead and contributors may. Raises UnknownAssessment, also for a file of another assessment; NotAllowed, WrongState;
    InvalidEvidence where a question takes no files or no more of them. Commits.
    """
    row = begin(deed, assessment_id, Event.ANSWER_RECORDED)
    edition, name = edition_of(deed, row), found_file(deed, assessment_id, evidence_id).name
    others = [question for question in places_of(edition) if question not in questions]
    changes = with_name(deed, row, edition, questions, name) + without_name(deed, row, edition, others, name)
    saved = save_fields(deed, row, changes)
    deed.session.commit()
    return saved


def take_out_name(deed: Deed, assessment_id: str, question: str, name: str) -> list[Saved]:
    """Take a name out of a question, also one of which no file was added; a file stays on record. As above."""
    row = begin(deed, assessment_id, Event.ANSWER_RECORDED)
    saved = save_fields(deed, row, without_name(deed, row, edition_of(deed, row), [question], name))
    deed.session.commit()
    return saved


def store_of(settings: Settings) -> EvidenceStore:
    """Give where evidence lies."""
    return open_store(settings.evidence_url, settings.evidence_dir)


def read_evidence(
    deed: Deed, assessment_id: str, evidence_id: str, store: EvidenceStore
) -> tuple[EvidenceRow, Iterator[bytes]]:
    """Give a file with its bytes, a part at a time.

    The team may. Raises UnknownAssessment, also for a file of another assessment; NotAllowed; InvalidEvidence where the
    scanner found something in it, or the bytes are gone; EvidenceUnavailable.
    """
    assessment_for(deed, assessment_id, Action.SEE_ASSESSMENT)
    row = found_file(deed, assessment_id, evidence_id)
    return row, parts_of(row, store)


def parts_of(row: EvidenceRow, store: EvidenceStore) -> Iterator[bytes]:
    """Give a file's bytes, a part at a time, for services that have let somebody in. Raises as ``read_evidence``."""
    if row.scan_state == INFECTED:
        raise InvalidEvidence("The scanner found harmful software in this file, so it is not handed out. Replace it.")
    parts = store.parts(row.sha256)
    if parts is None:
        raise InvalidEvidence("The file cannot be found where it was kept. Tell whoever runs this site.")
    return parts


def _look(deed: Deed, assessment_id: str, file: NewFile, questions: Sequence[str]) -> tuple[str, str]:
    """The file's kind and name, where it may be added; lets go of the database before the bytes are looked at."""
    row = begin(deed, assessment_id, Event.EVIDENCE_ADDED)
    if not file.has_no_personal_data:
        raise InvalidEvidence("Confirm that the file holds no personal data, or take them out first.")
    next_state(State(row.state), Event.EVIDENCE_ADDED, window_of(deed.session, row), deed.now)
    edition = edition_of(deed, row)
    for question in questions:
        place_named(edition, question)
    old = found_file(deed, assessment_id, file.replaces) if file.replaces else None
    name, old_kind = (old.name, old.kind) if old is not None else (file.name, "")
    deed.session.rollback()
    kind = kind_of(file.content, *upload_rule(edition))
    if old_kind and kind != old_kind:
        raise InvalidEvidence(f"The old version is {old_kind}, this file {kind}. Add it as a file of its own.")
    return kind, kept_name(name, kind)


def _row(deed: Deed, assessment_id: str, sha256: str, *, version: int) -> EvidenceRow:
    return EvidenceRow(
        id=new_id(),
        assessment_id=assessment_id,
        version=version,
        sha256=sha256,
        person_id=deed.person_id,
        added_at=deed.now,
        scan_state=NOT_SCANNED,
    )


def found_file(deed: Deed, assessment_id: str, evidence_id: str) -> EvidenceRow:
    """Give a file of an assessment that the person may see. Raises UnknownAssessment where it has none such."""
    row = deed.session.get(EvidenceRow, evidence_id)
    if row is None or row.assessment_id != assessment_id:
        raise UnknownAssessment("There is no such file. Check the address.")
    return row
