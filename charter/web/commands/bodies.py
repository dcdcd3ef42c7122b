"""Commands that begin an installation: an awarding body with its administrator, and the demonstration's round."""

from __future__ import annotations

import datetime as dt
import time

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_security.utils import hash_password
from sqlalchemy import event
from sqlalchemy.orm import Session

from charter.domain.passwords import password_fault
from charter.domain.wording import count_text
from charter.services.accounts import keep
from charter.services.deeds import Deed
from charter.services.demonstration import demonstration_day, make_demonstration
from charter.services.demonstration_awards import add_awards
from charter.services.demonstration_crowd import add_institutions
from charter.services.demonstration_files import ExampleFiles
from charter.services.demonstration_panels import add_submission_before_panel, add_waiting_submission
from charter.services.editions import newest_edition
from charter.services.evidence import store_of
from charter.services.institutions import add_body as add
from charter.services.issuer_keys import make_all_keys
from charter.services.progress_counts import count_progress
from charter.store.credential_keys import PrivateKeys
from charter.web.commands.operators import operator_deed

NOON = dt.time(12, tzinfo=dt.UTC)
HOLDERS = 3  # institutions to which the invented awards belong, beside the demonstration's own
PAUSE_SECONDS = 0.12  # longer than the longest pause between two tries of SQLite


def register(group: AppGroup) -> None:
    """Add the commands."""
    group.add_command(add_body)
    group.add_command(demonstrate)


@click.command("add-body")
@click.argument("name")
@click.option("--administrator", "person_name", prompt="Administrator’s name", help="The administrator’s name.")
@click.option("--email", prompt="Administrator’s e-mail address", help="The administrator’s e-mail address.")
@click.password_option(help="The administrator’s first password, at least 12 characters.")
@with_appcontext
def add_body(name: str, person_name: str, email: str, password: str) -> None:
    """Add the awarding body NAME with an administrator, who can sign in at once."""
    fault = password_fault(password, person_name, email)
    if fault:
        raise click.ClickException(fault)
    deed = operator_deed()
    person = add(deed, name, email, person_name)
    if person.password is None:
        person.password = hash_password(password)
        click.echo(f"{person.name} can sign in as {person.email} and open a round for {name}.")
    else:
        click.echo(f"{person.email} has a password already, which stays. They administer {name} now.")
    keep(deed.session)
    _make_keys(deed)


@click.command("demonstrate")
@click.option("--institutions", type=click.IntRange(0, 500), help="Add so many more, which submitted the year before.")
@with_appcontext
def demonstrate(institutions: int | None) -> None:
    """Make the demonstration's people and round, unless they are there; or add institutions to it."""
    if institutions is not None:
        deed = operator_deed()
        event.listen(deed.session, "after_commit", _let_others_write)
        added = add_institutions(deed.session, deed.key, min(institutions, HOLDERS))
        add_awards(deed.session, deed.key, _demonstration_noon().date())  # early: the register has something to show
        _make_keys(deed)
        added += add_institutions(deed.session, deed.key, institutions)
        click.echo(f"{count_text(added, 'invented institution')} added to the demonstration.")
        return
    deed, now = operator_deed(), _demonstration_noon()
    made = make_demonstration(deed.session, newest_edition(now.date()).reference, now, deed.key)
    add_submission_before_panel(deed.session, now, deed.key, _files())
    add_waiting_submission(deed.session, now, deed.key)
    count_progress(deed.session, now)
    _make_keys(deed)
    click.echo("The demonstration round is there." if made else "The demonstration round was there already.")


def _files() -> ExampleFiles:
    """What stands for the files that the invented answers name."""
    from reports import render_example_file  # noqa: PLC0415 - Plotly is heavy, and other commands start without it

    return ExampleFiles(store_of(current_app.config["CHARTER"]), render_example_file)


def _let_others_write(_session: Session) -> None:
    """Wait for a moment after each step: whoever waits to write to SQLite looks again only now and then."""
    time.sleep(PAUSE_SECONDS)


def _make_keys(deed: Deed) -> None:
    """Make the keys of each body that has none yet."""
    make_all_keys(deed, PrivateKeys(current_app.config["CHARTER"].credential_keys_dir))


def _demonstration_noon() -> dt.datetime:
    """The moment at which a demonstration stands."""
    today: dt.date | None = current_app.config["CHARTER"].today
    return dt.datetime.combine(today or demonstration_day(newest_edition().reference), NOON)
