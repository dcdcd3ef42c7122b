"""A body publishes the next edition; one institution stays, one moves, one thinks again; a year later all compare."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.services.assessments import Saved, record_answers
from charter.services.carried_marks import decide, waiting_of
from charter.services.deeds import Deed
from charter.services.document_fields import fields_of
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.services.standings import example_sheet
from charter.services.submissions import sign_off, submit
from charter.store.answer_files import answers_document
from charter.store.assessments import AssessmentRow, answers_of
from charter.store.edition_shelf import use_shelf
from charter.store.editions import forget_loaded, load_edition
from charter.web import clock
from tests.support.answers import fill_in
from tests.support.crowds import add_crowd
from tests.support.followed_editions import FIRST, SECOND, use_drafted
from tests.support.teams import BODY, CLOSES, KEY, OPENS, TRUST, deed
from tests.support.years import add_year

A_YEAR = dt.timedelta(days=366)
NEXT_JUNE = dt.datetime(2028, 6, 5, 9, tzinfo=dt.UTC)


@pytest.fixture
def drafted(monkeypatch):
    """Criteria of which the second edition is a draft, before the site starts."""
    use_drafted(monkeypatch)
    yield
    use_shelf(None)
    forget_loaded()


@pytest.fixture
def round_of_fifty(drafted, quick, team):
    """A round with fifty institutions, of which ten have submitted; ours has submitted the year before, too."""
    with team.database() as session:
        add_year(session, 2026)
        fill_in(session, team.assessment_id)
        whole = session.get_one(AssessmentRow, team.assessment_id).round_id
        add_crowd(session, whole, 48, submitted=10)
    team.round = f"/rounds/{whole}"
    return team


def test_an_edition_from_its_draft_to_the_year_after(round_of_fifty, monkeypatch):
    team = round_of_fifty
    officer = team.window("officer", viewport={"width": 1280, "height": 900})
    publish(officer)
    set_beside(officer, team)
    lead = team.window("lead", viewport={"width": 1280, "height": 900})
    stays(lead, team)
    thinks_again(team)
    moves(lead, team)
    hand_in(team)
    monkeypatch.setattr(clock, "now", lambda: NEXT_JUNE)
    next_year = a_year_later(team, lead)
    compares(lead, next_year)
    assert [one for one in (*officer.wrongs, *lead.wrongs) if "422" not in one] == []


def publish(officer):
    """The officer goes on with the draft, changes it, checks it, sees what it would mean, and publishes it."""
    officer.open(f"/organisations/{BODY}/edition-drafts")
    officer.page.get_by_label("Edition").first.select_option(label=draft_label(officer))
    officer.press("Begin the draft")
    draft = officer.page.url.removeprefix(officer.site)
    officer.open(f"{draft}/criteria/MA-06")
    officer.page.get_by_label("Guidance").fill("Name the formats, who leads groups, and how staff learn of them.")
    officer.press("Save the criterion")
    assert officer.barriers() == []
    officer.follow("Check (no findings)")
    officer.follow("Dry run")
    officer.press("Run it")
    text = officer.page.get_by_role("main").inner_text()
    assert "11 submitted assessments" in text  # ten of this round, and ours of the year before
    assert "40 assessments that teams are still writing" in text
    assert officer.barriers() == []
    officer.follow("Publish")
    officer.page.get_by_label("I have read this").check()
    officer.press("Publish the edition")
    officer.open("/editions/bme-mentoring/2.0/changes")
    assert officer.page.get_by_text("Panels could not give one level").count() > 0


def draft_label(officer):
    options = officer.page.locator("select option").all_inner_texts()
    return next(text for text in options if "2.0" in text)


def set_beside(officer, team):
    """The round holds both editions from now on."""
    officer.open(f"{team.round}/changes/new")
    officer.page.get_by_label("edition 2.0, beside 1.0").check()
    officer.page.get_by_label("Reason").fill("Edition 2.0 is published.")
    officer.press("Change the round")
    assert officer.page.get_by_text("Charter and editions, side by side").count() == 1


def stays(window, team):
    """Whoever does nothing keeps the edition of their registration."""
    window.open(team.address)
    assert window.page.get_by_text("This round holds edition 2.0 too. You may stay with edition 1.0.").count() == 1
    with team.database() as session:
        assert session.get_one(AssessmentRow, "crowd-30").edition_reference == FIRST


def decide_and_move(window, address):
    window.open(f"{address}/edition-moves/new")
    for label in ("Bring it over as a draft", "To MA-04 and MA-06, for you to confirm"):
        for choice in window.page.get_by_label(label).all():
            choice.check()
    window.press("Move to edition 2.0")


def thinks_again(team):
    """Another institution moves and takes it back."""
    with team.database() as session:
        row = session.query(AssessmentRow).filter_by(organisation_id="other").one()
        address = f"/assessments/{row.id}"
    window = team.window("stranger", viewport={"width": 360, "height": 800})
    decide_and_move(window, address)
    window.open(address)
    window.press("Take it back")
    window.open(f"{address}/criteria/RP-03")
    assert window.page.get_by_role("heading", name="RP-03 Visible role models").count() == 1
    assert window.page.get_by_text("is not asked in edition 2.0").count() == 0


def moves(lead, team):
    """Ours moves, and looks at what came over."""
    decide_and_move(lead, team.address)
    lead.open(f"{team.address}/criteria/MA-06")
    lead.press("Confirm all of these")
    lead.open(f"{team.address}/criteria/RP-03")
    assert lead.page.get_by_text("is not asked in edition 2.0").count() == 1


def hand_in(team):
    """The rest of the year, as others have tested it: every answer of the second edition, signed and submitted."""
    edition = load_edition(SECOND)
    document = answers_document(example_sheet(SECOND), edition)
    with team.database() as session:
        there = answers_of(session, team.assessment_id)
        changes = [
            Saved(field, value, there[field].version if field in there else 0)
            for field, value in fields_of(document, deed(session, "writer").now)
            if not field.startswith(("/actions/", "/previous_actions/", "/applied_for"))
        ]
        record_answers(deed(session, "writer"), team.assessment_id, changes)
        waiting = waiting_of(session, team.assessment_id, edition)
        decide(deed(session, "writer"), team.assessment_id, [one.number for one in waiting])
        sign_off(deed(session, "signer"), team.assessment_id, "True.")
        submit(deed(session, "lead"), team.assessment_id)


def a_year_later(team, lead):
    """The next round is for the second edition; ours starts from what it submitted."""
    with team.database() as session:
        at = {who: Deed(session, who, NEXT_JUNE, KEY) for who in ("officer", "lead")}
        dates = Dates(OPENS + A_YEAR, CLOSES + A_YEAR, dt.date(2028, 3, 31))
        whole = open_round(at["officer"], BODY, "BME Mentoring Charter 2028", SECOND, dates)
        row = register_assessment(at["lead"], whole.id, TRUST, scope="whole_organisation")
        start_assessment(at["lead"], row.id)
        address = f"/assessments/{row.id}"
    lead.open(address)
    lead.follow("Start from last year’s answers")
    assert lead.barriers() == []
    lead.press("Bring last year’s answers in")
    lead.open(f"{address}/criteria/MA-01")
    assert lead.page.get_by_text("Nobody has looked at this yet.").count() > 1
    lead.press("Confirm all of these")
    assert lead.page.get_by_text("Nobody has looked at this yet.").count() == 0
    return address


def compares(lead, address):
    """Three years stand side by side, with the break between the editions, and without what does not compare."""
    lead.open(f"{address}/trend")
    text = lead.page.get_by_role("main").inner_text()
    assert [year in text for year in ("2026", "2027", "2028")] == [True, True, True]
    assert "edition 1.0" in text.lower()
    assert "edition 2.0" in text.lower()
    assert lead.barriers() == []
    lead.follow("ommon criteria")
    assert "26" in lead.page.get_by_role("main").inner_text()
    assert lead.barriers() == []
