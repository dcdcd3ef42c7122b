"""Check where you stand: upload, faults, result, and whose it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from charter.jobs.expiry import delete_expired_visits
from charter.store.base import writing
from charter.store.visits import VisitFileRow, VisitRow
from tests.support.pages import Page, fetch


def rows(app, table=VisitRow):
    with Session(app.extensions["charter_engine"]) as session:
        return len(session.scalars(select(table)).all())


def let_the_hour_pass(app):
    with Session(writing(app.extensions["charter_engine"])) as session:
        past = dt.datetime.now(tz=dt.UTC) - dt.timedelta(seconds=1)
        session.execute(update(VisitRow).values(expires_at=past))
        session.commit()


def test_an_upload_without_faults_leads_to_its_result(client, upload, answers):
    response = upload(answers)

    assert response.status_code == 303
    page = fetch(client, response.headers["Location"])
    assert page.heading == "Where Example Acute NHS Trust stands"
    assert "Kept until" in page.words


def test_the_result_names_the_tier_why_and_the_way_up(client, visit):
    words = fetch(client, visit).words

    assert "What to do first" in words
    assert "in the way" in words
    assert "Self-assessed" in words


def test_faults_are_shown_at_their_cells_with_what_was_read_kept(client, faulty_visit):
    page = fetch(client, faulty_visit + "/faults")

    assert page.title.startswith("Error: 1 cell could not be read")
    assert "/criteria/MA-01/level" in page.words
    assert fetch(client, page.link("See the result of what was read")).status == 200


def test_an_upload_with_faults_leads_to_them(upload, faulty_answers):
    assert upload(faulty_answers).headers["Location"].endswith("/faults")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.xlsx", "The file is empty"),
        (b"PK\x03\x04 not a workbook", "broken.xlsx", "workbook"),
        (b"{not json", "broken.json", "There is a problem"),
        (b"edition: none/9.9\n", "other.yaml", "There is a problem"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_where_it_was_chosen(upload, content, name, words):
    page = Page(upload(content, name))

    assert page.status == 422
    assert page.title.startswith("Error: Check where you stand")
    assert words in page.words


def test_sending_no_file_asks_for_one(client):
    page = Page(client.post("/standings", data={}))

    assert page.status == 422
    assert "Choose the workbook that you filled in" in page.words


def test_a_form_far_above_the_limit_is_refused_before_it_is_read(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 1000

    page = Page(client.post("/standings", data={"file": (io.BytesIO(b"x" * 2000), "big.xlsx")}))

    assert page.status == 413
    assert "bigger than 20 MB" in page.words


def test_a_file_above_the_limit_is_refused_where_it_was_chosen(app, client):
    app.config["CHARTER"] = dataclasses.replace(app.config["CHARTER"], upload_limit_bytes=1024**2)

    page = Page(client.post("/standings", data={"file": (io.BytesIO(b"x" * (1024**2 + 1)), "big.xlsx")}))

    assert page.status == 422
    assert "bigger than 1 MB" in page.words


def test_the_limit_is_said_before_a_file_is_chosen(client):
    page = fetch(client, "/standings/new")

    assert "Up to 20 MB" in page.words


def test_the_same_file_sent_twice_is_one_result(app, upload, answers):
    first, second = upload(answers), upload(answers)

    assert first.headers["Location"] == second.headers["Location"]
    assert rows(app) == 1


def test_another_visitor_with_the_address_finds_nothing(client, other, visit):
    other.get("/standings/new")

    page = fetch(other, visit)

    assert page.status == 404
    assert page.heading == "There is no result here"
    assert fetch(client, visit).status == 200


def test_a_visitor_without_a_cookie_finds_nothing(other, visit):
    assert fetch(other, visit).status == 404


def test_two_visitors_with_the_same_file_have_two_results(client, other, upload, answers):
    first = upload(answers).headers["Location"]
    second = upload(answers, by=other).headers["Location"]

    assert first != second
    assert fetch(other, first).status == 404


def test_after_the_hour_nothing_is_there_even_before_it_is_deleted(app, client, visit):
    let_the_hour_pass(app)

    page = fetch(client, visit)

    assert page.status == 404
    assert "kept for one hour" in page.words
    assert rows(app) == 1


def test_the_worker_deletes_what_is_past_its_hour(app, client, visit):
    let_the_hour_pass(app)

    delete_expired_visits.call_local()

    assert (rows(app), rows(app, VisitFileRow)) == (0, 0)


def test_a_visitor_can_delete_everything_at_once(app, client, visit):
    action, hidden = fetch(client, visit).form_of("Delete what I uploaded now")

    response = client.post(action, data=hidden)

    assert fetch(client, response.headers["Location"]).heading == "Everything is deleted"
    assert (rows(app), rows(app, VisitFileRow)) == (0, 0)
    assert fetch(client, visit).status == 404


def test_the_result_is_not_kept_by_browsers_or_proxies(client, visit):
    assert client.get(visit).headers["Cache-Control"] == "no-store"
    assert client.get(visit + "/charts").headers["Cache-Control"] == "no-store"
    assert client.get(visit + "/workbook").headers["Cache-Control"] == "no-store"


def test_the_workbook_back_holds_what_was_read(client, upload, visit):
    content = client.get(visit + "/workbook").data

    again = upload(content, "back.xlsx")

    assert "faults" not in again.headers["Location"]
    assert fetch(client, again.headers["Location"]).heading == "Where Example Acute NHS Trust stands"


def test_what_visitors_write_is_text_and_never_runs(client, upload, answers):
    content = answers.replace(b"Example Acute NHS Trust", b"<script>alert(1)</script>")

    page = fetch(client, upload(content).headers["Location"])

    assert page.heading == "Where <script>alert(1)</script> stands"


def test_a_forged_form_is_refused(app, client, answers):
    app.config["WTF_CSRF_ENABLED"] = True

    response = client.post("/standings", data={"file": (io.BytesIO(answers), "answers.json")})

    assert response.status_code == 400


def test_the_empty_workbook_can_be_had_without_anything_else(client):
    response = client.get("/workbooks/bme-mentoring/1.0")

    assert response.data.startswith(b"PK")
    assert 'filename="bme-mentoring-1.0-workbook.xlsx"' in response.headers["Content-Disposition"]
