"""The years before a demonstration’s round, handed in with the worked examples’ answers, lower each year back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from charter.services.assessments import Saved, record_answers
from charter.services.deeds import Deed
from charter.services.demonstration_files import ExampleFiles
from charter.services.document_fields import fields_of
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.services.standings import example_sheet
from charter.services.submissions import sign_off, statement_of, submit
from charter.store.answer_facts import YEARS
from charter.store.answer_files import answers_document
from charter.store.assessments import RoundRow
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition
from charter.store.outbox import MailRow

OPENS, WRITES, SUBMITS, CLOSES = (dt.timedelta(days=days) for days in (36, 94, 150, 183))  # after the snapshot
NINE = dt.time(9, tzinfo=dt.UTC)
A_THIRD = 3  # of the criteria stood a level lower for each year back


@dataclass(frozen=True, slots=True)
class Team:
    """Who hands in: people's ids by what they do (lead, contributor, approver, administrator), and where they are."""

    session: Session
    key: bytes
    ids: Mapping[str, str]
    body_id: str
    institution_id: str
    institution_name: str

    def by(self, who: str, at: dt.datetime) -> Deed:
        """Give somebody of the team doing something at a moment."""
        return Deed(self.session, self.ids[who], at, self.key)


def add_years_before(team: Team, reference: str, snapshot_on: dt.date, count: int = 2) -> None:
    """Add so many years before a round, each under the edition before the one that follows it, where there is one.

    Whoever runs a demonstration may. Commits.
    """
    found: list[tuple[str, dt.date]] = []
    for back in range(1, count + 1):
        crosswalk = load_crosswalk(reference)
        reference = crosswalk.old if crosswalk is not None else reference
        found.append((reference, _years_before(snapshot_on, back)))
    for name, day in reversed(found):
        add_submitted_year(team, name, day)


def add_submitted_year(team: Team, reference: str, snapshot_on: dt.date) -> str:
    """Add a round for figures of a day, with the edition's worked example handed in; give the assessment's id.

    Whoever runs a demonstration may. Commits.
    """
    opens_at, _, _, closes_at = _moments(snapshot_on)
    edition = load_edition(reference)
    title = f"{edition.title} {snapshot_on.year}"
    dates = Dates(opens_at, closes_at, snapshot_on)
    whole = open_round(team.by("administrator", opens_at), team.body_id, title, reference, dates)
    return hand_in(team, whole, document_of_year(reference, snapshot_on))


def document_of_year(reference: str, snapshot_on: dt.date) -> dict[str, Any]:
    """Give an edition's worked example as it would have stood for figures of an earlier day."""
    sheet = example_sheet(reference)
    back = (sheet.snapshot_on.year if sheet.snapshot_on else snapshot_on.year) - snapshot_on.year
    return _as_years_before(answers_document(sheet, load_edition(reference)), back)


@dataclass(frozen=True, slots=True)
class Moments:
    """When an institution registers and starts, writes, and hands in."""

    opens_at: dt.datetime
    wrote_at: dt.datetime
    submitted_at: dt.datetime


def hand_in(
    team: Team,
    whole: RoundRow,
    document: dict[str, Any],
    moments: Moments | None = None,
    files: ExampleFiles | None = None,
) -> str:
    """Register, write, sign and submit these answers in a round; give the assessment's id.

    Each on its day: as ``moments`` say, or as in an ordinary year, which ended long before, so that nobody is going to
    judge it. The files that the answers name are added where ``files`` are given. Commits.
    """
    edition = load_edition(whole.edition_reference)
    at = moments or Moments(*_moments(whole.snapshot_on)[:3])
    opens_at, wrote_at, submitted_at = at.opens_at, at.wrote_at, at.submitted_at
    row = register_assessment(
        team.by("lead", opens_at),
        whole.id,
        team.institution_id,
        scope=document["institution"]["scope"],
        aims_for=document.get("applied_for") or "",
    )
    start_assessment(team.by("lead", opens_at), row.id)
    changes = [Saved(field, value, 0) for field, value in fields_of(document, wrote_at)]
    record_answers(team.by("contributor", wrote_at), row.id, changes)
    if files is not None:
        files.add_to(team.by("contributor", wrote_at), row.id, document, team.institution_name)
    sign_off(team.by("approver", submitted_at), row.id, statement_of(edition, team.institution_name))
    copy = submit(team.by("lead", submitted_at), row.id, opens_case=moments is not None)
    receipts = MailRow.key.startswith(f"receipt:{copy.id}:", autoescape=True)
    team.session.execute(delete(MailRow).where(receipts))  # no letter goes to somebody invented
    team.session.commit()
    return row.id


def unnamed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the example says of who applies, without its name and code: those are as registered."""
    return {name: said for name, said in document["institution"].items() if name not in ("name", "ods_code")}


def _moments(snapshot_on: dt.date) -> tuple[dt.datetime, ...]:
    """When a round of figures of a day opens, is written in, handed in and closed."""
    return tuple(dt.datetime.combine(snapshot_on + after, NINE) for after in (OPENS, WRITES, SUBMITS, CLOSES))


def _as_years_before(document: dict[str, Any], back: int) -> dict[str, Any]:
    """The same institution some years before: figures of that year, and lower levels."""
    if back <= 0:
        return document
    criteria = {
        name: {**said, "level": _lower(said["level"], place, back)} if said.get("level") else said
        for place, (name, said) in enumerate(document["criteria"].items())
    }
    return {**document, "criteria": criteria, "tables": _tables_before(document["tables"], back)}


def _lower(level: int, place: int, back: int) -> int:
    return max(level - sum(place % A_THIRD == turn % A_THIRD for turn in range(back)), 1)


def _tables_before(tables: Mapping[str, Any], back: int) -> dict[str, Any]:
    """Each year's counts under the name that the year had then; what the example does not say stays as it is."""
    return {
        name: {YEARS[year]: by_year.get(YEARS.get(year - back, ""), by_year.get(YEARS[year])) for year in YEARS
               if by_year.get(YEARS[year]) is not None}
        for name, by_year in tables.items()
    }  # fmt: skip


def _years_before(day: dt.date, count: int) -> dt.date:
    """The same day some years before; the last of February where there is no 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - count, day=28 if is_leap_day else day.day)
