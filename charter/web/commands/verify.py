"""`flask charter verify`: looks whether every frozen result, version and event is as it was written."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from charter.domain.errors import EvidenceUnavailable
from charter.services.verification import differences
from charter.web.commands.operators import evidence_store
from charter.web.extensions import database


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(verify)


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Recompute every frozen result, every version of an answer and every chain of history; name each difference.

    Status 1 where anything is not as it was written. Nothing is changed.
    """
    key = current_app.config["CHARTER"].signing_key
    if not key:
        raise click.ClickException("There is no signing key. Set CHARTER_SIGNING_KEY to the one that signed history.")
    found = 0
    try:
        for difference in differences(database(), key.encode(), evidence_store()):
            click.echo(difference)
            found += 1
    except EvidenceUnavailable:
        raise click.ClickException(
            "The place where evidence lies cannot be reached, so its files were not all looked at. Look at "
            "CHARTER_EVIDENCE_URL and try again."
        ) from None
    except (OperationalError, ProgrammingError):
        raise click.ClickException("The tables are not there yet. Run `flask charter migrate` first.") from None
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Everything is as it was written.")
