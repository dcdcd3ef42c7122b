"""What of a round may be said in public."""

from dataclasses import replace

from charter.services.round_reports import Judged, counts_of, hard_criteria, round_report
from charter.store.editions import load_edition
from tests.support.round_reports import FRAME, large_round

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


def test_of_few_submissions_what_none_of_them_had_is_not_told_either():
    """All twelve were given what they applied for: that nobody was refused would say so of each of them."""
    judged = tuple(Judged("Midlands", "", "bronze", "conferred", {"GV-01": 2}) for _ in range(12))

    found = round_report(EDITION, replace(large_round(EDITION), judged=judged), FRAME)

    assert [counts.lines for counts in (found.outcomes, *found.groups)] == [(), (), (), ()]
    assert {one.below_text for one in found.criteria} == {".."}


def test_where_few_applied_for_a_tier_tiers_and_outcomes_stand_apart():
    """All twelve of gold had it. Side by side with the outcomes of others that would be told of each of them."""
    plan = [("bronze", "conferred", 30), ("bronze", "minor_revisions", 30), ("gold", "conferred", 12)]
    judged = tuple(Judged("", "", tier, outcome, {}) for tier, outcome, count in plan for _ in range(count))

    found = round_report(EDITION, replace(large_round(EDITION), judged=judged), FRAME)

    assert found.tiers is None
    assert [(line.label, line.text) for line in found.groups[0].lines] == [("Bronze", "60"), ("Gold", "10")]
    assert [(line.label, line.text) for line in found.outcomes.lines] == [
        ("Conferred", "40"),
        ("Minor revisions", "30"),
    ]


def test_a_report_of_a_round_that_goes_on_asks_not_to_be_published_yet():
    facts = replace(large_round(EDITION), is_over=False, left_out=("2.0",))

    found = round_report(EDITION, facts, FRAME)

    assert found.headlines[2] == "Submissions that are judged by edition 2.0 are not in this report."
    assert found.headlines[3].startswith("The round is not over, so this report will change.")
