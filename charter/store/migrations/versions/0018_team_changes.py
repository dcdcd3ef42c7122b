"""Create the list of what was done to teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; what was done before is not known."""
    op.create_table(
        "team_changes",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.String(22), nullable=True),
        sa.Column("invitation_id", sa.String(22), nullable=True),
        sa.Column("old_role", sa.String(20), nullable=True),
        sa.Column("new_role", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_team_changes"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_team_changes_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["people.id"], name="fk_team_changes_subject_id_people"),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name="fk_team_changes_invitation_id_invitations"
        ),
    )
    op.create_index("ix_team_changes_organisation_id_number", "team_changes", ["organisation_id", "number"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index("ix_team_changes_organisation_id_number", "team_changes")
    op.drop_table("team_changes")
