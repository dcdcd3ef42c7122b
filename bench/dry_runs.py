"""How long it takes to see what a new edition would mean for many assessments, and whether memory stays as it is."""

from __future__ import annotations

import datetime as dt
import resource
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.teams import NOW
from charter.services.document_fields import fields_of
from charter.services.dry_runs import Move
from charter.services.dry_runs_of_all import AssessmentLine, Totals, dry_run_lines
from charter.services.standings import example_sheet
from charter.store import schema
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.answer_files import answers_document
from charter.store.assessments import AnswerRow, AssessmentRow, RoundRow
from charter.store.base import open_engine, snapshot, writing
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import list_editions, load_edition
from charter.store.evidence import EvidenceRow

COUNT, AIM_SECONDS = 1000, 30
WARM = 100  # assessments after which memory should grow no more
MB = 1024


def run() -> list[str]:
    """Give the seconds and the memory of a dry run over a thousand assessments, for each edition that follows one."""
    return [line for reference in list_editions() if load_crosswalk(reference) for line in _run(reference)]


def _run(reference: str) -> list[str]:
    crosswalk = load_crosswalk(reference)
    if crosswalk is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        schema.upgrade(engine)
        _fill(engine, crosswalk.old)
        move = Move.between(load_edition(crosswalk.old), load_edition(reference), crosswalk)
        with Session(snapshot(engine)) as session:
            totals, seconds, grown_mb = _timed(session, move)
        with Session(snapshot(engine)) as session:
            traced = _traced(session, move)
        engine.dispose()
    told = f"{totals.assessment_count:,} assessments in {seconds:.1f} s of one core (aim: under {AIM_SECONDS})"
    grown = f"the process grows by {grown_mb:.1f} MB after the first {WARM}"
    return [
        f"dry runs: {crosswalk.old} to {reference}: {told}, {sum(totals.fates.values()):,} things each with one fate",
        f"dry runs: {grown}; Python holds {traced} (aim: constant)",
    ]


def _timed(session: Session, move: Move) -> tuple[Totals, float, float]:
    totals = Totals(move.old.reference, move.new.reference)
    started = time.process_time()
    lines = dry_run_lines(session, move, on=NOW.date())
    _add(totals, islice(lines, WARM))
    warm = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _add(totals, lines)
    seconds = time.process_time() - started
    return totals, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - warm) / MB


def _add(totals: Totals, lines: Iterator[AssessmentLine]) -> None:
    for line in lines:
        totals.add(line)


def _traced(session: Session, move: Move) -> str:
    """The memory that Python holds after so many assessments, and after four times as many."""
    totals = Totals(move.old.reference, move.new.reference)
    lines = dry_run_lines(session, move, on=NOW.date())
    tracemalloc.start()
    held = []
    for count in (40, 120):
        _add(totals, islice(lines, count))
        held.append(tracemalloc.get_traced_memory()[0] / MB**2)
    tracemalloc.stop()
    return f"{held[0]:.1f} MB after 40 and {held[1]:.1f} MB after 160"


def _fill(engine: Engine, reference: str) -> None:
    """A round with a thousand institutions, each with every answer of the worked example, and some files."""
    edition = load_edition(reference)
    document = answers_document(example_sheet(reference), edition)
    fields = fields_of(document, NOW)
    names = sorted({name for field, value in fields if "/files/" in field for name in value})
    with Session(writing(engine)) as session:
        session.execute(insert(OrganisationRow), [_organisation("body", "awarding_body")])
        session.execute(insert(PersonRow), [{"id": "somebody", "name": "", "added_at": NOW}])
        session.execute(insert(RoundRow), [_round(reference)])
        for number in range(COUNT):
            one = f"trust-{number:04}"
            session.execute(insert(OrganisationRow), [_organisation(one, "institution")])
            session.execute(insert(AssessmentRow), [_assessment(one)])
            answers = [{"assessment_id": one, "field": key, "version": 1, "value": said} for key, said in fields]
            session.execute(insert(AnswerRow), answers)
            session.execute(insert(EvidenceRow), [_file(one, name, place) for place, name in enumerate(names)])
        session.commit()


def _organisation(key: str, kind: str) -> dict[str, Any]:
    return {"id": key, "name": f"Example {key}", "kind": kind}


def _round(reference: str) -> dict[str, Any]:
    days = {"opens_at": NOW - dt.timedelta(days=60), "closes_at": NOW + dt.timedelta(days=87)}
    rest = {"title": "Round", "edition_reference": reference, "snapshot_on": dt.date(2027, 3, 31)}
    return {"id": "round", "organisation_id": "body", "baseline_at": None, **days, **rest}


def _assessment(key: str) -> dict[str, Any]:
    where = {"round_id": "round", "organisation_id": key, "scope": "whole_organisation", "scope_name": ""}
    return {"id": key, "state": "started", "registered_at": NOW, "extended_until": None, "aims_for": "", **where}


def _file(key: str, name: str, place: int) -> dict[str, Any]:
    what = {"name": name, "version": 1, "kind": "pdf", "size_bytes": 1, "sha256": "0" * 64, "scan_state": "clean"}
    return {"id": f"{key}-{place:03}", "assessment_id": key, "person_id": "somebody", "added_at": NOW, **what}
