"""Single counts and rates under a disclosure policy: what is withheld, what is rounded, what is too few for a rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from charter.domain.edition import DisclosurePolicy, Edition
from charter.domain.wording import decimal_text

Count = int | Fraction


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in the place of a number that is not shown."""

    suppressed: str = "*"
    too_few: str = ".."
    not_supplied: str = "-"


@dataclass(frozen=True, slots=True)
class DisclosedCell:
    """A count as an audience may see it: a number, or a mark in its place."""

    count: int | None
    mark: str = ""

    @property
    def text(self) -> str:
        """Give the count with its thousands separated, or the mark."""
        return self.mark if self.count is None else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class DisclosedRate:
    """A rate (0-100) as an audience may see it, from the counts in ``fraction``; None with a mark where withheld."""

    percent: Fraction | None
    text: str
    mark: str = ""
    fraction: tuple[int, int] | None = None


def marks_of(edition: Edition) -> Marks:
    """Give the marks that the edition names, or the usual ones where it names none."""
    named = disclosure_facts(edition).get("marks") or {}
    usual = Marks()
    return Marks(
        str(named.get("suppressed", usual.suppressed)),
        str(named.get("too_few_for_rate", usual.too_few)),
        str(named.get("not_supplied", usual.not_supplied)),
    )


def disclosure_facts(edition: Edition) -> Mapping[str, Any]:
    """Give the edition's disclosure rules as written, beside the policies; empty where it has none."""
    facts: Mapping[str, Any] = edition.facts.get("disclosure") or {}
    return facts


def is_exact(policy: DisclosurePolicy) -> bool:
    """Say whether the audience sees exact counts: nothing withheld and nothing rounded."""
    return policy.suppress_below == 0 and policy.round_base <= 1


def round_count(count: Count, base: int) -> int:
    """Give the count to the nearest multiple of the base, halves away from zero; a base of 1 or less changes nothing.

    Source: HESA rounding and suppression, "halves are rounded up"; docs/method-disclosure.md.
    """
    step = max(base, 1)
    doubled = abs(Fraction(count)) * 2 + step
    whole = doubled.numerator // (doubled.denominator * step * 2) * step
    return -whole if count < 0 else whole


def is_small(count: Count, row_total: Count, policy: DisclosurePolicy) -> bool:
    """Say whether a count is withheld for its own smallness (primary suppression).

    A count from one to just under the threshold is. Zero is, where the row that it stands in has so few people in all
    that "none of them" says something about each.
    """
    if count == 0:
        return policy.suppress_below > 0 and row_total < policy.zero_is_safe_from_row_total
    return 0 < count < policy.suppress_below


def disclose_count(count: int | None, policy: DisclosurePolicy, marks: Marks | None = None) -> DisclosedCell:
    """Give a count that stands alone, such as a total: withheld where small, else rounded; None is not supplied."""
    named = marks or Marks()
    if count is None:
        return DisclosedCell(None, named.not_supplied)
    if 0 < count < policy.suppress_below:
        return DisclosedCell(None, named.suppressed)
    return DisclosedCell(round_count(count, policy.round_base))


def rate_mark(
    numerator: Count, denominator: Count, policy: DisclosurePolicy, marks: Marks, minimum: Fraction | None = None
) -> str:
    """Give the mark that stands in the place of a rate, or "" where the rate may be shown.

    The denominator is looked at first; then the numerator and its complement, either of which being small would give
    the other away.
    """
    least = policy.percent_min_denominator if minimum is None else minimum
    if denominator <= 0 or denominator < least:
        return marks.too_few
    parts = (numerator, denominator - numerator)
    if any(is_small(part, denominator, policy) for part in parts):
        return marks.suppressed
    return ""


def rate_decimals(policy: DisclosurePolicy) -> int:
    """Give how many decimals a rate has: one for those who see exact counts, none for anybody else."""
    return 1 if is_exact(policy) else 0


def disclose_rate(
    numerator: Count | None, denominator: Count | None, policy: DisclosurePolicy, marks: Marks | None = None
) -> DisclosedRate:
    """Give the rate numerator / denominator in percent, worked out from rounded counts.

    Parameters
    ----------
    numerator, denominator: exact counts of people, numerator at most denominator; None = not supplied.

    Returns
    -------
    A percentage rounded to the decimals that the audience may see, so that a chart of it tells no more than its text.

    """
    named = marks or Marks()
    if numerator is None or denominator is None:
        return DisclosedRate(None, named.not_supplied, named.not_supplied)
    mark = rate_mark(numerator, denominator, policy, named)
    if mark:
        return DisclosedRate(None, mark, mark)
    shown = (round_count(numerator, policy.round_base), round_count(denominator, policy.round_base))
    decimals = rate_decimals(policy)
    percent = shown_value(Fraction(100 * shown[0], shown[1]), decimals)
    return DisclosedRate(percent, f"{decimal_text(percent, decimals)}\u00a0%", "", shown)


def shown_value(value: Fraction, decimals: int) -> Fraction:
    """Give the value to so many decimals, halves away from zero."""
    scale = 10**decimals
    return Fraction(round_count(value * scale, 1), scale)
