"""Create the record of what happened to rounds, written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE, TEXTS = "round_events", "round_event_texts"


def upgrade() -> None:
    """Create the tables, the first with its guard; a round that is there begins its record with its first change."""
    op.create_table(
        TABLE,
        sa.Column("round_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_digest", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "number", name="pk_round_events"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_round_events_round_id_rounds"),
    )
    op.create_table(
        TEXTS,
        sa.Column("round_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "number", name="pk_round_event_texts"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_round_event_texts_round_id_rounds"),
    )
    guard(TABLE)


def downgrade() -> None:
    """Drop the tables: who changed a round, and why, is lost."""
    unguard(TABLE)
    op.drop_table(TEXTS)
    op.drop_table(TABLE)
