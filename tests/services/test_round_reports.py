"""What of a round may be said in public."""

from dataclasses import replace

from charter.services.round_reports import Judged, counts_of, hard_criteria
from charter.store.editions import load_edition
from tests.support.round_reports import large_round

EDITION = load_edition("bme-mentoring/1.0")


def test_a_count_that_would_tell_a_withheld_one_is_withheld_too_and_the_order_tells_nothing():
    """Of five, one is small; the next smallest goes with it, so that no difference from the total gives it away."""
    labels = ["A"] * 60 + ["B"] * 50 + ["C"] * 40 + ["D"] * 30 + ["E"] * 25 + ["F"] * 24 + ["G"] * 23 + ["H"] * 3

    shown = counts_of("By letter", labels, EDITION)

    assert [(line.label, line.text) for line in shown.lines] == [
        ("A", "60"),
        ("B", "50"),
        ("C", "40"),
        ("D", "30"),
        ("E", "25"),
        ("F", "25"),
        ("G", "*"),
        ("H", "*"),
    ]
    assert shown.sentence.endswith("Withheld, so that small numbers are protected: G and H.")


def test_where_more_than_the_editions_share_would_be_withheld_nothing_is_shown():
    shown = counts_of("By letter", ["A"] * 40 + ["B"] * 30 + ["C"] * 3, EDITION)

    assert shown.lines == ()
    assert shown.sentence == "Too few submissions to show them so: most counts would have to be withheld."


def test_a_share_is_of_submissions_of_which_the_level_is_asked_and_its_complement_is_protected():
    """Bronze asks for level 2 of NW-01, and 15 of 30 have 1. Only 4 of 30 have what it asks of MA-01."""
    judged = tuple(
        Judged("", "", "bronze", "conferred", {"NW-01": 1 if place < 15 else 2, "MA-01": 4 if place < 4 else 0})
        for place in range(30)
    )
    facts = large_round(EDITION)

    found = {
        one.criterion_id: one
        for one in hard_criteria(EDITION, replace(facts, judged=judged), EDITION.disclosure["public"])
    }

    assert (found["NW-01"].below_text, found["NW-01"].mean_text) == ("50\u00a0%", "1.5")
    assert (found["MA-01"].below_text, found["MA-01"].below_percent) == ("*", None)
    assert found["GV-01"].below_text == "nothing asked"
