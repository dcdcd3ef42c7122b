"""What another edition would mean: before and after, in words, for one, for all, for a submission; nothing written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from charter.domain.carrying import carry
from charter.domain.carrying_decisions import as_said, decisions_needed
from charter.domain.errors import NoWayToEdition, UndecidedChange, UnknownAssessment
from charter.domain.holdings import Holdings
from charter.services.assessments import place
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment
from charter.services.document_fields import fields_of
from charter.services.dry_run_scores import Scorer
from charter.services.dry_run_texts import dry_run_document, dry_run_text, line_text, totals_text
from charter.services.dry_runs import Move, dry_run, dry_run_of, submission_outlook, valid_award
from charter.services.dry_runs_of_all import dry_run_all, dry_run_lines
from charter.services.holdings import holdings_of
from charter.services.plan_fields import listed
from charter.services.standings import example_sheet
from charter.services.submissions import save_baseline
from charter.services.summaries import find
from charter.store.answer_files import answers_document, read_answers, read_saved
from charter.store.assessments import newest_copy
from charter.store.base import Base, open_engine, writing
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition
from tests.support.answers import fill_in
from tests.support.teams import JUNE, REFERENCE, deed, round_in_progress

LATER = "bme-mentoring/2.0"
OLD, NEW = load_edition(REFERENCE), load_edition(LATER)
MOVE = Move.between(OLD, NEW, load_crosswalk(LATER))
ON = JUNE.date()


@pytest.fixture(scope="module")
def site(databases):
    """A round in progress, in which one institution gave every answer of the worked example."""
    url = databases.migrated_copy("sqlite")
    engine = open_engine(url)
    with Session(writing(engine)) as session:
        assessment_id = round_in_progress(session)
        fill_in(session, assessment_id)
        comment = NewComment("MA-04", "MA-04.q3", "Do we have a pool?")
        add_comment(deed(session, "writer"), assessment_id, comment, None)
        wanted = Assignment("writer", dt.date(2027, 7, 1))
        assign_criterion(deed(session, "lead"), assessment_id, "MA-04", wanted, None)
        save_baseline(deed(session, "lead"), assessment_id)
        yield session, assessment_id
    engine.dispose()
    databases.remove(url)


def everything(session):
    """Give every row of every table."""
    return {
        name: sorted(map(repr, session.execute(text(f"SELECT * FROM {name}")))) for name in sorted(Base.metadata.tables)
    }


def test_a_dry_run_writes_nothing(site):
    session, assessment_id = site
    before = everything(session)

    dry_run(deed(session, "lead"), assessment_id, LATER)
    dry_run_all(session, MOVE, on=ON)
    session.commit()

    assert everything(session) == before


def test_it_tells_every_fate_in_words_and_what_is_to_be_decided(site):
    session, assessment_id = site

    run = dry_run(deed(session, "lead"), assessment_id, LATER)

    told = {line.title: line.text for line in run.lines}
    assert told["RP-03 Visible role models: your own level"] == "does not come over; it stays readable"
    assert told["An action of the plan about NW-02 of edition 1.0"] == "stays as it is"
    assert told["A comment on MA-04.q3"] == "goes to MA-06.q1"
    assert told["DT-09 Career networking events, the year to the snapshot"].startswith("comes over as far as")
    assert [one.key for one in run.decisions] == ["MA-04", "MA-04/files", "NW-02", "TR-02"]
    assert len(run.lines) == len(run.carried.fates)
    assert "- TR-02: TR-02 " in dry_run_text(run)
    assert dry_run_document(run)["standings"]["before"]["tier"] == run.standings.before.tier_id


def test_it_is_scored_before_and_after_as_everything_else_is(site):
    session, assessment_id = site

    run = dry_run(deed(session, "lead"), assessment_id, LATER)

    now = find(OLD, replace(example_sheet(REFERENCE), submit_by=dt.date(2027, 9, 30)))
    assert run.standings.before.overall == now.card.overall
    assert run.standings.before.tier_id == now.reached
    assert run.standings.carried.without_level == 4
    assert run.standings.outlook.without_level == 1
    assert run.standings.carried.overall < run.standings.outlook.overall
    assert run.standings.outlook.label.startswith(
        "Outlook in edition 2.0: levels that start blank are taken as they were"
    )


def test_what_it_skips_for_speed_bears_on_no_score():
    fields = dict(fields_of(answers_document(example_sheet(REFERENCE), OLD), JUNE))
    held = Holdings(REFERENCE, fields)
    carried = carry(held, MOVE.routing, as_said(decisions_needed(held, MOVE.routing)))
    registered = {"edition": REFERENCE, "snapshot": "2027-03-31", "submit_by": "2027-09-30", "institution": {}}

    standings = Scorer(OLD, NEW, MOVE.routing).standings(registered, fields, carried)

    days = {"snapshot_on": dt.date(2027, 3, 31), "submit_by": dt.date(2027, 9, 30)}
    whole = find(OLD, replace(example_sheet(REFERENCE), **days))
    after = find(NEW, replace(_sheet_of(carried.holdings.fields), **days))
    assert (standings.before.overall, standings.before.tier_id) == (whole.card.overall, whole.reached)
    assert (standings.carried.overall, standings.carried.tier_id) == (after.card.overall, after.reached)


def _sheet_of(fields):
    """Give the sheet of fields of the later edition, with nothing left out."""
    document = {"edition": LATER}
    for field, value in fields.items():
        place(document, field, value)
    return read_saved(listed(document), NEW, is_draft=True).sheet


def test_a_decision_to_start_blank_is_counted(site):
    session, assessment_id = site
    decisions = {"MA-04": "blank", "MA-04/files": "each", "TR-02": "carry", "NW-02": "blank"}

    run = dry_run(deed(session, "lead"), assessment_id, LATER, decisions)

    assert run.standings.carried.without_level == 5
    with pytest.raises(UndecidedChange):
        dry_run(deed(session, "lead"), assessment_id, LATER, {"MA-04": "blank"})


def test_who_may_not_see_the_assessment_sees_no_dry_run(site):
    session, assessment_id = site

    with pytest.raises(UnknownAssessment):
        dry_run(deed(session, "stranger"), assessment_id, LATER)


def test_there_is_no_way_back_to_an_earlier_edition():
    with pytest.raises(NoWayToEdition):
        Move.to(LATER, REFERENCE)
    with pytest.raises(NoWayToEdition):
        Move.onto(REFERENCE)


def test_a_draft_that_is_not_installed_is_looked_at_alike(site):
    session, assessment_id = site
    draft = replace(NEW, version="2.1", tiers=tuple(replace(tier, overall_minimum=99) for tier in NEW.tiers))
    crosswalk = replace(load_crosswalk(LATER), new=draft.reference)

    run = dry_run_of(session, assessment_id, Move.between(OLD, draft, crosswalk), on=ON)

    assert (run.new_reference, run.standings.outlook.tier_id) == ("bme-mentoring/2.1", None)
    assert run.standings.change < 0


def test_a_frozen_copy_tells_whether_its_tier_would_be_kept(site):
    session, assessment_id = site
    row = newest_copy(session, assessment_id)
    strict = replace(NEW, tiers=tuple(replace(tier, overall_minimum=99) for tier in NEW.tiers))

    found = submission_outlook(row, MOVE, on=ON)
    lost = submission_outlook(row, replace(MOVE, new=strict), on=ON)

    assert read_answers(row.answers, OLD).sheet.held_awards[0].tier_id == found.held_tier_id == "bronze"
    assert (found.basis, found.falls) == ("Tier held, as the institution says", False)
    assert (lost.standings.outlook.tier_id, lost.falls) == (None, True)


def test_an_award_whose_time_is_over_is_not_held():
    said = [{"tier": "silver", "awarded_on": "2023-01-01"}, {"tier": "bronze", "awarded_on": "2026-01-01"}]

    assert valid_award(OLD, said, ON) == "bronze"
    assert valid_award(OLD, said, dt.date(2024, 1, 1)) == "silver"
    assert valid_award(OLD, None, ON) is None


def test_all_assessments_of_the_old_edition_are_told_in_a_line_each_and_together(site):
    session, assessment_id = site

    lines = {line.assessment_id: line for line in dry_run_lines(session, MOVE, on=ON)}
    totals = dry_run_all(session, MOVE, on=ON)

    ours = lines[assessment_id]
    assert len(lines) == totals.assessment_count == 2
    assert sum(ours.fates.values()) == len(dry_run(deed(session, "lead"), assessment_id, LATER).carried.fates)
    assert ours.decision_count == totals.decision_count == 4
    assert totals.by_kind["action", "kept"] == ours.by_kind["action", "kept"]
    assert line_text(ours).startswith(f"Example trust ({assessment_id}): ")
    assert "No holder would fall below its tier." in totals_text(totals)


def test_what_stands_in_the_database_is_held_as_plain_values(site):
    session, assessment_id = site

    held = holdings_of(session, assessment_id)

    assert held.edition_reference == REFERENCE
    assert held.fields["/criteria/TR-02/level"] == 3
    assert list(held.comments.values()) == [("MA-04", "MA-04.q3")]
    assert held.assignments == {"MA-04": {"owner_id": "writer", "due_on": "2027-07-01"}}
