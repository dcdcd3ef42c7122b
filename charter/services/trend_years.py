"""An institution's years as they were handed in, and the present draft: scores, levels and figures of each."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Edition
from charter.domain.errors import DomainError
from charter.domain.method import METHOD_VERSION
from charter.domain.metrics import compute_metrics
from charter.domain.results import Levels, MetricResult
from charter.domain.summaries import MetricSummary
from charter.domain.wording import count_text, date_text
from charter.services.submissions import scorecard_text
from charter.services.summaries import find
from charter.services.summary_metrics import metric_summaries
from charter.store.answer_files import read_answers
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.earlier_assessments import SubmittedCopy, answers_of_copies, submissions_before
from charter.store.editions import load_edition

KEPT = 256  # copies of which a process remembers the figures: a frozen copy never changes
Figures = Mapping[str, MetricSummary]


@dataclass(frozen=True, slots=True)
class YearOf:
    """What one year comes to, under its own edition; nothing of it is worked out with another."""

    edition: Edition
    snapshot_on: dt.date
    round_title: str
    basis_text: str
    overall: Fraction | None
    themes: Mapping[str, Fraction | None]
    levels: Levels
    reached: str | None
    figures: Figures
    is_draft: bool = False
    without_level: frozenset[str] = frozenset()  # criteria of a draft that count as 0 until they have a level


@dataclass(frozen=True, slots=True)
class Past:
    """The years before, oldest first, and what is to be said of those that are not among them."""

    years: tuple[YearOf, ...]
    notes: tuple[str, ...]


def past_of(session: Session, row: AssessmentRow, until: tuple[str, dt.datetime], audience: str) -> Past:
    """Give the submissions of earlier rounds, for whoever was let in: at most three statements, however many years.

    ``until``: which charter’s, and before which deadline.
    """
    copies, notes = _one_a_round(submissions_before(session, row, *until), row.organisation_id)
    known: list[tuple[SubmittedCopy, Edition]] = []
    for copy in copies:
        try:
            known.append((copy, load_edition(copy.edition_reference)))
        except DomainError:
            notes.append(f"{copy.round_title} is left out: its edition, {copy.edition_reference}, is not installed.")
    figures = _figures(
        [(copy.copy_id, copy.digest, edition) for copy, edition in known if _is_ours(copy)], session, audience
    )
    old = [copy.round_title for copy, _ in known if not _is_ours(copy)]
    notes += [f"The figures of {title} rest on another version of the method, and are not shown here." for title in old]
    years = tuple(
        _year(
            edition,
            copy.scorecard,
            figures.get(copy.copy_id, {}),
            (copy.snapshot_on, copy.round_title, _copy_text("Submission", copy.number, copy.frozen_at)),
        )
        for copy, edition in known
    )
    return Past(years, tuple(notes))


def year_of_copy(session: Session, copy: FrozenCopyRow, whole: RoundRow, audience: str) -> YearOf:
    """Give the year of a frozen copy itself, for whoever was let in."""
    edition = load_edition(copy.edition_reference)
    asked = [(copy.id, copy.digest, edition)] if _is_ours(copy) else []
    figures = _figures(asked, session, audience).get(copy.id, {})
    told = (whole.snapshot_on, whole.title, _copy_text(copy.kind.capitalize(), copy.number, copy.frozen_at))
    return _year(edition, copy.scorecard, figures, told)


def year_of_draft(edition: Edition, sheet: AnswerSheet, whole: tuple[dt.date, str], audience: str) -> YearOf:
    """Give the year that somebody still writes. ``whole``: the round's day for figures, and its title."""
    found = find(edition, sheet)
    missing = frozenset(found.in_use.missing)
    has = f"; {count_text(len(missing), 'criterion has', 'criteria have')} no level yet" if missing else ""
    draft = _year(edition, scorecard_text(found), _shown(edition, found.results[0], audience), (*whole, f"Draft{has}"))
    return replace(draft, is_draft=True, without_level=missing)


def _year(edition: Edition, scorecard: str, figures: Figures, told: tuple[dt.date, str, str]) -> YearOf:
    card: Mapping[str, Any] = json.loads(scorecard)
    return YearOf(
        edition,
        *told,
        overall=_exact(card["overall"]),
        themes={name: _exact(score) for name, score in card["themes"].items()},
        levels={name: tuple(one) if isinstance(one, list) else one for name, one in card["levels"].items()},
        reached=card["reached"],
        figures=figures,
    )


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _copy_text(kind: str, number: int, frozen_at: dt.datetime) -> str:
    return f"{kind} {number}, {date_text(frozen_at.astimezone(dt.UTC).date())}"


def _one_a_round(copies: Sequence[SubmittedCopy], own_id: str) -> tuple[list[SubmittedCopy], list[str]]:
    """The institution's own submission of each round; those of what became part of it are never added to it."""
    rounds: dict[str, list[SubmittedCopy]] = {}
    for copy in copies:
        rounds.setdefault(copy.round_id, []).append(copy)
    kept, notes = [], []
    for found in rounds.values():
        own = [copy for copy in found if copy.organisation_id == own_id] or (found if len(found) == 1 else [])
        kept += own[:1]
        notes += [
            f"In {copy.round_title}, {copy.organisation_name} submitted by itself"
            f"{': this is what is shown.' if copy in own else '; its results are not added to any others.'}"
            for copy in found
            if copy.organisation_id != own_id
        ]
    return kept, notes


class _Memory:
    """Figures of frozen copies by their digests, for each audience."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Figures] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> Figures | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: tuple[str, str], figures: Figures) -> None:
        with self._lock:
            self._kept[key] = figures
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


_memory = _Memory()


def _is_ours(copy: SubmittedCopy | FrozenCopyRow) -> bool:
    """Whether this is the version of the method that the copy was worked out with."""
    return copy.method_version == METHOD_VERSION


def _figures(copies: Sequence[tuple[str, str, Edition]], session: Session, audience: str) -> dict[str, Figures]:
    """The figures of copies (id, digest, edition) by their ids: at most one statement."""
    found: dict[str, Figures] = {}
    asked: dict[str, tuple[str, Edition]] = {}
    for copy_id, digest, edition in copies:
        known = _memory.get((digest, audience))
        if known is None:
            asked[copy_id] = digest, edition
        else:
            found[copy_id] = known
    for copy_id, content in answers_of_copies(session, list(asked)).items():
        digest, edition = asked[copy_id]
        results = compute_metrics(edition, read_answers(content, edition).sheet, 0)
        found[copy_id] = _shown(edition, results, audience)
        _memory.keep((digest, audience), found[copy_id])
    return found


def _shown(edition: Edition, results: Mapping[str, MetricResult], audience: str) -> Figures:
    """Figures as the audience may see them; none where the edition has no policy for it."""
    policy = edition.disclosure.get(audience)
    return metric_summaries(edition, results, policy) if policy is not None else {}
