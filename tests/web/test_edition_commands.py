"""`flask charter diff`, `new-edition`, `publish` and `advise`, as authors of criteria type them."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from charter.web.commands import PlainGroup, advice, differences
from charter.web.commands import editions as commands

GROUP = PlainGroup("charter")
advice.register(GROUP)
differences.register(GROUP)
commands.register(GROUP)
OLD, NEW = "bme-mentoring/1.0", "bme-mentoring/2.0"


def run(*words):
    return CliRunner().invoke(GROUP, list(words))


@pytest.fixture
def charters(tmp_path, monkeypatch):
    shutil.copytree("criteria/bme-mentoring", tmp_path / "bme-mentoring")
    shutil.copy("criteria/published.sha256", tmp_path)
    monkeypatch.setenv("CHARTER_CRITERIA_DIR", str(tmp_path))
    return tmp_path


def test_differences_are_shown_with_their_words_marked_and_the_change_that_explains_them():
    result = run("diff", OLD, NEW)

    assert result.exit_code == 0
    assert "criterion MA-01\n  weight  (C6: reweighted)\n    [-5-]{+4+}\n" in result.output
    assert "Networking that [-people-]{+everyone+} can [-reach-]{+take part in+}" in result.output
    assert "unexplained" not in result.output


def test_differences_are_given_as_json():
    found = json.loads(run("diff", OLD, NEW, "--json").output)

    assert [change["id"] for change in found["changes"]] == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert found["differences"][0] == {
        "part": "criterion",
        "id": "MA-01",
        "field": "weight",
        "kind": "changed",
        "explained_by": "C6",
        "old": "5",
        "new": "4",
        "pieces": [{"kind": "removed", "text": "5"}, {"kind": "added", "text": "4"}],
    }


def test_backwards_nothing_is_explained():
    found = json.loads(run("diff", NEW, OLD, "--json").output)

    assert {item["explained_by"] for item in found["differences"]} == {None}


def test_an_edition_that_there_is_not_is_named():
    result = run("diff", OLD, "bme-mentoring/9.9")

    assert (result.exit_code, "bme-mentoring/9.9" in result.output) == (1, True)


def test_a_new_edition_is_begun_and_told_where_it_lies(charters):
    result = run("new-edition", "3.0", "--from", NEW)

    assert result.exit_code == 0, result.output
    assert f"{charters}/bme-mentoring/3.0 is a draft that follows {NEW}." in result.output


def test_one_that_is_there_is_not_written_over(charters):
    result = run("new-edition", "2.0", "--from", OLD)

    assert (result.exit_code, "There is already something" in result.output) == (1, True)


def test_a_draft_is_published(charters):
    result = run("publish", NEW)

    assert result.exit_code == 0, result.output
    assert f"{NEW} is published." in result.output
    assert f"It follows {OLD}, whose files stay as they are." in result.output


def test_a_draft_with_faults_is_not_and_every_fault_is_listed(charters):
    path = charters / NEW / "edition.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("weights_sum: 100 ", "weights_sum: 99 "), encoding="utf-8")

    result = run("publish", NEW)

    assert result.exit_code == 1
    assert "edition.yaml:21: The themes weigh 100 together, not 99. Make them agree." in result.output
    assert f"{NEW} was not published." in result.output


def test_authors_are_advised_about_a_draft():
    result = run("advise", NEW)

    assert result.exit_code == 0
    assert "     13  MA-01.q1\n" in result.output
    assert "7,450 to write at most" in result.output
    assert result.output.endswith("Differences from the last edition that nothing explains\n  Nothing.\n")


def test_authors_are_told_what_nothing_explains(charters):
    path = charters / NEW / "edition.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("grace_months: 12 ", "grace_months: 11 "), encoding="utf-8"
    )

    result = run("advise", NEW)

    assert "Edition grace_months differs from 1.0, and no change says so. Name it in one, or undo it." in result.output
