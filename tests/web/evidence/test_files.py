"""The pages of files: list, add, use elsewhere, take out, hand out."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from sqlalchemy import event, select

from charter.services.assessments import record_answer
from charter.store.assessments import AssessmentRow
from tests.support.evidence_forms import PDF, send, ticked
from tests.support.pages import Page, fetch, text_of
from tests.support.people import sign_in
from tests.support.teams import deed


def test_without_files_the_list_leads_to_adding_one(writer, root):
    page = fetch(writer, root)

    assert page.heading == "Evidence"
    assert "No file yet." in page.words
    assert fetch(writer, page.link("Add a file")).heading == "Add a file"


def test_a_file_is_added_under_the_ticked_questions_and_listed(writer, root, named):
    response = send(writer, root, questions=["MA-01.q4", "NW-01.q4"])
    page = fetch(writer, response.headers["Location"])

    assert response.status_code == 303
    assert named("MA-01.q4") == named("NW-01.q4") == ["Policy.pdf"]
    assert page.words.count("Policy.pdf is kept, as version 1.") == 1
    assert "Not scanned PDF, 15 bytes, version 1, added on 1 June 2027 at 11:00 by Writer, who declared" in page.words
    assert page.link("Policy or scheme page").endswith("/criteria/MA-01#criteria-MA-01-files-MA-01.q4")


def test_the_form_shows_the_questions_that_take_files_by_criterion_with_the_room_left(writer, root, add):
    add()

    page = fetch(writer, f"{root}/new?question=NW-01.q4&question=unknown")

    legends = [text_of(item) for item in page.all("legend")]
    assert legends[0].startswith("MA-01 ")
    assert "Personal data" in legends
    assert "Takes 3 files at most, 1 file so far." in page.words
    assert ticked(page) == ["NW-01.q4"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": None}, "Choose the file that you mean"),
        ({"declared": None}, "Confirm that the file holds no personal data"),
        ({"file": (io.BytesIO(b"MZ program"), "Policy.exe")}, "Save it as .csv, .docx, .pdf, .png or .xlsx."),
        ({"file": (io.BytesIO(b""), "Policy.pdf")}, "The file is empty"),
        ({"file": (io.BytesIO(PDF), "..")}, "The file needs a name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_ticks_are_kept(writer, root, kept, changes, words):
    file = changes.get("file", (io.BytesIO(PDF), "Policy.pdf"))
    fresh = (io.BytesIO(file[0].getvalue()), file[1]) if file else None

    page = Page(send(writer, root, **{**changes, "file": fresh, "questions": ["MA-01.q8", "NW-01.q4"]}), root)

    assert page.status == 422
    assert words in page.words
    assert page.title.startswith("Error: Add a file")
    assert [value for value in ticked(page) if "." in value] == ["MA-01.q8", "NW-01.q4"]
    assert kept() == []


def test_whoever_sent_a_file_with_a_fault_elsewhere_is_told_to_choose_it_again(writer, root):
    page = Page(send(writer, root, declared=None), root)

    assert "Choose the file again: your browser did not keep it. Your ticks are kept" in page.words


def test_a_file_over_the_limit_of_the_edition_is_named_on_the_same_page(writer, root):
    page = Page(send(writer, root, b"%PDF-1.7 " + b"x" * 20 * 1024**2, questions=["MA-01.q8"]), root)

    assert page.status == 422
    assert "The file is bigger than 20 MB" in page.words
    assert [value for value in ticked(page) if "." in value] == ["MA-01.q8"]


def test_a_file_of_thirty_megabytes_is_not_read_and_named_on_the_same_page(writer, root, kept):
    form = fetch(writer, f"{root}/new?question=MA-01.q8")
    address = form.form_of("Add the file")[0]

    page = Page(send(writer, address, b"x" * 30 * 1024**2), root)

    assert page.status == 413
    assert "The file is bigger than 20 MB. Make it smaller, or part it" in page.words
    assert ticked(page) == ["MA-01.q8"]
    assert kept() == []


def test_a_full_disk_is_said_on_the_same_page_and_nothing_is_written(writer, root, kept, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("charter.store.evidence.os.fsync", full)

    page = Page(send(writer, root, questions=["MA-01.q8"]), root)

    assert page.status == 507
    assert "There is no room left for files on this site" in page.words
    assert ticked(page) == ["MA-01.q8", "y"]
    assert kept() == []


@pytest.fixture
def full_disk(monkeypatch):
    """What arrives is written to the kernel's own full disk, where nothing finds room."""
    with Path("/dev/full").open("wb+", 0) as full:
        monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", lambda **_sizes: full)
        yield


def test_a_disk_that_is_full_while_a_file_arrives_is_said_in_words(app, writer, root, full_disk):
    app.testing = False

    page = Page(send(writer, root, b"x" * 2 * 1024**2), root)

    assert page.status == 507
    assert "nothing was saved" in page.words


def test_a_new_version_keeps_name_and_uses(writer, root, add, kept, named):
    add()
    form = fetch(writer, fetch(writer, root).link("Add a new version"))
    address, hidden = form.form_of("Add the file")

    send(writer, address, b"%PDF-1.7 policy, mended", "Scan 17.pdf", **hidden)
    page = fetch(writer, root)

    assert form.heading == "Add a new version of Policy.pdf"
    assert kept() == [("Policy.pdf", 1), ("Policy.pdf", 2)]
    assert "1 earlier version" in page.words
    assert named("MA-01.q4") == ["Policy.pdf"]


def test_where_a_file_is_used_can_be_changed(writer, root, add, named):
    add()
    page = fetch(writer, fetch(writer, root).link("Change where it is used"))
    address, _ = page.form_of("Save")

    writer.post(address, data={"questions": ["MA-01.q8", "NW-01.q4"]})

    assert ticked(page) == ["MA-01.q4"]
    assert named("MA-01.q4") is None
    assert named("MA-01.q8") == named("NW-01.q4") == ["Policy.pdf"]


def test_a_question_that_is_full_is_named_and_the_ticks_are_kept(writer, root, add):
    add(b"%PDF-1.7 terms", "Agreement.pdf", ["TR-01.q4"])
    address = f"{root}/{add()}/questions"

    page = Page(writer.post(address, data={"questions": ["MA-01.q4", "TR-01.q4"]}), address)

    assert page.status == 422
    assert "TR-01.q4 takes one file at most" in page.words
    assert ticked(page) == ["MA-01.q4", "TR-01.q4"]


def test_a_name_without_a_file_is_shown_and_can_be_taken_out(session, assessment_id, writer, root, named):
    record_answer(deed(session, "writer"), assessment_id, "/criteria/MA-01/files/MA-01.q8", ["Old.pdf"], 0)
    session.rollback()
    page = fetch(writer, root)
    address, hidden = page.form_of("Take out")

    writer.post(address, data={**hidden, "question": "MA-01.q8"})

    assert "Questions name it, and nobody has added the file here." in page.words
    assert named("MA-01.q8") is None


def test_a_criterion_shows_its_files_and_leads_to_adding_one_under_its_question(assessment_id, writer, root, add):
    file_id = add()

    page = fetch(writer, f"/assessments/{assessment_id}/criteria/MA-01")

    assert "Policy.pdf Not scanned PDF, 15 bytes, version 1" in page.words
    assert page.link("Policy.pdf") == f"{root}/{file_id}"
    assert ticked(fetch(writer, page.link("Add a file to this question"))) == ["MA-01.q4"]


def test_who_only_reads_is_offered_no_change(app, root, add):
    add()
    viewer = sign_in(app.test_client(), "viewer")

    page = fetch(viewer, root)

    assert "You can read the files. You cannot add or change any now." in page.words
    assert page.all("form")[1:] == []
    assert viewer.get(f"{root}/new").status_code == 403
    assert send(viewer, root).status_code == 403
    assert viewer.post(f"{root}/take-out", data={"name": "Policy.pdf", "question": "MA-01.q4"}).status_code == 403


def test_to_strangers_nothing_exists(app, root, add):
    file_id = add()
    stranger = sign_in(app.test_client(), "stranger")

    addresses = (root, f"{root}/new", f"{root}/{file_id}", f"{root}/{file_id}/questions")
    assert [stranger.get(address).status_code for address in addresses] == [404, 404, 404, 404]
    assert send(stranger, root).status_code == 404


def test_another_assessments_file_is_not_there(session, app, root, add):
    file_id = add()
    theirs = session.scalars(select(AssessmentRow.id).where(AssessmentRow.organisation_id == "other")).one()
    session.rollback()
    stranger = sign_in(app.test_client(), "stranger")

    assert stranger.get(f"/assessments/{theirs}/evidence/{file_id}").status_code == 404
    assert stranger.get(f"/assessments/{theirs}/evidence/{file_id}/questions").status_code == 404
    assert stranger.post(f"/assessments/{theirs}/evidence/{file_id}/questions").status_code == 404


@pytest.fixture
def asked(app):
    """Every statement that the site sends to its database from now on."""
    found = []
    event.listen(app.extensions["charter_engine"], "before_cursor_execute", lambda *words: found.append(words[2]))
    return found


def test_the_list_of_many_files_takes_few_statements(writer, root, add, asked):
    for number in range(12):
        add(f"a,b\n{number},1\n".encode(), f"Figures {number}.csv", ())
    add(questions=("MA-01.q4", "MA-01.q8"))
    asked.clear()

    fetch(writer, root)

    assert len([one for one in asked if not one.startswith("BEGIN")]) <= 8
