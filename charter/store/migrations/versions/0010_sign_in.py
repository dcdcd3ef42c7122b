"""Give people what they sign in with, and create the table of passkeys."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEW_COLUMNS = (
    "fs_webauthn_user_handle",
    "mf_recovery_codes",
    "tf_totp_secret",
    "tf_primary_method",
    "active",
    "password",
    "fs_uniquifier",
)


def upgrade() -> None:
    """Add the columns, fill those that everybody needs, then make them firm."""
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("fs_uniquifier", sa.String(64), nullable=True))
        people.add_column(sa.Column("password", sa.String(255), nullable=True))
        people.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
        people.add_column(sa.Column("tf_primary_method", sa.String(64), nullable=True))
        people.add_column(sa.Column("tf_totp_secret", sa.String(255), nullable=True))
        people.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))
        people.add_column(sa.Column("fs_webauthn_user_handle", sa.String(64), nullable=True))
    _give_uniquifiers()
    with op.batch_alter_table("people") as people:
        people.alter_column("fs_uniquifier", existing_type=sa.String(64), nullable=False)
        people.alter_column("active", existing_type=sa.Boolean(), server_default=None)
        people.create_unique_constraint("uq_people_fs_uniquifier", ["fs_uniquifier"])
        people.create_unique_constraint("uq_people_fs_webauthn_user_handle", ["fs_webauthn_user_handle"])
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("person_id", sa.String(22), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(1024), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(64), nullable=False),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("usage", sa.String(64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_passkeys_person_id_people"),
    )
    op.create_index("ix_passkeys_person_id", "passkeys", ["person_id"])


def downgrade() -> None:
    """Drop the table and the columns; nobody can sign in any more."""
    op.drop_index("ix_passkeys_person_id", "passkeys")
    op.drop_table("passkeys")
    with op.batch_alter_table("people") as people:
        people.drop_constraint("uq_people_fs_webauthn_user_handle", type_="unique")
        people.drop_constraint("uq_people_fs_uniquifier", type_="unique")
        for name in NEW_COLUMNS:
            people.drop_column(name)


def _give_uniquifiers() -> None:
    """Everybody who was there before gets a random one."""
    people = sa.table("people", sa.column("id", sa.String), sa.column("fs_uniquifier", sa.String))
    connection = op.get_bind()
    for person_id in connection.scalars(sa.select(people.c.id)).all():
        given = sa.update(people).where(people.c.id == person_id).values(fs_uniquifier=secrets.token_urlsafe(24))
        connection.execute(given)
