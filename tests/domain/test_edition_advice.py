from __future__ import annotations

from dataclasses import replace

from charter.domain import edition_advice as advice
from charter.store.editions import load_edition

FIRST = load_edition("bme-mentoring/1.0")


def test_a_yes_no_question_that_joins_two_things_is_named():
    found = list(advice.double_barrelled(FIRST))

    (told,) = [text for text in found if text.startswith("MA-04.q3")]
    assert told.startswith("MA-04.q3 may ask for two things: “Are group mentoring and external mentors on offer?”")


def test_a_text_that_asks_two_questions_is_named_and_one_that_describes_is_not():
    found = " ".join(advice.double_barrelled(FIRST))

    assert "MA-05.q2 may ask for two things" in found
    assert "MA-01.q3" not in found


def test_answers_that_no_rule_reads_are_named():
    found = list(advice.unused_options(FIRST))

    assert "MA-01.q1: no rule tells “Yes” and “In progress” apart." in found
    assert "MA-03.q1: no rule reads the answer, so it is for the panel alone." in found


def test_every_tier_of_an_edition_can_be_reached():
    assert list(advice.unreachable_tiers(FIRST)) == []


def test_a_tier_that_the_highest_levels_do_not_reach_is_named():
    gold = replace(FIRST.tiers[2], criterion_minimums={"MA-01": 5})
    edition = replace(FIRST, tiers=(*FIRST.tiers[:2], gold))

    assert list(advice.unreachable_tiers(edition)) == [
        "Nobody can reach Gold: the highest level everywhere falls short of it.",
        "Nobody can reach Gold in its first round: the highest level everywhere falls short of it.",
    ]


def test_the_burden_counts_words_counts_and_files():
    found = advice.burden(FIRST)

    # 18 x 17 staff, 6 x 6 x 5 uptake, 6 x 6 x 5 mentors, 5 x 5 pairs, 6 x 3 + 2 opportunities, 3 x 6 cohorts,
    # 3 x 6 x 4 selection, 3 x 2 board, 6 x (2 + 12 x 6) survey
    assert found.cells == 306 + 180 + 180 + 25 + 20 + 18 + 72 + 6 + 444
    assert found.words_to_write == 7200


def test_minutes_are_those_of_reading_writing_and_typing():
    assert advice.Burden(words_to_read=238, words_to_write=19, cells=6, questions=1, files=0).minutes == 3
