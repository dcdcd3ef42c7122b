"""Files of tier cases: every fault named with its case, every worked case as written."""

from __future__ import annotations

import json

import pytest

from charter.domain.errors import InvalidAnswers, UnknownEdition
from charter.services.tier_cases import judge_cases
from charter.store.editions import load_edition, load_golden

EDITION = load_edition("bme-mentoring/1.0")
ALL_TWO = {item.id: 2 for item in EDITION.criteria}
GOLDEN = [case for case in load_golden("bme-mentoring/1.0", "tiers")["golden_tiers"] if "eligibility" not in case]


def judged(*cases):
    return json.loads(judge_cases("bme-mentoring/1.0", json.dumps(list(cases)).encode()))


def faults(content):
    with pytest.raises(InvalidAnswers) as found:
        judge_cases("bme-mentoring/1.0", content if isinstance(content, bytes) else json.dumps(content).encode())
    return [str(fault) for fault in found.value.faults]


def case(**more):
    return {"id": "a", "applied_for": "silver", "levels": ALL_TWO, **more}


def test_a_case_has_the_published_keys_in_order():
    [found] = judged(case())

    assert list(found) == ["id", "overall_percent", "themes", "outcome", "tier", "reached", "shortfalls"]
    assert list(found["shortfalls"]) == ["overall", "themes", "criteria"]
    assert found == {
        "id": "a",
        "overall_percent": 50,
        "themes": {"MA": 50, "NW": 50, "RP": 50, "TR": 50, "OU": 50, "GV": 50},
        "outcome": "lower_tier_offered",
        "tier": "bronze",
        "reached": "bronze",
        "shortfalls": {"overall": 10, "themes": {}, "criteria": {"TR-01": 1, "GV-04": 1}},
    }


def test_every_worked_case_comes_out_as_written():
    names = [item.id for item in EDITION.criteria]
    cases = [
        {"id": one["id"], "applied_for": one["applied_for"], "levels": dict(zip(names, one["levels"], strict=True))}
        for one in GOLDEN
    ]

    found = judged(*cases)

    assert len(GOLDEN) == 12
    assert [one["id"] for one in found] == [one["id"] for one in GOLDEN]
    assert [one["overall_percent"] for one in found] == [float(one["overall"]) for one in GOLDEN]
    assert [(one["outcome"], one["tier"], one["reached"]) for one in found] == [
        (one["outcome"], one["tier"], one["reached"]) for one in GOLDEN
    ]
    assert [one["shortfalls"]["criteria"] for one in found] == [one["short"]["criteria"] for one in GOLDEN]


def test_percentages_have_four_decimals_half_up():
    # 1 of 28 criteria at 3 instead of 2, of weight 3 in a theme of weight 16: exact values by hand.
    [found] = judged(case(levels=ALL_TWO | {"MA-05": 3}))
    weight = EDITION.criterion("MA-05").weight

    assert found["overall_percent"] == round(50 + float(weight) / 4, 4)


def test_ids_may_be_numbers_and_keep_their_kind():
    assert [one["id"] for one in judged(case(id=7), case(id="7"))] == [7, "7"]


def test_an_empty_list_is_an_empty_list():
    assert judged() == []


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ({**ALL_TWO, "MA-01": 5}, "MA-01"),
        ({**ALL_TWO, "MA-01": 2.5}, "MA-01"),
        ({**ALL_TWO, "MA-01": True}, "MA-01"),
        ({**ALL_TWO, "MA-01": "2"}, "MA-01"),
        ({**ALL_TWO, "MA-01": None}, "may not be left out as not applicable"),
        ({name: level for name, level in ALL_TWO.items() if name != "GV-04"}, "GV-04"),
        ({**ALL_TWO, "XX-01": 2}, "XX-01"),
        ([2, 2], "the levels are missing or no object"),
    ],
)
def test_a_faulty_level_names_the_case_and_the_criterion(levels, words):
    [found] = faults([case(levels=levels)])

    assert "Case 1, id “a”" in found
    assert words in found


def test_every_fault_of_every_case_is_listed():
    found = faults([case(applied_for="tin"), case(), case(id="c", levels={**ALL_TWO, "MA-01": 9, "MA-02": 9}), 5])

    assert [fault.partition(":")[0] for fault in found] == [
        "/0/applied_for",
        "/1/id",
        "/2/levels/MA-01",
        "/2/levels/MA-02",
        "/3",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no JSON"),
        (b"{}", "no list"),
        (b"[", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"id": "a", "id": "b"}]', "named twice"),
        (b'[{"id": "a", "applied_for": "silver", "levels": {"MA-01": ' + b"9" * 6000 + b"}}]", "MA-01"),
    ],
)
def test_what_is_no_list_of_cases_is_refused_in_a_sentence(content, words):
    assert any(words in fault for fault in faults(content))


def test_an_unknown_edition_is_refused():
    with pytest.raises(UnknownEdition):
        judge_cases("bme-mentoring/9.9", b"[]")
