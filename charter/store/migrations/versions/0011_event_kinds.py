"""Find the events of one kind without reading all of an assessment's history."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_events_assessment_id_event", "events", ["assessment_id", "event"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_events_assessment_id_event", "events")
