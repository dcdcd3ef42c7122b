"""`flask charter load-reference`: published figures from the folder ``reference/`` into the database."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from charter.services.reference import load_reference
from charter.web.extensions import database


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(load_reference_command)


@click.command("load-reference")
@with_appcontext
def load_reference_command() -> None:
    """Load the published figures; does nothing where the database holds them already."""
    try:
        count = load_reference(database())
    except (OperationalError, ProgrammingError):
        raise click.ClickException(
            "The reference tables are not there yet. Run `flask charter migrate` first, then this again."
        ) from None
    click.echo(f"Loaded {count:,} reference rows." if count else "The reference data are up to date.")
