"""What an edition says in words of conditions, feedback and appeals, and how sentences are counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charter.domain.decision_terms import decision_terms, sentence_count
from charter.domain.edition import DecisionRules
from charter.store.editions import load_edition
from tests.support.scored_editions import criterion, edition, tier


def test_the_numbers_are_read_out_of_the_editions_own_words():
    terms = decision_terms(load_edition("bme-mentoring/1.0"))

    assert (terms.condition_count, terms.condition_months) == (3, 6)
    assert (terms.fewest_sentences, terms.most_sentences) == (2, 4)
    assert terms.appeal_grounds[1:] == ("undeclared conflict of interest", "material factual error by the panel")
    assert (terms.allows_conditions, terms.may_revise_offer) == (True, True)


def test_an_edition_that_says_otherwise_is_read_otherwise_and_one_that_says_nothing_binds_nobody():
    said = {"conferred_with_conditions": "met, with at most two conditions of 9 months", "lower_tier_offered": "accept"}
    plain = edition([criterion("A1")], [tier("low")], decision=DecisionRules(said, (), None, ()))
    plain = replace(plain, facts={"award_decision": {"outcomes": said}})
    silent = replace(plain, facts={}, decision=DecisionRules({}, (), None, ()))

    terms, nothing = decision_terms(plain), decision_terms(silent)

    assert (terms.condition_count, terms.condition_months, terms.may_revise_offer) == (2, 9, False)
    assert (nothing.allows_conditions, nothing.condition_count, nothing.most_sentences) == (False, None, None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" … ", 0),
        ("One sentence without an end", 1),
        ("It is 62.5 % now. It was less. ", 2),
        ("Ask others, e.g. the network, first. Then write it down", 2),
        ("Why? Because! Really?!", 3),
    ],
)
def test_sentences_are_counted_as_people_would(text, count):
    assert sentence_count(text) == count
