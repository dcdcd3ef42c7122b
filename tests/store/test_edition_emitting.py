"""A file of an edition that is written again keeps what did not change, and says the rest exactly."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.store.edition_emitting import emitted, rewritten
from charter.store.edition_reading import read_text

FILE = """# Above.
theme: MA   # beside
criteria:
  - id: A1
    title: One   # kept
    rubric: {0: None, 1: "yes"}

  # Between.
  - id: A2
    title: Two
    questions:
      - {id: A2.q1, type: yes_no, text: "Is it?", required: true}
"""
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.just("\n"), max_size=120)
SCALARS = st.none() | st.booleans() | st.integers(-999, 999) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


def value_of(text):
    document, faults = read_text(text, "x")
    assert faults == ()
    return copy.deepcopy(document.value)


def test_only_the_lines_of_what_changed_are_written_again():
    value = value_of(FILE)
    value["criteria"][1]["title"] = "Two, and more: “so”"

    assert rewritten(FILE, value) == FILE.replace("title: Two", 'title: "Two, and more: “so”"')


def test_entries_come_and_go_with_their_own_lines():
    value = value_of(FILE)
    value["criteria"] = [value["criteria"][1], {"id": "A3", "title": "Three"}]

    kept = FILE.split("  # Between.\n")[1]
    assert rewritten(FILE, value) == f"# Above.\ntheme: MA   # beside\ncriteria:\n{kept}  - {{id: A3, title: Three}}\n"


@pytest.mark.parametrize(
    "text", ["yes", "12", "1.5", "2027-03-31", "null", "", " x ", "a: b", "- a", "#a", "it's", "“ ”"]
)
def test_a_text_that_looks_like_something_else_stays_a_text(text):
    assert value_of(emitted({"a": text, "b": [text], "c": [{"d": text, "type": "x"}]})) == {
        "a": text,
        "b": [text],
        "c": [{"d": text, "type": "x"}],
    }


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["a", "b", "0"]), VALUES, min_size=1, max_size=3))
def test_what_is_written_is_read_again_as_it_was(value):
    assert value_of(emitted(value)) == value
