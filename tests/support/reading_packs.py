"""Invented reading packs: the worked example, and the longest answers with files of every kind."""

from __future__ import annotations

from charter.domain.palettes import PALETTES
from charter.domain.reading_packs import PackFile, ReadingPack
from charter.domain.summaries import Summary
from charter.services.reading_packs import may_be_left_out, rubrics_of
from charter.store.editions import load_edition
from tests.support.certificates import LONG_NAME

FILES = (
    PackFile("Mentoring policy 2027.pdf", "PDF", "1.2 MB"),
    PackFile(f"{LONG_NAME[:180]}.docx", "DOCX", "340 KB", "newest of 3 versions"),
    PackFile("promised.xlsx", "", ""),
)


def pack_of(summary: Summary, *, body_name: str = "Society of Invented Therapists", statement: str = "") -> ReadingPack:
    """Give the pack of a panel's summary."""
    edition = load_edition(summary.edition_reference)
    return ReadingPack(
        summary=summary,
        body_name=body_name,
        palette=PALETTES[1],
        round_title="Mentoring Charter 2027",
        submission_text="Submission 1, frozen on 30 September 2027; its digest begins 0123456789ab.",
        rubrics=rubrics_of(edition),
        files={"MA-01": FILES, "GV-04": FILES[:1]},
        other_files=FILES[1:2],
        statement_title="Statement by the BME staff network",
        statement=statement,
        not_applicable_ids=may_be_left_out(edition),
    )
