"""Four schemes that exist, each as data alone, taken from levels to the tier that their published rules give."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from charter.domain.errors import InvalidLevels
from charter.domain.scoring import score
from charter.domain.tiers import reached
from charter.store.editions import load_edition

EDITIONS = Path("tests/criteria/editions")


def tier_of(reference, levels):
    """Give the tier's id that the levels reach, and the overall score."""
    edition = load_edition(reference, EDITIONS)
    card = score(edition, levels)
    return reached(edition, card), card.overall


# ---- Athena Swan: every criterion of a level, and of those below it, is satisfied (2) or not -------------------------


@pytest.mark.parametrize(
    ("levels", "tier"),
    [
        ("2222222", "gold"),
        ("2222221", "silver"),
        ("2222111", "bronze"),
        ("2220000", "bronze"),
        ("2210000", None),
        ("1222222", None),
    ],
)
def test_athena_swan_asks_for_every_criterion(levels, tier):
    given = dict(zip("ABCDEFG", map(int, levels), strict=True))

    assert tier_of("athena-swan/1.0", given)[0] == tier


# ---- EDS 2022: eleven outcomes of 0 to 3 added up; domain 1 is rated for three services ------------------------------
# Rating and scorecard text of EDS 2022 as reproduced by Rotherham Doncaster and South Humber NHS Foundation Trust.


def eds(total):
    """Give levels that add up to a total, the three services of domain 1 alike."""
    ids = [
        f"{domain}{letter}" for domain, letters in (("1", "ABCD"), ("2", "ABCD"), ("3", "ABC")) for letter in letters
    ]
    levels = {name: min(3, max(0, total - 3 * place)) for place, name in enumerate(ids)}
    return {name: (level,) * 3 if name.startswith("1") else level for name, level in levels.items()}


@pytest.mark.parametrize(
    ("total", "tier"),
    [
        (7, None),
        (8, "developing"),
        (21, "developing"),  # Leeds Teaching Hospitals, 2023/24
        (22, "achieving"),  # Leeds Teaching Hospitals, EDS 2024/25
        (32, "achieving"),
        (33, "excelling"),
    ],
)
def test_eds_2022_adds_points_up(total, tier):
    assert tier_of("eds-2022/1.0", eds(total)) == (tier, total)


def test_eds_2022_takes_the_median_of_three_services():
    levels = eds(33) | {"1A": (3, 1, 0), "1B": (3, 1, 0), "1C": (3, 1, 0), "1D": (3, 1, 0)}

    # Domain 1 comes to 12, 4 and 0 points: the middle is 4, and domains 2 and 3 have 12 and 9.
    assert tier_of("eds-2022/1.0", levels) == ("achieving", 25)


@pytest.mark.parametrize("half", [1.5, Fraction(3, 2), "1.5"])
def test_eds_2022_has_no_half_marks(half):
    with pytest.raises(InvalidLevels, match="2A"):
        tier_of("eds-2022/1.0", eds(33) | {"2A": half})


# ---- ISMCP: adherence overall and in each category: 70 and 60 %, 80 and 70 %, 90 and 80 % ----------------------------


def ismcp(*pairs):
    """Give the levels of six categories of two equal criteria each."""
    return {f"{place}{letter}": int(pair[at]) for place, pair in enumerate(pairs, 1) for at, letter in enumerate("ab")}


@pytest.mark.parametrize(
    ("levels", "tier", "overall"),
    [
        (ismcp("44", "44", "44", "44", "44", "44"), "gold", Fraction(100)),
        (ismcp("44", "44", "44", "44", "44", "33"), "silver", Fraction(1150, 12)),  # a category at 75 %
        (ismcp("44", "44", "44", "44", "44", "32"), "bronze", Fraction(1125, 12)),  # a category at 62.5 %
        (ismcp("44", "44", "44", "44", "44", "22"), None, Fraction(1100, 12)),  # a category at 50 %
        (ismcp("33", "33", "33", "33", "33", "33"), "bronze", Fraction(75)),
        (ismcp("32", "32", "33", "33", "33", "33"), "bronze", Fraction(850, 12)),
        (ismcp("32", "32", "32", "32", "32", "33"), None, Fraction(775, 12)),  # 64.6 % overall
    ],
)
def test_ismcp_asks_for_a_minimum_overall_and_in_each_category(levels, tier, overall):
    assert tier_of("ismcp/1.0", levels) == (tier, overall)


# ---- STARS: the share of applicable points; what does not apply leaves the denominator -----------------------------


@pytest.mark.parametrize(
    ("levels", "tier", "overall"),
    [
        ({"AC1": 2, "AC2": 2, "OP1": 2, "OP2": 2, "OP3": 2}, "platinum", Fraction(100)),
        ({"AC1": 2, "AC2": 2, "OP1": 0, "OP2": 0, "OP3": 0}, "bronze", Fraction(8000, 180)),  # 44.4 %
        ({"AC1": 2, "AC2": 2, "OP1": 0, "OP2": None, "OP3": 0}, "silver", Fraction(8000, 150)),
        ({"AC1": 1, "AC2": 0, "OP1": 0, "OP2": 0, "OP3": 0}, None, Fraction(2000, 180)),
        ({"AC1": 1, "AC2": 0, "OP1": 1, "OP2": 0, "OP3": 0}, "bronze", Fraction(25)),  # exactly a quarter
    ],
)
def test_stars_counts_the_share_of_what_applies(levels, tier, overall):
    assert tier_of("stars/1.0", levels) == (tier, overall)
