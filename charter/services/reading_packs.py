"""Reading packs: from the frozen copy that a case is about to what a reviewer reads of it on paper."""

from __future__ import annotations

from charter.domain.edition import Edition
from charter.domain.reading_packs import RubricLine


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
