"""Small editions with the rules of schemes that exist, and one with one of each kind: data alone makes them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from charter.domain.metric_kinds import KINDS
from charter.store.editions import check_editions, list_editions, load_edition

EDITIONS = Path("tests/criteria/editions")
ONE_OF_EACH = "one-of-each-kind/1.0"


def test_all_tiny_editions_are_there_and_without_faults():
    assert list_editions(EDITIONS) == (
        "athena-swan/1.0",
        "eds-2022/1.0",
        "ismcp/1.0",
        "one-of-each-kind/1.0",
        "stars/1.0",
    )
    assert check_editions(EDITIONS) == ()


def test_one_of_each_kind_holds_every_kind_of_question():
    edition = load_edition(ONE_OF_EACH, EDITIONS)

    kinds = {question.kind for criterion in edition.criteria for question in criterion.questions}

    assert kinds == {"yes_no", "rubric", "metric", "data_table", "number", "date", "narrative", "upload"}


def test_one_of_each_kind_holds_every_kind_of_table():
    edition = load_edition(ONE_OF_EACH, EDITIONS)

    assert {table.kind for table in edition.tables} == {"counts", "survey", "records", "actions"}


def test_one_of_each_kind_holds_every_kind_of_metric():
    edition = load_edition(ONE_OF_EACH, EDITIONS)

    assert {metric.kind for metric in edition.metrics} == set(KINDS)


def test_every_criterion_must_be_satisfied_in_the_manner_of_athena_swan():
    edition = load_edition("athena-swan/1.0", EDITIONS)

    assert edition.tier("bronze").criterion_minimums == {"A": 2, "B": 2, "C": 2}
    assert edition.tier("gold").criterion_minimums == {"A": 2, "B": 2, "C": 2, "D": 2, "E": 2, "F": 2, "G": 2}
    assert edition.tier("gold").overall_minimum is None


def test_points_are_added_up_in_the_manner_of_eds_2022():
    edition = load_edition("eds-2022/1.0", EDITIONS)

    assert edition.scoring.measure == "points"
    assert [tier.overall_minimum for tier in edition.tiers] == [8, 22, 33]
    assert edition.no_tier_name == "Undeveloped"
    assert len(edition.criteria) == 11
    assert edition.themes[0].repeats is not None
    assert (edition.themes[0].repeats.count, edition.themes[0].repeats.combine) == (3, "median")


def test_each_category_has_a_minimum_in_the_manner_of_ismcp():
    edition = load_edition("ismcp/1.0", EDITIONS)

    assert [tier.overall_minimum for tier in edition.tiers] == [70, 80, 90]
    assert [set(tier.theme_minimums.values()) for tier in edition.tiers] == [{60}, {70}, {80}]


def test_weights_are_points_on_offer_in_the_manner_of_stars():
    edition = load_edition("stars/1.0", EDITIONS)

    assert [criterion.weight for criterion in edition.criteria] == [40, 40, 50, 30, 20]
    assert [tier.overall_minimum for tier in edition.tiers] == [25, 45, 65, 85]


def test_a_decimal_is_read_exactly():
    edition = load_edition(ONE_OF_EACH, EDITIONS)

    assert edition.disclosure["public"].percent_min_denominator == Fraction(45, 2)
    assert edition.metric("K07").flag_above == Fraction(5, 4)
