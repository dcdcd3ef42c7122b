"""`flask charter credential`: check one; look after the keys that sign them; issue those that are missing."""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from charter.domain.wording import count_text
from charter.services.award_credentials import issue_due, replace_credentials
from charter.services.award_entries import find_issuer
from charter.services.credential_checks import Desk, Verdict, check
from charter.services.credential_office import open_office
from charter.services.credential_reading import read_handed
from charter.services.issuer_keys import (
    awarding_bodies,
    find_key,
    give_up_key,
    keys_of,
    make_all_keys,
    rotate_keys,
)
from charter.store.credential_keys import PrivateKeys
from charter.web import clock
from charter.web.commands.operators import operator_deed

MARKS = {True: "yes ", False: "NO  ", None: "    "}
STATES = {"made": "signs", "retired": "checks what it signed", "compromised": "given up"}


@click.group("credential")
def credential() -> None:
    """Check a credential, and look after the keys that sign them."""


def register(group: AppGroup) -> None:
    """Add the group."""
    group.add_command(credential)


@credential.command("verify")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def verify(file: BinaryIO) -> None:
    """Say what the credential, certificate (PDF) or digest in FILE says, and whether it counts today.

    Status 1 where it is not genuine, or does not count. FILE may be - for what is typed in.
    """
    deed = operator_deed()
    verdict = check(Desk(deed.session, deed.key, clock.now()), read_handed(file.read()))
    _tell(verdict)
    if not verdict.stands:
        raise click.exceptions.Exit(1)


@credential.command("keys")
@with_appcontext
def keys() -> None:
    """Make the keys that an awarding body lacks, and list all of them."""
    deed = operator_deed()
    make_all_keys(deed, _private())
    for body_id in awarding_bodies(deed.session):
        issuer = find_issuer(deed.session, body_id)
        click.echo(f"{issuer.name if issuer else ''} ({body_id})")
        for key in keys_of(deed.session, body_id, deed.key):
            lost = f" since {key.lost_from:%d %B %Y}" if key.lost_from else ""
            click.echo(f"  {key.key_id}  {key.algorithm:5}  made {key.made_at:%d %B %Y}  {STATES[key.state]}{lost}")


@credential.command("rotate-key")
@click.argument("body", required=False)
@with_appcontext
def rotate_key(body: str | None) -> None:
    """Make new keys for the awarding body BODY, or for all; the old ones sign no more.

    What they signed can still be checked: their public halves stay published. Their private halves are destroyed.
    """
    deed = operator_deed()
    bodies = awarding_bodies(deed.session)
    if body is not None and body not in bodies:
        raise click.ClickException(f"There is no awarding body {body}. `flask charter credential keys` lists them.")
    for body_id in [body] if body else bodies:
        for key in rotate_keys(deed, _private(), body_id):
            click.echo(f"{body_id} signs with {key.key_id} ({key.algorithm}) from now on.")


@credential.command("give-up-key")
@click.argument("key_id")
@click.option(
    "--from",
    "lost_from",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The first day on which somebody else may have had it.",
)
@with_appcontext
def give_up(key_id: str, lost_from: dt.datetime) -> None:
    """Give up the key KEY_ID, because somebody else may have it: it is published no more, and another is made.

    Every credential that it signed is revoked, and issued anew where the award counts.
    """
    deed = operator_deed()
    office = open_office(current_app.config["CHARTER"])
    known = find_key(deed.session, key_id, deed.key)
    if known is None or known.is_published:
        give_up_key(deed, office.private, key_id, lost_from.date())
    replaced = replace_credentials(deed, office, key_id)
    click.echo(f"{key_id} is given up, and {count_text(replaced, 'credential')} issued anew.")


@credential.command("issue")
@with_appcontext
def issue() -> None:
    """Issue the credentials that are due now, as the worker does each minute."""
    deed = operator_deed()
    issued = issue_due(deed, open_office(current_app.config["CHARTER"]))
    click.echo(f"{count_text(issued, 'credential')} issued.")


def _private() -> PrivateKeys:
    return PrivateKeys(current_app.config["CHARTER"].credential_keys_dir)


def _tell(verdict: Verdict) -> None:
    click.echo(f"{verdict.headline}.")
    for finding in verdict.findings:
        click.echo(f"  {MARKS[finding.is_good]}{finding.text}")
    for name, value in verdict.says:
        click.echo(f"  {name}: {value}")
    if verdict.entry is not None:
        click.echo(f"  Register: {verdict.entry.tier}, {verdict.entry.institution}, {verdict.entry.state}")
