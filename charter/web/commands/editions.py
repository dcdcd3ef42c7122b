"""`flask charter new-edition VERSION --from OLD` and `flask charter publish REFERENCE`, for authors of criteria."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from charter.domain.errors import InvalidEdition


def register(group: AppGroup) -> None:
    """Add the commands."""
    group.add_command(new_edition)
    group.add_command(publish)


@click.command("new-edition")
@click.argument("version")
@click.option("--from", "old", required=True, help="The edition that it follows, such as bme-mentoring/1.0.")
def new_edition(version: str, old: str) -> None:
    """Begin the draft VERSION of a charter as a copy of the edition that it follows.

    Its crosswalk explains nothing yet, and CHANGES.md waits to be written. Nothing is ever written over.
    """
    from charter.services.edition_authoring import begin_edition  # noqa: PLC0415 - the other commands start faster

    folder = begin_edition(old, version)
    click.echo(f"{folder} is a draft that follows {old}. Change it, name each change in crosswalk.yaml, and run")
    click.echo(f"flask charter check {folder}")


@click.command("publish")
@click.argument("reference")
def publish(reference: str) -> None:
    """Publish the draft REFERENCE, such as bme-mentoring/2.0. From then on its files may not change.

    The check and all worked cases are run first. Where anything is wrong, every fault is listed, nothing is written,
    and the command ends with status 1.
    """
    from charter.services.edition_authoring import publish_edition  # noqa: PLC0415 - as above

    try:
        found = publish_edition(reference)
    except InvalidEdition as error:
        for fault in error.faults:
            click.echo(str(fault))
        click.echo(f"{reference} was not published.", err=True)
        raise click.exceptions.Exit(1) from None
    click.echo(f"{reference} is published. Its checksum is {found.checksum}, and stands in published.sha256.")
    if found.supersedes:
        click.echo(f"It follows {found.supersedes}, whose files stay as they are.")
