"""Evidence: added once, used several times, versions side by side, whole on disk."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from charter.domain.errors import (
    EvidenceUnavailable,
    InvalidEvidence,
    NoRoom,
    NotAllowed,
    UnknownAssessment,
    WrongState,
)
from charter.services.assessments import record_answer, saved_fields
from charter.services.evidence import NewFile, add_evidence, read_evidence, take_out_name, use_evidence
from charter.services.evidence_listing import criterion_files, files_of
from charter.services.submissions import save_baseline
from charter.services.verification import differences
from charter.services.workspaces import workspace_of
from charter.store.base import writing
from charter.store.evidence import Folder, evidence_of
from charter.store.evidence_objects import open_store
from charter.store.history import EventRow
from tests.support.teams import CLOSES, JUNE, KEY, deed, round_in_progress

PDF = b"%PDF-1.7 policy"


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture(params=["folder", "objects"])
def store(request, tmp_path):
    """Each kind of store."""
    url = request.getfixturevalue("bucket_url") if request.param == "objects" else None
    return open_store(url, tmp_path / "evidence")


@pytest.fixture
def add(session, assessment_id, folder):
    def one(content=PDF, name="Policy.pdf", questions=("MA-01.q4",), *, declared=True, who="writer", to=folder):
        return add_evidence(deed(session, who), assessment_id, NewFile(name, content, declared), questions, to)

    return one


def read(session, assessment_id, row, store, who="viewer"):
    return b"".join(read_evidence(deed(session, who), assessment_id, row.id, store)[1])


def listed(session, assessment_id):
    by = deed(session, "viewer")
    return files_of(by, workspace_of(by, assessment_id))


def names(session, assessment_id, question):
    found = saved_fields(deed(session, "viewer"), assessment_id)
    return found[f"/criteria/{question.partition('.')[0]}/files/{question}"].value


def test_a_file_is_kept_and_named_under_its_questions(session, assessment_id, add, store):
    row = add(questions=("MA-01.q4", "MA-01.q8"), to=store)

    assert (row.kind, row.version, row.size_bytes, row.scan_state) == ("pdf", 1, len(PDF), "not_scanned")
    assert names(session, assessment_id, "MA-01.q4") == names(session, assessment_id, "MA-01.q8") == ["Policy.pdf"]
    assert read(session, assessment_id, row, store) == PDF
    assert list(differences(session, KEY, store)) == []


def test_a_new_version_stands_beside_the_old(session, assessment_id, add, folder):
    first, second = add(), add(b"%PDF-1.7 policy, mended")

    assert [(row.version, row.sha256) for row in evidence_of(session, assessment_id)] == [
        (1, first.sha256),
        (2, second.sha256),
    ]
    assert names(session, assessment_id, "MA-01.q4") == ["Policy.pdf"]
    assert read(session, assessment_id, first, folder) == PDF


def test_a_path_in_a_name_is_left_out(add):
    assert add(name="C:\\Users\\me\\..\\Policy.pdf").name == "Policy.pdf"


def test_the_same_form_sent_twice_adds_nothing(session, assessment_id, add):
    first = add()
    before = session.scalar(select(func.count()).select_from(EventRow))

    again = add()

    assert again.id == first.id
    assert len(evidence_of(session, assessment_id)) == 1
    assert session.scalar(select(func.count()).select_from(EventRow)) == before


def test_an_older_version_brought_again_is_a_new_one(session, assessment_id, add):
    add()
    add(b"%PDF-1.7 policy, mended")

    assert add().version == 3


def test_a_file_sent_again_for_another_question_is_the_same_file_there(session, assessment_id, add):
    first = add()

    again = add(questions=("MA-01.q8",))

    assert again.id == first.id
    assert names(session, assessment_id, "MA-01.q8") == ["Policy.pdf"]


def test_a_file_is_used_elsewhere_without_being_sent_again(session, assessment_id, add):
    row = add()

    use_evidence(deed(session, "writer"), assessment_id, row.id, ["MA-01.q8", "NW-01.q4"])

    assert names(session, assessment_id, "MA-01.q8") == names(session, assessment_id, "NW-01.q4") == ["Policy.pdf"]
    assert names(session, assessment_id, "MA-01.q4") is None


def test_a_file_taken_out_of_a_question_stays_on_record(session, assessment_id, add, folder):
    row = add(questions=("MA-01.q4", "MA-01.q8"))
    add(b"a,b\n", "Figures.csv")

    take_out_name(deed(session, "writer"), assessment_id, "MA-01.q4", "Policy.pdf")

    assert names(session, assessment_id, "MA-01.q4") == ["Figures.csv"]
    assert names(session, assessment_id, "MA-01.q8") == ["Policy.pdf"]
    assert read(session, assessment_id, row, folder) == PDF
    assert list(differences(session, KEY, folder)) == []


def test_taking_out_what_is_not_there_changes_nothing(session, assessment_id, add):
    add()

    assert take_out_name(deed(session, "writer"), assessment_id, "MA-01.q8", "Policy.pdf") == []
    with pytest.raises(InvalidEvidence, match="takes no files"):
        take_out_name(deed(session, "writer"), assessment_id, "MA-01.q1", "Policy.pdf")


def test_a_name_of_which_no_file_was_added_can_be_taken_out(session, assessment_id):
    record_answer(deed(session, "writer"), assessment_id, "/criteria/MA-01/files/MA-01.q8", ["Old.pdf"], 0)

    take_out_name(deed(session, "writer"), assessment_id, "MA-01.q8", "Old.pdf")

    assert names(session, assessment_id, "MA-01.q8") is None


def test_a_new_version_may_come_under_another_name(session, assessment_id, add, folder):
    old = add()
    new = NewFile("Policy mended (2).pdf", b"%PDF-1.7 policy, mended", has_no_personal_data=True, replaces=old.id)

    row = add_evidence(deed(session, "writer"), assessment_id, new, [], folder)

    assert (row.name, row.version) == ("Policy.pdf", 2)
    assert names(session, assessment_id, "MA-01.q4") == ["Policy.pdf"]


def test_a_new_version_is_of_the_same_kind_and_of_a_file_that_is_there(session, assessment_id, add, folder):
    old = add()
    by = deed(session, "writer")

    with pytest.raises(InvalidEvidence, match="The old version is pdf, this file csv"):
        add_evidence(by, assessment_id, NewFile("Policy.csv", b"a,b\n", True, old.id), [], folder)
    with pytest.raises(UnknownAssessment):
        add_evidence(by, assessment_id, NewFile("Policy.pdf", PDF, True, "another"), [], folder)


@pytest.mark.parametrize("who", ["viewer", "signer", "officer"])
def test_only_who_may_write_says_where_a_file_is_used(session, assessment_id, add, who):
    row = add()

    with pytest.raises(NotAllowed):
        use_evidence(deed(session, who), assessment_id, row.id, [])
    session.rollback()
    with pytest.raises(NotAllowed):
        take_out_name(deed(session, who), assessment_id, "MA-01.q4", "Policy.pdf")


def test_files_are_locked_at_the_deadline(session, assessment_id, add, folder):
    add()

    with pytest.raises(WrongState, match="The deadline has passed"):
        add_evidence(deed(session, "writer", CLOSES), assessment_id, NewFile("Late.pdf", PDF, True), [], folder)
    session.rollback()
    with pytest.raises(WrongState, match="The deadline has passed"):
        take_out_name(deed(session, "writer", CLOSES), assessment_id, "MA-01.q4", "Policy.pdf")


def test_the_list_says_where_each_file_is_used_and_who_added_it(session, assessment_id, add):
    first = add(questions=("MA-01.q4", "NW-01.q4"))
    second = add(b"%PDF-1.7 policy, mended", who="lead")
    unused = add(b"a,b\n", "figures.csv", questions=())
    record_answer(deed(session, "writer"), assessment_id, "/criteria/TR-01/files/TR-01.q4", ["Agreement.pdf"], 0)

    agreement, figures, policy = listed(session, assessment_id)

    assert (agreement.name, agreement.newest) == ("Agreement.pdf", None)
    assert (figures.name, figures.newest.id, figures.places) == ("figures.csv", unused.id, ())
    assert [place.question.id for place in policy.places] == ["MA-01.q4", "NW-01.q4"]
    assert [(one.id, one.version, one.added_by) for one in policy.versions] == [
        (second.id, 2, "Lead"),
        (first.id, 1, "Writer"),
    ]
    assert (policy.newest.size_bytes, policy.newest.kind, policy.newest.added_at) == (23, "pdf", JUNE)


def test_a_criterion_shows_the_files_of_its_own_questions(session, assessment_id, add):
    add(questions=("MA-01.q4", "NW-01.q4"))
    record_answer(deed(session, "writer"), assessment_id, "/criteria/MA-01/files/MA-01.q8", ["Old.pdf"], 0)
    by = deed(session, "viewer")
    workspace = workspace_of(by, assessment_id)

    found = criterion_files(by, workspace, workspace.edition.criteria[0])

    assert {question: [(one.name, len(one.versions)) for one in files] for question, files in found.items()} == {
        "MA-01.q4": [("Policy.pdf", 1)],
        "MA-01.q8": [("Old.pdf", 0)],
    }


def test_many_files_are_listed_in_four_statements(session, assessment_id, add, engine):
    for number in range(30):
        add(f"a,b\n{number},1\n".encode(), f"Figures {number}.csv", questions=())
    session.expire_all()
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *words: asked.append(words[2]))

    found = listed(session, assessment_id)

    assert len(found) == 30
    assert len([one for one in asked if not one.startswith("BEGIN")]) == 4


def test_the_declaration_stands_in_history(session, assessment_id, add):
    row = add()

    told = session.scalars(select(EventRow.details).where(EventRow.event == "evidence_added")).one()

    assert told == {
        "file": row.id,
        "name": "Policy.pdf",
        "version": 1,
        "kind": "pdf",
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "no_personal_data": True,
    }


def test_only_what_is_declared_free_of_personal_data_is_kept(add):
    with pytest.raises(InvalidEvidence, match="no personal data"):
        add(declared=False)


@pytest.mark.parametrize("question", ["MA-01.q3", "XX-01.q1"])
def test_a_question_that_takes_no_files_is_named(session, assessment_id, add, question):
    with pytest.raises(InvalidEvidence, match=f"{question} takes no files"):
        add(questions=(question,))

    session.rollback()
    assert evidence_of(session, assessment_id) == []


def test_a_question_takes_no_more_files_than_the_edition_allows(add):
    add(name="One.pdf")
    add(name="Two.pdf")
    add(name="Three.pdf")

    with pytest.raises(InvalidEvidence, match="takes 3 files at most"):
        add(name="Four.pdf")


def test_who_may_not_write_adds_nothing_and_strangers_see_nothing(session, assessment_id, add, folder):
    row = add()

    with pytest.raises(NotAllowed):
        add(who="viewer")
    session.rollback()
    with pytest.raises(UnknownAssessment):
        read_evidence(deed(session, "stranger"), assessment_id, row.id, folder)
    with pytest.raises(UnknownAssessment):
        read_evidence(deed(session, "viewer"), assessment_id, "another", folder)


def test_what_the_scanner_found_harmful_is_not_handed_out(session, assessment_id, add, folder):
    row = add()
    row.scan_state = "infected"
    session.commit()

    with pytest.raises(InvalidEvidence, match="harmful"):
        read_evidence(deed(session, "viewer"), assessment_id, row.id, folder)


def test_a_file_changed_or_deleted_on_disk_is_found(session, assessment_id, add, folder, tmp_path):
    row = add()
    place = tmp_path / "evidence" / row.sha256[:2] / row.sha256

    place.write_bytes(b"%PDF-1.7 something else")
    changed = list(differences(session, KEY, folder))
    place.unlink()
    gone = list(differences(session, KEY, folder))

    assert changed == [f"Assessment {assessment_id}, Policy.pdf, version 1: it is not the file that was added."]
    assert gone == [f"Assessment {assessment_id}, Policy.pdf, version 1: it is gone."]


def test_a_row_changed_to_fit_another_file_is_found(session, assessment_id, add, folder):
    row = add()
    row.sha256 = folder.keep(b"%PDF-1.7 something else")
    session.commit()

    found = list(differences(session, KEY, folder))

    assert found == [f"Assessment {assessment_id}, Policy.pdf, version 1: it is not the one that history tells of."]


def test_a_baseline_freezes_the_digests_of_its_files(session, assessment_id, add):
    first, second = add(), add(b"%PDF-1.7 policy, mended")

    copy = save_baseline(deed(session, "lead"), assessment_id)

    assert json.loads(copy.files) == {"Policy.pdf": [first.sha256, second.sha256]}


def test_half_a_file_is_never_found(folder, tmp_path):
    digest = folder.keep(PDF)

    assert folder.read(digest) == PDF
    assert folder.read("0" * 64) is None
    assert [path.name for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == [digest]


@pytest.mark.parametrize("error", [NoRoom("Full."), EvidenceUnavailable("Away.")])
def test_a_file_that_could_not_be_kept_is_written_nowhere(session, assessment_id, add, error):
    class Broken:
        def keep(self, _content):
            raise error

    with pytest.raises(type(error)):
        add(to=Broken())

    assert evidence_of(session, assessment_id) == []
    assert dict(saved_fields(deed(session, "viewer"), assessment_id)) == {}
    assert add().version == 1


def test_the_database_is_free_for_others_while_a_file_is_kept(session, assessment_id, add, engine):
    class Slow:
        def keep(self, _content):
            with Session(writing(engine)) as other:
                record_answer(deed(other, "lead"), assessment_id, "/criteria/MA-01/level", 2, 0)
            return "0" * 64

    add(to=Slow())

    assert saved_fields(deed(session, "viewer"), assessment_id)["/criteria/MA-01/level"].value == 2
