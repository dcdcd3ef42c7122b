"""Scanning of evidence: each file once, as soon as the scanner answers; who is told where it finds something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import EvidenceUnavailable
from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.domain.workflow import Event
from charter.services.deeds import Deed, note
from charter.services.outbox import Letter, put_letter
from charter.store.accounts import OrganisationRow, PersonRow, held_memberships
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.evidence import CLEAN, INFECTED, NOT_SCANNED, EvidenceRow, EvidenceStore, next_unscanned

# Stands in history where otherwise the id of a person does.
SCANNER = "scanner"
# A worker that dies while it scans leaves the file claimed; after so long another takes it up.
PATIENCE = dt.timedelta(minutes=10)
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)

# Looks at bytes; gives the name of what it found, empty where there is nothing.
Scan = Callable[[Iterator[bytes]], str]


class ScannerDown(Exception):
    """The scanner does not answer; no file can be scanned now."""


class CannotScan(Exception):
    """The scanner answers, but not about this file: it is too large for it, or no longer there."""


class _Outcome(Enum):
    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Scanner:
    """What scanning needs: where evidence lies, what looks at it, the key of history, and where the site is found."""

    store: EvidenceStore
    scan: Scan
    key: bytes
    clock: Callable[[], dt.datetime]
    site_url: str | None = None


def scan_waiting(session: Session, scanner: Scanner) -> int:
    """For the worker: scan every file that waits; give how many the scanner answered about.

    A file is claimed before it is looked at, so that two workers do not look at the same one, and nobody waits for the
    database meanwhile. Where the scanner does not answer, all wait for a minute; a file that it cannot scan is tried
    again after a minute, then two, four … up to six hours, and stays "not scanned". Where it finds something, history
    says so and who added the file and the leads are told by mail. Commits after each step.
    """
    answered = 0
    while (row := next_unscanned(session, scanner.clock())) is not None:
        row.next_scan_at = scanner.clock() + PATIENCE
        evidence_id, sha256 = row.id, row.sha256
        session.commit()
        outcome, finding = _looked(scanner, sha256)
        if outcome is _Outcome.ANSWERED:
            _record(session, scanner, evidence_id, finding)
            answered += 1
        else:
            _postpone(session, evidence_id, scanner.clock(), outcome)
        session.commit()
        if outcome is _Outcome.DOWN:
            break
    session.rollback()
    return answered


def _looked(scanner: Scanner, sha256: str) -> tuple[_Outcome, str]:
    try:
        parts = scanner.store.parts(sha256)
        return (_Outcome.NO_ANSWER, "") if parts is None else (_Outcome.ANSWERED, scanner.scan(parts))
    except CannotScan:
        return _Outcome.NO_ANSWER, ""
    except (ScannerDown, EvidenceUnavailable):
        return _Outcome.DOWN, ""


def _postpone(session: Session, evidence_id: str, now: dt.datetime, outcome: _Outcome) -> None:
    row = session.get_one(EvidenceRow, evidence_id)
    if outcome is _Outcome.NO_ANSWER:
        row.scan_tries += 1
    row.next_scan_at = now + min(FIRST_WAIT * 2 ** min(max(row.scan_tries - 1, 0), 10), LONGEST_WAIT)


def _record(session: Session, scanner: Scanner, evidence_id: str, finding: str) -> None:
    """Note what the scanner said, once: the assessment is locked as whenever its history grows."""
    assessment_id = session.get_one(EvidenceRow, evidence_id).assessment_id
    assessment = session.get_one(AssessmentRow, assessment_id, with_for_update=True)
    row = session.get_one(EvidenceRow, evidence_id, populate_existing=True)
    if row.scan_state != NOT_SCANNED:
        return
    now = scanner.clock()
    row.scan_state, row.scanned_at, row.scan_finding = INFECTED if finding else CLEAN, now, finding[:200]
    if finding:
        told = {"name": row.name, "version": row.version, "sha256": row.sha256, "finding": row.scan_finding}
        note(Deed(session, SCANNER, now, scanner.key), assessment_id, Event.EVIDENCE_INFECTED, told)
        _tell(session, scanner, assessment, row)


def _tell(session: Session, scanner: Scanner, assessment: AssessmentRow, row: EvidenceRow) -> None:
    """Write to the leads, and to who added the file while they belong to the team."""
    held = held_memberships(session, assessment.organisation_id)
    ids = {one.person_id for one in held if one.role == Role.LEAD or one.person_id == row.person_id}
    for person in session.scalars(select(PersonRow).where(PersonRow.id.in_(ids)).order_by(PersonRow.id)):
        if person.email:
            put_letter(session, _letter(session, scanner.site_url, assessment, row, person), scanner.clock())


def _letter(
    session: Session, site_url: str | None, assessment: AssessmentRow, row: EvidenceRow, person: PersonRow
) -> Letter:
    where = session.get_one(OrganisationRow, assessment.organisation_id).name
    title = session.get_one(RoundRow, assessment.round_id).title
    page = f"{site_url}/assessments/{assessment.id}/evidence"
    way = f"The list of files:\n\n{page}" if site_url else "Sign in to the site of the charter to see its evidence."
    body = (
        f"Hello {person.name},\n\n"
        f"The scanner found harmful software in a file of evidence of {where}, {title}:\n\n"
        f"{row.name}, version {row.version}, added on {date_text(row.added_at.date())}\n\n"
        "The file is not handed out to anybody any more. Make it anew from a source that is clean, and add it again "
        "under the same name. Tell your IT security team about the computer that it came from.\n\n"
        f"{way}\n"
    )
    return Letter(f"infected:{row.id}:{person.id}", person.email or "", "A file of evidence is harmful", body)
