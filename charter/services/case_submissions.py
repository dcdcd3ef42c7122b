"""What a panel reads: the frozen copy of a case, under the panel's disclosure policy. Never the live answers."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.answers import AnswerSheet
from charter.domain.case_workflow import CaseKind
from charter.domain.edition import Criterion, Edition
from charter.domain.errors import UnknownCase
from charter.domain.levels import indicated_level, indicated_range, level_cap
from charter.domain.metrics import compute_metrics
from charter.domain.reviews import Figures
from charter.domain.summaries import CriterionSummary, Summary
from charter.services.carried_marks import offers_taken
from charter.services.cases import Case
from charter.services.deeds import Deed
from charter.services.drafts import NO_BENCHMARKS
from charter.services.frozen import frozen_copy
from charter.services.summaries import summarise
from charter.store.answer_files import read_answers
from charter.store.assessments import FrozenCopyRow
from charter.store.practice import practice_copy

PANEL_POLICY = "panel"
KEPT = 32  # submissions that a process remembers: reading one takes a quarter of a second, and none ever changes
PRACTICE_COPY = 0  # stands for the one copy that practice has
NO_SUBMISSION = "There is no submission to read in this case."


@dataclass(frozen=True, slots=True)
class Submission:
    """A frozen copy as its panel may see it; plain values that never change."""

    copy_id: str
    digest: str
    network_statement: str | None  # the digest of the one that went in; None = the network wrote none
    sheet: AnswerSheet  # as frozen: services show of it only what a question asks in words
    summary: Summary
    figures: Mapping[str, Figures]  # criterion id -> what its figures say
    file_digests: Mapping[str, tuple[str, ...]]  # name -> SHA-256 of each version that was handed in
    offered: Mapping[str, tuple[str, ...]]  # criterion id -> files that it took beyond its questions

    def criterion(self, criterion_id: str) -> CriterionSummary:
        """Give what is shown of a criterion; KeyError where there is none."""
        found = (item for theme in self.summary.themes for item in theme.criteria if item.criterion_id == criterion_id)
        for item in found:
            return item
        raise KeyError(criterion_id)

    def names_of(self, criterion: Criterion) -> dict[str, tuple[str, ...]]:
        """Give the names of a criterion's files by question; "" = those that it took beyond its questions."""
        answered = self.sheet.of(criterion.id).files
        named = {item.id: tuple(answered.get(item.id, ())) for item in criterion.questions if item.kind == "upload"}
        return named | ({"": self.offered[criterion.id]} if criterion.id in self.offered else {})

    @property
    def named(self) -> frozenset[str]:
        """The names of every file that stands under some criterion."""
        under = {name for said in self.sheet.criteria.values() for names in said.files.values() for name in names}
        return frozenset(under | {name for names in self.offered.values() for name in names})


class _Memory:
    """The submissions that were read last, by assessment and number of the copy; practice by its case."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], Submission] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: tuple[str, int]) -> Submission | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: tuple[str, int], found: Submission) -> Submission:
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


_memory = _Memory()


def submission_of(deed: Deed, case: Case) -> Submission:
    """Give what a case's panel reads, for whoever was let in by ``cases.case_for``: two statements, and none later.

    Of practice it is what was frozen when it was made: no files, and nothing of a network. Raises UnknownCase where
    the case has no submission.
    """
    if case.kind == CaseKind.PRACTICE:
        key = (case.id, PRACTICE_COPY)
        return _memory.find(key) or _memory.keep(key, _read_practice(deed.session, case))
    if case.copy_number is None or not case.assessment_id:
        raise UnknownCase(NO_SUBMISSION)
    key = (case.assessment_id, case.copy_number)
    return _memory.find(key) or _memory.keep(key, _read(deed.session, case.edition, key))


def _read(session: Session, edition: Edition, key: tuple[str, int]) -> Submission:
    copy = frozen_copy(session, *key, with_answers=True)
    sheet = read_answers(copy.answers, edition).sheet
    digests = _digests(copy)
    return Submission(
        copy_id=copy.id,
        digest=copy.digest,
        network_statement=copy.network_statement,
        sheet=sheet,
        summary=summarise(edition, sheet, NO_BENCHMARKS, PANEL_POLICY),
        figures=_figures(edition, sheet),
        file_digests=digests,
        offered=_offered(offers_taken(session, copy.assessment_id, edition), digests),
    )


def _read_practice(session: Session, case: Case) -> Submission:
    copy = practice_copy(session, case.id)
    if copy is None:
        raise UnknownCase(NO_SUBMISSION)
    sheet = read_answers(copy.answers, case.edition).sheet
    return Submission(
        copy_id=case.id,
        digest=copy.digest,
        network_statement=None,
        sheet=sheet,
        summary=summarise(case.edition, sheet, NO_BENCHMARKS, PANEL_POLICY),
        figures=_figures(case.edition, sheet),
        file_digests={},
        offered={},
    )


def _figures(edition: Edition, sheet: AnswerSheet) -> dict[str, Figures]:
    results = compute_metrics(edition, sheet, 0)
    return {
        item.id: Figures(indicated_level(item, results), indicated_range(item, results), level_cap(item, results))
        for item in edition.criteria
    }


def _offered(
    takers: Mapping[str, tuple[str, ...]], digests: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The files that each criterion took beyond its questions, of those that went in."""
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(set(takers) & set(digests)):
        found |= {criterion_id: (*found.get(criterion_id, ()), name) for criterion_id in takers[name]}
    return found


def _digests(copy: FrozenCopyRow) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(digests) for name, digests in json.loads(copy.files).items()}
