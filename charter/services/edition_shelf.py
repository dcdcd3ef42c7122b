"""The editions that this installation's database publishes: every process of it is told where to find them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from charter.store.edition_shelf import Shelf, use_shelf

FOLDER = "editions"  # below the instance's folder; it can be deleted at any time, and is made again


def use_database(instance_dir: Path, engine: Callable[[], Engine], key: bytes) -> None:
    """Let this process load what the database publishes. ``key`` is the installation's, which signs."""
    use_shelf(Shelf(instance_dir / FOLDER, engine, key))
