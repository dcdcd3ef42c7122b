"""Teams at work for the measurements: invented trusts with the worked example's answers, comments and files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.assessments import Saved, record_answers
from charter.services.comments import NewComment, add_comment
from charter.services.deeds import Deed, new_id
from charter.services.document_fields import fields_of
from charter.services.editions import newest_edition
from charter.services.evidence import NewFile, add_evidence
from charter.services.memberships import add_person
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.services.standings import example_sheet
from charter.settings import Settings
from charter.store.accounts import MembershipRow, OrganisationRow
from charter.store.answer_files import answers_document
from charter.store.base import writing
from charter.store.evidence import Folder

KEY = "of the bench"
LEFT_OPEN, FILE_QUESTION = "GV-01", "GV-01.q2"  # a criterion that the filling leaves out, and its question for a file
TODAY = dt.date(2027, 7, 5)
NOW = dt.datetime(2027, 7, 5, 10, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Team:
    """One trust: its assessment and its people, the lead first."""

    assessment_id: str
    person_ids: tuple[str, ...]


def settings_for(folder: Path, database_url: str) -> Settings:
    """Give settings that stand on a day in the round."""
    return replace(
        Settings.from_environment({}),
        instance_dir=folder,
        database_url=database_url,
        queue_url="immediate://",
        secret_key=KEY,
        signing_key=KEY,
        is_https=False,
        today=TODAY,
    )


def make_teams(engine: Engine, team_count: int, people_each: int) -> list[Team]:
    """Make a round with so many teams, each with every answer of the worked example."""
    with Session(writing(engine)) as session:
        body = _organisation(session, "Example Body", "awarding_body")
        officer = _person(session, "officer", body, Role.ADMINISTRATOR)
        session.commit()
        dates = Dates(NOW - dt.timedelta(days=60), NOW + dt.timedelta(days=87), dt.date(2027, 3, 31))
        reference = newest_edition().reference
        whole = open_round(_deed(session, officer), body, "Round", reference, dates)
        return [_team(session, whole.id, number, people_each) for number in range(team_count)]


def add_talk_and_files(engine: Engine, team: Team, folder: Path, comment_count: int, file_count: int) -> None:
    """Add comments and files of evidence to a team's assessment."""
    edition = newest_edition()
    store = Folder(folder / "evidence")
    with Session(writing(engine)) as session:
        for number in range(comment_count):
            criterion = edition.criteria[number % len(edition.criteria)]
            who = _deed(session, team.person_ids[number % len(team.person_ids)])
            add_comment(who, team.assessment_id, NewComment(criterion.id, "", f"Comment {number}."), None)
        for number in range(file_count):
            file = NewFile(f"Figures {number}.csv", f"name,count\nrow,{number}\n".encode(), has_no_personal_data=True)
            uses = [FILE_QUESTION] if number == 0 else []
            add_evidence(_deed(session, team.person_ids[0]), team.assessment_id, file, uses, store)


def _team(session: Session, round_id: str, number: int, people_each: int) -> Team:
    trust = _organisation(session, f"Example Trust {number}", "institution")
    people = [
        _person(session, f"person-{number}-{place}", trust, Role.LEAD if place == 0 else Role.CONTRIBUTOR)
        for place in range(people_each)
    ]
    session.commit()
    lead = _deed(session, people[0])
    row = register_assessment(lead, round_id, trust, scope="whole_organisation", aims_for="silver")
    start_assessment(lead, row.id)
    edition = newest_edition()
    document = answers_document(example_sheet(edition.reference), edition)
    changes = [Saved(field, value, 0) for field, value in fields_of(document, NOW, [LEFT_OPEN])]
    record_answers(_deed(session, people[1]), row.id, changes)
    return Team(row.id, tuple(people))


def _deed(session: Session, person_id: str) -> Deed:
    return Deed(session, person_id, NOW, KEY.encode())


def _organisation(session: Session, name: str, kind: str) -> str:
    row = OrganisationRow(id=new_id(), ods_code=None, name=name, kind=kind)
    session.add(row)
    session.flush()
    return row.id


def _person(session: Session, name: str, organisation_id: str, role: Role) -> str:
    person = add_person(_deed(session, ""), f"{name}@bench.example", name)
    session.add(
        MembershipRow(
            id=new_id(),
            person_id=person.id,
            organisation_id=organisation_id,
            role=role,
            since_at=NOW,
            until_at=None,
        )
    )
    session.flush()
    return person.id
