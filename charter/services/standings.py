"""Where an institution stands: from a file, or from the worked example, to a summary. Nothing is kept here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.answers import AnswerSheet, Reading
from charter.domain.edition import Edition
from charter.domain.summaries import Summary
from charter.services.answer_sheets import read_file
from charter.services.benchmarks import benchmark_summary
from charter.services.summaries import summarise
from charter.store.answer_files import read_answers
from charter.store.editions import example_path, load_edition


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition, what was read of a file with every fault, and the summary of what was read."""

    edition: Edition
    reading: Reading
    summary: Summary


def stand(session: Session, content: bytes, name: str, audience: str = "public") -> Standing:
    """Give where the institution of a workbook or answers file stands.

    Anybody may ask; nothing is changed or kept. Raises what ``read_file`` raises where the file cannot be opened at
    all; faults inside it come back in ``reading``, with the summary of what could be read.
    """
    edition, reading = read_file(content, name)
    return Standing(edition, reading, summary_of(session, edition, reading.sheet, audience))


def summary_of(session: Session, edition: Edition, sheet: AnswerSheet, audience: str = "public") -> Summary:
    """Give the summary of a sheet with its published figures among peers, for an audience."""
    return summarise(edition, sheet, benchmark_summary(session, edition, sheet.institution), audience)


def example_sheet(reference: str) -> AnswerSheet:
    """Give the worked example's answers; the institution is invented. UnknownEdition where there is no such edition."""
    edition = load_edition(reference)
    return read_answers(example_path(reference).read_bytes(), edition).sheet


def example(session: Session, reference: str, audience: str = "public") -> Standing:
    """Give where the worked example's invented institution stands."""
    edition = load_edition(reference)
    reading = read_answers(example_path(reference).read_bytes(), edition)
    return Standing(edition, reading, summary_of(session, edition, reading.sheet, audience))
