"""`flask charter forget ADDRESS`: removes a person's name, address, sign-in and what they wrote beside the answers."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from charter.domain.wording import count_text
from charter.web.commands.operators import operator_deed


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(forget)


@click.command("forget")
@click.argument("address")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@with_appcontext
def forget(address: str, is_sure: bool) -> None:
    """Forget the person of ADDRESS: it cannot be undone. History keeps that it was done, and still verifies.

    What the institution answered, its evidence and the network's statement stay; look through them yourself.
    """
    from charter.services.redaction import forget_address  # noqa: PLC0415 - the other commands start faster without

    if not is_sure:
        click.confirm(f"Remove everything that {address} is known by? This cannot be undone.", abort=True)
    done = forget_address(operator_deed(), address)
    if done.assessment_count:
        where = count_text(done.assessment_count, "assessment")
        click.echo(f"Put on record in {where}; {count_text(done.text_count, 'text')} emptied.")
    for sentence in done.sentences:
        click.echo(sentence)
