"""Advice to the authors of an edition before it is published, as a text for a shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from charter.domain import edition_advice as advice
from charter.domain.coherence_crosswalk import unexplained
from charter.domain.edition import Edition
from charter.domain.wording import count_text, decimal_text
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import criteria_folder, load_edition


def advise(reference: str, root: Path | None = None) -> str:
    """Give everything that authors should look at, section by section; anybody may ask. Raises UnknownEdition."""
    folder = root or criteria_folder()
    edition = load_edition(reference, folder)
    return "\n".join(_lines(edition, folder)) + "\n"


def _lines(edition: Edition, folder: Path) -> Iterator[str]:
    yield f"{edition.reference}: advice to its authors. Nothing here is a fault; `flask charter check` lists those."
    yield from _section("Reading age", _reading(edition))
    yield from _section("Questions that may ask for two things", advice.double_barrelled(edition))
    yield from _section("Answers that no rule reads", advice.unused_options(edition))
    yield from _section("Tiers that nobody could reach", advice.unreachable_tiers(edition))
    yield from _section("What it asks of an institution", _burden(edition))
    yield from _section("Differences from the last edition that nothing explains", _unexplained(edition, folder))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    yield ""
    yield title
    yield from (f"  {line}" for line in found or ["Nothing."])


def _reading(edition: Edition) -> Iterator[str]:
    ages = advice.reading_ages(edition)
    high = [item for item in ages if item.age > advice.OLDEST_READER]
    told = f"{len(high)} of {count_text(len(ages), 'text')} ask for a reader older than {advice.OLDEST_READER}"
    yield f"{told}, by the Coleman-Liau index:"
    for item in ages:
        mark = "*" if item in high else " "
        yield f"{mark} {advice.age_text(item.age):>3}  {item.place}"


def _burden(edition: Edition) -> Iterator[str]:
    found = advice.burden(edition)
    yield f"{found.words_to_read:,} words to read, {found.words_to_write:,} to write at most."
    yield (
        f"{count_text(found.questions, 'question')}, {count_text(found.cells, 'count')} of one year, "
        f"{count_text(found.files, 'file')} at most."
    )
    hours = decimal_text(found.minutes / 60, 1)
    yield f"{decimal_text(found.minutes, 0)} minutes ({hours} hours) to read, write and type them, once, alone."


def _unexplained(edition: Edition, folder: Path) -> Iterator[str]:
    before = edition.facts.get("supersedes")
    if before is None:
        return
    old = load_edition(f"{edition.charter_id}/{before}", folder)
    yield from (finding.message for finding in unexplained(load_crosswalk(edition.reference, folder), old, edition))
