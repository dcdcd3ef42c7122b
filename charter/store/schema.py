"""Every table there is, and the migrations that make them."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData

import charter.store
from charter.store.base import Base

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def all_tables() -> MetaData:
    """Give the metadata of every table, after importing each file of this folder, where tables are declared."""
    for module in pkgutil.iter_modules(charter.store.__path__):
        if not module.ispkg:
            importlib.import_module(f"charter.store.{module.name}")
    return Base.metadata


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision``, the newest unless told otherwise; does nothing when it is there."""
    command.upgrade(_configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to ``revision``; "base" leaves it empty."""
    command.downgrade(_configuration(engine), revision)


def _configuration(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config
