"""What levels come to: the levels in use, their scores, and the highest tier whose rules about levels all hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Criterion, Edition
from charter.domain.levels import LevelsInUse, levels_in_use
from charter.domain.results import Level, Levels, MetricResult, Scorecard
from charter.domain.scoring import score
from charter.domain.tiers import reached


@dataclass(frozen=True, slots=True)
class ScoredLevels:
    """Levels and what follows from them, exact."""

    in_use: LevelsInUse
    levels: Levels  # complete: a criterion without a level counts as 0
    card: Scorecard
    reached: str | None  # the highest tier whose rules about levels all hold


def score_levels(edition: Edition, sheet: AnswerSheet, results: Mapping[str, MetricResult]) -> ScoredLevels:
    """Give what the levels of a sheet come to.

    ``edition`` is as it binds (``first_rounds.as_due``); of ``results``, those that indicate levels matter. A criterion
    without a level counts as level 0 until one is given: a partly filled sheet never scores higher than the finished
    one with the same answers.
    """
    in_use = levels_in_use(edition, sheet, results)
    levels = {item.id: _repeated(edition, item, in_use.levels.get(item.id, 0)) for item in edition.criteria}
    card = score(edition, levels)
    return ScoredLevels(in_use, levels, card, reached(edition, card))


def _repeated(edition: Edition, criterion: Criterion, level: int | None) -> Level | tuple[int, ...]:
    """A sheet has one level a criterion: where a theme is rated several times, it counts for each of them."""
    repeats = edition.theme(criterion.theme_id).repeats
    return level if repeats is None or level is None else (level,) * repeats.count
