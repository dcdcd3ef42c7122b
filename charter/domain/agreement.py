"""How far the reviewers of one submission agree: exact and adjacent agreement, and weighted kappa by pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from charter.domain.errors import InvalidRatings

Ratings = Sequence[Sequence[int | None]]  # n criteria in edition order × m reviewers, 0 to top; None = not rated

QUADRATIC, LINEAR, UNWEIGHTED = 2, 1, 0  # the power of the distance between two levels

# Why a figure has no value, as the rest of a sentence.
NOBODY_RATED = "nobody has rated anything"
ONE_REVIEWER = "only one reviewer has rated, and there is nobody to compare with"
NOTHING_SHARED = "no criterion was rated by two reviewers"
NO_VARIATION = "not computable where there is no variation"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what it rests on; ``value`` None means that it is undefined, and ``why_not`` says why."""

    value: Fraction | None
    count: int  # of what it rests on: criteria of a share or of a kappa, pairs of a mean, comparisons of a severity
    why_not: str = ""  # "" where there is a value


@dataclass(frozen=True, slots=True)
class PairKappa:
    """The weighted kappa of two reviewers, named by their columns."""

    first: int
    second: int
    kappa: Figure  # −1 to 1


@dataclass(frozen=True, slots=True)
class SubmissionAgreement:
    """How far the reviewers of one submission agree."""

    exact_share: Figure  # 0 to 1, of the criteria that two or more reviewers rated
    adjacent_share: Figure  # 0 to 1, of the same
    kappas: tuple[PairKappa, ...]  # every pair of reviewers, in the order of the columns
    mean_kappa: Figure  # of the pairs that have one


@dataclass(frozen=True, slots=True)
class Panel:
    """The ratings of one submission, with whom and what they belong to."""

    submission_id: str
    criterion_ids: tuple[str, ...]  # n, in edition order
    reviewer_ids: tuple[str, ...]  # m
    ratings: Ratings  # n × m


def submission_agreement(ratings: Ratings) -> SubmissionAgreement:
    """Give every figure of agreement for one submission.

    Parameters
    ----------
    ratings: n × m, n criteria in edition order, m reviewers, levels from 0; None = not rated or not applicable.

    Returns
    -------
    Undefined figures have the value None and say why: nobody rated, one reviewer, nothing rated by two, no variation.

    Raises
    ------
    InvalidRatings: rows differ in length, or something is no level.

    Source: docs/method.md, agreement of a panel.
    """
    check_ratings(ratings)
    kappas = tuple(
        PairKappa(one, two, weighted_kappa([(row[one], row[two]) for row in ratings]))
        for one, two in combinations(range(len(ratings[0]) if ratings else 0), 2)
    )
    return SubmissionAgreement(
        exact_share=share_within(ratings, 0),
        adjacent_share=share_within(ratings, 1),
        kappas=kappas,
        mean_kappa=_mean_kappa(kappas, _lacking(ratings)),
    )


def share_within(ratings: Ratings, steps: int) -> Figure:
    """Give the share of criteria on which all who rated lie within so many levels of each other.

    Parameters
    ----------
    ratings: n × m, n criteria in edition order, m reviewers, levels from 0; None = not rated or not applicable.
    steps: 0 = exact agreement, 1 = adjacent agreement.

    Returns
    -------
    0 to 1, exact, of the criteria that two or more reviewers rated, which ``count`` counts. None where there is none.

    Source: docs/method.md, agreement of a panel.
    """
    spreads = [spread for row in ratings if (spread := spread_of(row)) is not None]
    if not spreads:
        return Figure(None, 0, _lacking(ratings))
    return Figure(Fraction(sum(spread <= steps for spread in spreads), len(spreads)), len(spreads))


def spread_of(levels: Sequence[int | None]) -> int | None:
    """Give the highest less the lowest level of one criterion; None where fewer than two reviewers rated it."""
    given = [level for level in levels if level is not None]
    return max(given) - min(given) if len(given) > 1 else None


def weighted_kappa(pairs: Sequence[tuple[int | None, int | None]], power: int = QUADRATIC) -> Figure:
    """Give Cohen's weighted kappa of two reviewers, exact.

    κ = 1 − n·Σᵢ d(aᵢ, bᵢ) ÷ Σᵢ Σⱼ d(aᵢ, bⱼ), where d is the distance of two levels raised to ``power``. How many levels
    the scale has falls out of the formula.

    Parameters
    ----------
    pairs: n × 2, the levels of both reviewers on each criterion; a pair with a None is left out.
    power: 2 = quadratic, 1 = linear, 0 = unweighted (every difference counts the same).

    Returns
    -------
    −1 to 1. None where nothing was rated by both, and where each of them used one level throughout, the same or not:
    then there is nothing but chance to compare with. Where only one of them did, it is 0.

    Source: Cohen 1960 Educ Psychol Meas 20:37; Cohen 1968 Psychol Bull 70:213.
    """
    both = [(one, two) for one, two in pairs if one is not None and two is not None]
    if not both:
        return Figure(None, 0, NOTHING_SHARED)
    ones, twos = [one for one, _ in both], [two for _, two in both]
    if len(set(ones)) == 1 and len(set(twos)) == 1:
        return Figure(None, len(both), NO_VARIATION)
    seen = sum(_distance(one, two, power) for one, two in both)
    by_chance = sum(_distance(one, two, power) for one in ones for two in twos)
    return Figure(1 - Fraction(len(both) * seen, by_chance), len(both))


def check_ratings(ratings: Ratings) -> None:
    """Raise InvalidRatings where rows differ in length, or something is neither None nor a whole number from 0."""
    for number, row in enumerate(ratings, start=1):
        if len(row) != len(ratings[0]):
            raise InvalidRatings(f"Criterion {number} has {len(row)} ratings where the first has {len(ratings[0])}.")
        if not all(level is None or (type(level) is int and level >= 0) for level in row):
            raise InvalidRatings(f"Criterion {number} has a rating that is no level. Give whole numbers from 0.")


def check_panel(panel: Panel) -> None:
    """Raise InvalidRatings where the ratings are no levels, or not as many as there are criteria and reviewers."""
    check_ratings(panel.ratings)
    width = len(panel.ratings[0]) if panel.ratings else len(panel.reviewer_ids)
    if len(panel.ratings) != len(panel.criterion_ids) or width != len(panel.reviewer_ids):
        raise InvalidRatings("Ratings are not as many as criteria and reviewers. Give one for each of both, or None.")


def _distance(one: int, two: int, power: int) -> int:
    return 0 if one == two else int(abs(one - two) ** power)


def _mean_kappa(kappas: Sequence[PairKappa], lacking: str) -> Figure:
    values = [pair.kappa.value for pair in kappas if pair.kappa.value is not None]
    if not values:
        return Figure(None, 0, lacking or NO_VARIATION)
    return Figure(sum(values, Fraction(0)) / len(values), len(values))


def _lacking(ratings: Ratings) -> str:
    """What is missing before anything can be compared; "" where nothing is."""
    if any(spread_of(row) is not None for row in ratings):
        return ""
    rated_by = {column for row in ratings for column, level in enumerate(row) if level is not None}
    if not rated_by:
        return NOBODY_RATED
    return ONE_REVIEWER if len(rated_by) == 1 else NOTHING_SHARED
