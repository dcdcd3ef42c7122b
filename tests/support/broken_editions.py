"""Broken editions: the edition with one of each kind, and a patch that breaks it; the patch says what must be found."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from charter.store.editions import check_editions

EDITIONS = Path("tests/criteria/editions")
BROKEN = Path("tests/criteria/broken")
SOUND = "one-of-each-kind/1.0"


@dataclass(frozen=True)
class Broken:
    """A patch: why the edition is broken, and every fault that the check must list."""

    name: str
    why: str
    changes: tuple[dict[str, Any], ...]
    faults: tuple[str, ...]


def broken_editions() -> list[Broken]:
    """Give every patch of the folder."""
    found = []
    for path in sorted(BROKEN.glob("*/patch.yaml")):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.append(Broken(path.parent.name, said["why"], tuple(said["changes"]), tuple(said["faults"])))
    return found


def copy_sound(root: Path) -> Path:
    """Give the folder of a copy of the sound edition below a folder of charters."""
    return Path(shutil.copytree(EDITIONS / SOUND, root / SOUND))


def faults_of(broken: Broken, root: Path) -> tuple[str, ...]:
    """Break a copy and give the faults found, without the part of their place that the copy's folder makes up."""
    folder = copy_sound(root)
    for change in broken.changes:
        _apply(folder / change["file"], change)
    return shortened(root)


def shortened(root: Path) -> tuple[str, ...]:
    """Give the faults of a folder of charters, places as from the edition's or the charters' folder."""
    texts = [str(fault) for fault in check_editions(root)]
    return tuple(text.replace(f"{root / SOUND}/", "").replace(f"{root}/", "") for text in texts)


def _apply(path: Path, change: dict[str, Any]) -> None:
    if change.get("remove"):
        path.unlink()
    elif "write" in change:
        path.resolve().write_text(change["write"], encoding="utf-8")
    else:
        before = path.read_text(encoding="utf-8")
        assert change["find"] in before, f"{path.name} has no {change['find']!r}"
        path.write_text(before.replace(change["find"], change["put"], 1), encoding="utf-8")
