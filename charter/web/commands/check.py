"""`flask charter check [PATH]`: everything that is wrong with editions, as file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(check_command)


@click.command("check")
@click.argument("path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_command(path: Path | None) -> None:
    """Check the edition or the charters in PATH; all installed ones by default.

    Lists every fault as file:line: what to do, and ends with status 1 where there is one.
    """
    from charter.store.edition_checking import check_folder  # noqa: PLC0415 - the other commands start faster without
    from charter.store.editions import criteria_folder  # noqa: PLC0415

    checked = check_folder(path or _shortest(criteria_folder()))
    for edition in checked:
        for fault in edition.faults:
            click.echo(str(fault))
        if not edition.faults:
            click.echo(f"{edition.name}: no faults.")
    if any(edition.faults for edition in checked):
        raise click.exceptions.Exit(1)


def _shortest(folder: Path) -> Path:
    """The folder as seen from here, where it lies below."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
