"""The register as people read it: the list, a page an award, its badge; and objecting without signing in."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.domain.palettes import PALETTES
from charter.services.award_desks import let_show
from charter.services.verification import differences
from charter.store.body_looks import BodyLookRow
from charter.store.objections import ObjectionRow
from charter.store.sign_in import AttemptRow
from charter.web import people
from tests.support.objections import FALSE, WORDS
from tests.support.pages import Page, fetch
from tests.support.register import put_award
from tests.support.statements import statements_of
from tests.support.teams import KEY, NO_FILES, deed

CSS = Path(people.__file__).parent / "static" / "charter.css"


@pytest.fixture
def visitor(register_desks):
    return register_desks.app.test_client()


def test_every_award_stays_with_how_it_stands_today(visitor):
    page = fetch(visitor, "/register?sort=name")

    assert "4 awards" in page.words
    assert page.link("Withdrawn <trust>: Bronze, 31 May 2026 to 1 June 2027") == "/register/withdrawn"
    assert [word for word in ("Suspended", "Holds", "Ended", "Withdrawn") if word not in page.words] == []


def test_it_can_be_filtered(visitor):
    page = fetch(visitor, "/register?region=London&page=9")

    assert "1 award found" in page.words
    assert "Former trust" not in page.words


def test_a_word_that_is_misspelt_leads_to_the_name(visitor):
    page = fetch(visitor, "/register?q=Fromer+trust")

    assert page.link("former trust") == "/register?q=former+trust#found"


def test_what_was_found_can_be_downloaded_as_the_form_sent_it(visitor):
    page = fetch(visitor, "/register?q=trust&tier=&body=&region=London&edition=&state=&sort=date")

    table = visitor.get(page.link("Download what was found as CSV"))
    assert (table.status_code, len(table.text.splitlines())) == (200, 2)


def test_a_withdrawn_award_says_so_without_the_reason(visitor):
    page = fetch(visitor, "/register/withdrawn")

    assert "The awarding body withdrew it." in page.words
    terms = [one.text for one in page.all("dt")]
    assert terms[-2:] == ["Withdrawn on", "Would hold until"]
    assert "1 June 2027: Withdrawn" in page.words
    assert "secret" not in page.words
    assert page.link("Check the record of this award").startswith("/verify/")


def test_themes_are_shown_only_while_the_institution_lets_them(register_desks, visitor):
    before = fetch(visitor, "/register/held").words
    with register_desks.session() as session:
        let_show(deed(session, "lead"), "held", themes=False, plan=False)

    assert "75.0" in before
    assert "75.0" not in fetch(visitor, "/register/held").words


def test_the_badge_shows_the_state_of_the_day_and_can_be_used_elsewhere(visitor):
    answer = visitor.get("/badges/over.svg")

    assert "How it stands today: ended" in answer.text
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert visitor.get("/badges/over.svg", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_statements_do_not_grow_with_the_awards(register_desks, visitor):
    before = len(statements_of(register_desks.app, visitor, "/register"))
    with register_desks.session() as session:
        for number in range(20):
            put_award(session, f"more-{number}", name=f"More {number}")
        session.commit()

    assert len(statements_of(register_desks.app, visitor, "/register")) == before == 4
    assert len(statements_of(register_desks.app, visitor, "/register/held")) <= 10


def test_the_colours_of_the_page_are_those_of_the_papers():
    css = CSS.read_text(encoding="utf-8")

    assert [one.id for one in PALETTES if f".charter-award--{one.id} {{ border-color: {one.main}; }}" not in css] == []


def test_a_body_tries_its_look_before_it_saves_it(register_desks):
    address = "/organisations/body/look"
    tried = {"palette_id": "plum", "letter_opening": "Dear <all>", "seen": "0", "preview": "yes"}

    page = Page(register_desks.of("officer").post(address, data=tried), address)

    assert page.status == 200
    assert [one for one in ("not saved yet", "Dear <all>", "Yours faithfully") if one not in page.words] == []
    with register_desks.session() as session:
        assert session.query(BodyLookRow).count() == 0


def object_to(browser, **data):
    address = "/register/held/objections"
    return Page(browser.post(address, data={"ground": FALSE, "text": WORDS, **data}), address)


def test_nobody_need_say_who_they_are_and_the_institution_sees_nothing(register_desks):
    made = object_to(register_desks.of("lead"))

    assert "Your objection came in" in made.words
    with register_desks.session() as session:
        row = session.query(ObjectionRow).one()
        assert (row.name, row.email) == ("", "")
        assert session.query(AttemptRow).one().subject != "127.0.0.1"
        assert list(differences(session, KEY, NO_FILES)) == []
    page = fetch(register_desks.of("lead"), "/awards/held")
    assert "intranet" not in page.words
    assert "objection" not in page.words.lower()
    assert "intranet" in fetch(register_desks.of("officer"), f"/objections/{row.id}").words


def test_whoever_rules_second_sees_both(register_desks, visitor):
    object_to(visitor)
    with register_desks.session() as session:
        address = f"/objections/{session.query(ObjectionRow).one().id}/ruling"
    first, second = register_desks.of("officer"), register_desks.of("officer")
    first.post(address, data={"outcome": "dismissed", "reason": "The first reason."})

    page = Page(second.post(address, data={"outcome": "upheld", "reason": "The second.", "told": "Told."}), address)

    assert page.status == 409
    assert [word for word in ("The first reason.", "The second.", "Told.") if word not in page.words] == []


def test_what_was_typed_stays_where_something_is_missing(visitor):
    page = object_to(visitor, ground="", email="nowhere")

    assert page.status == 422
    assert "Choose what the objection rests on." in page.words
    assert WORDS in page.words


def test_a_page_that_is_sent_again_is_one_objection(register_desks, visitor):
    object_to(visitor)
    object_to(visitor)

    with register_desks.session() as session:
        assert session.query(ObjectionRow).count() == 1


def test_one_network_cannot_send_too_many(visitor):
    statuses = [object_to(visitor, text=f"{WORDS} {number}").status for number in range(11)]

    assert statuses == [200] * 10 + [429]
