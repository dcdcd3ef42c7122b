"""Indicators that always agree, or never do: told of enough submissions, and of no fewer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charter.domain.edition import MetricUse
from charter.domain.indicator_agreement import Observed, agreement_text, agreements
from charter.store.editions import load_edition


@pytest.fixture(scope="module")
def edition():
    """An edition of two criteria: MA-02 with one indicator, TR-02 with two. Its smallest group is five."""
    whole = load_edition("bme-mentoring/1.0")
    two = (MetricUse("M07", "indicative"), MetricUse("M08", "indicative"))
    criteria = (whole.criterion("MA-02"), replace(whole.criterion("TR-02"), metrics=two))
    return replace(whole, criteria=criteria)


def submissions(*levels):
    """Each with the levels that M01, M07 and M08 indicate, and the level given to MA-02."""
    return [Observed({"M01": one, "M07": two, "M08": three}, {"MA-02": given}) for one, two, three, given in levels]


def test_one_indicator_is_compared_with_the_level_given_and_two_with_each_other(edition):
    seen = submissions((2, 1, 2, 2), (3, 2, 3, 3), (0, 1, 4, 0), (4, 3, 0, 4), (1, 0, 1, 1))

    assert [agreement_text(one) for one in agreements(edition, seen)] == [
        "MA-02: the level that M01 indicates is the level given, in all 5 submissions. It adds nothing to it.",
        "TR-02: M07 and M08 never indicate the same level, in all 5 submissions. Look at their bands.",
    ]


def test_indicators_that_sometimes_agree_are_no_matter(edition):
    seen = submissions((2, 1, 1, 3), (3, 2, 3, 3), (0, 1, 4, 0), (4, 3, 0, 4), (1, 0, 1, 1))

    assert agreements(edition, seen) == ()


def test_nothing_is_said_of_fewer_than_the_smallest_group(edition):
    seen = submissions((2, 1, 1, 2), (3, 2, 2, 3), (0, 1, 1, 0), (4, 3, 3, 4))

    assert agreements(edition, [*seen, Observed({}, {})]) == ()
