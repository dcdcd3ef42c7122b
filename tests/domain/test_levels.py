"""Levels before a panel: indicated, capped, and in use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from charter.domain.answers import CriterionAnswers
from charter.domain.edition import MetricUse
from charter.domain.levels import indicated_level, indicated_range, level_cap, levels_in_use
from charter.domain.results import MetricResult
from tests.support.editions import criterion, edition, gate, sheet

TWO = criterion(metrics=(MetricUse("M", "indicative"), MetricUse("N", "indicative"), MetricUse("C", "context")))


def result(metric_id: str, status: str = "ok", level: int | None = None, reach: Any = None) -> dict[str, MetricResult]:
    return {metric_id: MetricResult(metric_id, status, level=level, level_range=reach)}


def test_the_lowest_indicative_metric_indicates_the_level() -> None:
    found = result("M", level=3, reach=(2, 4)) | result("N", "pooled", 2, (0, 3)) | result("C", level=0, reach=(0, 0))

    assert indicated_level(TWO, found) == 2
    assert indicated_range(TWO, found) == (0, 3)


def test_metrics_with_too_few_indicate_nothing() -> None:
    found = result("M", "too_few") | result("N", level=3, reach=(3, 3))

    assert indicated_level(TWO, found) == 3
    assert indicated_level(TWO, result("M", "too_few") | result("N", "missing")) is None
    assert indicated_range(TWO, result("M", "too_few")) is None


@pytest.mark.parametrize(
    ("one", "other", "cap"),
    [
        ("missing", "ok", 1), ("not_yet", "ok", 2), ("not_yet", "missing", 1), ("too_few", "pooled", None),
        ("not_applicable", "ok", None),
    ],
)  # fmt: skip
def test_missing_figures_cap_at_1_and_early_ones_at_2(one: str, other: str, cap: int | None) -> None:
    found = level_cap(TWO, result("M", one) | result("N", other))

    assert (found and found[0]) == cap


def test_context_metrics_cap_nothing() -> None:
    assert level_cap(TWO, result("C", "missing")) is None


def test_a_cap_says_why() -> None:
    assert level_cap(TWO, result("M", "missing") | result("N", "missing")) == (
        1,
        "The level is at most 1 while the figures for M and N are missing.",
    )


def in_use(given: CriterionAnswers, found: Any = None, **changes: Any) -> Any:
    asked = edition(criteria=(criterion(**changes),))
    return levels_in_use(asked, sheet(criteria={"A-1": given}), found or {})


def test_a_level_is_used_as_given() -> None:
    used = in_use(CriterionAnswers(level=3))

    assert (used.levels, used.missing, used.reasons, used.caps) == ({"A-1": 3}, (), {}, {})


def test_a_level_not_given_is_missing() -> None:
    used = in_use(CriterionAnswers())

    assert (used.levels, used.missing) == ({}, ("A-1",))


def test_a_closed_gate_holds_the_level_below_and_says_why() -> None:
    used = in_use(CriterionAnswers(level=4, answers={"A-1.q1": "no"}), gates=(gate(),))

    assert used.levels == {"A-1": 2}
    assert used.reasons == {"A-1": "The level is at most 2 while A-1.q1 is answered “no”."}


@pytest.mark.parametrize("answer", ["yes", "in_progress", ""])
def test_an_open_gate_holds_nothing(answer: str) -> None:
    assert in_use(CriterionAnswers(level=4, answers={"A-1.q1": answer}), gates=(gate(),)).levels == {"A-1": 4}


def test_the_lowest_of_gates_and_caps_wins() -> None:
    given = CriterionAnswers(level=4, answers={"A-1.q1": "no"})

    used = in_use(given, result("M", "missing"), gates=(gate(refuses_level_from=1), gate()))

    assert used.levels == {"A-1": 0}
    assert used.caps["A-1"][0] == 0


def test_a_level_below_its_cap_keeps_its_level_and_the_cap_is_told() -> None:
    used = in_use(CriterionAnswers(level=1), result("M", "not_yet"))

    assert (used.levels, used.reasons, used.caps["A-1"][0]) == ({"A-1": 1}, {}, 2)


def test_not_applicable_counts_only_where_it_may_be_claimed() -> None:
    claimed = CriterionAnswers(is_not_applicable=True, level=2)

    assert in_use(claimed, may_be_not_applicable=True).levels == {"A-1": None}
    refused = in_use(claimed)
    assert refused.levels == {"A-1": 2}
    assert refused.reasons == {"A-1": "This criterion may not be left out as not applicable."}


@pytest.mark.parametrize("level", [-1, 5, 10**30])
def test_a_level_off_the_scale_is_missing_and_says_so(level: int) -> None:
    used = in_use(CriterionAnswers(level=level))

    assert used.missing == ("A-1",)
    assert used.reasons["A-1"] == "There is no such level: give one from 0 to 4."


def test_every_criterion_is_used_or_missing() -> None:
    two = edition(criteria=(criterion("A-1"), criterion("A-2")))

    used = levels_in_use(two, sheet(criteria={"A-2": CriterionAnswers(level=0)}), {})

    assert (used.levels, used.missing) == ({"A-2": 0}, ("A-1",))


def test_results_for_other_metrics_change_nothing() -> None:
    found = {"X": replace(MetricResult("X", "missing"), reason="gone")}

    assert in_use(CriterionAnswers(level=4), found).levels == {"A-1": 4}
