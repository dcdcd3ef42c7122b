"""`flask charter organisations` and `flask charter merge-organisations FROM INTO --on DATE`."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import AppGroup, with_appcontext

from charter.web.commands.operators import operator_deed
from charter.web.extensions import database


def register(group: AppGroup) -> None:
    """Add the commands."""
    group.add_command(organisations)
    group.add_command(merge)


@click.command("organisations")
@with_appcontext
def organisations() -> None:
    """List the organisations that take part, and which of them the published lists say have closed."""
    from charter.services.mergers import known_organisations  # noqa: PLC0415 - the other commands start faster without

    for one in known_organisations(database()):
        click.echo(f"{one.code or one.organisation_id}  {one.name}")
        if one.note:
            click.echo(f"    {one.note}")
        if one.suggestion:
            click.echo(f"    flask charter merge-organisations {one.suggestion}")


@click.command("merge-organisations")
@click.argument("which", metavar="FROM")
@click.argument("into")
@click.option("--on", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day as one.")
@with_appcontext
def merge(which: str, into: str, day: dt.datetime) -> None:
    """Let the organisation FROM become part of INTO; each is named by its code or id.

    FROM keeps its assessments and their history, which the people of INTO can read; it registers no more. This cannot
    be undone.
    """
    from charter.services.mergers import merge_organisations  # noqa: PLC0415 - as above

    done = merge_organisations(operator_deed(), which, into, day.date())
    click.echo(f"{done.name} became part of {done.into_name}.")
    for sentence in done.sentences:
        click.echo(sentence)
