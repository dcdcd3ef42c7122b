"""Agreement of one submission's reviewers, against published tables and by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.domain.agreement import (
    LINEAR,
    NO_VARIATION,
    NOBODY_RATED,
    NOTHING_SHARED,
    ONE_REVIEWER,
    UNWEIGHTED,
    Figure,
    submission_agreement,
    weighted_kappa,
)
from charter.domain.errors import InvalidRatings

# R package irr, kappa2, as printed in RExRepos, interRaterICC.
THREE_CATEGORIES = ((53, 5, 2), (11, 14, 5), (1, 6, 3))
SIX_CATEGORIES = (
    (5, 8, 1, 2, 4, 2),
    (3, 5, 3, 5, 5, 0),
    (1, 2, 6, 11, 2, 1),
    (0, 1, 5, 4, 3, 3),
    (0, 0, 1, 2, 5, 2),
    (0, 0, 1, 2, 1, 4),
)
# Gwet 2014, cont3x3abstractors, as printed in the README of the R package irrCAC.
ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))


def pairs_of(table):
    """Give a table of counts, first reviewer × second reviewer, as pairs of levels."""
    cells = [(one, two, count) for one, row in enumerate(table) for two, count in enumerate(row)]
    return [(one, two) for one, two, count in cells for _ in range(count)]


@pytest.mark.parametrize(
    ("table", "power", "expected", "tolerance"),
    [
        (THREE_CATEGORIES, UNWEIGHTED, 0.429, 0.0005),
        (SIX_CATEGORIES, LINEAR, 0.316, 0.0005),
        (ABSTRACTORS, UNWEIGHTED, 0.7964094, 0.00000005),
    ],
)
def test_published_kappas_are_reproduced(table, power, expected, tolerance):
    found = weighted_kappa(pairs_of(table), power)

    assert float(found.value) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(
    ("table", "expected"), [(THREE_CATEGORIES, Fraction(70, 100)), (ABSTRACTORS, Fraction(89, 100))]
)
def test_published_agreement_of_two_is_the_exact_share(table, expected):
    assert submission_agreement(pairs_of(table)).exact_share == Figure(expected, 100)


def test_quadratic_kappa_is_worked_by_hand():
    # One difference of 1. All sixteen squared distances: 21 + 11 + 9 + 15 = 56. So 1 − 4 × 1 ÷ 56.
    assert weighted_kappa([(0, 0), (1, 1), (2, 2), (3, 4), (None, 4)]) == Figure(Fraction(13, 14), 4)


@pytest.mark.parametrize("pairs", [[(3, 3), (3, 3)], [(2, 3), (2, 3)], [(3, 3)]])
def test_kappa_is_not_computable_where_neither_reviewer_varies(pairs):
    assert weighted_kappa(pairs) == Figure(None, len(pairs), NO_VARIATION)


def test_kappa_is_nothing_beyond_chance_where_one_reviewer_never_varies():
    assert weighted_kappa([(2, 1), (2, 2), (2, 3)]) == Figure(Fraction(0), 3)


def test_shares_count_criteria_that_two_or_more_rated():
    found = submission_agreement([(2, 2, 2), (1, 2, 2), (0, 2, None), (3, None, None), (None, None, None)])

    assert found.exact_share == Figure(Fraction(1, 3), 3)
    assert found.adjacent_share == Figure(Fraction(2, 3), 3)


def test_the_mean_kappa_leaves_out_pairs_that_have_none():
    # The second and the third reviewer both gave 2 throughout; the first varies, against each of them: 0.
    found = submission_agreement([(1, 2, 2), (2, 2, 2), (3, 2, 2)])

    assert [(pair.first, pair.second, pair.kappa.value) for pair in found.kappas] == [
        (0, 1, 0),
        (0, 2, 0),
        (1, 2, None),
    ]
    assert found.mean_kappa == Figure(Fraction(0), 2)


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([], NOBODY_RATED),
        ([(None, None), (None, None)], NOBODY_RATED),
        ([(1, None), (2, None)], ONE_REVIEWER),
        ([(1,), (2,)], ONE_REVIEWER),
        ([(1, None), (None, 2)], NOTHING_SHARED),
    ],
)
def test_what_cannot_be_compared_has_no_value_and_says_why(ratings, reason):
    found = submission_agreement(ratings)

    assert (found.exact_share, found.adjacent_share, found.mean_kappa) == (Figure(None, 0, reason),) * 3


@pytest.mark.parametrize("ratings", [[(1, 2), (1,)], [(1, -1)], [(1, 2.0)], [(1, True)], [(1, "2")]])
def test_what_is_no_table_of_levels_is_refused(ratings):
    with pytest.raises(InvalidRatings):
        submission_agreement(ratings)


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 4))] * 3), max_size=8), st.permutations(range(3)))
def test_the_order_of_reviewers_changes_nothing(ratings, order):
    found = submission_agreement(ratings)
    moved = submission_agreement([[row[place] for place in order] for row in ratings])

    assert (found.exact_share, found.adjacent_share, found.mean_kappa) == (
        moved.exact_share,
        moved.adjacent_share,
        moved.mean_kappa,
    )
