"""`flask charter dry-run REFERENCE`: what an edition would mean for those who answer the one before."""

from __future__ import annotations

import datetime as dt
import json

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from charter.store.base import snapshot
from charter.web import clock
from charter.web.extensions import engine


def register(group: AppGroup) -> None:
    """Add the command."""
    group.add_command(dry_run_command)


@click.command("dry-run")
@click.argument("reference")
@click.option("--assessment", metavar="ID", help="Of one assessment, the id in its address: every fate.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one document a line; the last is the sum.")
@with_appcontext
def dry_run_command(reference: str, assessment: str | None, as_json: bool) -> None:
    """Show what the edition REFERENCE, such as bme-mentoring/2.0, would mean, without writing anything.

    Of every assessment that answers the edition before: how much comes over, waits, starts blank or stays readable, how
    many decisions are needed, the tier before and after, and which holders would fall below theirs.
    """
    today = clock.now().date()
    with Session(snapshot(engine())) as session:
        if assessment:
            _one(session, reference, assessment, today, as_json)
        else:
            _all(session, reference, today, as_json)


def _one(session: Session, reference: str, assessment: str, today: dt.date, as_json: bool) -> None:
    from charter.services.dry_run_texts import dry_run_document, dry_run_text  # noqa: PLC0415 - others start faster
    from charter.services.dry_runs import Move, dry_run_of  # noqa: PLC0415
    from charter.services.holdings import holdings_of  # noqa: PLC0415

    move = Move.to(holdings_of(session, assessment).edition_reference, reference)
    run = dry_run_of(session, assessment, move, on=today)
    click.echo(_json(dry_run_document(run)) if as_json else dry_run_text(run))


def _all(session: Session, reference: str, today: dt.date, as_json: bool) -> None:
    from charter.services import dry_run_texts as texts  # noqa: PLC0415 - as above
    from charter.services.dry_runs import Move  # noqa: PLC0415
    from charter.services.dry_runs_of_all import Totals, dry_run_lines  # noqa: PLC0415

    move = Move.onto(reference)
    totals = Totals(move.old.reference, move.new.reference)
    for line in dry_run_lines(session, move, on=today):
        totals.add(line)
        click.echo(_json(texts.line_document(line)) if as_json else texts.line_text(line))
    click.echo(_json(texts.totals_document(totals)) if as_json else texts.totals_text(totals))


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)
