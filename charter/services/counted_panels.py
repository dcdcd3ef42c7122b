"""What reviewers who hold a seat locked, as panels; and what is worked out of these alike for pages and for paper."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from charter.domain.agreement import Panel
from charter.domain.edition import Edition
from charter.domain.meeting_rules import meeting_rules
from charter.domain.round_alpha import RoundAlpha, round_alpha
from charter.domain.round_spread import Severity, reviewer_severities
from charter.store.meetings import locked_levels

CONFIDENCE_PERCENT = 95  # where an edition states none
SEED_BYTES = 4


def panels_of(session: Session, edition: Edition, case_ids: Iterable[str]) -> list[Panel]:
    """Give the ratings that count of cases judged by an edition, by id; whose seat ended is not among them.

    A case of which nobody has locked is left out. For services that chose the cases; one statement.
    """
    given: dict[str, dict[str, dict[str, int | None]]] = defaultdict(lambda: defaultdict(dict))
    for case_id, person_id, criterion_id, level in locked_levels(session, case_ids):
        given[case_id][person_id][criterion_id] = level
    criterion_ids = tuple(item.id for item in edition.criteria)
    return [_panel(case_id, criterion_ids, own) for case_id, own in sorted(given.items())]


def alpha_of_round(edition: Edition, panels: Sequence[Panel], round_id: str) -> RoundAlpha:
    """Give alpha over panels of a round. Its seed is the round's, so that the interval can be worked out again."""
    seed = int.from_bytes(hashlib.sha256(round_id.encode()).digest()[:SEED_BYTES])
    return round_alpha(panels, seed=seed, confidence_percent=confidence_percent(edition))


def severities_of(edition: Edition, panels: Iterable[Panel]) -> tuple[Severity, ...]:
    """Give how severe reviewers are; nothing of one with fewer comparisons than criteria that nobody may leave out."""
    return reviewer_severities(panels, least=sum(not item.may_be_not_applicable for item in edition.criteria))


def confidence_percent(edition: Edition) -> int:
    """Give the confidence of alpha's interval, as the edition states it."""
    return meeting_rules(edition).confidence_percent or CONFIDENCE_PERCENT


def _panel(case_id: str, criterion_ids: tuple[str, ...], own: Mapping[str, Mapping[str, int | None]]) -> Panel:
    people = tuple(sorted(own))
    rows = [[own[person_id].get(criterion_id) for person_id in people] for criterion_id in criterion_ids]
    return Panel(case_id, criterion_ids, people, rows)
