"""What lies behind a round's agreement: how severe each reviewer is, and which criteria divide panels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.agreement import Figure, Panel, check_panel, spread_of
from charter.domain.wording import count_text


@dataclass(frozen=True, slots=True)
class Severity:
    """How far one reviewer lies from the others who rated the same."""

    reviewer_id: str
    difference: Figure  # in levels: below 0 is stricter than the others, above 0 more generous; counts comparisons
    submission_count: int  # in which there was something to compare


@dataclass(frozen=True, slots=True)
class Division:
    """How far panels were apart on one criterion."""

    criterion_id: str
    mean_spread: Fraction  # highest less lowest level, in levels
    submission_count: int  # in which two or more rated it
    divided_count: int  # in which they differed at all


def reviewer_severities(panels: Iterable[Panel], *, least: int) -> tuple[Severity, ...]:
    """Give each reviewer's mean signed difference from the median of the others, by reviewer id.

    A comparison is one criterion of one submission that the reviewer and somebody else rated. The median of an even
    number of others is the mean of the two in the middle: a half is fine here, as it decides nothing.

    Parameters
    ----------
    panels: the submissions, each n × m, levels from 0; None = not rated or not applicable.
    least: the fewest comparisons of which anything is said, 1 or more.

    Returns
    -------
    One for each reviewer of any panel, also one who rated nothing. With fewer comparisons the value is None.

    Raises
    ------
    InvalidRatings: see ``agreement.check_panel``.

    Source: our own rule; docs/method.md, agreement over a round.
    """
    doubled: dict[str, list[int]] = {}  # twice the difference, so that it is whole
    submissions: dict[str, set[str]] = defaultdict(set)
    for panel in panels:
        check_panel(panel)
        for column, reviewer_id in enumerate(panel.reviewer_ids):
            found = _doubled_differences(panel, column)
            doubled.setdefault(reviewer_id, []).extend(found)
            submissions[reviewer_id].update([panel.submission_id] if found else [])
    return tuple(
        Severity(reviewer_id, _mean_difference(found, max(1, least)), len(submissions[reviewer_id]))
        for reviewer_id, found in sorted(doubled.items())
    )


def dividing_criteria(panels: Iterable[Panel], *, least: int = 1) -> tuple[Division, ...]:
    """Give the criteria by how far panels were apart on them, the widest mean spread first.

    Parameters
    ----------
    panels: the submissions, each n × m, levels from 0; None = not rated or not applicable.
    least: the fewest submissions of which anything is said.

    Returns
    -------
    Mean spreads from 0 to the top level. Equal ones stand in the order in which criteria first come. A criterion that
    fewer submissions (or none) had rated by two reviewers is left out.

    Raises
    ------
    InvalidRatings: see ``agreement.check_panel``.

    Source: our own rule; docs/method.md, agreement over a round.
    """
    spreads: dict[str, list[int]] = {}
    for panel in panels:
        check_panel(panel)
        for criterion_id, row in zip(panel.criterion_ids, panel.ratings, strict=True):
            spread = spread_of(row)
            spreads.setdefault(criterion_id, []).extend([] if spread is None else [spread])
    found = [
        Division(criterion_id, Fraction(sum(given), len(given)), len(given), sum(spread > 0 for spread in given))
        for criterion_id, given in spreads.items()
        if len(given) >= max(1, least)
    ]
    return tuple(sorted(found, key=lambda item: -item.mean_spread))


def _doubled_differences(panel: Panel, column: int) -> list[int]:
    found = []
    for row in panel.ratings:
        own = row[column]
        others = sorted(level for place, level in enumerate(row) if place != column and level is not None)
        if own is not None and others:
            found.append(2 * own - _doubled_median(others))
    return found


def _doubled_median(ordered: Sequence[int]) -> int:
    return ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]


def _mean_difference(doubled: Sequence[int], least: int) -> Figure:
    if len(doubled) < least:
        return Figure(None, len(doubled), f"there are fewer than {count_text(least, 'comparison')}")
    return Figure(Fraction(sum(doubled), 2 * len(doubled)), len(doubled))
