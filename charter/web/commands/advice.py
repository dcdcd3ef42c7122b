"""`flask charter advise REFERENCE`: what the authors of an edition should look at before it is published."""

from __future__ import annotations

import click
from flask.cli import AppGroup


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(advise_command)


@click.command("advise")
@click.argument("reference")
def advise_command(reference: str) -> None:
    """Advise the authors of the edition REFERENCE, such as bme-mentoring/2.0; a draft as well as a published one.

    Reading ages, questions that may ask for two things, answers that no rule reads, tiers that nobody could reach,
    the burden in words and minutes, and what differs from the last edition without a reason.
    """
    from charter.services.edition_advising import advise  # noqa: PLC0415 - the other commands start faster without

    click.echo(advise(reference), nl=False)
