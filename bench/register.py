"""How long the public register takes with five thousand awards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.page_times import MISSED, know_sizes, page_line
from bench.teams import settings_for
from charter.domain.award_states import AwardEvent
from charter.domain.edition import Edition
from charter.services.awards import note_award
from charter.services.deeds import Deed
from charter.services.editions import newest_edition
from charter.store import schema
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.base import writing
from charter.web import create_app
from tests.support.databases import Databases, kinds

AWARDS, BODIES, AIM_MS = 5000, 4, 20
REGIONS = (
    "London",
    "North West",
    "South East",
    "Midlands",
    "North East and Yorkshire",
    "East of England",
    "South West",
)
STATES = ("current", "current", "current", "grace", "suspended", "withdrawn", "expired", "superseded")
DAY = dt.date(2026, 1, 1)
NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
ADDRESSES = (
    "/register",
    "/register?q=trust+49&sort=name",
    "/register?tier=silver&state=current&region=London",
    "/register?page=90",
    "/register/award-4321",
    "/badges/award-4321.svg",
    "/api/register/v1/awards",
    "/api/register/v1/awards/award-4321",
    "/api/register/v1/changes.atom",
)


def run() -> list[str]:
    """Give the lines of every kind of database that can be had."""
    return [line for kind in kinds()[0] for line in _run(kind)]


def _run(kind: str) -> list[str]:
    """Give one line an address, and one that sums up."""
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        app = create_app(settings_for(Path(folder), databases.empty(kind)))
        engine: Engine = app.extensions["charter_engine"]
        schema.upgrade(engine)
        with Session(writing(engine)) as session:
            _fill(session)
        know_sizes(engine)
        client = app.test_client()
        lines = [page_line(f"register {kind} {address}", client, engine, address, AIM_MS) for address in ADDRESSES]
        engine.dispose()
        databases.close()
    return [*lines, f"register {kind}: {AWARDS:,} awards, {sum(MISSED in one for one in lines)} above {AIM_MS} ms"]


def _fill(session: Session) -> None:
    edition = newest_edition()
    names = [(f"body-{number}", f"Example Body {number}", "awarding_body") for number in range(BODIES)]
    names += [(f"trust-{number}", f"Example Trust {number}", "institution") for number in range(AWARDS)]
    session.execute(
        insert(OrganisationRow),
        [{"id": one, "ods_code": None, "name": name, "kind": kind, "organisation_type": "", "region": ""}
         for one, name, kind in names],
    )  # fmt: skip
    session.add(PersonRow(id="officer", email="officer@example.org", name="Officer", added_at=NOW, redacted_at=None))
    session.flush()
    awards = [_award(number, edition) for number in range(AWARDS)]
    session.execute(insert(AwardRow), awards)
    session.execute(
        insert(AwardStandingRow),
        [{"award_id": one["id"], "state": STATES[place % len(STATES)], "since_at": NOW, "ends_on": one["valid_until"],
          "has_had_grace": False, "shows_themes": place % 2 == 0, "shows_plan": False}
         for place, one in enumerate(awards)],
    )  # fmt: skip
    deed = Deed(session, "officer", NOW, b"of the bench")
    for minute, one in enumerate(awards):
        at = dataclasses.replace(deed, now=NOW + dt.timedelta(minutes=minute))
        note_award(at, one["id"], AwardEvent.CONFERRED, {"digest": one["digest"]})
    session.commit()


def _award(number: int, edition: Edition) -> dict[str, Any]:
    tier = edition.tiers[number % len(edition.tiers)]
    day = DAY - dt.timedelta(days=number % 1500)
    return {
        "id": f"award-{number}",
        "body_id": f"body-{number % BODIES}",
        "organisation_id": f"trust-{number}",
        "organisation_name": f"Example Trust {number}",
        "organisation_type": "acute",
        "region": REGIONS[number % len(REGIONS)],
        "case_id": None,
        "decision_id": None,
        "edition_reference": edition.reference,
        "edition_checksum": edition.checksum,
        "tier_id": tier.id,
        "tier_name": tier.name,
        "scope": "directorate" if number % 3 == 0 else "whole_organisation",
        "scope_name": "Therapies" if number % 3 == 0 else "",
        "awarded_on": day,
        "valid_until": day + dt.timedelta(days=1095),
        "themes": {theme.id: "2/3" for theme in edition.themes},
        "person_id": "officer",
        "conferred_at": NOW,
        "digest": f"{number:064x}",
    }
