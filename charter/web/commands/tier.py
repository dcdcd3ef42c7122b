"""`flask charter tier --edition EDITION CASES.json`: many sets of levels to tiers, as JSON."""

from __future__ import annotations

from typing import BinaryIO

import click

from charter.domain.errors import InvalidAnswers


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(tier)


@click.command("tier")
@click.option("--edition", required=True, help="The edition, such as bme-mentoring/1.0.")
@click.argument("cases", type=click.File("rb"))
def tier(edition: str, cases: BinaryIO) -> None:
    """Print what each case of CASES comes to: scores, outcome, tier and what is missing, as a JSON list.

    CASES is a JSON file, or - for what is typed in: a list of {"id": …, "applied_for": TIER, "levels": {CRITERION:
    LEVEL, …}}; null means not applicable. Conditions of eligibility are taken as met. Where a case has a fault,
    all faults of all cases are listed and nothing is judged.
    """
    from charter.services.tier_cases import judge_cases  # noqa: PLC0415 - the other commands start faster without

    try:
        found = judge_cases(edition, cases.read())
    except InvalidAnswers as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        raise click.exceptions.Exit(1) from None
    click.echo(found, nl=False)
