"""How far a round's reviewers agreed, as the public may see it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

from charter.domain.agreement import Figure
from charter.domain.disclosure import disclose_rate
from charter.domain.edition import DisclosurePolicy, Edition
from charter.domain.meeting_rules import meeting_rules
from charter.domain.round_alpha import RoundAlpha, needs_calibration
from charter.domain.round_reports import AgreementLine
from charter.domain.wording import decimal_text
from charter.services.round_agreement import confidence_of

TOO_FEW = "too few submissions to say"
Shares = tuple[tuple[int, int], tuple[int, int]]  # exact, then adjacent agreement: so many of so many


def agreement_line(
    edition: Edition, policy: DisclosurePolicy, found: RoundAlpha, shares: Shares, differences: Sequence[Figure]
) -> AgreementLine:
    """Give agreement in words and for a chart; nothing of a round with too few submissions."""
    line, confidence = meeting_rules(edition).calibrate_below, confidence_of(edition)
    if found.submission_count < policy.mean_min_n:
        return AgreementLine(None, None, line, (("Agreement", TOO_FEW),), (f"Agreement: {TOO_FEW}.",))
    exact, adjacent = (disclose_rate(part, whole, policy).text for part, whole in shares)
    spread = _spread_text(differences, policy)
    rows = (
        ("Krippendorff’s alpha (ordinal)", _alpha_text(found, confidence)),
        ("Criteria on which all reviewers gave the same level", exact),
        ("Criteria on which all were within one level", adjacent),
        ("Middle half of reviewers, against the others on the same submissions", spread),
    )
    return AgreementLine(found.alpha, found.interval, line, rows, _sentences(found, line))


def _alpha_text(found: RoundAlpha, confidence: int) -> str:
    if found.alpha is None:
        return found.why_not
    text = decimal_text(found.alpha, 2)
    if found.interval is None:
        return text
    low, high = (decimal_text(end, 2) for end in found.interval)
    return f"{text} ({confidence}\u00a0% interval {low} to {high})"


def _sentences(found: RoundAlpha, line: float | None) -> tuple[str, ...]:
    scale = "Alpha is 1 where reviewers always agree, and 0 where they agree no more than by chance."
    if found.alpha is None or line is None:
        return (scale,)
    asks = "below {}, which asks reviewers to calibrate again" if needs_calibration(found, line) else "not below {}"
    return (scale, f"It is {asks.format(f'the edition’s line of {decimal_text(line, 3)}')}.")


def _spread_text(differences: Sequence[Figure], policy: DisclosurePolicy) -> str:
    """The middle half alone: neither end of it is anybody's own figure where there are enough reviewers."""
    values = [float(one.value) for one in differences if one.value is not None]
    if len(values) < policy.mean_min_n:
        return "too few reviewers to say"
    low, _, high = quantiles(values, n=4, method="inclusive")
    return f"{_signed(low)} to {_signed(high)} levels"


def _signed(value: float) -> str:
    text = decimal_text(value, 2)
    return f"+{text}" if value > 0 and text != "0.00" else text
