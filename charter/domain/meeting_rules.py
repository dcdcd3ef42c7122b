"""What an edition says of a panel’s meeting, read into numbers: what must be discussed, and when reviewers calibrate.

Editions name such a rule by a word with its threshold inside (``range_2_or_more``). The kinds of rule are known here;
the thresholds are the edition's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any

from charter.domain.edition import Edition

NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
RANGE = re.compile(r"range_(\w+)_or_more")
OUTSIDE = re.compile(r"(\w+)_or_more_outside_level_range")
STRADDLE = re.compile(r"reviewers_straddle_a_mandatory_minimum")
TOTAL = re.compile(r"total_within_(\d+(?:_\d+)?)_points_of_a_tier_line")
REASON_WORDS = re.compile(r"(\d+) words")
CONFIDENCE = re.compile(r"bootstrap_(\d+)_ci")


@dataclass(frozen=True, slots=True)
class MeetingRules:
    """The thresholds of a meeting; None where the edition has no such rule, so that whoever asks may put one."""

    range_from: int | None = None  # levels between the highest and the lowest rating, from which it is discussed
    outside_from: int | None = None  # levels outside the range that the figures indicate, from which it is discussed
    straddles: bool = False  # whether reviewers on both sides of a mandatory minimum discuss it
    points_of_line: Fraction | None = None  # on the edition's measure; a total so near to a tier's line is discussed
    reason_words: int | None = None  # fewest words of the reason for a level that had to be discussed
    quorum: int | None = None  # locked reviews
    calibrate_below: float | None = None  # alpha of a round
    confidence_percent: int | None = None  # of alpha's interval
    unread: tuple[str, ...] = ()  # reasons to discuss that are none of the kinds known here: people must see to them


def meeting_rules(edition: Edition) -> MeetingRules:
    """Give what the edition says of panels; nothing said is None, an unknown reason to discuss is in ``unread``.

    Source: the edition's panel rules.
    """
    panel = edition.facts.get("panel") or {}
    reasons = [str(reason) for reason in panel.get("must_discuss") or ()]
    agreement: Mapping[str, Any] = panel.get("agreement") or {}
    calibrate, quorum = agreement.get("calibrate_below_alpha"), panel.get("quorum_locked_reviews")
    return MeetingRules(
        range_from=_whole(_first(RANGE, reasons)),
        outside_from=_whole(_first(OUTSIDE, reasons)),
        straddles=any(STRADDLE.fullmatch(reason) for reason in reasons),
        points_of_line=_points(_first(TOTAL, reasons)),
        reason_words=_reason_words(panel.get("consensus") or {}),
        quorum=quorum if isinstance(quorum, int) else None,
        calibrate_below=float(calibrate) if isinstance(calibrate, Real) else None,
        confidence_percent=_whole(_first(CONFIDENCE, map(str, agreement.get("per_round") or ()))),
        unread=tuple(reason for reason in reasons if not _is_known(reason)),
    )


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    return next((found.group(1) for text in texts if (found := pattern.fullmatch(text))), None)


def _whole(text: str | None) -> int | None:
    if text is None or text in NUMBER_WORDS:
        return NUMBER_WORDS.get(text or "")
    return int(text) if text.isdecimal() else None


def _points(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text.replace("_", "."))


def _is_known(reason: str) -> bool:
    with_number = (RANGE.fullmatch(reason), OUTSIDE.fullmatch(reason))
    is_numbered = any(found and _whole(found.group(1)) is not None for found in with_number)
    return is_numbered or bool(STRADDLE.fullmatch(reason) or TOTAL.fullmatch(reason))


def _reason_words(consensus: Mapping[str, Any]) -> int | None:
    """The number of words that the rule for wide ranges asks of a reason."""
    said = [str(text) for key, text in consensus.items() if RANGE.fullmatch(str(key))]
    return next((int(found.group(1)) for text in said if (found := REASON_WORDS.search(text))), None)
