"""Whether a panel meets its edition's rules, and what it lacks in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from charter.domain.errors import InvalidEdition
from charter.domain.panels import (
    Panel,
    PanelRules,
    Reviewer,
    panel_rules,
    quorum_shortfall,
    shortfalls,
    shortfalls_after_leaving,
)
from charter.store.editions import load_edition

FIRST = load_edition("bme-mentoring/1.0")
RULES = panel_rules(FIRST)
MEETING = dt.date(2027, 11, 24)
TRAINED = dt.date(2027, 10, 4)
PROFESSIONS = frozenset({"occupational_therapist"})


def reviewer(name, *expertise, **facts):
    return Reviewer(name.lower(), name, frozenset(expertise), **{"trained_on": TRAINED, **facts})


ADA = reviewer("Ada", "mentoring_expertise", lived_experience=True)
BEN = reviewer("Ben", "data_skills", lived_experience=True)
CAY = reviewer("Cay", profession="occupational_therapist", lived_experience=False)
DEE = reviewer("Dee")
PANEL = Panel((ADA, BEN, CAY), DEE)


def found(panel, rules=RULES, on=MEETING, professions=PROFESSIONS):
    return shortfalls(panel, rules, on, professions)


def texts(panel, **more):
    return [shortfall.text for shortfall in found(panel, **more)]


def test_the_rules_are_the_editions():
    assert replace(RULES, aim="") == PanelRules(
        reviewers=3,
        chairs=1,
        quorum=3,
        composition={
            "lived_experience_of_racism": 2,
            "mentoring_expertise": 1,
            "data_skills": 1,
            "awarding_body_profession": 1,
        },
        is_trained_on_appointment=True,
        is_standardised_yearly=True,
    )


def test_an_edition_without_a_panel_asks_nothing():
    rules = panel_rules(replace(FIRST, facts={}))

    assert found(Panel(()), rules) == ()
    assert quorum_shortfall(Panel(()), rules, ()) is None


def test_a_composition_that_is_no_number_is_named():
    odd = replace(FIRST, facts={"panel": {"composition": {"data_skills_min": "some"}}})

    with pytest.raises(InvalidEdition, match="panel/composition/data_skills_min: Write how many"):
        panel_rules(odd)


def test_an_edition_may_leave_lived_experience_out():
    without = {"lived_experience_of_racism_min": 2, "data_skills_min": 1, "lived_experience_counts": False}

    assert panel_rules(replace(FIRST, facts={"panel": {"composition": without}})).composition == {"data_skills": 1}


def test_a_panel_that_has_everything_has_no_shortfall():
    assert found(PANEL) == ()


def test_an_empty_panel_lacks_everything_in_words():
    assert texts(Panel(())) == [
        "The panel needs 3 reviewers; it has 0.",
        "The panel has no chair.",
        "The panel needs 2 members with lived experience of racism; it has 0.",
        "The panel needs 1 member with mentoring expertise; it has 0.",
        "The panel needs 1 member with data skills; it has 0.",
        "The panel needs 1 member with a profession of the awarding body; it has 0.",
    ]


def test_the_chair_counts_for_the_composition():
    panel = Panel((ADA, DEE, CAY), BEN)

    assert found(panel) == ()


def test_one_person_may_bring_several_qualities():
    both = replace(ADA, expertise=frozenset({"mentoring_expertise", "data_skills"}))

    assert found(Panel((both, replace(BEN, expertise=frozenset()), CAY), DEE)) == ()


@pytest.mark.parametrize("said", [None, False])
def test_lived_experience_counts_only_where_it_was_stated(said):
    (shortfall,) = found(Panel((ADA, replace(BEN, lived_experience=said), CAY), DEE))

    assert (shortfall.rule, shortfall.needed, shortfall.found, shortfall.missing) == (
        "lived_experience_of_racism", 2, 1, 1,
    )  # fmt: skip
    assert shortfall.reviewer_ids == ()


def test_professions_are_the_awarding_bodys():
    assert texts(PANEL, professions={"physiotherapist"}) == [
        "The panel needs 1 member with a profession of the awarding body; it has 0."
    ]


def test_more_reviewers_than_asked_for_are_no_shortfall():
    assert found(Panel((ADA, BEN, CAY, reviewer("Eli")), DEE)) == ()


def test_nobody_holds_two_places():
    twice = Panel((ADA, BEN, CAY), ADA)
    padded = Panel((ADA, BEN, CAY, CAY), DEE)

    assert texts(twice) == ["Ada holds 2 places on the panel, and may hold one."]
    assert texts(padded) == ["Cay holds 2 places on the panel, and may hold one."]
    assert texts(Panel((ADA, ADA, BEN, CAY), DEE)) == ["Ada holds 2 places on the panel, and may hold one."]
    assert texts(Panel((ADA, BEN, BEN), CAY)) == [
        "The panel needs 3 reviewers; it has 2.",
        "Ben holds 2 places on the panel, and may hold one.",
    ]


def test_whoever_was_not_trained_is_named_once():
    panel = Panel((ADA, replace(BEN, trained_on=None), CAY), replace(DEE, trained_on=dt.date(2027, 11, 25)))

    (shortfall,) = found(panel)

    assert shortfall.text == "Ben and Dee have not been trained on appointment."
    assert shortfall.reviewer_ids == ("ben", "dee")


@pytest.mark.parametrize(
    ("trained_on", "standardised_on", "meeting", "is_overdue"),
    [
        # a year to the day is within it
        (dt.date(2026, 11, 24), None, dt.date(2027, 11, 24), False),
        (dt.date(2026, 11, 23), None, dt.date(2027, 11, 24), True),
        (dt.date(2020, 1, 6), dt.date(2027, 3, 1), dt.date(2027, 11, 24), False),
        # what is still to come does not count
        (dt.date(2020, 1, 6), dt.date(2027, 11, 25), dt.date(2027, 11, 24), True),
        # a leap day's year ends with February
        (dt.date(2020, 1, 6), dt.date(2028, 2, 29), dt.date(2029, 2, 28), False),
        (dt.date(2020, 1, 6), dt.date(2028, 2, 29), dt.date(2029, 3, 1), True),
    ],
)
def test_levels_are_standardised_every_year(trained_on, standardised_on, meeting, is_overdue):
    cay = replace(CAY, trained_on=trained_on, standardised_on=standardised_on)
    fresh = [replace(person, standardised_on=meeting) for person in (ADA, BEN, DEE)]

    told = texts(Panel((fresh[0], fresh[1], cay), fresh[2]), on=meeting)

    assert told == ["Cay has not taken part in a standardisation within a year."] * is_overdue


def test_nobody_has_more_than_was_agreed():
    full = Panel((replace(ADA, load=5, load_limit=5), BEN, CAY), DEE)
    over = Panel((replace(ADA, load=6, load_limit=5), BEN, CAY), DEE)

    assert found(full) == ()
    assert texts(over) == ["Ada would have 6 submissions; 5 are agreed at most."]


def test_the_quorum_counts_locked_reviews_of_the_panels_own_reviewers():
    assert quorum_shortfall(PANEL, RULES, {"ada", "ben", "cay"}) is None
    assert quorum_shortfall(PANEL, RULES, {"ada", "ben", "dee", "stranger"}).text == (
        "The panel needs 3 locked reviews to decide; it has 2."
    )


def test_a_reviewer_who_leaves_takes_the_quorum_and_what_they_brought_along():
    after = shortfalls_after_leaving(PANEL, {"ben"}, RULES, {"ada", "ben", "cay"}, PROFESSIONS)

    assert [shortfall.text for shortfall in after] == [
        "The panel needs 3 locked reviews to decide; it has 2.",
        "The panel needs 2 members with lived experience of racism; it has 1.",
        "The panel needs 1 member with data skills; it has 0.",
    ]


def test_a_fourth_reviewer_keeps_the_quorum_when_one_leaves():
    four = Panel((ADA, BEN, CAY, reviewer("Eli")), DEE)

    assert shortfalls_after_leaving(four, {"eli"}, RULES, {"ada", "ben", "cay", "eli"}, PROFESSIONS) == ()


def test_a_panel_whose_chair_leaves_has_none():
    after = shortfalls_after_leaving(PANEL, {"dee"}, RULES, {"ada", "ben", "cay"}, PROFESSIONS)

    assert [shortfall.text for shortfall in after] == ["The panel has no chair."]


def test_when_nobody_leaves_nothing_is_missing():
    assert shortfalls_after_leaving(PANEL, (), RULES, {"ada", "ben", "cay"}, PROFESSIONS) == ()


def test_ethnicity_is_an_aim_in_words_and_no_rule():
    assert "ethnicity" not in " ".join(field.name for field in fields(Reviewer))
    assert "ethnicity_aim" not in RULES.composition
    assert RULES.aim.startswith("as far as possible a panel of several ethnic")
