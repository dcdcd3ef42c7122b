"""A draft is made by forms alone, checked, published, and loaded wherever the database is known."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from charter.domain.crosswalk_explaining import explain
from charter.domain.errors import EditionChanged, InvalidAnswers, InvalidDraft, InvalidEdition, StaleDraft, WrongState
from charter.services.draft_checks import draft_findings
from charter.services.draft_criterion_parts import CriterionPart
from charter.services.draft_publishing import export_edition, publication_proposal, publish_draft
from charter.services.draft_question_parts import RetiredQuestionPart
from charter.services.draft_workbooks import apply_upload, draft_workbook, open_upload, preview_upload
from charter.services.edition_drafts import begin_draft, discard_draft, draft_versions, draft_zip, find_draft
from charter.services.editions import published_references
from charter.services.published_editions import edition_faults
from charter.services.verification_drafts import draft_faults
from charter.services.visits import Upload
from charter.store.crosswalks import load_crosswalk
from charter.store.edition_checking import check_folder
from charter.store.edition_drafts import EditionDraftVersionRow, EditionPublicationRow
from charter.store.edition_files import checksum
from charter.store.edition_shelf import use_shelf
from charter.store.editions import forget_loaded, load_edition, root_of
from tests.support.drafts import Process, begun, change, changed, session_on
from tests.support.teams import BODY, KEY, REFERENCE, deed

MADE = "bme-mentoring/3.0"
TR_02 = CriterionPart("TR-02")


@pytest.fixture
def lite(databases):
    """A session on SQLite alone: what is tested here is the same on every database."""
    session, engine = session_on(databases)
    with session:
        session.info["engine"] = engine  # that reads while the session writes
        yield session
    engine.dispose()


@pytest.fixture
def shelf(lite, tmp_path):
    """This process knows the database."""
    yield Process(lite.info["engine"], tmp_path / "one")
    use_shelf(None)
    forget_loaded()


def publish(session, draft_id):
    shown = publication_proposal(deed(session, "officer"), draft_id)
    return publish_draft(deed(session, "officer"), draft_id, shown.draft.number, shown.checksum)


def reworded(session):
    """A draft with the smallest change that can be published."""
    draft_id = begun(session)
    change(session, draft_id, TR_02, title="Mentors show it", why="Shorter.")
    return draft_id


def without_guard(session, table):
    session.execute(text(f"DROP TRIGGER {table}_update"))
    session.commit()


def test_a_draft_made_by_forms_alone_is_sound_and_explains_every_difference(lite):
    draft = find_draft(deed(lite, "officer"), changed(lite))

    works = draft.works
    assert draft_findings(draft) == ()
    assert [one.difference for one in explain(works.crosswalk, works.old, works.new) if not one.change_id] == []
    assert [(one.kind, one.old_ids, one.new_ids) for one in works.crosswalk.changes] == [
        ("reworded", ("TR-02",), ("TR-02",)),
        ("reweighted", ("MA-01",), ("MA-01",)),
        ("split", ("MA-04",), ("MA-04", "MA-06")),
        ("retired", ("RP-03",), ()),
        ("new", (), ("MA-07",)),
        ("reworded", ("GV-01",), ("GV-01",)),
        ("reworded", ("RP-05",), ("RP-05",)),
    ]
    assert works.crosswalk.common_without == ("MA-04", "RP-03")


def test_what_no_form_touched_stays_byte_for_byte(lite):
    draft = find_draft(deed(lite, "officer"), changed(lite))

    before, after = (
        files["themes/tr-trust-and-mentoring-relationship.yaml"] for files in (draft.base_files, draft.files)
    )
    lines = [line for line in after.splitlines() if line not in before.splitlines()]
    assert lines == ["    requirement: Mentors show that they can do it."]
    assert (
        draft.files["metrics.yaml"].count("role: context")
        == draft.base_files["metrics.yaml"].count("role: context") + 1
    )


def test_the_unzipped_files_pass_the_check_of_authors(lite, tmp_path):
    draft_id = changed(lite)
    reference, content = draft_zip(deed(lite, "officer"), draft_id)
    export_edition(REFERENCE, tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)

    assert reference == MADE
    assert [checked.faults for checked in check_folder(tmp_path / MADE)] == [()]
    newest = draft_versions(deed(lite, "officer"), draft_id)[0]
    assert newest.checksum == checksum(tmp_path / MADE)


def test_a_published_draft_is_loaded_by_every_process_and_never_published_again(lite, shelf, tmp_path):
    draft_id = changed(lite)

    reference = publish(lite, draft_id)
    here = load_edition(MADE)
    Process(lite.info["engine"], tmp_path / "two")

    assert reference == MADE
    assert (here.status, here.checksum) == ("published", load_edition(MADE).checksum)
    assert root_of(MADE) == tmp_path / "two"
    assert published_references() == (REFERENCE, MADE)
    assert load_crosswalk(MADE).old == REFERENCE
    with pytest.raises(WrongState, match="was published"):
        publish(lite, draft_id)
    with pytest.raises(InvalidDraft, match=r"There is an edition 3\.0 already"):
        begin_draft(deed(lite, "officer"), BODY, REFERENCE, "3.0")


def test_a_draft_with_a_finding_is_not_published(lite):
    draft_id = begun(lite)
    change(lite, draft_id, TR_02, weight="6")

    with pytest.raises(InvalidEdition) as refused:
        publish(lite, draft_id)

    assert [fault.message for fault in refused.value.faults] == [
        "The themes weigh 101 together, not 100. Make them agree.",
        "Why TR-02 changes is not said yet. Write it for applicants.",
    ]


def test_an_edition_that_was_tampered_with_is_refused_at_the_start_and_on_reading(lite, shelf, tmp_path):
    publish(lite, reworded(lite))
    without_guard(lite, "edition_publications")
    lite.execute(update(EditionPublicationRow).values(checksum="0" * 64))
    lite.commit()

    Process(lite.info["engine"], tmp_path / "two")

    with pytest.raises(EditionChanged, match="bears no signature of this installation"):
        load_edition(MADE)
    assert any("bears no signature" in fault for fault in edition_faults(lite))
    assert any("bears no signature" in fault for fault in draft_faults(lite, KEY))


def test_files_that_were_exchanged_under_the_same_signature_are_refused(lite, shelf, tmp_path):
    draft_id = reworded(lite)
    publish(lite, draft_id)
    without_guard(lite, "edition_publications")
    first = lite.get_one(EditionDraftVersionRow, (draft_id, 1)).bundle
    lite.execute(update(EditionPublicationRow).values(bundle=first))
    lite.commit()

    Process(lite.info["engine"], tmp_path / "two")

    with pytest.raises(EditionChanged, match="is not what was published"):
        load_edition(MADE)


def test_a_changed_folder_of_a_process_is_laid_out_anew(lite, shelf, tmp_path):
    publish(lite, reworded(lite))
    checksum = load_edition(MADE).checksum
    with (tmp_path / "one" / MADE / "tiers.yaml").open("a", encoding="utf-8") as file:
        file.write("# one line more\n")

    Process(lite.info["engine"], tmp_path / "one")

    assert load_edition(MADE).checksum == checksum


def test_versions_cannot_be_changed_and_a_discarded_draft_keeps_them(session):
    draft_id = begun(session)
    change(session, draft_id, TR_02, title="Mentors show it", why="Shorter.")
    discard_draft(deed(session, "officer"), draft_id)

    assert [(one.number, one.what) for one in draft_versions(deed(session, "officer"), draft_id)] == [
        (2, "TR-02: title"),
        (1, f"Begun from {REFERENCE}"),
    ]
    with pytest.raises(WrongState, match="was discarded"):
        change(session, draft_id, TR_02, title="Again")
    with pytest.raises(DatabaseError, match="edition_draft_versions is written once"):
        session.execute(update(EditionDraftVersionRow).values(what="Nothing"))


def test_two_people_are_told_apart_where_they_change_the_same_part_and_only_there(lite):
    draft_id = begun(lite)
    change(lite, draft_id, TR_02, title="Hers")

    with pytest.raises(StaleDraft) as stale:
        change(lite, draft_id, TR_02, seen=1, title="His")
    number = change(lite, draft_id, CriterionPart("TR-01"), seen=1, title="Something else")

    assert stale.value.newest == 2
    assert number == 3
    assert find_draft(deed(lite, "officer"), draft_id).works.new.criterion("TR-02").title == "Hers"


def test_what_cannot_be_saved_is_told_field_by_field_and_writes_nothing(lite):
    draft_id = begun(lite)

    with pytest.raises(InvalidDraft) as refused:
        change(lite, draft_id, TR_02, title=" ", weight="heavy", **{"words-TR-02.q2": "0"})

    assert [fault.place for fault in refused.value.faults] == ["title", "weight", "words-TR-02.q2"]
    assert find_draft(deed(lite, "officer"), draft_id).number == 1


def test_a_question_that_decides_a_tier_stays(lite):
    draft_id = begun(lite)

    with pytest.raises(InvalidDraft, match="Gold is decided by this question"):
        change(lite, draft_id, RetiredQuestionPart("MA-01.q7"), why="Nobody reads it.")


def test_taking_a_change_back_takes_its_entry_out_of_the_crosswalk(lite):
    draft_id = begun(lite)
    before = find_draft(deed(lite, "officer"), draft_id)
    title = before.works.new.criterion("TR-02").title
    change(lite, draft_id, TR_02, title="Mentors show it", weight="6", why="Shorter.")

    change(lite, draft_id, TR_02, title=title, weight="5")

    assert find_draft(deed(lite, "officer"), draft_id).works.crosswalk.changes == ()


def test_a_workbook_that_nobody_changed_changes_nothing(lite):
    draft_id = changed(lite)
    _, content = draft_workbook(deed(lite, "officer"), draft_id)

    upload_id = open_upload(deed(lite, "officer"), draft_id, Upload(content, "draft.xlsx"))

    assert preview_upload(deed(lite, "officer"), draft_id, upload_id).changes == ()


def test_a_workbook_is_saved_as_one_version_and_what_others_saved_since_is_told(lite):
    draft_id = begun(lite)
    content = workbook_with(
        lite, draft_id, {("Criteria", "C3"): "Fair uptake", ("Levels", "D3"): "Words of level one."}
    )
    change(lite, draft_id, CriterionPart("MA-02"), title="Theirs")

    upload_id = open_upload(deed(lite, "officer"), draft_id, Upload(content, "draft.xlsx"))
    shown = preview_upload(deed(lite, "officer"), draft_id, upload_id)
    number = apply_upload(deed(lite, "officer"), draft_id, upload_id, frozenset({"criteria/MA-01/level-1"}), 2)

    assert {(one.name, one.old_text, one.cell, one.is_later) for one in shown.changes} == {
        ("criteria/MA-02/title", "Theirs", "'Criteria'!C3", True),
        (
            "criteria/MA-01/level-1",
            "Informal or pilot offer in one profession or site; no coordinator or budget.",
            "'Levels'!D3",
            False,
        ),
    }
    works = find_draft(deed(lite, "officer"), draft_id).works.new
    assert (number, works.criterion("MA-01").rubric[1], works.criterion("MA-02").title) == (
        3,
        "Words of level one.",
        "Theirs",
    )


def test_every_fault_of_a_workbook_stands_at_its_cell(lite):
    draft_id = begun(lite)
    cells = {("Criteria", "G3"): "heavy", ("Levels", "D3"): "=1+1", ("Questions", "A2"): "XX.q1", ("Tiers", "D1"): "Is"}
    content = workbook_with(lite, draft_id, cells)

    with pytest.raises(InvalidAnswers) as refused:
        open_upload(deed(lite, "officer"), draft_id, Upload(content, "draft.xlsx"))

    assert [fault.place for fault in refused.value.faults] == [
        "'Levels'!D3",
        "'Questions'!A2",
        "'Tiers'!D1",
        "'Criteria'!G3",
    ]


def workbook_with(session, draft_id, cells):
    """The draft's workbook with other values in some cells."""
    _, content = draft_workbook(deed(session, "officer"), draft_id)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
