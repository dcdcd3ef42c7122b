"""What an assessment under 1.0 becomes under 2.0, thing by thing, as section 8 of the proposal promises."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from charter.domain.carrying import carry, undone
from charter.domain.carrying_decisions import decisions_needed
from charter.domain.carrying_routing import routing_of
from charter.domain.errors import ChangedSince, UndecidedChange
from charter.domain.holdings import Archived, Holdings
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition

OLD, NEW = load_edition("bme-mentoring/1.0"), load_edition("bme-mentoring/2.0")
CROSSWALK = load_crosswalk("bme-mentoring/2.0")
ROUTING = routing_of(CROSSWALK, OLD, NEW)
NEXT_YEAR = routing_of(CROSSWALK, OLD, NEW, is_new_year=True)
ON = dt.date(2028, 2, 1)
ACTION = "/actions/0190000000000000000000000aa"
EVENTS = [{"name": "Forum", "core_hours": True, "remote_or_recorded": False, "alcohol_free_option": True}]
STAFF = {"white": {"band_5": {"staff": 40}}}
HELD = Holdings(
    edition_reference="bme-mentoring/1.0",
    fields={
        "/applied_for": "silver",
        "/criteria/MA-01/level": 3,
        "/criteria/MA-02/level": 2,
        "/criteria/MA-04/level": 3,
        "/criteria/MA-04/answers/MA-04.q3": "yes",
        "/criteria/MA-04/answers/MA-04.q4": "Everybody chooses.",
        "/criteria/MA-04/files/MA-04.q5": ["Profile.pdf"],
        "/criteria/RP-03/level": 4,
        "/criteria/RP-03/answers/RP-03.q2": "Stories every month.",
        "/criteria/RP-03/files/RP-03.q3": ["Stories.pdf"],
        "/criteria/TR-02/level": 3,
        "/criteria/TR-02/answers/TR-02.q2": "With BME staff.",
        "/criteria/TR-02/files/TR-02.q3": ["Outline.pdf"],
        "/criteria/NW-02/level": 2,
        "/inputs/scheme_started_on": "2025-04-01",
        "/tables/DT-01/year_0": STAFF,
        "/tables/DT-09/year_0": EVENTS,
        ACTION: {"criterion": "RP-03", "action": "Tell more stories"},
    },
    files={
        "Profile.pdf": dt.date(2027, 9, 1),
        "Stories.pdf": dt.date(2027, 9, 1),
        "Outline.pdf": dt.date(2025, 9, 1),
    },
    comments={"c1": ("MA-04", "MA-04.q3"), "c2": ("RP-03", "RP-03.q2"), "c3": ("MA-04", "")},
    assignments={"MA-04": {"owner_id": "ada", "due_on": "2028-03-01"}, "RP-03": {"owner_id": "ben"}},
)
AS_SAID = {"MA-04": "carry", "MA-04/files": "each", "TR-02": "carry", "NW-02": "carry"}
MOVED = carry(HELD, ROUTING, AS_SAID, on=ON)
FATES = {fate.place: fate for fate in MOVED.fates}


@pytest.mark.parametrize(
    ("place", "what", "targets"),
    [
        ("/criteria/MA-01/level", "copied", ("/criteria/MA-01/level",)),
        ("/criteria/MA-04/level", "blank", ("/criteria/MA-04/level", "/criteria/MA-06/level")),
        ("/criteria/MA-04/answers/MA-04.q3", "routed", ("/criteria/MA-06/answers/MA-06.q1",)),
        ("/criteria/MA-04/files/MA-04.q5", "to_confirm", ("/criteria/MA-04/files/MA-04.q5", "/offers/MA-06")),
        ("/files/Profile.pdf", "to_confirm", ("/criteria/MA-04/files/MA-04.q5", "/offers/MA-06")),
        ("/files/Stories.pdf", "archived", ()),
        ("/files/Outline.pdf", "to_confirm", ("/criteria/TR-02/files/TR-02.q3",)),
        ("/criteria/RP-03/level", "archived", ()),
        ("/criteria/RP-03/answers/RP-03.q2", "archived", ()),
        ("/criteria/TR-02/level", "blank", ("/criteria/TR-02/level",)),
        ("/criteria/TR-02/answers/TR-02.q2", "copied", ("/criteria/TR-02/answers/TR-02.q2",)),
        ("/criteria/NW-02/level", "copied", ("/criteria/NW-02/level",)),
        ("/tables/DT-01/year_0", "copied", ("/tables/DT-01/year_0",)),
        ("/tables/DT-09/year_0", "changed", ("/tables/DT-09/year_0",)),
        (ACTION, "kept", (ACTION,)),
        ("/comments/MA-04/MA-04.q3", "routed", ("/comments/MA-06/MA-06.q1",)),
        ("/comments/RP-03/RP-03.q2", "archived", ()),
        ("/owners/MA-04/owner_id", "to_confirm", ("/owners/MA-04/owner_id", "/owners/MA-06/owner_id")),
    ],
)
def test_each_thing_goes_where_the_crosswalk_says(place, what, targets):
    assert (FATES[place].what, FATES[place].targets) == (what, targets)


def test_what_is_archived_can_be_read_and_names_its_edition():
    story = Archived("bme-mentoring/1.0", "answer", "/criteria/RP-03/answers/RP-03.q2", "Stories every month.", "C4")
    level = Archived("bme-mentoring/1.0", "level", "/criteria/TR-02/level", 3, "C1")

    assert {entry.sort_key() for entry in (story, level)} <= {one.sort_key() for one in MOVED.holdings.archive}


def test_of_events_only_what_is_asked_alike_stays():
    left = [one.value for one in MOVED.holdings.archive if one.kind == "table"]

    assert MOVED.holdings.fields["/tables/DT-09/year_0"] == [{"name": "Forum", "alcohol_free_option": True}]
    assert left == [[{"name": "Forum", "core_hours": True, "remote_or_recorded": False}]]


def test_an_action_stays_and_still_names_the_criterion_of_its_edition():
    assert MOVED.holdings.fields[ACTION] == HELD.fields[ACTION]
    assert MOVED.holdings.pins == {ACTION: "bme-mentoring/1.0"}


def test_comments_and_both_parts_owners_are_there():
    assert MOVED.holdings.comments == {"c1": ("MA-06", "MA-06.q1"), "c3": ("MA-04", "")}
    assert MOVED.holdings.assignments == {"MA-04": HELD.assignments["MA-04"], "MA-06": HELD.assignments["MA-04"]}


def test_what_waits_to_be_confirmed_says_why():
    found = {(mark.place, mark.reason) for mark in MOVED.marks}

    assert found == {
        ("/criteria/MA-04/answers/MA-04.q4", "carried"),
        ("/criteria/MA-06/answers/MA-06.q1", "routed"),
        ("/criteria/MA-04/files/MA-04.q5/Profile.pdf", "both_parts"),
        ("/offers/MA-06/Profile.pdf", "offered"),
        ("/criteria/TR-02/answers/TR-02.q2", "carried"),
        ("/criteria/TR-02/files/TR-02.q3/Outline.pdf", "carried"),
        ("/files/Outline.pdf", "old_evidence"),
        ("/criteria/NW-02/level", "carried"),
        ("/owners/MA-04/owner_id", "both_parts"),
        ("/owners/MA-06/owner_id", "both_parts"),
        ("/due_dates/MA-04/due_on", "both_parts"),
        ("/due_dates/MA-06/due_on", "both_parts"),
    }


def test_decisions_are_asked_for_what_means_something_else_now_and_holds_something():
    needed = decisions_needed(HELD, ROUTING)

    assert [(one.key, [choice.value for choice in one.choices]) for one in needed] == [
        ("MA-04", ["carry", "blank"]),
        ("MA-04/files", ["each", "MA-04", "MA-06"]),
        ("NW-02", ["carry", "blank"]),
        ("TR-02", ["carry", "blank"]),
    ]
    assert needed[0].question.endswith("is split into MA-04 and MA-06. What becomes of what you answered?")


@pytest.mark.parametrize("change", [{"MA-04": None}, {"MA-04": "perhaps"}, {"RP-03": "carry"}])
def test_a_move_with_a_missing_or_unknown_decision_is_refused(change):
    decisions = {key: value for key, value in {**AS_SAID, **change}.items() if value is not None}

    with pytest.raises(UndecidedChange):
        carry(HELD, ROUTING, decisions, on=ON)


def test_a_criterion_that_starts_blank_keeps_its_old_answers_to_be_read():
    moved = carry(HELD, ROUTING, {**AS_SAID, "MA-04": "blank", "MA-04/files": "MA-06"}, on=ON)

    archived = {one.place: one.value for one in moved.holdings.archive}
    assert "/criteria/MA-06/answers/MA-06.q1" not in moved.holdings.fields
    assert archived["/criteria/MA-04/answers/MA-04.q4"] == "Everybody chooses."
    assert moved.holdings.offers == {"MA-06": ("Profile.pdf",)}
    assert "/criteria/MA-04/files/MA-04.q5" not in moved.holdings.fields


def test_a_new_year_brings_drafts_to_confirm_and_neither_counts_nor_due_dates():
    begun = carry(HELD, NEXT_YEAR, AS_SAID, on=ON)

    fates = {fate.place: fate.what for fate in begun.fates}
    assert fates["/tables/DT-01/year_0"] == fates["/due_dates/MA-04/due_on"] == "reference_only"
    assert fates["/comments/MA-04/MA-04.q3"] == fates[ACTION] == fates["/applied_for/silver"] == "reference_only"
    assert begun.holdings.assignments == {"MA-04": {"owner_id": "ada"}, "MA-06": {"owner_id": "ada"}}
    assert ("/criteria/MA-02/level", "carried") in {(mark.place, mark.reason) for mark in begun.marks}
    assert sorted(begun.holdings.files) == ["Outline.pdf", "Profile.pdf"]


def test_a_move_is_not_undone_over_something_saved_since():
    later = replace(MOVED.holdings, fields={**MOVED.holdings.fields, "/criteria/MA-06/answers/MA-06.q1": "no"})

    with pytest.raises(ChangedSince):
        undone(replace(MOVED, holdings=later))
