"""`flask charter diff OLD NEW`: everything in which two editions differ, word by word."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(diff_command)


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def diff_command(old: str, new: str, as_json: bool) -> None:
    """Show everything in which the editions OLD and NEW differ, such as bme-mentoring/1.0 and bme-mentoring/2.0.

    Each difference names the change of NEW's crosswalk that explains it. Removed words stand as [-so-], added ones as
    {+so+}.
    """
    from charter.services.edition_comparison import (  # noqa: PLC0415 - the other commands start faster without
        compare_editions,
        comparison_document,
        comparison_text,
    )

    found = compare_editions(old, new)
    if as_json:
        click.echo(json.dumps(comparison_document(found), ensure_ascii=False, indent=1))
    else:
        click.echo(comparison_text(found), nl=False)
