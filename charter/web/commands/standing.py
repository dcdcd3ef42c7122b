"""`flask charter score FILE` and `flask charter report FILE -o PLAN`: where an institution stands, as text and PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from charter.services.standings import Standing

MOST_BYTES = 20 * 1024 * 1024
PUBLIC, INTERNAL = "public", "own_trust"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(group: AppGroup) -> None:
    """Add the commands."""
    group.add_command(score_command)
    group.add_command(report_command)


@click.command("score")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--internal", is_flag=True, help="Exact counts: internal, small numbers.")
def score_command(file: Path, as_json: bool, internal: bool) -> None:
    """Score FILE, a filled-in workbook or the same content as JSON or YAML.

    Faults are listed with their cells and what to do, and end with status 1; what could be read is scored all the
    same.
    """
    from charter.services.standing_texts import standing_document, standing_text  # noqa: PLC0415 - heavy

    standing = _stand(file, internal)
    if as_json:
        click.echo(json.dumps(standing_document(standing), ensure_ascii=False, indent=1))
    else:
        click.echo(standing_text(standing))
    if standing.reading.faults:
        raise click.exceptions.Exit(1)


@click.command("report")
@click.argument("file", type=FILE)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="PDF to write.")
@click.option("--internal", is_flag=True, help="Exact counts, marked on every page as internal, small numbers.")
def report_command(file: Path, output: Path, internal: bool) -> None:
    """Write the action-plan PDF of FILE, safe to publish unless asked for as internal.

    Faults in the file are listed, and end with status 1; the PDF is made of what could be read.
    """
    from reports import render  # noqa: PLC0415 - WeasyPrint is heavy

    standing = _stand(file, internal)
    content = render("action_plan", standing.summary)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written ({error.strerror}). Choose another place.") from None
    click.echo(f"Wrote {output}.")
    for fault in standing.reading.faults:
        click.echo(str(fault), err=True)
    if standing.reading.faults:
        raise click.exceptions.Exit(1)


def _stand(file: Path, internal: bool) -> Standing:
    """Where the file's institution stands; every refusal is one or more sentences and status 1."""
    from charter.domain.errors import DomainError  # noqa: PLC0415 - heavy
    from charter.services.standings import stand  # noqa: PLC0415
    from charter.store.reference_memory import reference_session  # noqa: PLC0415

    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file} is bigger than 20 MB. Take pictures and other sheets out of it.")
    try:
        with reference_session() as session:
            return stand(session, file.read_bytes(), file.name, INTERNAL if internal else PUBLIC)
    except DomainError as error:
        raise click.ClickException(str(error)) from None
