"""How alembic meets our database: one transaction a migration, on the engine that ``store.schema`` passes in."""

from __future__ import annotations

from alembic import context

from charter.store.base import writing
from charter.store.schema import all_tables


def run() -> None:
    """Run the migrations that were asked for."""
    with writing(context.config.attributes["engine"]).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=all_tables(),
            render_as_batch=connection.dialect.name == "sqlite",  # SQLite can hardly alter a table
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
