"""Charts as pictures: the same bytes, safe in one page, and never in the way where there is no browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reports import browser
from reports.charts import draw_charts
from reports.images import chart_images, chromium_path, steady
from tests.support.browsers import chromium_path as installed
from tests.support.summaries import rich_summary

CHARTS = draw_charts(rich_summary())


@pytest.fixture(scope="module")
def images():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARTER_CHROMIUM", installed())
        return chart_images(CHARTS)


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Makes a program that stands in for the browser."""

    def make(script):
        path = tmp_path / "browser"
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("CHARTER_CHROMIUM", str(path))

    return make


def is_running(number):
    """Tell whether a process is there; one that ended and waits to be fetched by its parent is not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1] not in ("", "Z")


def test_every_chart_becomes_a_picture_in_the_same_order(images):
    assert list(images) == [chart.name for chart in CHARTS]
    assert all(image.startswith(b"<svg") and image.endswith(b"</svg>") for image in images.values())


def test_a_picture_drawn_again_has_the_same_bytes(images, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", installed())

    assert chart_images(CHARTS) == images


def test_ids_belong_to_one_picture_and_every_reference_is_kept(images):
    ids = {name: re.findall(rb'\bid="([^"]+)"', image) for name, image in images.items()}
    everything = [one for found in ids.values() for one in found]

    assert len(everything) == len(set(everything)) > len(images)
    for name, image in images.items():
        assert set(re.findall(rb"url\(#([^)]+)\)", image)) <= set(ids[name])


def test_a_picture_has_no_script_and_asks_for_nothing(images):
    for image in images.values():
        assert b"<script" not in image
        assert b"foreignObject" not in image
        assert re.findall(rb'(?:href|src)="(?!#)', image) == []


def test_text_stays_text(images):
    assert b"Protected time" in images["criteria"]


def test_what_is_kept_in_a_folder_is_not_drawn_again(images, tmp_path, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", installed())
    first = chart_images(CHARTS[:2], tmp_path)
    monkeypatch.setenv("CHARTER_CHROMIUM", "none")

    assert chart_images(CHARTS, tmp_path) == first
    assert len(list(tmp_path.iterdir())) == 2
    other = replace(CHARTS[0], figure={**CHARTS[0].figure, "data": []})
    assert chart_images([other], tmp_path) == {}


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(images, tmp_path, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", installed())
    (tmp_path / "file").write_bytes(b"")

    assert chart_images(CHARTS[:1], tmp_path / "file") == {CHARTS[0].name: images[CHARTS[0].name]}


@pytest.mark.parametrize("setting", ["none", "/nowhere/chromium"])
def test_without_a_browser_there_are_no_pictures(setting, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", setting)

    assert chromium_path() is None
    assert chart_images(CHARTS) == {}


def test_a_browser_that_ends_at_once_gives_no_pictures_and_says_why(program, caplog):
    program("exit 1")

    assert chart_images(CHARTS) == {}
    assert "did not start (it ended). Tables stand in for charts." in caplog.text


def test_a_browser_that_never_answers_is_given_up_with_all_that_it_started(program, monkeypatch, caplog):
    monkeypatch.setattr(browser, "START_SECONDS", 1)
    program('echo $$ > "$(dirname "$0")/id"; sleep 100')

    assert chart_images(CHARTS) == {}
    assert "did not start (no answer in 1 seconds)" in caplog.text
    assert not is_running(int(Path(os.environ["CHARTER_CHROMIUM"]).with_name("id").read_text()))


def test_a_browser_that_was_ended_from_outside_is_replaced(images, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", installed())
    chart_images(CHARTS[:1])
    os.killpg(browser.kept(installed()).number, signal.SIGKILL)

    assert chart_images(CHARTS) == images


def test_a_browser_that_stops_answering_is_replaced(images, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", installed())
    chart_images(CHARTS[:1])
    hung = browser.kept(installed())
    monkeypatch.setattr(hung, "_answer", lambda _seconds, wait=hung._answer: wait(0.5))
    os.killpg(hung.number, signal.SIGSTOP)

    assert chart_images(CHARTS) == images
    assert not is_running(hung.number)


def test_the_browser_is_not_told_our_secrets(program, monkeypatch):
    monkeypatch.setenv("CHARTER_SECRET_KEY", "of the site")
    program('env > "$(dirname "$0")/told"')

    chart_images(CHARTS)

    told = Path(os.environ["CHARTER_CHROMIUM"]).with_name("told").read_text()
    assert "PATH=" in told
    assert "of the site" not in told


def test_whoever_only_shows_charts_loads_neither_the_browsers_nor_the_printers_library():
    heavy = "import sys, reports.charts; print({'kaleido', 'choreographer', 'weasyprint'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


def test_a_picture_without_random_ids_stays_as_it_is():
    assert steady(b"<svg></svg>", "themes") == b"<svg></svg>"


def test_digits_that_look_like_the_random_ones_stay_in_words():
    svg = b'<svg><defs id="topdefs-abc123"/><g clip-path="url(#clipabc123x)"/><text>abc123</text></svg>'

    assert steady(svg, "one") == (
        b'<svg><defs id="topdefs-one-"/><g clip-path="url(#clipone-x)"/><text>abc123</text></svg>'
    )
