"""Commands that look after the database."""

from __future__ import annotations

import datetime as dt

import click
from flask import current_app
from flask.cli import AppGroup

from charter.domain.wording import count_text
from charter.services.issuer_keys import make_all_keys
from charter.services.missing_cases import open_missing_cases
from charter.services.published_editions import record_editions
from charter.store import schema
from charter.store.credential_keys import PrivateKeys
from charter.web.commands.operators import operator_deed
from charter.web.extensions import database, engine

REFERENCE_COMMAND = "load-reference"


def register(group: AppGroup) -> None:
    """Add the commands."""
    group.add_command(migrate)
    group.add_command(prepare)


@click.command("migrate")
@click.option("--to", "revision", default="head", help="The revision to upgrade to; the newest by default.")
def migrate(revision: str) -> None:
    """Bring the database up to date."""
    schema.upgrade(engine(), revision)


@click.command("prepare")
@click.pass_context
def prepare(context: click.Context) -> None:
    """Bring the database up to date and load the reference data, as `make run` does at each start.

    Ends with status 1 where a published edition of the criteria is not what was published.
    """
    context.invoke(migrate, revision="head")
    record_editions(database(), dt.datetime.now(tz=dt.UTC))
    group = context.parent.command if context.parent else None
    load_reference = group.get_command(context, REFERENCE_COMMAND) if isinstance(group, click.Group) else None
    if load_reference is not None:
        context.invoke(load_reference)
    if current_app.config["CHARTER"].signing_key:
        if not current_app.config["CHARTER"].is_demonstration:  # whose earlier years are judged nowhere
            _open_missing_cases()
        make_all_keys(operator_deed(), PrivateKeys(current_app.config["CHARTER"].credential_keys_dir))


def _open_missing_cases() -> None:
    """Open the cases of submissions that have none, such as those from before there were cases."""
    count = open_missing_cases(operator_deed())
    if count:
        click.echo(f"{count_text(count, 'submission')} had no case and {'has' if count == 1 else 'have'} one now.")
