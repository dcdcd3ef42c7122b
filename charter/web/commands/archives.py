"""`flask charter export-assessment`, `import-assessment` and `export-schema`: a whole assessment as one ZIP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from charter.store.base import snapshot
from charter.web.commands.operators import evidence_store, operator_deed
from charter.web.extensions import engine


def register(group: AppGroup) -> None:
    """Add the commands."""
    for command in (export_assessment, import_assessment, export_schema):
        group.add_command(command)


@click.command("export-assessment")
@click.argument("assessment")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="ZIP to write.")
@with_appcontext
def export_assessment(assessment: str, output: Path) -> None:
    """Write everything of ASSESSMENT, the id in its address, into one ZIP: to move it to another installation.

    The network's statement goes along. The file holds personal data and small numbers: keep it as you keep the
    database.
    """
    from charter.jobs.exports import sources  # noqa: PLC0415 - the other commands start faster without
    from charter.services.export_writing import write_whole  # noqa: PLC0415

    deed = operator_deed()
    unfinished = output.with_name(f".{output.name}.part")
    try:
        with unfinished.open("wb") as target, Session(snapshot(engine())) as session:
            unfinished.chmod(0o600)
            write_whole(replace(deed, session=session), assessment, target, sources())
        unfinished.replace(output)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written ({error.strerror}). Choose another place.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"Wrote {output}.")


@click.command("import-assessment")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def import_assessment(file: BinaryIO) -> None:
    """Read an export into this installation, whole or not at all. What is here already is not touched.

    People come without passwords: they set one by “I forgot my password”.
    """
    from charter.services.archive_reading import read_in  # noqa: PLC0415 - as above

    done = read_in(operator_deed(), file, evidence_store())
    click.echo(f"Read in assessment {done.assessment_id}.")
    for sentence in done.sentences:
        click.echo(sentence)


@click.command("export-schema")
def export_schema() -> None:
    """Print the JSON Schema of an export, as docs/assessment-export.schema.json holds it."""
    from charter.services.export_words import archive_schema_text  # noqa: PLC0415 - as above

    click.echo(archive_schema_text(), nl=False)
