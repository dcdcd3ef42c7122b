"""Answers files: JSON and YAML, all faults at their JSON path, nothing dangerous read."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import pytest

from charter.domain.answers import Action, HeldAward
from charter.domain.errors import InvalidAnswers
from charter.store.answer_files import answers_digest, answers_document, edition_named, read_answers
from tests.support.workbook_editions import one_of_each_kind
from tests.support.workbook_files import faults_of

EDITION = one_of_each_kind()
FULL = """
edition: tiny/1.0
institution: {name: Example Trust, organisation_type: acute}
snapshot: 2027-03-31
applied_for: second
criteria:
  AA-01: {level: 1, answers: {AA-01.q1: no, AA-01.q2: Two words}, files: {AA-01.q3: [a.pdf]}}
  AA-02: {not_applicable: true, not_applicable_reason: there is none}
inputs: {begun_on: 2023-10-01, helpers: 3, hours: 22.1}
tables_not_applicable: [T-3]
tables:
  T-1: {year_0: {x: {low: 12}, 99: {low: {people: 3}}}, year_minus_1: {y: {high: 0}}}
  T-4: {year_0: [{name: Forum, core_hours: true, remote: false}]}
  T-5: {year_0: {both: {invited: 9, S1: {1: 2, not_applicable: 4}}}}
actions: [{ref: A1, due: 2027-12-31, state: open}]
held_awards: [{tier: first, awarded_on: 2025-11-20}]
"""


def answers(more: str) -> bytes:
    return f"edition: tiny/1.0\n{more}\n".encode()


def test_a_whole_file_is_read() -> None:
    sheet = read_answers(FULL.encode(), EDITION).sheet

    assert sheet.snapshot_on == dt.date(2027, 3, 31)
    assert sheet.criteria["AA-01"].answers == {"AA-01.q1": "no", "AA-01.q2": "Two words"}
    assert sheet.criteria["AA-02"].is_not_applicable
    assert sheet.inputs == {"begun_on": dt.date(2023, 10, 1), "helpers": Fraction(3), "hours": Fraction(221, 10)}
    assert sheet.tables["T-1"][0].cells == {("people", "x", "low"): 12, ("people", "99", "low"): 3}
    assert sheet.tables["T-1"][-1].cells == {("people", "y", "high"): 0}
    assert sheet.tables["T-4"][0].record_names == ("Forum",)
    assert sheet.tables["T-5"][0].cells[("S1:not_applicable", "both", "")] == 4
    assert sheet.tables_not_applicable == {"T-3"}
    assert sheet.actions == (Action({"ref": "A1", "due": "2027-12-31", "state": "open"}),)
    assert sheet.held_awards == (HeldAward("first", dt.date(2025, 11, 20)),)
    assert sheet.previous_actions is None


def test_json_and_yaml_of_the_same_content_give_the_same_sheet_and_digest() -> None:
    from_yaml = read_answers(FULL.encode(), EDITION).sheet
    from_json = read_answers(json.dumps(answers_document(from_yaml, EDITION)).encode(), EDITION).sheet

    assert from_json == from_yaml
    assert answers_digest(from_json, EDITION) == answers_digest(from_yaml, EDITION)


def test_the_digest_does_not_depend_on_the_order_of_the_file() -> None:
    one = read_answers(answers("inputs: {helpers: 3, hours: 2}"), EDITION).sheet
    other = read_answers(b"inputs: {hours: 2, helpers: 3}\nedition: tiny/1.0", EDITION).sheet

    assert answers_digest(one, EDITION) == answers_digest(other, EDITION)


def test_all_faults_are_named_at_their_paths_and_the_rest_is_kept() -> None:
    content = answers(
        "criteria: {AA-01: {level: 9}, AA-09: {}}\ninputs: {helpers: 0, hours: 5}\n"
        "tables: {T-1: {year_0: {x: {low: -1, high: 4}}}}\nsubmit_by: 2027-02-31"
    )

    reading = read_answers(content, EDITION)

    assert [place for place, _ in faults_of(reading)] == [
        "/criteria/AA-01/level",
        "/criteria/AA-09",
        "/inputs/helpers",
        "/tables/T-1/year_0/x/low",
        "/submit_by",
    ]
    assert reading.sheet.inputs == {"hours": Fraction(5)}
    assert reading.sheet.tables["T-1"][0].cells == {("people", "x", "high"): 4}


def test_a_name_given_twice_is_a_fault_in_yaml_and_json() -> None:
    in_yaml = read_answers(answers("inputs: {helpers: 3, helpers: 4}"), EDITION)
    in_json = read_answers(b'{"edition": "tiny/1.0", "inputs": {"helpers": 3, "helpers": 4}}', EDITION)

    assert in_yaml.faults[0].place == in_json.faults[0].place == "/inputs/helpers"
    assert in_yaml.sheet.inputs == in_json.sheet.inputs == {"helpers": Fraction(3)}


def test_an_action_that_is_wrong_in_one_field_keeps_the_others() -> None:
    reading = read_answers(answers("actions: [{ref: A1, state: lost}, {ref: A2, due: 2027-13-01}]"), EDITION)

    assert [fault.place for fault in reading.faults] == ["/actions/0/state", "/actions/1/due"]
    assert reading.sheet.actions == (Action({"ref": "A1"}), Action({"ref": "A2"}))


def test_control_characters_are_taken_out_with_a_fault() -> None:
    reading = read_answers(b'{"edition": "tiny/1.0", "institution": {"name": "A\\u0007 Trust\\ud800"}}', EDITION)

    assert reading.sheet.institution.name == "A Trust"
    assert [fault.place for fault in reading.faults] == ["/institution/name"]


def test_a_criterion_that_applies_to_everybody_may_not_be_left_out() -> None:
    reading = read_answers(answers("criteria: {AA-01: {not_applicable: true}}"), EDITION)

    assert "applies to everybody" in reading.faults[0].message
    assert "AA-01" not in reading.sheet.criteria


def test_an_award_without_its_day_is_a_fault() -> None:
    reading = read_answers(answers("held_awards: [{tier: first}]"), EDITION)

    assert reading.faults[0].place == "/held_awards/0"
    assert reading.sheet.held_awards == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "which edition"),
        (b"level: 3", "which edition"),
        (b"edition: other/1.0", "not to tiny/1.0"),
        (b"[1, 2]", "which edition"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"edition": "tiny/1.0",', "breaks off"),
        (b"edition: [tiny", "neither JSON nor YAML"),
        (b'{"edition": NaN}', "no count"),
        (b"edition: !!python/object:os.system tiny", "neither JSON nor YAML"),
        (b"a: &x 1\nb: *x", "Anchors"),
        (b"[" * 5000, "nested too deeply"),
        (b'{"a":' * 90 + b"1" + b"}" * 90, "nested too deeply"),
        (b"a: " + b"[" * 50 + b"]" * 50, "nested too deeply"),
        (b"{" + b'"a":[],' * 400_000 + b'"b":1}', "far more values"),
        (b"x" * (20 * 1024 * 1024 + 1), "20 MB"),
        (b"a: \x07", "neither JSON nor YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(InvalidAnswers, match=words):
        read_answers(content, EDITION)


def test_a_file_of_nothing_but_faults_is_refused() -> None:
    content = answers(
        "tables: {T-4: {year_0: [" + "{core_hours: 7}, " * 400 + "]}}\nactions: [" + "{x: 1}, " * 700 + "]"
    )

    with pytest.raises(InvalidAnswers, match="more than 1000 faults"):
        read_answers(content, EDITION)


def test_the_edition_that_a_file_answers_can_be_asked_for() -> None:
    assert edition_named(FULL.encode()) == "tiny/1.0"


def test_a_table_that_contradicts_itself_is_a_fault_at_its_path_and_is_kept() -> None:
    reading = read_answers(answers("tables: {T-2: {year_0: {x: {low: {asked: 3, matched: 4}}}}}"), EDITION)

    expected = "More than “asked” in the same place. Correct one of the two counts."
    assert faults_of(reading) == [("/tables/T-2/year_0/x/low/matched", expected)]
    assert reading.sheet.tables["T-2"][0].cells == {("asked", "x", "low"): 3, ("matched", "x", "low"): 4}


def test_a_survey_row_that_does_not_sum_its_parts_is_a_fault_at_its_path() -> None:
    content = answers("tables: {T-5: {year_0: {x: {S1: {1: 2}}, y: {S1: {1: 3}}, both: {S1: {1: 9}}}}}")

    reading = read_answers(content, EDITION)

    assert [fault.place for fault in reading.faults] == ["/tables/T-5/year_0/both/S1/1"]
