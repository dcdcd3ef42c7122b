"""What holds for every page of a team's workspace in a real browser, its errors and conflicts too."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.case_workflow import CaseKind
from charter.domain.permissions import Role
from charter.services.assessments import record_answer
from charter.services.edition_drafts import begin_draft
from charter.services.institutions import add_institution
from charter.services.memberships import change_role
from charter.services.rounds import grant_extension
from charter.services.submissions import save_baseline, sign_off, submit
from charter.store.cases import case_of_assessment
from tests.support.answers import fill_in
from tests.support.teams import BODY, REFERENCE, TRUST, deed
from tests.support.years import add_year

pytestmark = pytest.mark.usefixtures("quick", "summer")
PARTS = [
    "",
    "?show=mine",
    "/criteria/MA-01",
    "/criteria/GV-02",
    "/versions?field=/criteria/MA-01/level",
    "/overview",
    "/what-if?MA-01=4",
    "/trend",
    "/details",
    "/tables",
    "/tables/DT-02",
    "/tables/DT-09",
    "/check",
    "/read-through",
    "/submissions/1",
    "/papers/0/board",
    "/outcome",
    "/history",
]

DRAFT_PARTS = ["", "/split-criteria/MA-04", "/facts", "/advice", "/workbook-uploads/new", "/publication"]


@pytest.fixture
def filled(team):
    """A team that has answered everything and saved a baseline, with the year before."""
    with team.database() as session:
        fill_in(session, team.assessment_id)
        add_year(session, 2026)
        save_baseline(deed(session, "lead"), team.assessment_id)
        change_role(deed(session, "lead"), TRUST, "viewer", Role.VIEWER, Role.APPROVER)
    return team


def walk(window, team, seen):
    """Open every page that the lead has, and gather what is wrong with it."""
    of_the_team = [f"/organisations/{TRUST}/{part}" for part in ("members", "members/writer", "team-changes")]
    for address in ["/assessments", *of_the_team, *(team.address + part for part in PARTS)]:
        window.open(address)
        window.settle()
        seen(address)


def test_no_page_puts_a_barrier_up(filled):
    window, found = filled.window("lead", viewport={"width": 1280, "height": 900}), {}

    walk(window, filled, lambda address: found.update({address: window.barriers()}))

    assert {address: barriers for address, barriers in found.items() if barriers} == {}
    assert window.wrongs == []


def test_no_page_scrolls_sideways_on_the_smallest_screen(filled):
    window, found = filled.window("lead", viewport={"width": 320, "height": 640}), {}

    walk(window, filled, lambda address: found.update({address: window.overflow()}))

    assert {address: pixels for address, pixels in found.items() if pixels} == {}


def test_no_barrier_where_something_went_wrong(filled):
    window = filled.window("writer", viewport={"width": 360, "height": 800})
    window.open(f"{filled.address}/criteria/MA-01")
    window.page.route("**/answers", lambda route: route.abort())
    window.page.get_by_label("Day").first.fill("31")
    window.page.get_by_label("Month").first.fill("2")
    with filled.database() as session:
        record_answer(deed(session, "lead"), filled.assessment_id, "/criteria/MA-01/level", 1, 1)

    window.press("Save")
    fault = (window.barriers(), window.overflow(), window.page.title())
    window.open(f"{filled.address}/criteria/MA-01")
    with filled.database() as session:
        record_answer(deed(session, "lead"), filled.assessment_id, "/criteria/MA-01/level", 0, 2)
    window.page.get_by_label("Month").first.fill("1")
    window.page.get_by_label("4 Leading").check()
    window.press("Save")
    conflict = (window.barriers(), window.overflow(), window.page.title())

    assert fault[:2] == ([], 0)
    assert fault[2].startswith("Error: MA-01")
    assert conflict[:2] == ([], 0)
    assert conflict[2].startswith("Somebody else saved this while you were writing")


def test_the_awarding_bodys_pages_put_no_barrier_up(filled):
    with filled.database() as session:
        from charter.store.assessments import AssessmentRow  # noqa: PLC0415 - for its round alone

        round_id = session.get_one(AssessmentRow, filled.assessment_id).round_id
        link = "https://charter.example/{token}"
        add_institution(deed(session, "officer"), BODY, ods_code="", name="Saint", email="a@b.org", link=link)
        until = dt.datetime(2027, 10, 30, 17, tzinfo=dt.UTC)
        grant_extension(deed(session, "officer"), filled.assessment_id, until, "Two were ill.")
        sign_off(deed(session, "signer"), filled.assessment_id, "It is true.")
        submit(deed(session, "lead"), filled.assessment_id)
        case_id = case_of_assessment(session, filled.assessment_id, CaseKind.FIRST).id
        draft = f"/edition-drafts/{begin_draft(deed(session, 'officer'), BODY, REFERENCE, '3.0')}"
    window, found = filled.window("officer", viewport={"width": 320, "height": 800}), {}

    for address in (
        f"/rounds/{round_id}",
        f"/rounds/{round_id}/calendar?show=all",
        f"/rounds/{round_id}/dates",
        f"/cases/{case_id}/screening",
        f"/rounds/{round_id}/changes/new",
        f"/rounds/{round_id}/institutions/new?search=leeds",
        f"/rounds/{round_id}/extensions/{filled.assessment_id}",
        f"/organisations/{BODY}/rounds/new",
        f"/organisations/{BODY}/edition-drafts",
        *(draft + part for part in DRAFT_PARTS),
        *(f"/organisations/{BODY}/{part}" for part in ("members", "members/officer", "team-changes")),
        "/assessments",
    ):
        window.open(address)
        found[address] = [*window.barriers(), *([f"{window.overflow()} px too wide"] if window.overflow() else [])]

    assert {address: wrongs for address, wrongs in found.items() if wrongs} == {}
