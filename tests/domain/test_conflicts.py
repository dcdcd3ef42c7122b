"""Conflicts of interest: declared ones, those that follow from facts, and what they deny."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.conflicts import (
    EVERYTHING,
    NOTHING,
    Declared,
    Employment,
    Facts,
    InterestRules,
    Pairing,
    conflict_of,
    interest_choices,
    interest_rules,
    same_organisation,
)
from charter.domain.errors import InvalidInterest
from charter.store.editions import load_edition

FIRST = load_edition("bme-mentoring/1.0")
RULES = InterestRules(look_back_years=5)
TODAY = dt.date(2027, 11, 3)
NOTHING_KNOWN = Facts("north")


def on(text):
    return dt.date.fromisoformat(text)


def worked(organisation="north", name="Northern Trust", **days):
    return Employment(organisation, name, **{key: on(day) for key, day in days.items()})


def kinds(conflict):
    return [interest.kind for interest in conflict.interests]


def test_without_declaration_and_facts_there_is_no_conflict():
    conflict = conflict_of((), NOTHING_KNOWN, TODAY, RULES)

    assert (conflict.interests, conflict.is_hard, conflict.waits_for_chair, conflict.denies) == (
        (),
        False,
        False,
        NOTHING,
    )


@pytest.mark.parametrize(
    "kind",
    ["employer_now", "employer_before", "helped_prepare", "paid", "family_or_friend", "mentoring", "reciprocal_review"],
)
def test_a_hard_interest_denies_everything_and_no_chair_can_allow_it(kind):
    conflict = conflict_of([Declared(kind, chair_allows=True)], NOTHING_KNOWN, TODAY, RULES)

    assert (conflict.is_hard, conflict.waits_for_chair, conflict.denies) == (True, False, EVERYTHING)


@pytest.mark.parametrize(
    ("decision", "waits", "denies"), [(None, True, EVERYTHING), (False, False, EVERYTHING), (True, False, NOTHING)]
)
def test_a_soft_interest_denies_until_the_chair_allows_it(decision, waits, denies):
    conflict = conflict_of([Declared("acquaintance", chair_allows=decision)], NOTHING_KNOWN, TODAY, RULES)

    assert (conflict.is_hard, conflict.waits_for_chair, conflict.denies) == (False, waits, denies)


def test_a_hard_interest_leaves_the_chair_nothing_to_decide():
    conflict = conflict_of([Declared("acquaintance"), Declared("paid")], NOTHING_KNOWN, TODAY, RULES)

    assert kinds(conflict) == ["paid", "acquaintance"]
    assert not conflict.waits_for_chair


def test_of_two_soft_interests_of_a_kind_each_needs_the_chair():
    declared = [Declared("other", "one", chair_allows=True), Declared("other", "another")]

    conflict = conflict_of(declared, NOTHING_KNOWN, TODAY, RULES)

    assert (conflict.waits_for_chair, conflict.denies) == (True, EVERYTHING)
    assert conflict.reasons == ("The reviewer named another interest. In their words: “one” and “another”.",)


def test_an_unknown_kind_is_refused():
    with pytest.raises(InvalidInterest, match="“golf”"):
        conflict_of([Declared("golf")], NOTHING_KNOWN, TODAY, RULES)


def test_an_employer_of_now_needs_no_declaration():
    conflict = conflict_of((), replace(NOTHING_KNOWN, employments=(worked(from_on="2019-01-07"),)), TODAY, RULES)

    assert conflict.denies == EVERYTHING
    assert conflict.reasons == ("The reviewer works for Northern Trust.",)
    assert not conflict.interests[0].is_declared


@pytest.mark.parametrize(
    ("last_day", "today", "found"),
    [
        # five years to the day still counts, and the day after does not
        ("2022-11-03", "2027-11-03", ["employer_before"]),
        ("2022-11-02", "2027-11-03", []),
        # a last day on 29 February ends with February
        ("2024-02-29", "2029-02-28", ["employer_before"]),
        ("2024-02-29", "2029-03-01", []),
        # asked on 29 February
        ("2023-03-01", "2028-02-29", ["employer_before"]),
        ("2023-02-28", "2028-02-29", []),
        # the last day itself is still employment
        ("2027-11-03", "2027-11-03", ["employer_now"]),
        ("2027-11-02", "2027-11-03", ["employer_before"]),
    ],
)
def test_an_earlier_employer_counts_for_five_years_to_the_day(last_day, today, found):
    facts = replace(NOTHING_KNOWN, employments=(worked(until_on=last_day),))

    assert kinds(conflict_of((), facts, on(today), RULES)) == found


def test_an_earlier_employer_is_told_with_the_day_and_the_editions_years():
    facts = replace(NOTHING_KNOWN, employments=(worked(until_on="2024-03-31"),))

    assert conflict_of((), facts, TODAY, RULES).reasons == (
        "The reviewer worked for Northern Trust until 31 March 2024; the edition counts employers for 5 years.",
    )


def test_a_post_that_begins_later_goes_to_the_chair_and_is_hard_from_its_first_day():
    facts = replace(NOTHING_KNOWN, employments=(worked(from_on="2028-01-04"),))

    before = conflict_of((), facts, TODAY, RULES)
    after = conflict_of((), facts, on("2028-01-04"), RULES)

    assert (kinds(before), before.waits_for_chair) == (["employer_to_come"], True)
    assert (kinds(after), after.is_hard) == (["employer_now"], True)


def test_institutions_that_merged_count_as_one_over_several_steps():
    became = {"old": "middle", "middle": "north", "sister": "north"}
    facts = Facts("sister", (worked("old", "Old Trust"),), became_part_of=became)

    conflict = conflict_of((), facts, TODAY, RULES)

    assert conflict.reasons == ("The reviewer works for Old Trust, which counts as one with the institution.",)
    assert not same_organisation("old", "elsewhere", became)


def test_another_employer_is_no_interest():
    facts = replace(NOTHING_KNOWN, employments=(worked("south", "Southern Trust"),))

    assert conflict_of((), facts, TODAY, RULES).interests == ()


SOUTHERNER = (worked("south", "Southern Trust"),)


def test_a_review_is_reciprocal_where_the_institution_reviews_the_reviewers_employer():
    facts = Facts("north", SOUTHERNER, (Pairing("south", frozenset({"north"})),))

    conflict = conflict_of((), facts, TODAY, RULES)

    assert conflict.is_hard
    assert conflict.interests[0].reason == (
        "Somebody who works for the institution reviews Southern Trust, for which the reviewer works, "
        "in the same round."
    )


@pytest.mark.parametrize(
    "pairing",
    [
        Pairing("south", frozenset({"west"})),  # somebody else reviews the reviewer's employer
        Pairing("west", frozenset({"north"})),  # the institution reviews somebody else
        Pairing("south", frozenset()),  # by somebody without an employer
    ],
)
def test_a_review_in_one_direction_or_in_a_triangle_is_not_reciprocal(pairing):
    assert conflict_of((), Facts("north", SOUTHERNER, (pairing,)), TODAY, RULES).interests == ()


def test_a_review_is_not_reciprocal_by_an_employer_whom_the_reviewer_left():
    left = (worked("south", "Southern Trust", until_on="2027-11-02"),)

    assert (
        conflict_of((), Facts("north", left, (Pairing("south", frozenset({"north"})),)), TODAY, RULES).interests == ()
    )


def test_reciprocity_is_seen_through_mergers():
    facts = Facts("north", SOUTHERNER, (Pairing("south-east", frozenset({"far-north"})),))
    merged = replace(facts, became_part_of={"south-east": "south", "far-north": "north"})

    assert conflict_of((), facts, TODAY, RULES).interests == ()
    assert kinds(conflict_of((), merged, TODAY, RULES)) == ["reciprocal_review"]


def test_a_declaration_of_what_the_facts_show_adds_its_note():
    facts = replace(NOTHING_KNOWN, employments=(worked(),))

    conflict = conflict_of([Declared("employer_now", "one day a week")], facts, TODAY, RULES)

    assert conflict.reasons == ("The reviewer works for Northern Trust. In their words: “one day a week”.",)


def test_years_and_weights_are_the_editions():
    stated = FIRST.facts["panel"]["conflict_of_interest"]
    other = {"panel": {"conflict_of_interest": {**stated, "look_back_years": 3, "same_area": "hard"}}}

    assert interest_rules(FIRST) == InterestRules(5, {"reciprocal_review": "hard"})
    assert interest_rules(replace(FIRST, facts=other)).look_back_years == 3
    assert interest_rules(replace(FIRST, facts=other)).weight("same_area") == "hard"


def test_where_an_edition_names_no_years_the_caller_must():
    silent = replace(FIRST, facts={})

    assert interest_rules(silent, look_back_years=4).look_back_years == 4
    with pytest.raises(InvalidInterest, match=r"bme-mentoring/1\.0 does not say"):
        interest_rules(silent)


def test_the_form_says_the_editions_years():
    choices = {kind.id: kind for kind in interest_choices(InterestRules(3, {"same_area": "hard"}))}

    assert choices["employer_before"].statement == "I worked for the institution in the last 3 years"
    assert choices["same_area"].weight == "hard"
