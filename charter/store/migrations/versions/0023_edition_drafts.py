"""Create the drafts of editions, their versions, and the editions published from them; the last two written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DRAFTS, VERSIONS, PUBLICATIONS = "edition_drafts", "edition_draft_versions", "edition_publications"


def upgrade() -> None:
    """Create the tables."""
    _create_drafts()
    _create_versions()
    _create_publications()
    guard(VERSIONS)
    guard(PUBLICATIONS)


def downgrade() -> None:
    """Drop the tables: what was drafted and published here is lost, unless it was exported."""
    unguard(PUBLICATIONS)
    unguard(VERSIONS)
    op.drop_table(PUBLICATIONS)
    op.drop_table(VERSIONS)
    op.drop_index("ix_edition_drafts_organisation_id", DRAFTS)
    op.drop_table(DRAFTS)


def _files() -> tuple[sa.Column[bytes], sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )


def _create_drafts() -> None:
    op.create_table(
        DRAFTS,
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("reference", sa.String(90), nullable=False),
        sa.Column("base_reference", sa.String(90), nullable=False),
        sa.Column("base_checksum", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_edition_drafts"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_edition_drafts_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_edition_drafts_person_id_people"),
    )
    op.create_index("ix_edition_drafts_organisation_id", DRAFTS, ["organisation_id"])


def _create_versions() -> None:
    op.create_table(
        VERSIONS,
        sa.Column("draft_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_files(),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "number", name="pk_edition_draft_versions"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["edition_drafts.id"], name="fk_edition_draft_versions_draft_id_edition_drafts"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_edition_draft_versions_person_id_people"),
    )


def _create_publications() -> None:
    op.create_table(
        PUBLICATIONS,
        sa.Column("reference", sa.String(90), nullable=False),
        sa.Column("draft_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_files(),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_edition_publications"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["edition_drafts.id"], name="fk_edition_publications_draft_id_edition_drafts"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_edition_publications_person_id_people"),
    )
