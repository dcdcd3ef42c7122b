"""`flask charter workbook EDITION -o FILE [--example]`, and the schema of the same content as JSON or YAML."""

from __future__ import annotations

from pathlib import Path

import click


def register(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(workbook)
    group.add_command(answers_schema)


@click.command("workbook")
@click.argument("edition")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--example", "is_example", is_flag=True, help="Fill in the worked example, an invented institution.")
def workbook(edition: str, output: Path, is_example: bool) -> None:
    """Write the workbook of EDITION, such as bme-mentoring/1.0, to be filled in with a spreadsheet program."""
    from charter.services.answer_sheets import save_empty, save_example  # noqa: PLC0415 - heavy

    if output.suffix.lower() != ".xlsx":
        raise click.BadParameter("The file's name must end in .xlsx.", param_hint="-o")
    unfinished = output.with_name(f".{output.name}.part")
    try:
        with unfinished.open("wb") as target:
            (save_example if is_example else save_empty)(edition, target)
        unfinished.replace(output)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written ({error.strerror}). Choose another place.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"Wrote {output}.")


@click.command("answers-schema")
@click.argument("edition")
def answers_schema(edition: str) -> None:
    """Print the JSON Schema of the answers file of EDITION, as docs/answers.schema.json holds it."""
    from charter.services.answer_sheets import schema_text  # noqa: PLC0415 - heavy

    click.echo(schema_text(edition), nl=False)
