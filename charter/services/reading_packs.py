"""Reading packs: from the frozen copy that a case is about to what a reviewer reads of it on paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.answers import AnswerSheet
from charter.domain.case_workflow import CaseKind, MatterKind
from charter.domain.edition import Edition
from charter.domain.errors import UnknownReport
from charter.domain.permissions import Action
from charter.domain.reading_packs import PackFile, ReadingPack, RubricLine
from charter.domain.reviews import review_rules
from charter.domain.summaries import Summary
from charter.domain.wording import count_text, date_text, size_text
from charter.services.carried_marks import offers_taken
from charter.services.cases import Case, case_for
from charter.services.deeds import Deed
from charter.services.frozen import DIGEST_SHOWN, frozen_copy, frozen_summary
from charter.services.matter_papers import READING_PACK, MatterPaper
from charter.services.network_statements import PART
from charter.services.register import bodies_named
from charter.services.standings import summary_of
from charter.store.answer_files import read_answers
from charter.store.assessments import FrozenCopyRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.evidence import INFECTED, EvidenceRow, evidence_of
from charter.store.network_statements import NetworkStatementRow
from charter.store.practice import PracticeCopyRow, practice_copy
from charter.store.proceedings import Matter

POLICY = "panel"
FORM = "1"  # of the pack; to be raised when the same copy is to be printed otherwise
NO_PACK = "There is no submission to print in this case."


@dataclass(frozen=True, slots=True)
class _Printed:
    """What is printed of a case: a frozen copy, or what was frozen to practise on."""

    edition: Edition
    summary: Summary
    text: str  # which copy it is
    files: Mapping[str, tuple[PackFile, ...]] = field(default_factory=dict)
    other_files: tuple[PackFile, ...] = ()
    statement_title: str = ""
    statement: str = ""


def reading_pack_paper(deed: Deed, case_id: str) -> MatterPaper:
    """Give which paper the reading pack of a case is, for somebody who may see the case. Eight statements.

    Raises as ``cases.case_for``; UnknownReport where it has nothing to read.
    """
    return paper_of_case(deed.session, case_for(deed, case_id, Action.SEE_CASE))


def reading_pack_of(session: Session, case_id: str) -> ReadingPack:
    """For the worker: give the pack of a case, in its body's colours. Raises UnknownReport where there is none."""
    case = session.get_one(CaseRow, case_id)
    printed = _practised(session, case) if case.kind == CaseKind.PRACTICE else _handed_in(session, case)
    whole = session.get_one(RoundRow, case.round_id)
    body = bodies_named(session, [whole.organisation_id])[whole.organisation_id]
    return ReadingPack(
        summary=_as_shown(printed.summary, printed.edition),
        body_name=body.name,
        palette=body.palette,
        round_title=whole.title,
        submission_text=printed.text,
        rubrics=rubrics_of(printed.edition),
        files=printed.files,
        other_files=printed.other_files,
        statement_title=printed.statement_title,
        statement=printed.statement,
        not_applicable_ids=may_be_left_out(printed.edition),
    )


def _handed_in(session: Session, case: CaseRow) -> _Printed:
    copy = _copy(session, case.assessment_id, case.copy_number)
    edition = load_edition(copy.edition_reference)
    by_criterion, others = pack_files(session, copy, edition, read_answers(copy.answers, edition).sheet)
    day, digest = date_text(copy.frozen_at.date()), copy.digest[:DIGEST_SHOWN]
    text = f"Submission {copy.number}, frozen on {day}; its digest begins {digest}."
    summary = frozen_summary(session, copy, POLICY)
    return _Printed(edition, summary, text, by_criterion, others, *_statement(session, copy, edition))


def _practised(session: Session, case: CaseRow) -> _Printed:
    """Nobody's submission: it has no files, and no network writes about it."""
    copy = _practice_copy(session, case.id)
    edition = load_edition(case.edition_reference)
    summary = summary_of(session, edition, read_answers(copy.answers, edition).sheet, POLICY)
    text = f"An invented submission to practise on; its digest begins {copy.digest[:DIGEST_SHOWN]}."
    return _Printed(edition, summary, text)


def rubrics_of(edition: Edition) -> dict[str, tuple[RubricLine, ...]]:
    """Give each criterion's rubric, lowest level first."""
    labels = {one.level: one.label for one in edition.levels}
    return {
        item.id: tuple(RubricLine(level, labels.get(level, ""), text) for level, text in enumerate(item.rubric))
        for item in edition.criteria
    }


def may_be_left_out(edition: Edition) -> frozenset[str]:
    """Give the criteria that a panel may find not applicable."""
    return frozenset(item.id for item in edition.criteria if item.may_be_not_applicable)


def pack_files(
    session: Session, copy: FrozenCopyRow, edition: Edition, sheet: AnswerSheet
) -> tuple[dict[str, tuple[PackFile, ...]], tuple[PackFile, ...]]:
    """Give the files that went in with a copy, by criterion, and those that no criterion names: two statements.

    A criterion has the files that its questions name, and those that it was offered from another edition and took.
    """
    went_in: Mapping[str, Sequence[str]] = json.loads(copy.files)
    rows = {(row.name, row.sha256): row for row in evidence_of(session, copy.assessment_id)}
    offered = offers_taken(session, copy.assessment_id, edition)
    found: dict[str, tuple[PackFile, ...]] = {}
    named: set[str] = set()
    for item in edition.criteria:
        names = [name for given in sheet.of(item.id).files.values() for name in given]
        names += sorted(name for name, takers in offered.items() if item.id in takers and name in went_in)
        named.update(names)
        if names:
            found[item.id] = _pack_files(dict.fromkeys(names), went_in, rows)
    return found, _pack_files(sorted(set(went_in) - named), went_in, rows)


def _pack_files(
    names: Iterable[str], went_in: Mapping[str, Sequence[str]], rows: Mapping[tuple[str, str], EvidenceRow]
) -> tuple[PackFile, ...]:
    return tuple(_pack_file(name, went_in.get(name, ()), rows) for name in names)


def _pack_file(name: str, digests: Sequence[str], rows: Mapping[tuple[str, str], EvidenceRow]) -> PackFile:
    row = rows.get((name, digests[-1])) if digests else None
    if row is None:
        return PackFile(name, "", "")
    kind = row.kind.upper() if row.scan_state != INFECTED else "Harmful, not handed out"
    versions = f"newest of {count_text(len(digests), 'version')}" if len(digests) > 1 else ""
    return PackFile(name, kind, size_text(row.size_bytes), versions)


def _as_shown(summary: Summary, edition: Edition) -> Summary:
    """The summary without the institution's own levels, where the edition keeps them from reviewers."""
    if review_rules(edition).sees_self_level:
        return summary
    return replace(
        summary,
        themes=tuple(
            replace(theme, criteria=tuple(replace(one, self_level=None, level_reason="") for one in theme.criteria))
            for theme in summary.themes
        ),
    )


def paper_of_case(session: Session, case: Case) -> MatterPaper:
    """As ``reading_pack_paper``, for whoever was let in already: one statement."""
    is_practice = case.kind == CaseKind.PRACTICE
    copy = _practice_copy(session, case.id) if is_practice else _copy(session, case.assessment_id, case.copy_number)
    source = hashlib.sha256(f"{FORM} {copy.digest}".encode()).hexdigest()
    return MatterPaper(Matter(MatterKind.CASE, case.id), READING_PACK, source)


def _copy(session: Session, assessment_id: str | None, number: int | None) -> FrozenCopyRow:
    if not assessment_id or number is None:
        raise UnknownReport(NO_PACK)
    return frozen_copy(session, assessment_id, number)


def _practice_copy(session: Session, case_id: str) -> PracticeCopyRow:
    copy = practice_copy(session, case_id)
    if copy is None:
        raise UnknownReport(NO_PACK)
    return copy


def _statement(session: Session, copy: FrozenCopyRow, edition: Edition) -> tuple[str, str]:
    """The title of the network's own text, and the text that went in with the copy."""
    parts = edition.facts.get("submission_parts") or []
    title = next((str(one.get("title", "")) for one in parts if one.get("id") == PART), "")
    if not title or copy.network_statement is None:
        return title, ""
    chosen = select(NetworkStatementRow.text).where(
        NetworkStatementRow.assessment_id == copy.assessment_id, NetworkStatementRow.digest == copy.network_statement
    )
    return title, session.scalar(chosen) or ""
