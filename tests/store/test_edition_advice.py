"""Advice beside an edition: in the words of its guidance, outside its checksum."""

from __future__ import annotations

import shutil
from fractions import Fraction

import pytest

from charter.domain.errors import InvalidEdition
from charter.domain.plan_checks import PlanRule
from charter.store.edition_advice import PLAN_ADVICE, plan_rules
from charter.store.editions import criteria_folder, load_edition

REFERENCE = "bme-mentoring/1.0"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(criteria_folder() / REFERENCE, tmp_path / REFERENCE)
    return tmp_path


def test_the_mentoring_charter_asks_for_few_actions_and_a_third_that_are_not_for_bme_staff():
    rules = plan_rules(REFERENCE)

    assert rules == (
        PlanRule("No more than fifteen actions.", "GV-04", most=15),
        PlanRule(
            "At least a third of actions are for White staff, leaders or systems rather than for BME staff.",
            "GV-04",
            field="aimed_at",
            values=("white_staff", "leaders", "system"),
            least=Fraction(1, 3),
        ),
    )


def test_every_sentence_stands_word_for_word_in_the_guidance_that_it_comes_from():
    edition = load_edition(REFERENCE)

    assert [
        rule.text for rule in plan_rules(REFERENCE) if rule.text not in edition.criterion(rule.source).guidance
    ] == []


def test_an_edition_without_advice_asks_for_nothing(folder):
    (folder / REFERENCE / PLAN_ADVICE).unlink()

    assert plan_rules(REFERENCE, folder) == ()


def test_advice_does_not_change_what_was_published(folder):
    before = load_edition(REFERENCE).checksum

    (folder / REFERENCE / PLAN_ADVICE).unlink()

    assert load_edition(REFERENCE, folder).checksum == before


@pytest.mark.parametrize(
    "line",
    [
        "{criterion: XX-99, text: None, most: 1}",
        "{criterion: GV-04, text: None, field: shoe_size, values: [a], least: 1/3}",
        "{criterion: GV-04, text: None, field: aimed_at, values: [nobody], least: 1/3}",
        "{criterion: GV-04, text: None, field: aimed_at, values: [leaders], least: 1/0}",
        "{text: None}",
    ],
)
def test_advice_that_does_not_fit_its_edition_is_refused_with_its_file(folder, line):
    (folder / REFERENCE / PLAN_ADVICE).write_text(f"plan_checks:\n  - {line}\n")

    with pytest.raises(InvalidEdition, match=r"action-plan\.yaml"):
        plan_rules(REFERENCE, folder)
