"""How long it takes to say how far the panels of a round agree, from rows to the page's figures."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.teams import NOW
from charter.services.deeds import Deed
from charter.services.editions import newest_edition
from charter.services.round_agreement import agreement_over
from charter.store import schema
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.base import open_engine, writing
from charter.store.cases import CaseRow
from charter.store.panels import SeatRow
from charter.store.ratings import LockRow, RatingRow

CASES, REVIEWERS, SEATS = 400, 60, 3
AIM_SECONDS = 5


def run() -> list[str]:
    """Give the seconds for a round of 400 submissions, worked out and remembered."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        schema.upgrade(engine)
        _fill(engine)
        with Session(engine) as session:
            deed = Deed(session, "manager", NOW, b"bench")
            times = []
            for _ in range(2):
                started = time.process_time()
                (part,) = agreement_over(deed, "round").parts
                times.append(time.process_time() - started)
        engine.dispose()
    alpha = part.alpha
    told = f"{alpha.submission_count} submissions, {alpha.rating_count:,} levels, {alpha.resample_count:,} resamples"
    taken = f"{times[0]:.2f} s of processor (aim: under {AIM_SECONDS}), and {times[1] * 1000:.0f} ms once remembered"
    return [f"agreement: {told} in {taken}. {part.alpha_text}"]


def _fill(engine: Engine) -> None:
    """A round whose every meeting is open; reviewers lie a level around what a submission deserves."""
    edition = newest_edition()
    chance = random.Random(1)  # noqa: S311 - the same round each time
    trusts = [f"trust-{number:03}" for number in range(CASES)]
    people = ["manager", *(f"reviewer-{number:02}" for number in range(REVIEWERS))]
    panels = {trust: chance.sample(people[1:], SEATS) for trust in trusts}
    with Session(writing(engine)) as session:
        bodies = [_organisation("body", "awarding_body"), *(_organisation(trust, "institution") for trust in trusts)]
        session.execute(insert(OrganisationRow), bodies)
        session.execute(insert(PersonRow), [{"id": one, "name": one.capitalize(), "added_at": NOW} for one in people])
        role = {"id": "role", "person_id": "manager", "organisation_id": "body", "role": "round_manager"}
        session.execute(insert(MembershipRow), [role | {"since_at": NOW, "until_at": None}])
        session.execute(insert(RoundRow), [_round(edition.reference)])
        session.execute(insert(AssessmentRow), [_assessment(trust) for trust in trusts])
        session.execute(insert(CaseRow), [_case(trust, edition.reference) for trust in trusts])
        pairs = [(trust, who) for trust, panel in panels.items() for who in panel]
        session.execute(insert(SeatRow), [_seat(trust, who) for trust, who in pairs])
        ids = [item.id for item in edition.criteria]
        for trust, panel in panels.items():
            session.execute(insert(RatingRow), list(_ratings(trust, panel, ids, chance)))
        locks = [{"case_id": trust, "person_id": who, "locked_at": NOW, "digest": "0" * 64} for trust, who in pairs]
        session.execute(insert(LockRow), locks)
        session.commit()


def _ratings(trust: str, panel: list[str], ids: list[str], chance: random.Random) -> Iterator[dict[str, Any]]:
    for criterion_id in ids:
        deserved = chance.randint(0, 4)
        for who in panel:
            level = min(4, max(0, deserved + chance.choice((-1, 0, 0, 0, 1))))
            named = {"case_id": trust, "person_id": who, "criterion_id": criterion_id, "version": 1, "level": level}
            yield {**named, "is_not_applicable": False, "reason": ""}


def _organisation(key: str, kind: str) -> dict[str, Any]:
    return {"id": key, "name": f"Example {key}", "kind": kind}


def _round(reference: str) -> dict[str, Any]:
    days = {"opens_at": NOW - dt.timedelta(days=60), "closes_at": NOW + dt.timedelta(days=87)}
    rest = {"title": "Round", "edition_reference": reference, "snapshot_on": dt.date(2027, 3, 31)}
    return {"id": "round", "organisation_id": "body", "baseline_at": None, **days, **rest}


def _assessment(key: str) -> dict[str, Any]:
    where = {"round_id": "round", "organisation_id": key, "scope": "whole_organisation", "scope_name": ""}
    return {"id": key, "state": "submitted", "registered_at": NOW, "extended_until": None, "aims_for": "", **where}


def _case(key: str, reference: str) -> dict[str, Any]:
    about = {"assessment_id": key, "copy_number": 1, "edition_reference": reference, "title": ""}
    return {"id": key, "kind": "first", "round_id": "round", "state": "agreeing", **about} | {
        "submitted_at": NOW,
        "since_at": NOW,
    }


def _seat(trust: str, who: str) -> dict[str, Any]:
    why = {"reason": "They know it.", "origin": "hand", "seed": None, "seated_by": "manager"}
    named = {"id": f"{trust[-3:]}-{who}", "case_id": trust, "person_id": who, "seat": "reviewer"}
    return named | why | {"seated_at": NOW, "left_at": None}
