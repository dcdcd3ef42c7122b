"""Create how awarding bodies show themselves, save by save."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table with its guard."""
    _create_body_looks()
    guard("body_looks")


def downgrade() -> None:
    """Drop the table: bodies show themselves as at first."""
    unguard("body_looks")
    op.drop_table("body_looks")


def _create_body_looks() -> None:
    op.create_table(
        "body_looks",
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shown_name", sa.String(200), nullable=False),
        sa.Column("palette_id", sa.String(20), nullable=False),
        sa.Column("website", sa.String(300), nullable=False),
        sa.Column("contact_email", sa.String(320), nullable=False),
        sa.Column("letter_opening", sa.Text(), nullable=False),
        sa.Column("letter_closing", sa.Text(), nullable=False),
        sa.Column("signatory_name", sa.String(200), nullable=False),
        sa.Column("signatory_position", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "number", name="pk_body_looks"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_body_looks_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_body_looks_person_id_people"),
    )
