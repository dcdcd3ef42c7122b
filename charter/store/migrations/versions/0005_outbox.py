"""Create the outbox and invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "mails",
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answer", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_mails"),
    )
    op.create_index("ix_mails_state_next_try_at", "mails", ["state", "next_try_at"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token_digest", name="uq_invitations_token_digest"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_invitations_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_invitations_person_id_people"),
    )


def downgrade() -> None:
    """Drop the tables; mail that waits is lost."""
    op.drop_table("invitations")
    op.drop_index("ix_mails_state_next_try_at", "mails")
    op.drop_table("mails")
