"""Finding and loading editions; the check as a command; nothing that is read ever gives a traceback."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charter.domain.errors import InvalidEdition, UnknownEdition
from charter.store import editions
from charter.store.edition_files import checksum
from charter.store.edition_reading import read_document
from charter.store.editions import check_editions, example_path, list_editions, load_edition, load_golden
from charter.web.commands.check import check_command
from tests.support.broken_editions import EDITIONS, SOUND, copy_sound

FIRST = "bme-mentoring/1.0"
SOUND_ONES = "bme-mentoring/1.0: no faults.\nbme-mentoring/2.0: no faults.\n"
WORDS = st.sampled_from(
    ["", "x", "null", "yes", "0", "-1", "2.5", "[]", "{}", "[1, 2]", "{a: b}", '"1"', "é", "2027-03-31"]
)


def test_an_edition_is_loaded_once_and_kept():
    assert load_edition(FIRST) is load_edition(FIRST)


def test_loading_an_edition_takes_less_than_three_tenths_of_a_second():
    editions._load.cache_clear()
    began = time.process_time()

    load_edition(FIRST)

    assert time.process_time() - began < 0.3


@pytest.mark.parametrize(
    "reference",
    [
        "bme-mentoring/9.9",
        "bme-mentoring",
        "../criteria/bme-mentoring/1.0",
        "bme-mentoring/../1.0",
        "/etc/1",
        "",
        "a/1\n",
    ],
)
def test_only_a_charter_and_a_version_name_an_edition(reference):
    with pytest.raises(UnknownEdition, match=r"Installed: bme-mentoring/1\.0"):
        load_edition(reference)


def test_versions_are_listed_oldest_first(tmp_path):
    for version in ("1.0", "2.0", "10.0", "1.1"):
        shutil.copytree(EDITIONS / "stars/1.0", tmp_path / "stars" / version)

    assert list_editions(tmp_path) == ("stars/1.0", "stars/1.1", "stars/2.0", "stars/10.0")


def test_the_folder_of_criteria_may_be_named_by_a_variable(monkeypatch):
    monkeypatch.setenv("CHARTER_CRITERIA_DIR", str(EDITIONS))

    assert load_edition("stars/1.0").title == "Share of applicable points"


def test_an_edition_of_the_wrong_shape_is_refused_with_the_way_to_its_faults(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "tiers.yaml").write_text("tiers: {}\n")

    with pytest.raises(InvalidEdition, match="Run `flask charter check` on the folder"):
        load_edition(SOUND, tmp_path)


def test_an_edition_that_cannot_be_read_is_refused_at_its_line(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "panel.yaml").write_text("panel: {reviewers: 2}\npanel: {reviewers: 3}\n")

    with pytest.raises(InvalidEdition, match=r"panel.yaml:2: “panel” stands here a second time"):
        load_edition(SOUND, tmp_path)


def test_worked_cases_are_given_as_written():
    assert load_golden(FIRST, "tiers")["golden_tiers"][0]["id"] == "G1"
    assert load_golden(FIRST, "metrics")["golden_metrics"][0]["value"] == 0.7
    assert load_golden("stars/1.0", "metrics", EDITIONS) is None


def test_the_worked_example_stands_beside_its_edition():
    assert example_path(FIRST).name == "answers.yaml"
    with pytest.raises(UnknownEdition, match="has no worked example"):
        example_path("stars/1.0", EDITIONS)


def test_a_checksum_changes_with_a_file_and_with_its_name_but_not_with_worked_cases(tmp_path):
    folder = copy_sound(tmp_path)
    before = checksum(folder)

    (folder / "golden/tiers.yaml").write_text("golden_tiers: []\n")
    (folder / "CHANGES.md").write_text("Nothing.\n")
    unchanged = checksum(folder)
    (folder / "themes/a-asking.yaml").rename(folder / "themes/z-asking.yaml")
    renamed = checksum(folder)
    (folder / "panel.yaml").write_text("panel: {reviewers: 3}\n")
    edited = checksum(folder)

    assert unchanged == before
    assert len({before, renamed, edited}) == 3


def test_the_command_names_each_edition_without_faults():
    result = CliRunner().invoke(check_command, ["criteria"])

    assert (result.exit_code, result.output) == (0, SOUND_ONES)


def test_the_command_checks_what_is_installed_by_default():
    result = CliRunner().invoke(check_command, [])

    assert (result.exit_code, result.output) == (0, SOUND_ONES)


def test_the_command_lists_faults_by_file_and_line_and_fails(tmp_path):
    folder = copy_sound(tmp_path)
    text = (folder / "edition.yaml").read_text(encoding="utf-8")
    (folder / "edition.yaml").write_text(text.replace("weights_sum: 10", "weights_sum: 11"), encoding="utf-8")

    result = CliRunner().invoke(check_command, [str(folder)])

    assert result.exit_code == 1
    assert result.output == f"{folder}/edition.yaml:10: The themes weigh 10 together, not 11. Make them agree.\n"


def test_the_command_checks_every_edition_of_a_charter(tmp_path):
    copy_sound(tmp_path)
    shutil.copytree(EDITIONS / "stars", tmp_path / "stars")

    result = CliRunner().invoke(check_command, [str(tmp_path)])

    assert (result.exit_code, result.output) == (0, "one-of-each-kind/1.0: no faults.\nstars/1.0: no faults.\n")


def test_a_folder_without_editions_is_a_fault(tmp_path):
    (fault,) = check_editions(tmp_path)

    assert str(fault).endswith(
        "There is no edition here. Name a folder that holds edition.yaml, or a folder of charters."
    )


def test_a_published_edition_alone_in_a_folder_is_checked_for_all_but_its_checksum(tmp_path):
    folder = shutil.copytree(Path("criteria") / FIRST, tmp_path / "copy")

    assert check_editions(folder) == ()


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_the_reader_raise(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(content)

    document, faults = read_document(path, "bytes.yaml")

    assert document is not None or faults


@given(file=st.integers(0, 99), place=st.integers(0, 9_999), word=WORDS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_word_in_the_place_of_another_makes_the_check_raise(tmp_path_factory, file, place, word):
    folder = tmp_path_factory.getbasetemp() / "fuzzed" / SOUND
    if not folder.exists():
        copy_sound(folder.parent.parent)
    paths = sorted(folder.rglob("*.yaml"))
    path = paths[file % len(paths)]
    before = path.read_text(encoding="utf-8")
    words = before.split(" ")
    words[place % len(words)] = word
    path.write_text(" ".join(words), encoding="utf-8")

    found = check_editions(folder)

    path.write_text(before, encoding="utf-8")
    assert all(fault.place and fault.message.endswith((".", "?")) for fault in found)
