"""Every table there is, and the migrations that make them."""

from __future__ import annotations

import importlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData

from charter.store.base import Base

# The files of this folder that declare tables; a test finds one that is missing here.
TABLE_FILES = (
    "accounts",
    "assessments",
    "assignments",
    "award_upkeep",
    "awards",
    "body_looks",
    "cases",
    "comments",
    "credentials",
    "decisions",
    "edition_drafts",
    "edition_moves",
    "evidence",
    "exports",
    "feedback",
    "future_outlooks",
    "history",
    "issuer_keys",
    "matter_papers",
    "mergers",
    "network_statements",
    "notices",
    "objections",
    "outbox",
    "panel_questions",
    "panels",
    "papers",
    "practice",
    "proceedings",
    "progress_counts",
    "published_editions",
    "ratings",
    "reference",
    "reviewers",
    "round_events",
    "sign_in",
    "team_changes",
    "visits",
)
MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def all_tables() -> MetaData:
    """Give the metadata of every table."""
    for name in TABLE_FILES:
        importlib.import_module(f"charter.store.{name}")
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
