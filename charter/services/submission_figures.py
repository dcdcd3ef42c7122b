"""What the figures of a frozen copy indicate, and which rules of eligibility a panel's note may let pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.eligibility import noted_passes
from charter.domain.first_rounds import as_due
from charter.domain.levels import indicated_level, indicated_range
from charter.domain.results import EligibilityFinding
from charter.services.cases import Case
from charter.services.frozen import frozen_copy
from charter.services.remembering import Memory
from charter.services.summaries import find
from charter.store.answer_files import read_answers


@dataclass(frozen=True, slots=True)
class SubmissionFigures:
    """What a panel needs of a submission beside its answers."""

    edition: Edition  # as it binds the institution
    indicated: Mapping[str, int]  # criterion id -> the level that its figures indicate
    ranges: Mapping[str, tuple[int, int]]  # criterion id -> the lowest and highest level within their intervals
    applied_for: str | None  # id of a tier
    eligibility: tuple[EligibilityFinding, ...]  # of the tier applied for, or of the highest, without notes
    note_words: Mapping[str, int]  # id of a rule that a note lets pass -> the fewest words of the note


_memory: Memory[str] = Memory(512)


def figures_of_case(session: Session, case: Case, digest: str) -> SubmissionFigures:
    """Give the figures of the copy that a case judges, worked out once for each copy.

    ``digest`` is the copy's; "" for practice, of which nothing is known.
    """
    if not digest or case.copy_number is None:
        return SubmissionFigures(case.edition, {}, {}, case.aims_for or None, (), {})
    return _memory.get(digest, lambda: _figures(session, case))


def _figures(session: Session, case: Case) -> SubmissionFigures:
    copy = frozen_copy(session, case.assessment_id, case.copy_number or 0)
    sheet = read_answers(copy.answers, case.edition).sheet
    edition = as_due(case.edition, sheet.submit_by)
    found = find(case.edition, sheet)
    tier_id = sheet.applied_for or edition.tiers[-1].id
    indicated = {item.id: indicated_level(item, found.results[0]) for item in edition.criteria}
    ranges = {item.id: indicated_range(item, found.results[0]) for item in edition.criteria}
    eligibility = found.eligibility[tier_id]
    return SubmissionFigures(
        edition=edition,
        indicated={key: level for key, level in indicated.items() if level is not None},
        ranges={key: both for key, both in ranges.items() if both is not None},
        applied_for=sheet.applied_for,
        eligibility=eligibility,
        note_words=noted_passes(edition, sheet, tier_id, found.results, eligibility),
    )
