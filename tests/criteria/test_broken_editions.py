"""Editions that are broken in one way each: the check finds that, at its line, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.broken_editions import broken_editions, copy_sound, faults_of, shortened


def test_the_edition_that_the_patches_break_is_sound(tmp_path):
    copy_sound(tmp_path)

    assert shortened(tmp_path) == ()


def test_there_are_broken_editions():
    assert len(broken_editions()) >= 90


@pytest.mark.parametrize("broken", broken_editions(), ids=lambda broken: broken.name)
def test_a_broken_edition_gives_exactly_its_faults(broken, tmp_path):
    found = faults_of(broken, tmp_path)

    assert found == broken.faults
    assert found


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "panel.yaml").write_bytes(b"panel: {reviewers: 2}\n" + b"# filler\n" * 600_000)

    assert shortened(tmp_path) == ("panel.yaml:1: The file is larger than 4 MB. Shorten it.",)


def test_bytes_that_are_no_text_are_refused_at_their_line(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "panel.yaml").write_bytes(b"panel:\n  reviewers: 2\n  feedback: caf\xe9\n")

    assert shortened(tmp_path) == ("panel.yaml:3: This is not UTF-8. Save the file with the encoding UTF-8.",)


def test_a_control_character_is_refused(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "panel.yaml").write_bytes(b"panel: {reviewers: 2, feedback: a\x01b}\n")

    (found,) = shortened(tmp_path)

    assert found == "panel.yaml:1: The file holds a character that no text has. Remove it."


def test_deep_nesting_is_refused(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "panel.yaml").write_text("panel: " + "[" * 5_000 + "]" * 5_000 + "\n")

    (found,) = shortened(tmp_path)

    assert found == "panel.yaml:1: This is nested too deeply. Compare the file with criteria/README.md."


def test_a_folder_in_the_place_of_a_file_is_a_fault(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "panel.yaml").unlink()
    (folder / "panel.yaml").mkdir()

    (found,) = shortened(tmp_path)

    assert found == "panel.yaml:1: The file cannot be opened (Is a directory). Make it readable."


def test_a_file_that_holds_a_list_is_a_fault(tmp_path):
    folder = copy_sound(tmp_path)
    (folder / "panel.yaml").write_text("- panel\n")

    assert shortened(tmp_path) == ("panel.yaml:1: This is a list, not a mapping of keys to values. Write panel.",)
