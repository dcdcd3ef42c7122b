"""What an edition says of conditions, feedback and appeals, read out of its own words.

Numbers stand in the sentences by which an edition states its outcomes and its panel's duties, as digits or as words.
What an edition does not say is None: whoever asks then holds nobody to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.award_upkeep import award_rules
from charter.domain.edition import Edition
from charter.domain.meeting_rules import NUMBER_WORDS
from charter.domain.tiers import LOWER

WITH_CONDITIONS = "conferred_with_conditions"
WITHDRAWN, INTEGRITY = "withdrawn", "integrity_concern"  # of the reasons for no award
FOUND_BY_PEOPLE = (WITHDRAWN, INTEGRITY)  # the rest follow from the rules, or from what the institution answers
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|no|vs|etc)\.$|(?:^|[\s(])[A-Z]\.$", re.IGNORECASE)
_COUNT = r"(\d{1,3}|[a-z]+)"
_SENTENCES = re.compile(rf"\b{_COUNT} to {_COUNT} sentences\b")


@dataclass(frozen=True, slots=True)
class DecisionTerms:
    """The numbers and lists that bind whoever puts, explains and questions a decision; None = nothing is said."""

    allows_conditions: bool
    condition_count: int | None  # the most that may be attached
    condition_months: int | None  # the longest that one may take
    fewest_sentences: int | None  # of the feedback on a criterion
    most_sentences: int | None
    appeal_grounds: tuple[str, ...]
    no_award_reasons: tuple[str, ...]  # ids of those that people find, whatever the levels say
    may_revise_offer: bool  # whether an institution that is offered a lower tier may choose to revise instead


def decision_terms(edition: Edition) -> DecisionTerms:
    """Give what an edition says of conditions, feedback and appeals."""
    rules: Mapping[str, Any] = edition.facts.get("award_decision") or {}
    outcomes, kept = edition.decision.outcomes, award_rules(edition)
    few, many = _sentences(edition)
    return DecisionTerms(
        allows_conditions=WITH_CONDITIONS in outcomes,
        condition_count=kept.conditions_at_most,
        condition_months=kept.condition_months,
        fewest_sentences=few,
        most_sentences=many,
        appeal_grounds=tuple(str(one) for one in rules.get("appeal_grounds") or ()),
        no_award_reasons=tuple(one for one in edition.decision.reasons if one in FOUND_BY_PEOPLE),
        may_revise_offer="revise" in outcomes.get(LOWER, ""),
    )


def sentence_count(text: str) -> int:
    """Give how many sentences a text has; words after the last full stop are one more, an abbreviation ends none.

    0 for an empty text.
    """
    return sum(1 for _ in _sentences_in(text))


def _sentences_in(text: str) -> Iterator[str]:
    start = 0
    for found in _SENTENCE_END.finditer(text):
        piece = text[start : found.end()]
        if _ABBREVIATION.search(piece) and found.end() < len(text.rstrip()):
            continue
        start = found.end()
        if any(sign.isalnum() for sign in piece):
            yield piece
    if any(sign.isalnum() for sign in text[start:]):
        yield text[start:]


def _sentences(edition: Edition) -> tuple[int | None, int | None]:
    found = _SENTENCES.search(str((edition.facts.get("panel") or {}).get("feedback", "")))
    return (_read(found.group(1)), _read(found.group(2))) if found else (None, None)


def _read(text: str) -> int | None:
    return int(text) if text.isdigit() else NUMBER_WORDS.get(text)
