"""Figures to pictures for paper, and for those who read without JavaScript; without a browser there are none."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports import browser
from reports.browser import BrowserFailed
from reports.charts.chart import Chart
from reports.charts.style import WIDTH

logger = logging.getLogger(__name__)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE = "none"  # a setting that says: draw nothing
FORM = "2"  # of what is kept in a folder; to be raised when pictures are made otherwise
# Plotly puts six random hexadecimal digits into the ids of each picture.
RANDOM = re.compile(rb'id="topdefs-([0-9a-f]{6})"')
REFERENCE = re.compile(rb'(?:id="|class="|href="#|url\(["\']?(?:&quot;)?#)[^"\')&]*')


def chart_images(charts: Sequence[Chart], folder: Path | None = None) -> dict[str, bytes]:
    """Give the charts' pictures (SVG) by name; the same chart gives the same bytes, and ids differ between charts.

    ``folder`` keeps pictures by the figure's digest. Where the browser is missing, or fails, what could not be drawn
    is left out: its table stands in.
    """
    images = {chart.name: image for chart in charts if (image := _kept(chart, folder)) is not None}
    missing = [chart for chart in charts if chart.name not in images]
    path = chromium_path()
    if missing and path is not None:
        images |= _draw(missing, path, folder)
    return {chart.name: images[chart.name] for chart in charts if chart.name in images}


def chromium_path() -> str | None:
    """Give the browser that draws: the one that ``CHARTER_CHROMIUM`` names, else the machine's, else None."""
    named = os.environ.get("CHARTER_CHROMIUM", "").strip()
    if named:
        return None if named == NONE else shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _draw(charts: Sequence[Chart], path: str, folder: Path | None) -> dict[str, bytes]:
    images: dict[str, bytes] = {}
    try:
        for chart in charts:
            drawn = browser.draw(path, _named(chart), WIDTH, chart.height)
            images[chart.name] = steady(drawn, chart.name)
            _keep(chart, images[chart.name], folder)
    except BrowserFailed as error:
        logger.warning("%s Tables stand in for charts.", error)
    return images


def _named(chart: Chart) -> dict[str, Any]:
    """Give the figure with a name for each trace, where Plotly would draw one by lot."""
    traces = [{**trace, "uid": f"trace{place}"} for place, trace in enumerate(chart.figure["data"])]
    return {**chart.figure, "data": traces}


def steady(svg: bytes, name: str) -> bytes:
    """Give the picture with ids of the chart's own in place of random ones."""
    found = RANDOM.search(svg)
    if found is None:
        return svg
    own = name.encode() + b"-"
    return REFERENCE.sub(lambda part: part[0].replace(found[1], own), svg)


def _digest(chart: Chart) -> str:
    told = json.dumps([FORM, chart.name, chart.height, chart.figure], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _kept(chart: Chart, folder: Path | None) -> bytes | None:
    if folder is None:
        return None
    try:
        return (folder / f"{_digest(chart)}.svg").read_bytes()
    except OSError:
        return None


def _keep(chart: Chart, image: bytes, folder: Path | None) -> None:
    """Keep a picture; whoever reads meanwhile sees all of it or nothing."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
            part.write(image)
        Path(part.name).replace(folder / f"{_digest(chart)}.svg")
    except OSError as error:
        logger.warning("A picture could not be kept: %s", error)
