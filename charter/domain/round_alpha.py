"""How far reviewers agree over a round: Krippendorff's alpha, with an interval from resampled submissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import krippendorff
import numpy as np
import numpy.typing as npt

from charter.domain.agreement import NO_VARIATION, NOBODY_RATED, NOTHING_SHARED, Panel, check_panel

ORDINAL = "ordinal"
ONE_SUBMISSION = "one submission alone has no interval"
RESAMPLES = 1000

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RoundAlpha:
    """Alpha of a round with its interval; None is undefined, and the word beside it says why."""

    alpha: float | None  # at most 1; below 0 where reviewers differ more than by chance
    why_not: str
    interval: tuple[float, float] | None
    why_no_interval: str
    submission_count: int  # that hold a criterion rated by two or more
    unit_count: int  # criteria of submissions, rated by two or more
    rating_count: int  # ratings on these
    resample_count: int  # that had an alpha; those without variation are left out
    seed: int


def round_alpha(
    panels: Sequence[Panel], *, seed: int, resamples: int = RESAMPLES, confidence_percent: float = 95
) -> RoundAlpha:
    """Give the ordinal alpha of a round, with the percentile interval of a bootstrap over submissions.

    A whole submission is drawn, with all its criteria: its ratings come from the same few people and hang together, so
    drawing single criteria would make the interval too narrow. The same seed gives the same interval, in whichever
    order submissions and reviewers come.

    Parameters
    ----------
    panels: the submissions, each n × m with its own reviewers, levels from 0; None = not rated or not applicable.
    seed: 0 to 2³² − 1.
    resamples: how many rounds are drawn, 1 or more.
    confidence_percent: 0 to 100, exclusive.

    Returns
    -------
    alpha None: nobody rated, no criterion rated by two, or every rating on those is the same level. The interval is
    None too then, and where one submission alone can be compared.

    Raises
    ------
    InvalidRatings: see ``agreement.check_panel``.
    ValueError: the seed is out of its range.

    Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability; Efron and Tibshirani 1993, chapter 13;
    docs/method.md, agreement over a round.
    """
    for panel in panels:
        check_panel(panel)
    ordered = sorted(panels, key=lambda panel: panel.submission_id)
    top = max((level for panel in ordered for row in panel.ratings for level in row if level is not None), default=None)
    tables = [counts for panel in ordered if len(counts := level_counts(panel, top or 0))]
    units = np.concatenate(tables) if tables else np.zeros((0, 1), dtype=np.int64)
    alpha = krippendorff_alpha(units)
    interval, drawn = None, 0
    if alpha is not None and len(tables) > 1:
        interval, drawn = _interval(tables, seed, resamples, confidence_percent)
    why_not = "" if alpha is not None else _why_not(top, units)
    return RoundAlpha(
        alpha=alpha,
        why_not=why_not,
        interval=interval,
        why_no_interval="" if interval else why_not or (ONE_SUBMISSION if len(tables) == 1 else NO_VARIATION),
        submission_count=len(tables),
        unit_count=len(units),
        rating_count=int(units.sum()),
        resample_count=drawn,
        seed=seed,
    )


def needs_calibration(found: RoundAlpha, line: float) -> bool | None:
    """Whether alpha is below the edition's line, so that reviewers calibrate before outcomes go out.

    None where alpha is not computable. Exactly on the line asks for nothing.

    Source: the edition's panel rules; 0.667 is Krippendorff 2004, Content analysis, page 241.
    """
    return None if found.alpha is None else found.alpha < line


def krippendorff_alpha(counts: Counts, scale: Any = ORDINAL) -> float | None:
    """Give alpha on a scale that the package ``krippendorff`` knows.

    Parameters
    ----------
    counts: units × levels, how many reviewers gave the unit that level. A unit with fewer than two says nothing.
    scale: nominal, ordinal, interval or ratio.

    Returns
    -------
    At most 1. None where no unit has two ratings, or where all ratings of those that have are one level.

    Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability.
    """
    paired = counts[counts.sum(axis=1) > 1]
    if np.count_nonzero(paired.sum(axis=0)) < 2:
        return None
    return float(krippendorff.alpha(value_counts=paired, level_of_measurement=scale))


def level_counts(panel: Panel, top_level: int) -> Counts:
    """Give how many reviewers gave each level, 0 to the top one: units × levels, only units rated by two or more."""
    rows = [[sum(given == level for given in row) for level in range(top_level + 1)] for row in panel.ratings]
    counts: Counts = np.array(rows, dtype=np.int64).reshape(-1, top_level + 1)
    paired: Counts = counts[counts.sum(axis=1) > 1]
    return paired


def coincidences(counts: Counts) -> Array:
    """Give the coincidence matrix, levels × levels, of units × levels that all have two or more ratings.

    Source: Krippendorff 2011, step 2.
    """
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1], dtype=np.int64)
    found: Array = (pairs / (counts.sum(axis=1) - 1)[:, None, None]).sum(axis=0)
    return found


def ordinal_alphas(matrices: Array) -> Array:
    """Give the ordinal alpha of each of many coincidence matrices, NaN where there is no variation.

    The ordinal distance of two levels is that of their middle ranks: Σ n from c to k less (n_c + n_k)/2 is
    (N_k − n_k/2) − (N_c − n_c/2), where N are the running totals.

    Parameters
    ----------
    matrices: b × levels × levels.

    Source: Krippendorff 2011, steps 2 to 4 and the ordinal metric.
    """
    totals = matrices.sum(axis=1)
    middles = totals.cumsum(axis=1) - totals / 2
    distances = (middles[:, :, None] - middles[:, None, :]) ** 2
    seen = (matrices * distances).sum(axis=(1, 2))
    by_chance = (totals[:, :, None] * totals[:, None, :] * distances).sum(axis=(1, 2))
    varies = np.count_nonzero(totals, axis=1) > 1
    ratio = np.divide((totals.sum(axis=1) - 1) * seen, by_chance, out=np.full(len(seen), np.nan), where=varies)
    found: Array = 1 - ratio
    return found


def _interval(
    tables: Sequence[Counts], seed: int, resamples: int, confidence_percent: float
) -> tuple[tuple[float, float] | None, int]:
    """The ends of the interval, and how many resamples had an alpha. Each submission is counted once, then summed."""
    matrices = np.stack([coincidences(table) for table in tables])
    size, levels = len(tables), matrices.shape[1]
    # This generator's stream is frozen: numpy never changes what a seed gives.
    drawn = np.random.RandomState(seed).randint(0, size, size=(resamples, size))
    places = drawn + size * np.arange(resamples)[:, None]
    times = np.bincount(places.ravel(), minlength=resamples * size).reshape(resamples, size)
    sums = (times @ matrices.reshape(size, -1)).reshape(resamples, levels, levels)
    alphas = ordinal_alphas(sums)
    alphas = alphas[~np.isnan(alphas)]
    if not len(alphas):
        return None, 0
    tail = (1 - confidence_percent / 100) / 2
    low, high = np.quantile(alphas, [tail, 1 - tail])
    return (float(low), float(high)), len(alphas)


def _why_not(top: int | None, units: Counts) -> str:
    if top is None:
        return NOBODY_RATED
    return NO_VARIATION if len(units) else NOTHING_SHARED
