"""Advice to the authors of an edition before it is published: for a shell, and for a draft's page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from charter.domain import edition_advice as advice
from charter.domain.coherence_crosswalk import unexplained
from charter.domain.crosswalk import Crosswalk
from charter.domain.edition import Edition
from charter.domain.indicator_agreement import agreement_text, agreements, smallest_group
from charter.domain.wording import count_text, decimal_text
from charter.services.indicator_agreement import observed, submission_ids
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition

INDICATORS = "Indicators that always agree, or never do"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the advice. Without lines there is nothing to look at."""

    title: str
    lead: str
    lines: tuple[str, ...]


def advise(reference: str, root: Path | None = None, session: Session | None = None) -> str:
    """Give everything that authors should look at, section by section, for a shell. Raises UnknownEdition.

    ``session``: with one, what the submissions so far say about the edition before is part of it.
    """
    edition = load_edition(reference, root)
    before = edition.facts.get("supersedes")
    old = load_edition(f"{edition.charter_id}/{before}", root) if before else None
    sections = [*advice_sections(edition, old, load_crosswalk(reference, root))]
    if session is not None:
        sections.append(indicator_section(session, old or edition))
    lines = [f"{reference}: advice to its authors. Nothing here is a fault; `flask charter check` lists those."]
    for section in sections:
        lines += ["", section.title, *(f"  {line}" for line in _told(section))]
    return "\n".join(lines) + "\n"


def _told(section: Section) -> Iterator[str]:
    yield from [section.lead] if section.lead else []
    yield from section.lines or ([] if section.lead else ["Nothing."])


def advice_sections(
    edition: Edition, old: Edition | None, crosswalk: Crosswalk | None, *, is_short: bool = False
) -> Iterator[Section]:
    """Give the sections that need nothing but the edition and the one before; ``is_short``: no text that reads well."""
    yield _reading(edition, is_short=is_short)
    yield Section("Questions that may ask for two things", "", tuple(advice.double_barrelled(edition)))
    yield Section("Answers that no rule reads", "", tuple(advice.unused_options(edition)))
    yield Section("Tiers that nobody could reach", "", tuple(advice.unreachable_tiers(edition)))
    yield Section("What it asks of an institution", "", tuple(_burden(edition)))
    found = unexplained(crosswalk, old, edition) if old is not None else ()
    title = "Differences from the last edition that nothing explains"
    yield Section(title, "", tuple(finding.message for finding in found))


def indicator_section(session: Session, old: Edition) -> Section:
    """Give which criteria's indicators always agree or never do, in the submissions under an edition so far.

    Nothing is said of fewer institutions than the edition's smallest group.
    """
    ids = submission_ids(session, old.reference)
    least = smallest_group(old)
    if len(ids) < least:
        told = f"Under edition {old.version} fewer than {least} assessments are submitted, so nothing is said of them."
        return Section(INDICATORS, told, ())
    found = agreements(old, observed(session, old.reference, ids))
    told = f"In {count_text(len(ids), 'submission')} under edition {old.version}"
    lead = f"{told}:" if found else f"{told} there are none."
    return Section(INDICATORS, lead, tuple(map(agreement_text, found)))


def _reading(edition: Edition, *, is_short: bool) -> Section:
    ages = advice.reading_ages(edition)
    high = [item for item in ages if item.age > advice.OLDEST_READER]
    told = f"{len(high)} of {count_text(len(ages), 'text')} ask for a reader older than {advice.OLDEST_READER}"
    if is_short:
        lines = [
            f"{advice.age_text(item.age)} years: {item.place}" for item in sorted(high, key=lambda item: -item.age)
        ]
    else:
        lines = [f"{'*' if item in high else ' '} {advice.age_text(item.age):>3}  {item.place}" for item in ages]
    return Section("Reading age", f"{told}, by the Coleman-Liau index{':' if lines else '.'}", tuple(lines))


def _burden(edition: Edition) -> Iterator[str]:
    found = advice.burden(edition)
    yield f"{found.words_to_read:,} words to read, {found.words_to_write:,} to write at most."
    yield (
        f"{count_text(found.questions, 'question')}, {count_text(found.cells, 'count')} of one year, "
        f"{count_text(found.files, 'file')} at most."
    )
    hours = decimal_text(found.minutes / 60, 1)
    yield f"{decimal_text(found.minutes, 0)} minutes ({hours} hours) to read, write and type them, once, alone."
