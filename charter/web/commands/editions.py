"""`flask charter new-edition`, `publish` and `export-edition`, for authors of criteria."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from charter.domain.errors import InvalidEdition


def register(group: AppGroup) -> None:
    """Add the commands."""
    group.add_command(new_edition)
    group.add_command(publish)
    group.add_command(export_edition)


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


@click.command("export-edition")
@click.argument("reference")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export_edition(reference: str, folder: Path) -> None:
    """Write the files of the edition REFERENCE, such as one that was published on the site, below FOLDER.

    FOLDER is a folder of criteria: the files go into FOLDER/REFERENCE, and nothing is ever written over.
    """
    from charter.services.draft_publishing import export_edition as write  # noqa: PLC0415 - as above
    from charter.services.editions import edition_of_reference  # noqa: PLC0415 - as above

    target = write(reference, folder)
    click.echo(f"{reference} is written to {target}. To publish it there too, add its line to published.sha256:")
    click.echo(f"{edition_of_reference(reference).checksum}  {reference}")
