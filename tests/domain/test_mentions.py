"""Whom a comment names."""

from __future__ import annotations

import pytest

from charter.domain.mentions import Mentions, find_mentions

NAMES = {
    "ada": "Ada Okafor",
    "ann": "Ann Smith",
    "anna": "Anna Smith",
    "am": "Anne-Marie O'Brien",
    "jose": "José Ångström",
    "priya": "प्रिया शर्मा",
    "li": "李小龙",
    "gone": "",
}


def named(text, chosen=()):
    found = find_mentions(text, NAMES, chosen)
    assert (found.unknown, found.ambiguous) == ((), ())
    return found.person_ids


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Ada Okafor, please look.", ("ada",)),
        ("Could @ada look?", ("ada",)),
        ("(@OKAFOR)", ("ada",)),
        ("@Ann Smith", ("ann",)),
        ("@Anna Smith", ("anna",)),
        ("@Anna", ("anna",)),
        ("@Anne-Marie O’Brien’s table", ("am",)),
        ("@anne-marie.", ("am",)),
        ("@José", ("jose",)),
        ("@Jose\u0301", ("jose",)),
        ("@प्रिया, see below", ("priya",)),
        ("@李小龙:", ("li",)),
        ("请@李小龙看一下", ("li",)),
        ("@Ada and @Anna and @ada", ("ada", "anna")),
        ("Ask @Ada\nOkafor", ("ada",)),
    ],
)
def test_a_member_is_named_by_the_whole_name_or_a_part_of_it(text, who):
    assert named(text) == who


@pytest.mark.parametrize("text", ["", "name@trust.nhs.uk", "3 @ 5 pounds", "@", "a @, b", "@@"])
def test_an_at_sign_that_begins_no_name_names_nobody(text):
    assert named(text) == ()


def test_a_name_that_nobody_bears_is_given_back_as_written():
    assert find_mentions("@Sam and @Sam, or @Adam", NAMES) == Mentions((), ("Sam", "Adam"), ())


def test_a_name_that_several_bear_is_given_back_unless_one_of_them_was_chosen():
    assert find_mentions("@Smith", NAMES) == Mentions((), (), ("Smith",))
    assert find_mentions("@Smith", NAMES, ["ann"]) == Mentions(("ann",), (), ())
    assert find_mentions("@Smith", NAMES, ["ada"]) == Mentions(("ada",), (), ("Smith",))


def test_two_members_of_the_same_name_are_told_apart_by_choice_alone():
    twins = {"a": "Sam Lee", "b": "Sam Lee"}

    assert find_mentions("@Sam Lee", twins) == Mentions((), (), ("Sam",))
    assert find_mentions("@Sam Lee", twins, ["b"]) == Mentions(("b",), (), ())
    assert find_mentions("@Sam Lee", twins, ["a", "b"]) == Mentions(("a", "b"), (), ())


def test_those_chosen_are_named_without_an_at_sign_and_strangers_are_passed_over():
    assert named("Please look.", ["ada", "stranger"]) == ("ada",)
