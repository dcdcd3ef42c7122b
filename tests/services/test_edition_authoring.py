"""Beginning and publishing editions: whole or not at all, and never again changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from charter.domain.errors import EditionChanged, InvalidEdition
from charter.services.edition_authoring import begin_edition, publish_edition
from charter.store import edition_writing
from charter.store.crosswalks import load_crosswalk
from charter.store.edition_files import checksum
from charter.store.edition_writing import CannotWrite
from charter.store.editions import check_editions, load_edition

OLD, NEW = "bme-mentoring/1.0", "bme-mentoring/2.0"
TINY = Path("tests/criteria/editions")


@pytest.fixture
def charters(tmp_path):
    shutil.copytree("criteria/bme-mentoring", tmp_path / "bme-mentoring")
    shutil.copy("criteria/published.sha256", tmp_path)
    return tmp_path


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_new_edition_is_a_sound_draft_that_differs_in_nothing(charters):
    begin_edition(NEW, "3.0", charters)

    made = load_edition("bme-mentoring/3.0", charters)
    assert (made.version, made.status, made.facts["supersedes"]) == ("3.0", "draft", "2.0")
    assert load_crosswalk("bme-mentoring/3.0", charters).changes == ()
    assert check_editions(charters) == ()


def test_it_says_of_no_day_that_it_is_in_force(charters):
    begin_edition(NEW, "3.0", charters)

    assert "in_force_from" not in load_edition("bme-mentoring/3.0", charters).facts


def test_any_charter_can_have_a_next_edition(tmp_path):
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)

    begin_edition("one-of-each-kind/1.0", "1.1", tmp_path)

    assert check_editions(tmp_path / "one-of-each-kind") == ()
    assert load_crosswalk("one-of-each-kind/1.1", tmp_path).old == "one-of-each-kind/1.0"


def test_nothing_is_written_over(charters):
    before = files_of(charters)

    with pytest.raises(CannotWrite, match="There is already something"):
        begin_edition(OLD, "2.0", charters)
    assert files_of(charters) == before


@pytest.mark.parametrize("version", ["", "two", "../3.0", "3.0/x", "3..0"])
def test_a_version_that_is_none_is_refused(version, charters):
    with pytest.raises(CannotWrite, match="is no version"):
        begin_edition(OLD, version, charters)


def test_publishing_sets_the_status_and_records_the_checksum(charters):
    before = files_of(charters / OLD)

    found = publish_edition(NEW, charters)

    assert found.supersedes == OLD
    assert found.checksum == checksum(charters / NEW)
    assert f"{found.checksum}  {NEW}" in (charters / "published.sha256").read_text(encoding="utf-8").splitlines()
    assert "\nstatus: published\n" in (charters / NEW / "edition.yaml").read_text(encoding="utf-8")
    assert files_of(charters / OLD) == before
    assert check_editions(charters) == ()


def test_an_edition_with_a_fault_is_not_published(charters):
    path = charters / NEW / "golden" / "tiers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("overall: 87.5000", "overall: 87.6000"), encoding="utf-8")
    before = files_of(charters)

    with pytest.raises(InvalidEdition) as refused:
        publish_edition(NEW, charters)
    assert len(refused.value.faults) == 3
    assert files_of(charters) == before


def test_a_published_edition_is_not_published_again(charters):
    with pytest.raises(CannotWrite, match="is published already"):
        publish_edition(OLD, charters)


def test_a_disk_that_fails_half_way_leaves_everything_as_it_was(charters, monkeypatch):
    before = files_of(charters)
    write = edition_writing._write

    def write_but_the_list(path, text):
        if path.name == "published.sha256":
            raise OSError(28, "No space left on device")
        write(path, text)

    monkeypatch.setattr(edition_writing, "_write", write_but_the_list)

    with pytest.raises(CannotWrite, match="No space left on device"):
        publish_edition(NEW, charters)
    assert files_of(charters) == before


@pytest.mark.parametrize("name", ["edition.yaml", "themes/ma-mentoring-access.yaml", "crosswalk.yaml"])
def test_a_published_edition_whose_files_change_is_refused(name, charters):
    publish_edition(NEW, charters)
    with (charters / NEW / name).open("a", encoding="utf-8") as file:
        file.write("# one line more\n")

    with pytest.raises(EditionChanged, match=r"bme-mentoring/2\.0 is not what was published"):
        load_edition_anew(charters)


def load_edition_anew(charters):
    """As another process would: an edition that was read is kept by its folder."""
    return load_edition(NEW, Path(shutil.copytree(charters, charters.with_name(f"{charters.name}-anew"))))


def test_worked_cases_and_notes_may_still_grow(charters):
    publish_edition(NEW, charters)
    (charters / NEW / "CHANGES.md").write_text("More words.\n", encoding="utf-8")

    assert load_edition_anew(charters).status == "published"
