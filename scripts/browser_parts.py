"""What browsers load: taken from npm at set-up, and served by us alone, so that no page calls another host."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from steps import ROOT, SUFFICES, CannotGoOn, Stamp, run

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "charter" / "web" / "static" / "vendor"
PINS = (ROOT / "package.json", ROOT / "package-lock.json")


def install_browser_parts(purpose: str) -> None:
    """Install the npm packages as pinned and copy what the pages load."""
    if not any(_installed(enough).is_fresh() for enough in SUFFICES[purpose]):
        extent = ["--omit=dev"] if purpose == "run" else []
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *extent]
        run(command, "installing what the pages load", attempts=3)
        _installed(purpose).set()
    copied = Stamp(VENDOR / ".copied", [*PINS, Path(__file__)])
    if not copied.is_fresh():
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_design_system()
        copy_charts()
        copied.set()


def _installed(purpose: str) -> Stamp:
    return Stamp(MODULES / f".installed-{purpose}", PINS)


def copy_design_system() -> None:
    """Copy NHS.UK frontend without its fonts: they lie on another host, and only the NHS may use them."""
    source = MODULES / "nhsuk-frontend" / "dist" / "nhsuk"
    shutil.copytree(source / "assets", VENDOR / "assets")
    for name in ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js"):
        text = (source / name).read_text(encoding="utf-8")
        text = re.sub(r"@font-face\s*\{[^}]*\}", "", text).replace("url(/assets/", "url(assets/")
        (VENDOR / name).write_text(_without_map(text), encoding="utf-8")


def copy_charts() -> None:
    """Copy Plotly's basic bundle, and its style rules as a file: pages allow no style from scripts."""
    source = MODULES / "plotly.js-basic-dist-min"
    bundle = (source / "plotly-basic.min.js").read_text(encoding="utf-8")
    (VENDOR / "plotly-basic.min.js").write_text(_without_map(bundle), encoding="utf-8")
    (VENDOR / "plotly.css").write_text(chart_styles(bundle), encoding="utf-8")


def chart_styles(bundle: str) -> str:
    """Give the style rules that Plotly's bundle would add itself, read from the bundle.

    It keeps them as an object from selector to declarations, in which X and Y stand for its own elements.

    Raises
    ------
    CannotGoOn
        When the bundle does not hold them as expected: another release may keep them otherwise.
    """
    start, end = bundle.find('{"X,X div"'), bundle.find('.replace(/X/g,".js-plotly-plot .plotly")')
    entry = re.compile(r"""(?:"([^"]+)"|([XY])):("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
    rules = [(quoted or bare, text) for quoted, bare, text in entry.findall(bundle, max(start, 0), max(end, 0))]
    if start < 0 or not any("modebar" in selector for selector, _ in rules):
        raise CannotGoOn("Plotly's bundle does not hold its style rules as scripts/browser_parts.py expects.")
    return "".join(f"{_selector(selector)} {{ {_text(text)} }}\n" for selector, text in rules)


def _selector(selector: str) -> str:
    return re.sub("Y", ".plotly-notifier", re.sub("X", ".js-plotly-plot .plotly", selector.lstrip(",")))


def _text(literal: str) -> str:
    """Give the text of a string in JavaScript."""
    if literal.startswith("'"):
        literal = '"' + literal[1:-1].replace('"', '\\"').replace("\\'", "'") + '"'
    return str(json.loads(literal))


def _without_map(text: str) -> str:
    """Give the text without its pointer to a source map, which we do not serve."""
    return re.sub(r"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]*\*/)\s*$", "", text)
