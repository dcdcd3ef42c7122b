"""Whether the figures that indicate a criterion's level tell institutions apart: agreement over many submissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from charter.domain.edition import Edition
from charter.domain.wording import count_text, list_text

ALWAYS, NEVER = "always", "never"


@dataclass(frozen=True, slots=True)
class Observed:
    """One submission: the level that each figure indicates, and the level that was given to each criterion."""

    indicated: Mapping[str, int]  # metric id -> level; one that indicates none is absent
    given: Mapping[str, int]  # criterion id -> self level; one without is absent


@dataclass(frozen=True, slots=True)
class Agreement:
    """A criterion whose indicators always agree, or never do."""

    criterion_id: str
    metric_ids: tuple[str, ...]
    how: str  # always, never
    count: int  # of submissions that could be compared

    @property
    def is_with_level(self) -> bool:
        """Whether its one figure was compared with the level that was given."""
        return len(self.metric_ids) == 1


def smallest_group(edition: Edition) -> int:
    """Give how many institutions must be in a group of which anything is said: the fewest peers that are compared.

    Where the edition compares no peers: the highest count below which one of its policies shows nothing.
    """
    peers: Mapping[str, int] = (edition.facts.get("benchmarking") or {}).get("min_peers") or {}
    if peers:
        return min(int(count) for count in peers.values())
    return max((policy.suppress_below for policy in edition.disclosure.values()), default=0)


def agreements(edition: Edition, observed: Iterable[Observed]) -> tuple[Agreement, ...]:
    """Give every criterion whose indicators always agree or never do, in edition order.

    Figures are compared with each other; a criterion with one is compared with the level that was given. Submissions
    in which fewer than two levels are there say nothing. Nothing is said of fewer submissions than ``smallest_group``.
    """
    least = max(1, smallest_group(edition))
    seen = list(observed)
    return tuple(one for one in _found(edition, seen) if one.count >= least)


def _found(edition: Edition, observed: Sequence[Observed]) -> Iterator[Agreement]:
    for criterion in edition.criteria:
        metrics = criterion.indicative_metric_ids
        if not metrics:
            continue
        levels = [_levels(item, criterion.id, metrics) for item in observed]
        agree = [len(set(found)) == 1 for found in levels if len(found) > 1]
        if agree and (all(agree) or not any(agree)):
            yield Agreement(criterion.id, metrics, ALWAYS if agree[0] else NEVER, len(agree))


def _levels(item: Observed, criterion_id: str, metrics: tuple[str, ...]) -> list[int]:
    found = [item.indicated[name] for name in metrics if name in item.indicated]
    if len(metrics) == 1:
        found += [item.given[criterion_id]] if criterion_id in item.given else []
    return found


def agreement_text(found: Agreement) -> str:
    """Give an agreement as a sentence for authors."""
    figures = list_text(found.metric_ids)
    where = f"in all {count_text(found.count, 'submission')}"
    if found.is_with_level:
        what = "is the level given" if found.how == ALWAYS else "is never the level given"
        advice = "It adds nothing to it." if found.how == ALWAYS else "Look at its bands, or at how levels are worded."
        return f"{found.criterion_id}: the level that {figures} indicates {what}, {where}. {advice}"
    if found.how == ALWAYS:
        return f"{found.criterion_id}: {figures} always indicate the same level, {where}. One of them may do."
    return f"{found.criterion_id}: {figures} never indicate the same level, {where}. Look at their bands."
