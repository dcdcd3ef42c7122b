"""Funnel limits for a proportion among organisations, wide enough for how much organisations really differ.

Source: Spiegelhalter 2005, Funnel plots for comparing institutional performance, Stat Med 24:1185, section 7 and
appendix; the variance between organisations by moments, DerSimonian and Laird 1986, Control Clin Trials 7:177.
Formulas and a worked example: docs/method-benchmarks.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z_95 = 1.959964
Z_998 = 3.090232
MOST_DISPERSION = 2.0  # with plain limits; the rule of the edition's benchmarking section
ADDITIVE, PLAIN, NONE = "additive", "plain", "none"


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """What the limits of a funnel rest on; shares are 0-1."""

    kind: str  # additive, plain, none
    mean: float  # of all respondents together
    dispersion: float | None  # mean squared z; None where every answer is the same
    between_variance: float  # tau squared; 0 for plain limits
    plain_outside_share: float  # share of organisations outside plain 95 % limits

    def at(self, base_n: int) -> tuple[float, float, float, float] | None:
        """Give low 95, high 95, low 99.8 and high 99.8 in percent at a base, cut to 0 to 100; None without limits."""
        if self.kind == NONE or base_n <= 0:
            return None
        spread = math.sqrt(self.mean * (1 - self.mean) / base_n + self.between_variance)
        low, high = self.mean - Z_95 * spread, self.mean + Z_95 * spread
        lower, higher = self.mean - Z_998 * spread, self.mean + Z_998 * spread
        return _cut(low), _cut(high), _cut(lower), _cut(higher)


def funnel_limits(percents: Sequence[float], bases: Sequence[int], fewest: int = 2) -> FunnelLimits | None:
    """Give what the limits around peers rest on.

    Parameters
    ----------
    percents, bases: per organisation, percent 0-100 and respondents above 0, same order.
    fewest: organisations needed to estimate how much they differ beyond chance.

    Returns
    -------
    Additive limits where organisations differ beyond chance and there are enough of them; plain binomial limits where
    they do not; no limits where they do and there are too few, and None of no organisations.

    """
    total = sum(bases)
    if not percents or total <= 0:
        return None
    shares = [percent / 100 for percent in percents]
    mean = sum(share * base for share, base in zip(shares, bases, strict=True)) / total
    if mean <= 0 or mean >= 1:
        return FunnelLimits(NONE, mean, None, 0.0, 0.0)
    squares = [base * (share - mean) ** 2 / (mean * (1 - mean)) for share, base in zip(shares, bases, strict=True)]
    dispersion = sum(squares) / len(squares)
    outside = sum(square > Z_95**2 for square in squares) / len(squares)
    between = between_variance(dispersion, [base / (mean * (1 - mean)) for base in bases])
    if between == 0:
        return FunnelLimits(PLAIN, mean, dispersion, 0.0, outside)
    if len(squares) >= max(fewest, 2):
        return FunnelLimits(ADDITIVE, mean, dispersion, between, outside)
    return FunnelLimits(NONE if dispersion > MOST_DISPERSION else PLAIN, mean, dispersion, 0.0, outside)


def between_variance(dispersion: float, weights: Sequence[float]) -> float:
    """Give tau squared, the variance between organisations beyond chance, by moments; 0 where there is none.

    tau² = (I·phi - (I - 1)) / (sum w - sum w² / sum w), with w = 1 / s² and phi the mean squared z of I organisations.
    """
    excess = len(weights) * dispersion - (len(weights) - 1)
    total = sum(weights)
    room = total - sum(weight**2 for weight in weights) / total
    return excess / room if excess > 0 and room > 0 else 0.0


def _cut(share: float) -> float:
    return 100 * min(max(share, 0.0), 1.0)
