"""Triggers that make the database itself refuse to change or delete what is written once; for migrations."""

from __future__ import annotations

from alembic import op


def guard(table: str) -> None:
    """Make the database refuse to change or delete a row of the table, whoever asks."""
    words = f"{table} is written once: add to it instead"
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_is_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_written_once()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_written_once()"
    )


def unguard(table: str) -> None:
    """Take the guard away, before the table is dropped."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{deed}")
        return
    op.execute(f"DROP TRIGGER {table}_whole ON {table}")
    op.execute(f"DROP TRIGGER {table}_rows ON {table}")
    op.execute(f"DROP FUNCTION {table}_is_written_once()")
