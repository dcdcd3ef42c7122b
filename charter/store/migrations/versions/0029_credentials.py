"""Create the record of the keys that sign credentials, the credentials issued, and what became of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from charter.store.write_once import guard, unguard

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEYS, CREDENTIALS, STATUSES = "issuer_key_events", "credentials", "credential_statuses"


def upgrade() -> None:
    """Create the tables."""
    _create_keys()
    _create_credentials()
    _create_statuses()
    for table in (KEYS, CREDENTIALS, STATUSES):
        guard(table)


def downgrade() -> None:
    """Drop the tables: credentials that were handed out can be checked no more."""
    for table in (STATUSES, CREDENTIALS, KEYS):
        unguard(table)
        op.drop_table(table)


def _proof() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
    )


def _event() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_digest", sa.String(64), nullable=False),
        *_proof(),
    )


def _create_keys() -> None:
    op.create_table(
        KEYS,
        sa.Column("key_id", sa.String(43), nullable=False),
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("algorithm", sa.String(10), nullable=False),
        *_event(),
        sa.PrimaryKeyConstraint("key_id", "number", name="pk_issuer_key_events"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_issuer_key_events_organisation_id_organisations"
        ),
    )
    op.create_index("ix_issuer_key_events_organisation_id", KEYS, ["organisation_id"])


def _create_credentials() -> None:
    op.create_table(
        CREDENTIALS,
        sa.Column("credential_id", sa.String(22), nullable=False),
        sa.Column("algorithm", sa.String(10), nullable=False),
        sa.Column("award_id", sa.String(22), nullable=False),
        sa.Column("organisation_id", sa.String(22), nullable=False),
        sa.Column("key_id", sa.String(43), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        *_proof(),
        sa.PrimaryKeyConstraint("credential_id", "algorithm", name="pk_credentials"),
        sa.UniqueConstraint(
            "organisation_id",
            "list_number",
            "status_index",
            "algorithm",
            name="uq_credentials_place",
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name="fk_credentials_award_id_awards"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_credentials_organisation_id_organisations"
        ),
    )
    op.create_index("ix_credentials_award_id", CREDENTIALS, ["award_id"])
    op.create_index("ix_credentials_key_id", CREDENTIALS, ["key_id"])


def _create_statuses() -> None:
    op.create_table(
        STATUSES,
        sa.Column("credential_id", sa.String(22), nullable=False),
        *_event(),
        sa.PrimaryKeyConstraint("credential_id", "number", name="pk_credential_statuses"),
    )
