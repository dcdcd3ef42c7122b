"""A reviewer's list and screens in a round with a thousand submissions and five thousand reviews."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.page_times import know_sizes, page_line
from bench.panel_rounds import BODY, CHAIR, OFFICER, ROUND, make_round
from bench.teams import NOW, settings_for
from charter.domain.case_workflow import Seat
from charter.domain.permissions import Role
from charter.services.editions import newest_edition
from charter.store import schema
from charter.store.accounts import MembershipRow, PersonRow, new_uniquifier
from charter.store.base import writing
from charter.store.panels import DeclarationRow, SeatRow
from charter.store.ratings import RatingRow
from charter.store.reviewers import ConfidentialityRow
from charter.web import create_app
from tests.support.databases import Databases, kinds
from tests.support.people import sign_in

SUBMISSIONS, REVIEWS_EACH = 1000, 5
READERS = 60
PAGES = (
    ("reader-0", "/reviews"),
    ("reader-0", "/reviews?show=past&page=2"),
    (CHAIR, "/reviews"),
    (CHAIR, "/reviews?page=9"),
)


def run() -> list[str]:
    """Give the lines of every kind of database that can be had."""
    return [line for kind in kinds()[0] for line in _run(kind)]


def _run(kind: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        app = create_app(settings_for(Path(folder), databases.empty(kind)))
        engine: Engine = app.extensions["charter_engine"]
        schema.upgrade(engine)
        make_round(engine, SUBMISSIONS, REVIEWS_EACH)
        _add_readers(engine)
        know_sizes(engine)
        lines = [
            page_line(f"reviews {kind} {who} {address}", sign_in(app.test_client(), who), engine, address)
            for who, address in PAGES
        ]
        engine.dispose()
        databases.close()
    return lines


def _add_readers(engine: Engine) -> None:
    """Seat five more reviewers on every panel, who have rated half of the criteria and locked nothing."""
    names = [item.id for item in newest_edition().criteria][::2]
    readers = [reader_id(number) for number in range(READERS)]
    seats = [(number, reader_id(number + place)) for number in range(SUBMISSIONS) for place in range(REVIEWS_EACH)]
    with Session(writing(engine)) as session:
        session.execute(insert(PersonRow), [_person(who) for who in readers])
        session.execute(insert(MembershipRow), [_role(who) for who in readers])
        session.execute(insert(ConfidentialityRow), [_promise(who) for who in (CHAIR, *readers)])
        session.execute(insert(SeatRow), [_seat(number, who) for number, who in seats])
        session.execute(insert(DeclarationRow), [_declaration(number, who) for number, who in seats])
        session.execute(insert(RatingRow), [_rating(number, who, name) for number, who in seats for name in names])
        session.commit()


def reader_id(number: int) -> str:
    """Give the id of one of those reviewers."""
    return f"reader-{number % READERS}"


def _person(who: str) -> dict[str, Any]:
    told = {"id": who, "email": f"{who}@bench.example", "name": who, "added_at": NOW, "redacted_at": None}
    return {**told, "fs_uniquifier": new_uniquifier(), "active": True}


def _role(who: str) -> dict[str, Any]:
    told = {"id": f"m-{who}", "person_id": who, "organisation_id": BODY, "role": Role.REVIEWER}
    return {**told, "since_at": NOW, "until_at": None}


def _promise(who: str) -> dict[str, Any]:
    return {"round_id": ROUND, "person_id": who, "accepted_at": NOW, "words": "0" * 64}


def _named(number: int, who: str) -> dict[str, str]:
    return {"case_id": f"c-{number}", "person_id": who}


def _seat(number: int, who: str) -> dict[str, Any]:
    told = {"id": f"t-{number}-{who}", "seat": Seat.REVIEWER, "reason": "They know it.", "origin": "hand", "seed": None}
    return {**_named(number, who), **told, "seated_by": OFFICER, "seated_at": NOW, "left_at": None}


def _declaration(number: int, who: str) -> dict[str, Any]:
    told = {"number": 1, "stage": "opening", "declared_at": NOW, "event_number": 1}
    return {**_named(number, who), **told, "kinds": ["acquaintance"] if number % 50 == 0 else []}


def _rating(number: int, who: str, name: str) -> dict[str, Any]:
    told = {"version": 1, "level": 2, "is_not_applicable": False, "reason": "They show it."}
    return {**_named(number, who), **told, "criterion_id": name}
