"""The files that went in with the frozen copy of a case: listed by criterion, and handed out to its panel."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.errors import UnknownCase
from charter.domain.permissions import Action
from charter.services.case_submissions import Submission, submission_of
from charter.services.cases import Case, case_for
from charter.services.deeds import Deed
from charter.services.evidence import parts_of
from charter.store.evidence import EvidenceRow, EvidenceStore
from charter.store.network_statements import NetworkStatementRow

NO_FILE = "No such file was handed in with this submission. Check the address."


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file's name, and its versions that were handed in; none = it was named, and nobody added it."""

    name: str
    versions: tuple[EvidenceRow, ...] = ()  # newest first


def files_named(deed: Deed, case: Case, submission: Submission, names: Sequence[str]) -> list[HandedIn]:
    """Give files of a case's copy by these names, in their order: one statement, none where no name is given.

    For whoever was let in by ``cases.case_for``.
    """
    rows = _rows(deed, case, submission, names) if names else []
    return [HandedIn(name, tuple(row for row in rows if row.name == name)) for name in names]


def files_beside(deed: Deed, case: Case, submission: Submission) -> list[HandedIn]:
    """Give the files that went in and stand under no criterion, by name. As ``files_named``."""
    beside = sorted(set(submission.file_digests) - submission.named, key=lambda name: (name.casefold(), name))
    return files_named(deed, case, submission, beside)


def read_case_file(
    deed: Deed, case_id: str, evidence_id: str, store: EvidenceStore
) -> tuple[EvidenceRow, Iterator[bytes]]:
    """Give a file that went in with a case's copy, with its bytes, a part at a time. Whoever may see the case may.

    Raises as ``cases.case_for``; UnknownCase where it did not go in with this copy; InvalidEvidence where the scanner
    found something in it, or the bytes are gone; EvidenceUnavailable.
    """
    case = case_for(deed, case_id, Action.SEE_CASE)
    submission = submission_of(deed, case)
    row = deed.session.get(EvidenceRow, evidence_id)
    if row is None or row.assessment_id != case.assessment_id or not _went_in(row, submission):
        raise UnknownCase(NO_FILE)
    return row, parts_of(row, store)


def statement_handed_in(deed: Deed, case: Case) -> str | None:
    """Give what the institution's network wrote to the panel, as it went in; None where it wrote nothing.

    For whoever was let in by ``cases.case_for``.
    """
    digest = submission_of(deed, case).network_statement
    if digest is None:
        return None
    chosen = select(NetworkStatementRow.text).where(
        NetworkStatementRow.assessment_id == case.assessment_id, NetworkStatementRow.digest == digest
    )
    return deed.session.scalar(chosen) or None


def _rows(deed: Deed, case: Case, submission: Submission, names: Collection[str]) -> list[EvidenceRow]:
    chosen = select(EvidenceRow).where(EvidenceRow.assessment_id == case.assessment_id, EvidenceRow.name.in_(names))
    rows = deed.session.scalars(chosen.order_by(EvidenceRow.version.desc()))
    return [row for row in rows if _went_in(row, submission)]


def _went_in(row: EvidenceRow, submission: Submission) -> bool:
    return row.sha256 in submission.file_digests.get(row.name, ())
