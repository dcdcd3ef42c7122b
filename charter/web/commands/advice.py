"""`flask charter advise REFERENCE`: what the authors of an edition should look at before it is published."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from charter.web.extensions import database, engine


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(advise_command)


@click.command("advise")
@click.argument("reference")
@with_appcontext
def advise_command(reference: str) -> None:
    """Advise the authors of the edition REFERENCE, such as bme-mentoring/2.0; a draft as well as a published one.

    Reading ages, questions that may ask for two things, answers that no rule reads, tiers that nobody could reach,
    the burden in words and minutes, what differs from the last edition without a reason, and, where this installation
    has submissions, which criteria's indicators always agree or never do.
    """
    from charter.services.edition_advising import advise  # noqa: PLC0415 - the other commands start faster without

    click.echo(advise(reference, session=_session()), nl=False)


def _session() -> Session | None:
    """A session, where this installation has a database with its tables; an author of files needs none."""
    try:
        return database() if inspect(engine()).has_table("frozen_copies") else None
    except OperationalError:
        return None
