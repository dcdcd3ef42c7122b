"""The set-up: what it installs for the browser, and the one line it prints when it may not install."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.steps import CannotGoOn, Stamp, run

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "charter" / "web" / "static" / "vendor"


@pytest.fixture
def bare_path(tmp_path):
    """A machine without npm, Chromium, apt-get and sudo."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "sh").symlink_to(shutil.which("sh"))
    return folder


@pytest.mark.parametrize("name", ["nhsuk-frontend.min.css", "nhsuk-frontend.min.js", "plotly.css"])
def test_what_the_pages_load_calls_no_other_host(name):
    text = (VENDOR / name).read_text(encoding="utf-8")

    assert re.findall(r"url\((?!assets/|data:)[^)]*\)|sourceMappingURL|@font-face|@import", text) == []


def test_pictures_that_the_style_names_are_there():
    style = (VENDOR / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    pictures = re.findall(r"url\((assets/[^)]*)\)", style)

    assert pictures
    assert [name for name in pictures if not (VENDOR / name).is_file()] == []


def test_the_style_of_charts_is_a_file():
    style = (VENDOR / "plotly.css").read_text(encoding="utf-8")

    assert ".js-plotly-plot .plotly .modebar" in style
    assert style.count("{") == style.count("}")
    assert re.findall(r"(?<![\w-])[XY](?![\w-])", style) == []


def test_without_the_right_to_install_it_prints_one_line_to_run(bare_path):
    code = (
        "import os, sys; sys.path.insert(0, 'scripts'); os.geteuid = lambda: 1000;"
        "import system_parts; system_parts.install_system_parts('run')"
    )

    result = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=ROOT,
        env={"PATH": str(bare_path)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    lines = re.findall(r"^ +(sudo .*)$", result.stderr, flags=re.MULTILINE)
    assert lines == ["sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium nodejs npm"]


def test_a_step_is_done_again_only_when_its_files_change(tmp_path):
    pins = tmp_path / "pins.txt"
    pins.write_text("flask==3.1.3")
    stamp = Stamp(tmp_path / "stamp", [pins])
    assert not stamp.is_fresh()

    stamp.set()
    assert Stamp(tmp_path / "stamp", [pins]).is_fresh()

    pins.write_text("flask==3.1.4")
    assert not Stamp(tmp_path / "stamp", [pins]).is_fresh()


def test_a_command_that_fails_shows_what_it_said_and_stops():
    with pytest.raises(CannotGoOn, match="no such luck"):
        run(["sh", "-c", "echo no such luck; exit 3"], "trying")
