"""Everything of an assessment in one ZIP: records, tables, files, history, and what was left out of it in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from sqlalchemy import select

from charter.domain.edition import Edition
from charter.domain.errors import DomainError, UnknownAssessment
from charter.domain.permissions import Action, Role
from charter.domain.summaries import Summary
from charter.domain.workflow import State
from charter.services.assessments import edition_of, reading_of
from charter.services.deeds import Deed, assessment_for, roles_on, round_of
from charter.services.drafts import labelled
from charter.services.export_tables import actions_table, answers_table, data_table
from charter.services.export_words import FORMAT, LeftOut, archive_schema_text, readme
from charter.services.standings import summary_of
from charter.services.submissions import SUBMISSION
from charter.services.trends import trend_for_paper
from charter.store.accounts import MembershipRow, OrganisationRow
from charter.store.answer_authors import authored_answers
from charter.store.answer_files import answers_bytes
from charter.store.archive_parts import PARTS, STATEMENT, Record, Scope, records_of
from charter.store.archives import ArchiveWriter
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.chains import canonical
from charter.store.evidence import INFECTED, NOT_SCANNED, EvidenceRow, EvidenceStore, evidence_of
from charter.store.history import last_event

PdfMaker = Callable[[Summary], bytes]
UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Sources:
    """What an export needs beside the database: where evidence lies, who makes the PDF, and which software it was."""

    store: EvidenceStore
    make_pdf: PdfMaker | None  # None = no PDF goes along
    software: str


@dataclass(slots=True)
class _Export:
    """An export while it is written."""

    deed: Deed
    row: AssessmentRow
    sources: Sources
    archive: ArchiveWriter
    left_out: list[LeftOut] = field(default_factory=list)


def write_export(deed: Deed, assessment_id: str, target: BinaryIO, sources: Sources) -> None:
    """Write everything of an assessment into a file, in bounded memory; the same content gives the same bytes.

    The team may. The network's statement goes along for the network alone, and only once it was sent; somebody who is a
    lead does not get it. Nothing is changed. Raises UnknownAssessment, NotAllowed.
    """
    row = assessment_for(deed, assessment_id, Action.EXPORT_ASSESSMENT)
    roles = roles_on(deed, row)
    has_statement = Role.NETWORK in roles and Role.LEAD not in roles and _is_sent(deed, assessment_id)
    _write(deed, row, target, sources, has_statement=has_statement)


def write_whole(deed: Deed, assessment_id: str, target: BinaryIO, sources: Sources) -> None:
    """As ``write_export``, for whoever runs the installation: nothing is asked, and the network's statement goes along.

    It is what an assessment moves to another installation in. Raises UnknownAssessment.
    """
    row = deed.session.get(AssessmentRow, assessment_id)
    if row is None:
        raise UnknownAssessment("There is no such assessment. Its id stands in the address of its pages.")
    _write(deed, row, target, sources, has_statement=True)


def _write(deed: Deed, row: AssessmentRow, target: BinaryIO, sources: Sources, *, has_statement: bool) -> None:
    with ArchiveWriter(target) as archive:
        export = _Export(deed, row, sources, archive)
        edition, reading = reading_of(deed, row)
        if not has_statement:
            export.left_out.append(LeftOut.STATEMENT)
        archive.add("schema.json", [archive_schema_text().encode()])
        archive.add("assessment.json", [answers_bytes(reading.sheet, edition)])
        _add_records(export, has_statement=has_statement)
        _add_copies(export)
        archive.add("tables/answers.csv", answers_table(edition, authored_answers(deed.session, row.id)))
        archive.add("tables/actions.csv", actions_table(edition, reading.sheet))
        for table in edition.tables:
            if table.kind != "actions":
                archive.add(f"tables/{table.id}.csv", data_table(edition, table, reading.sheet))
        missing = _add_evidence(export)
        _add_pdf(export, edition, reading.sheet)
        archive.add("README.txt", [_readme(export, missing).encode()])
        archive.add_manifest(_told(export, edition, missing))


def _add_records(export: _Export, *, has_statement: bool) -> None:
    session = export.deed.session
    scope = scope_of(export.deed, export.row)
    chosen = select(MembershipRow.person_id).where(MembershipRow.organisation_id == scope.organisation_id)
    members = set(session.scalars(chosen))
    for part in PARTS:
        if part.table == STATEMENT and not has_statement:
            continue
        records: Iterable[Record] = records_of(session, part, scope)
        if part.table == "people":
            records = (_without_strangers_address(record, members) for record in records)
        if part.table == "evidence_files":
            records = (unscanned(record) for record in records)
        export.archive.add(f"records/{part.table}.jsonl", (canonical(record) + b"\n" for record in records))


def scope_of(deed: Deed, row: AssessmentRow) -> Scope:
    """Give what belongs to an assessment."""
    return Scope(row.id, row.organisation_id, row.round_id, round_of(deed.session, row).organisation_id)


def copy_name(number: int, kind: str) -> str:
    """Give the name under which a frozen copy's bytes stand."""
    return f"copies/{number}-{kind}.json"


def unscanned(record: Record) -> Record:
    """Give a file's record as another installation takes it: harmful stays harmful, all else is to be scanned there."""
    if record["scan_state"] == INFECTED:
        return record
    return {**record, "scan_state": NOT_SCANNED, "scanned_at": None, "scan_finding": ""}


def _without_strangers_address(record: Record, members: set[str]) -> Record:
    """The team knows its own addresses; those of the awarding body's officers stay with it."""
    return record if record["id"] in members else {**record, "email": None}


def _add_copies(export: _Export) -> None:
    chosen = select(FrozenCopyRow.number, FrozenCopyRow.kind, FrozenCopyRow.answers)
    ours = chosen.where(FrozenCopyRow.assessment_id == export.row.id).order_by(FrozenCopyRow.number)
    for number, kind, answers in export.deed.session.execute(ours.execution_options(yield_per=1)):
        export.archive.add(copy_name(number, kind), [answers])


def _add_evidence(export: _Export) -> list[str]:
    """Add every file by its version and name; give those that cannot go along."""
    missing, taken = [], set[str]()
    for row in evidence_of(export.deed.session, export.row.id):
        parts = None if row.scan_state == INFECTED else export.sources.store.parts(row.sha256)
        if parts is None:
            missing.append(f"{row.name}, version {row.version}")
        else:
            export.archive.add(_file_name(row, taken), parts, is_packed=False)
    if missing:
        export.left_out.append(LeftOut.FILES)
    return missing


def _file_name(row: EvidenceRow, taken: set[str]) -> str:
    """A name that every system takes; two that it takes for the same are told apart."""
    plain = UNSAFE.sub("_", row.name).strip(" .")[:200] or "file"
    name, number = f"evidence/v{row.version}/{plain}", 1
    while name.casefold() in taken:
        number += 1
        name = f"evidence/v{row.version}/{number}~{plain}"
    taken.add(name.casefold())
    return name


def _add_pdf(export: _Export, edition: Edition, sheet: Any) -> None:
    make = export.sources.make_pdf
    if make is None:
        export.left_out.append(LeftOut.PDF)
        return
    try:
        summary = summary_of(export.deed.session, edition, sheet)
        summary = replace(summary, trend=trend_for_paper(export.deed, export.row, None, summary.audience))
        content = make(labelled(summary, State(export.row.state)) if _is_draft(export) else summary)
    except (DomainError, OSError, RuntimeError, ValueError):
        # What could not be drawn must not keep an institution from its own words.
        export.left_out.append(LeftOut.PDF)
        return
    export.archive.add("action-plan.pdf", [content])


def _readme(export: _Export, missing: Sequence[str]) -> str:
    return readme(_title(export), export.left_out, missing, is_draft=_is_draft(export))


def _is_draft(export: _Export) -> bool:
    return export.row.state != State.SUBMITTED


def _title(export: _Export) -> str:
    name = export.deed.session.get_one(OrganisationRow, export.row.organisation_id).name
    edition = edition_of(export.deed, export.row)
    return f"{name}, {round_of(export.deed.session, export.row).title}, edition {edition.version}"


def _told(export: _Export, edition: Edition, missing: Sequence[str]) -> dict[str, Any]:
    newest = last_event(export.deed.session, export.row.id)
    return {
        "format": FORMAT,
        "made_at": export.deed.now.isoformat(timespec="seconds"),
        "software": export.sources.software,
        "assessment_id": export.row.id,
        "edition": edition.reference,
        "edition_checksum": edition.checksum,
        "history_digest": newest.digest if newest is not None else "",
        "left_out": [str(one) for one in export.left_out],
        "missing_files": list(missing),
    }


def _is_sent(deed: Deed, assessment_id: str) -> bool:
    sent = select(FrozenCopyRow.id).where(
        FrozenCopyRow.assessment_id == assessment_id, FrozenCopyRow.kind == SUBMISSION
    )
    return deed.session.scalar(sent.limit(1)) is not None
