"""`flask charter mail`: which letters wait, and which were given up and why."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from charter.domain.wording import count_text
from charter.services.outbox import LetterShown, outbox_shown
from charter.services.outbox import try_again as let_them_wait
from charter.web import clock
from charter.web.extensions import database

MOST_LINES = 50


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(mail)


@click.command("mail")
@click.option("--try-again", is_flag=True, help="Let the letters that were given up wait once more, if still of use.")
@with_appcontext
def mail(try_again: bool) -> None:
    """Show the letters that wait to be sent, and those that were given up, with the mail server's last answer."""
    if not current_app.config["CHARTER"].smtp_url:
        click.echo("There is no mail server, so letters wait. Set CHARTER_SMTP_URL.")
    if try_again:
        count = let_them_wait(database(), clock.now())
        click.echo(f"{count_text(count, 'letter')} will be tried again by the worker.")
    found = outbox_shown(database())
    _show("to be sent", found.waiting)
    _show("given up", found.given_up)


def _show(words: str, letters: Sequence[LetterShown]) -> None:
    click.echo(f"{count_text(len(letters), 'letter')} {words}{':' if letters else '.'}")
    for letter in letters[:MOST_LINES]:
        answer = letter.last_answer or "not tried yet"
        click.echo(f"  {letter.written_at:%d %B %Y, %H:%M} UTC to {letter.address}: {letter.subject}")
        click.echo(
            f"    {answer}, after {count_text(letter.tries, 'try', 'tries')}" if letter.tries else f"    {answer}"
        )
    if len(letters) > MOST_LINES:
        click.echo(f"  and {len(letters) - MOST_LINES:,} more")
