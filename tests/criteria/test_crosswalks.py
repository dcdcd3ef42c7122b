"""Crosswalks that are broken in one way each: the check finds that, at its line, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from charter.store.editions import check_editions

CHARTER = "bme-mentoring"


class Broken(NamedTuple):
    """A change of one file of edition 2.0, and the faults that the check must list."""

    file: str
    find: str
    put: str
    faults: tuple[str, ...]


# fmt: off
NOT_SAID = "and no change says so. Name it in one, or undo it."
GV, NW = "themes/gv-governance-data-and-learning.yaml", "themes/nw-networking.yaml"
BROKEN = {
    "a criterion in two changes": Broken(
        "crosswalk.yaml", "from: [MA-01]\n    to: [MA-01]", "from: [TR-02]\n    to: [MA-01]",
        ("crosswalk.yaml:58: TR-02 is in C1 too. A criterion goes through one change.",)),
    "a criterion that there is not": Broken(
        "crosswalk.yaml", "from: [RP-03]", "from: [RP-09]",
        (f"crosswalk.yaml:6: Criterion RP-03 is in 1.0 and not here, {NOT_SAID}",
         "crosswalk.yaml:39: There is no criterion of 1.0 “RP-09”. Correct it, or add it.",
         "crosswalk.yaml:41: C4 releases a weight of 0. Write it as weight_released, or correct a weight.")),
    "a question routed to one that there is not": Broken(
        "crosswalk.yaml", "becomes: {MA-04.q3: MA-06.q1}", "becomes: {MA-04.q3: MA-06.q9}",
        (("crosswalk.yaml:32: There is no question of MA-06 “MA-06.q9”. "
         "Write one of MA-06.q1, MA-06.q2, MA-06.level."),)),
    "a question that goes nowhere": Broken(
        "crosswalk.yaml", "MA-04.q4, MA-04.q5]", "MA-04.q4]",
        ("crosswalk.yaml:30: MA-04.q5 goes nowhere. Route it, or name it in retired_questions.",)),
    "a question that goes two ways": Broken(
        "crosswalk.yaml", "questions_from: [MA-04.q1, MA-04.q2,", "questions_from: [MA-04.q3, MA-04.q1, MA-04.q2,",
        ("crosswalk.yaml:30: MA-04.q3 goes 2 ways. An answer has one fate: leave one.",
         ("crosswalk.yaml:31: There is no question of MA-04 “MA-04.q3”. Write one of "
         "MA-04.q1, MA-04.q2, MA-04.q4, MA-04.q5, MA-04.level."))),
    "weight that does not add up": Broken(
        "crosswalk.yaml", "weight_released: 2", "weight_released: 3",
        ("crosswalk.yaml:41: C4 releases a weight of 2. Write it as weight_released, or correct a weight.",)),
    "a part with another weight": Broken(
        "crosswalk.yaml", "MA-06: {weight: 2,", "MA-06: {weight: 1,",
        ("crosswalk.yaml:32: MA-06 weighs 2, not 1. Make them agree.",)),
    "a re-weighted criterion with another weight": Broken(
        "crosswalk.yaml", "weight: {from: 5, to: 4}", "weight: {from: 5, to: 3}",
        ("crosswalk.yaml:60: The criterion’s weights are 5 and 4. Write them here, or correct them there.",)),
    "a figure that there is not": Broken(
        "crosswalk.yaml", "redefined: [M13]", "redefined: [M13, M99]",
        ("crosswalk.yaml:22: There is no metric “M99”. Correct it, or add it.",)),
    "a measure without a fate": Broken(
        "crosswalk.yaml", "core_hours: archive_and_blank, ", "",
        ("crosswalk.yaml:71: Say what is done with core_hours of DT-09: each has one fate.",)),
    "a retired criterion among the common ones": Broken(
        "crosswalk.yaml", "all_but: [RP-03, MA-04]", "all_but: [MA-04]",
        ("crosswalk.yaml:83: RP-03 is not the same criterion in both editions. Leave it out of the common ones.",)),
    "a key that there is not": Broken(
        "crosswalk.yaml", "comparable: partial\n\n  - id: C2", "comparible: partial\n\n  - id: C2",
        ("crosswalk.yaml:15: “comparible” is no key here. Did you mean “comparable”?",
         "crosswalk.yaml:7: The key “comparable” is missing here. Add it.")),
    "a word that changed without a reason": Broken(
        GV, "title: Board accountability", "title: Accountability of the board",
        (f"{GV}:5: Criterion GV-01: title differs from 1.0, {NOT_SAID}",)),
    "a minimum that a rewording does not cover": Broken(
        NW, "bronze: null, silver: null, gold: 2", "bronze: null, silver: 1, gold: 2",
        (f"{NW}:55: Criterion NW-02: minimums.silver differs from 1.0, {NOT_SAID}",)),
    "a fact that changed without a reason": Broken(
        "edition.yaml", "grace_months: 12 ", "grace_months: 11 ",
        (f"crosswalk.yaml:6: Edition grace_months differs from 1.0, {NOT_SAID}",)),
    "an edition before it that there is not": Broken(
        "edition.yaml", 'supersedes: "1.0"', 'supersedes: "0.9"',
        ("edition.yaml:4: There is no edition bme-mentoring/0.9 beside this one. Correct the version.",)),
    "an edition that follows none": Broken(
        "edition.yaml", 'supersedes: "1.0"', "",
        ("crosswalk.yaml:1: The edition follows none. Write supersedes in edition.yaml, or remove this file.",)),
}
# fmt: on


@pytest.fixture
def charters(tmp_path):
    shutil.copytree(Path("criteria") / CHARTER, tmp_path / CHARTER)
    shutil.copy(Path("criteria/published.sha256"), tmp_path)
    return tmp_path


def faults_of(root: Path) -> tuple[str, ...]:
    return tuple(str(fault).replace(f"{root / CHARTER / '2.0'}/", "") for fault in check_editions(root))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_crosswalk_gives_exactly_its_faults(name, charters):
    broken = BROKEN[name]
    path = charters / CHARTER / "2.0" / broken.file
    text = path.read_text(encoding="utf-8")
    assert broken.find in text
    path.write_text(text.replace(broken.find, broken.put, 1), encoding="utf-8")

    assert sorted(faults_of(charters)) == sorted(broken.faults)


def test_a_difference_that_is_named_with_its_reason_is_no_fault(charters):
    edition, crosswalk = (charters / CHARTER / "2.0" / name for name in ("edition.yaml", "crosswalk.yaml"))
    edition.write_text(edition.read_text(encoding="utf-8").replace("grace_months: 12 ", "grace_months: 11 "))
    with crosswalk.open("a", encoding="utf-8") as file:
        file.write('\nothers:\n  - {part: edition, id: grace_months, why: "A month was never used."}\n')

    assert faults_of(charters) == ()


def test_a_missing_crosswalk_is_a_fault(charters):
    (charters / CHARTER / "2.0" / "crosswalk.yaml").unlink()

    (found,) = faults_of(charters)

    assert found.startswith("edition.yaml:4: No file crosswalk.yaml says what becomes of bme-mentoring/1.0. Write it;")
