"""`flask charter verify`: looks whether every frozen result, version and event is as it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from charter.domain.errors import EvidenceUnavailable
from charter.domain.wording import count_text
from charter.services.receipts import is_sealed
from charter.services.verification import differences
from charter.services.verification_heads import head_differences
from charter.services.verification_receipts import receipt_differences, receipt_title
from charter.store.base import snapshot
from charter.store.heads import Heads, heads_now, heads_text, read_heads
from charter.web.commands.operators import evidence_store
from charter.web.extensions import engine

NOT_HERE = (
    "Nothing here has this digest: what the receipt is of is not on this site, or it was changed. Look whether the "
    "digest was typed in whole."
)


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(verify)


@click.command("verify")
@click.option(
    "--heads",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that notes where each history ends: compared with, then written anew. Keep it on another machine.",
)
@click.option("--receipt", metavar="DIGEST", help="Look at what a receipt is of, and at nothing else.")
@click.option("--seal", help="The receipt's seal: did this site give it?")
@with_appcontext
def verify(heads: Path | None, receipt: str | None, seal: str | None) -> None:
    """Recompute every frozen result, every version of an answer and every chain of history; name each difference.

    Status 1 where anything is not as it was written. Nothing is changed in the database. With --heads it is also
    found where the newest events were cut off with all that they tell of, or a whole assessment was deleted.
    """
    key = _key()
    if seal and not receipt:
        raise click.UsageError("A seal belongs to a receipt: give its digest with --receipt.")
    earlier = _earlier(heads, key) if heads else None
    with _reading() as session:
        if receipt:
            _check_receipt(session, receipt.strip().lower(), seal, key)
        cut_off = head_differences(session, earlier) if earlier else ()
        _tell(chain(differences(session, key, evidence_store()), cut_off), heads)
        now = heads_now(session, dt.datetime.now(tz=dt.UTC)) if heads else None
    click.echo("Everything is as it was written.")
    if heads and now:
        _note(heads, now, earlier, key)


def _key() -> bytes:
    key = current_app.config["CHARTER"].signing_key
    if not key:
        raise click.ClickException("There is no signing key. Set CHARTER_SIGNING_KEY to the one that signed history.")
    return bytes(key.encode())


@contextmanager
def _reading() -> Iterator[Session]:
    """A session that sees one state of the database, so that people may go on working meanwhile."""
    try:
        with Session(snapshot(engine())) as session:
            yield session
    except EvidenceUnavailable:
        raise click.ClickException(
            "The place where evidence lies cannot be reached, so its files were not all looked at. Look at "
            "CHARTER_EVIDENCE_URL and try again."
        ) from None
    except (OperationalError, ProgrammingError):
        raise click.ClickException("The tables are not there yet. Run `flask charter migrate` first.") from None


def _tell(found: Iterable[str], heads: Path | None = None) -> None:
    """Say each difference; where there is any, end with status 1 and leave the file of heads as it is."""
    count = 0
    for sentence in found:
        click.echo(sentence)
        count += 1
    if count:
        if heads:
            click.echo(f"{heads} was left as it is.", err=True)
        raise click.exceptions.Exit(1)


def _check_receipt(session: Session, digest: str, seal: str | None, key: bytes) -> None:
    """Say what a receipt is of, and end."""
    is_ours = seal is None or is_sealed(digest, seal, key)
    if seal is not None:
        click.echo(
            "This site gave this receipt." if is_ours else "The seal is not ours: this site gave no such receipt."
        )
    title = receipt_title(session, digest)
    _tell([] if title else [NOT_HERE])
    _tell(receipt_differences(session, digest, key, evidence_store()))
    click.echo(f"{title} Everything is as it was handed in.")
    raise click.exceptions.Exit(0 if is_ours else 1)


def _earlier(path: Path, key: bytes) -> Heads | None:
    try:
        return read_heads(path.read_text(encoding="utf-8", errors="replace"), key)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read ({error.strerror}).") from None


def _note(path: Path, now: Heads, earlier: Heads | None, key: bytes) -> None:
    """Write the file beside its place and move it there, so that there is never half of one."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(heads_text(now, key), encoding="utf-8")
        part.chmod(0o600)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{path} cannot be written ({error.strerror}). Choose another place.") from None
    since = f", compared with {earlier.noted_at:%d %B %Y, %H:%M} UTC" if earlier else " for the first time"
    click.echo(f"{count_text(len(now.chains), 'history', 'histories')} noted in {path}{since}.")
