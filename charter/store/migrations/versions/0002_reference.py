"""Create the tables of published figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (  # in the order in which they are dropped
    "reference_shown_occupations",
    "reference_occupations",
    "reference_national_figures",
    "reference_national_measures",
    "reference_survey_results",
    "reference_survey_item_themes",
    "reference_survey_items",
    "reference_wres_rates",
    "reference_wres_indicators",
    "reference_organisations",
    "reference_peer_groups",
    "reference_sources",
    "reference_loads",
)


def upgrade() -> None:
    """Create every reference table."""
    _create_sources()
    _create_organisations()
    _create_wres()
    _create_survey()
    _create_national()


def downgrade() -> None:
    """Drop every reference table; their rows can be loaded again at any time."""
    for table in TABLES:
        op.drop_table(table)


def _create_sources() -> None:
    op.create_table(
        "reference_loads",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "reference_sources",
        sa.Column("source", sa.String(40), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("publisher", sa.String(200), nullable=False),
        sa.Column("year", sa.String(40), nullable=False),
        sa.Column("licence", sa.String(100), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
    )


def _create_organisations() -> None:
    op.create_table(
        "reference_peer_groups",
        sa.Column("peer_group", sa.String(40), primary_key=True),
        sa.Column("name_one", sa.String(120), nullable=False),
        sa.Column("name_many", sa.String(120), nullable=False),
        sa.Column("organisation_types", sa.String(200), nullable=False),
        sa.Column("survey_group", sa.String(120), nullable=False),
    )
    op.create_table(
        "reference_organisations",
        sa.Column("code", sa.String(8), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation_type", sa.String(40), nullable=False),
        sa.Column("peer_group", sa.String(40), nullable=False),
        sa.Column("region", sa.String(60), nullable=False),
        sa.Column("ics", sa.String(120), nullable=False),
        sa.Column("in_ods_2022", sa.Boolean(), nullable=False),
        sa.Column("in_ods_2025", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("successor", sa.String(8), nullable=False),
        sa.Column("part_of", sa.String(8), nullable=False),
    )
    for column in ("name", "peer_group", "region"):
        op.create_index(f"ix_reference_organisations_{column}", "reference_organisations", [column])


def _create_wres() -> None:
    op.create_table(
        "reference_wres_indicators",
        sa.Column("indicator", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "reference_wres_rates",
        sa.Column("code", sa.String(8), sa.ForeignKey("reference_organisations.code"), primary_key=True),
        sa.Column("indicator", sa.Integer(), sa.ForeignKey("reference_wres_indicators.indicator"), primary_key=True),
        sa.Column("white_percent", sa.Double()),
        sa.Column("bme_percent", sa.Double()),
        sa.Column("ratio", sa.Double()),
    )


def _create_survey() -> None:
    op.create_table(
        "reference_survey_items",
        sa.Column("item", sa.String(12), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("positive_answers", sa.String(100), nullable=False),
        sa.Column("higher_is_better", sa.Boolean(), nullable=False),
        sa.Column("has_funnel", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "reference_survey_item_themes",
        sa.Column("charter", sa.String(60), primary_key=True),
        sa.Column("item", sa.String(12), sa.ForeignKey("reference_survey_items.item"), primary_key=True),
        sa.Column("theme", sa.String(20), primary_key=True),
    )
    op.create_table(
        "reference_survey_results",
        sa.Column("code", sa.String(8), sa.ForeignKey("reference_organisations.code"), primary_key=True),
        sa.Column("item", sa.String(12), sa.ForeignKey("reference_survey_items.item"), primary_key=True),
        sa.Column("percent", sa.Double()),
        sa.Column("base_n", sa.Integer()),
    )
    op.create_index("ix_reference_survey_results_item", "reference_survey_results", ["item"])


def _create_national() -> None:
    op.create_table(
        "reference_national_measures",
        sa.Column("measure", sa.String(40), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
    )
    op.create_table(
        "reference_national_figures",
        sa.Column("measure", sa.String(40), sa.ForeignKey("reference_national_measures.measure"), primary_key=True),
        sa.Column("year", sa.String(10), primary_key=True),
        sa.Column("group", sa.String(40), primary_key=True),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("source", sa.String(40), sa.ForeignKey("reference_sources.source"), nullable=False),
    )
    op.create_table(
        "reference_occupations",
        sa.Column("occupation", sa.String(120), primary_key=True),
        sa.Column("white_percent", sa.Double(), nullable=False),
        sa.Column("bme_percent", sa.Double(), nullable=False),
        sa.Column("base_n", sa.Integer(), nullable=False),
    )
    op.create_table(
        "reference_shown_occupations",
        sa.Column("charter", sa.String(60), primary_key=True),
        sa.Column("occupation", sa.String(120), sa.ForeignKey("reference_occupations.occupation"), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
    )
