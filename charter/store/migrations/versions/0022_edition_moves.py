"""Create the record of moves from edition to edition, and the list of what came over and waits to be confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOVES, MARKS = "edition_moves", "carried_marks"


def upgrade() -> None:
    """Create the tables, the first with its guard."""
    op.create_table(
        MOVES,
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("from_reference", sa.String(80), nullable=False),
        sa.Column("to_reference", sa.String(80), nullable=False),
        sa.Column("source_id", sa.String(22), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("beside", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "number", name="pk_edition_moves"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_edition_moves_assessment_id_assessments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_edition_moves_person_id_people"),
    )
    op.create_table(
        MARKS,
        sa.Column("assessment_id", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("move_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("place", sa.String(400), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("assessment_id", "number", name="pk_carried_marks"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name="fk_carried_marks_assessment_id_assessments"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_carried_marks_person_id_people"),
    )
    guard(MOVES)


def downgrade() -> None:
    """Drop the tables: what was archived by a move can be read in the versions of its fields alone."""
    unguard(MOVES)
    op.drop_table(MARKS)
    op.drop_table(MOVES)
