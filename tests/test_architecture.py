"""The house rules that a machine can check, on every file that git tracks or would track."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from charter.store.schema import TABLE_FILES

ROOT = Path(__file__).resolve().parent.parent
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "data"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 40, 80
# Written in two halves, so that this file does not hold them.
FORBIDDEN_WORDS = (
    "pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com",
    "deb.debian" + ".org", "/work" + "/", "../" + "shared", "/root" + "/", "/opt" + "/pypi",
)  # fmt: skip
BINARY = {".png", ".xlsx", ".pdf", ".woff2", ".ttf", ".ico", ".otf"}


def tracked(*patterns: str) -> list[Path]:
    names = git("ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns)
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def git(*words: str) -> list[str]:
    # The clone may belong to somebody else than who runs the tests, as in a container.
    command = ["git", "-c", "safe.directory=*", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def shown(paths) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def functions_of(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_length(function) -> int:
    """Give the lines of a function after its docstring: a long explanation is not a long function."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = first.end_lineno if has_docstring else function.lineno
    return function.end_lineno - start


def test_no_python_file_is_longer_than_a_person_can_hold_in_mind():
    assert shown(path for path in tracked("*.py") if line_count(path) > LONGEST_FILE) == []


def test_no_function_is_longer_than_a_screen():
    assert [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in tracked("charter/*.py", "reports/*.py", "scripts/*.py", "bench/*.py")
        for function in functions_of(path)
        if body_length(function) > LONGEST_FUNCTION
    ] == []


def test_no_template_is_longer_than_a_screen():
    assert shown(path for path in tracked("templates", "reports/*.html") if line_count(path) > LONGEST_TEMPLATE) == []


def test_every_name_says_what_is_inside():
    parts = {path: {*path.relative_to(ROOT).parent.parts, path.stem} for path in tracked("*.py", "templates")}

    assert shown(path for path, names in parts.items() if names & VAGUE_NAMES) == []


def test_nothing_names_a_package_index_or_a_place_on_one_machine():
    texts = {path: path.read_text(encoding="utf-8") for path in tracked() if path.suffix not in BINARY}

    assert [
        f"{path.relative_to(ROOT)}: {word}" for path, text in texts.items() for word in FORBIDDEN_WORDS if word in text
    ] == []


def test_npm_pins_name_no_host():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_pin_has_a_hash(name):
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text())
    pins = [entry for entry in entries if "==" in entry]

    assert pins
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert [entry for entry in entries if entry.startswith("--")] == []


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_everything_asked_for_is_pinned(name):
    asked = re.findall(r"^([A-Za-z0-9_.-]+)", (ROOT / name).read_text(), flags=re.MULTILINE)
    pinned = (ROOT / name.replace(".in", ".txt")).read_text()
    found = {plain(word) for word in re.findall(r"^([\w.-]+)(?:\[.*\])?==", pinned, re.MULTILINE)}

    wanted = {plain(word) for word in asked if not word.startswith("-")}
    assert wanted - found == set()


def test_everything_that_the_product_imports_is_asked_for():
    asked = {
        plain(word) for word in re.findall(r"^([A-Za-z0-9_.-]+)", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    }
    brought_by = packages_distributions()
    names = {name for path in tracked("app.py", "charter/*.py", "reports/*.py") for name in imported(path)}
    foreign = names - set(sys.stdlib_module_names) - {"charter", "reports", "app"}

    assert {name for name in foreign if not asked & {plain(one) for one in brought_by.get(name, [])}} == set()


def imported(path):
    """The top-level names that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    whole = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return whole | {
        node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }


def plain(name):
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_layers_hold():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_file_with_tables_is_known_to_the_migrations():
    files = [path for path in tracked("charter/store/*.py") if path.parent.name == "store"]
    with_tables = {path.stem for path in files if "__tablename__" in path.read_text(encoding="utf-8")}

    assert with_tables == set(TABLE_FILES)


def test_only_services_and_jobs_commit():
    views = tracked("charter/web/*.py", "charter/store/*.py", "reports/*.py", "charter/domain/*.py")

    assert shown(path for path in views if ".commit()" in path.read_text(encoding="utf-8")) == []


def test_pages_hold_no_inline_script_or_style():
    pages = {path: path.read_text(encoding="utf-8") for path in tracked("templates")}
    inline = re.compile(r"<script(?![^>]*(\bsrc=|application/json))|<style|\sstyle=|\son[a-z]+=")

    assert shown(path for path, text in pages.items() if inline.search(text)) == []


def test_no_file_is_executable_but_the_one_that_is_run():
    assert [entry.split("\t")[1] for entry in git("ls-files", "--stage") if entry.startswith("100755")] == [".ci/run"]
