"""The 95 % intervals that figures carry; every formula with its source and worked example is in docs/method.md.

Proportions and their differences come as shares between 0 and 1. An end that is None is open.
"""

from __future__ import annotations

from charter.domain.proportion_intervals import LARGEST_COUNT, Z, newcombe_difference_interval, wilson_interval
from charter.domain.ratio_intervals import (
    katz_ratio_interval,
    koopman_ratio_interval,
    rate_ratio_conditional_interval,
    woolf_odds_ratio_interval,
)

__all__ = [
    "LARGEST_COUNT",
    "Z",
    "katz_ratio_interval",
    "koopman_ratio_interval",
    "newcombe_difference_interval",
    "rate_ratio_conditional_interval",
    "wilson_interval",
    "woolf_odds_ratio_interval",
]
