"""Evidence: added once, used several times, versions side by side, whole on disk."""

from __future__ import annotations

import json

import pytest

from charter.domain.errors import InvalidEvidence, NotAllowed, UnknownAssessment
from charter.services.assessments import saved_fields
from charter.services.evidence import NewFile, add_evidence, read_evidence
from charter.services.submissions import save_baseline
from charter.services.verification import differences
from charter.store.evidence import Folder, evidence_of
from tests.support.teams import KEY, deed, round_in_progress

PDF = b"%PDF-1.7 policy"


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture
def add(session, assessment_id, folder):
    def one(content=PDF, name="Policy.pdf", questions=("MA-01.q4",), *, declared=True, who="writer"):
        return add_evidence(deed(session, who), assessment_id, NewFile(name, content, declared), questions, folder)

    return one


def names(session, assessment_id, question):
    found = saved_fields(deed(session, "viewer"), assessment_id)
    return found[f"/criteria/{question.partition('.')[0]}/files/{question}"].value


def test_a_file_is_kept_and_named_under_its_questions(session, assessment_id, add, folder):
    row = add(questions=("MA-01.q4", "MA-01.q8"))

    assert (row.kind, row.version, row.size_bytes, row.scan_state) == ("pdf", 1, len(PDF), "not_scanned")
    assert names(session, assessment_id, "MA-01.q4") == names(session, assessment_id, "MA-01.q8") == ["Policy.pdf"]
    assert read_evidence(deed(session, "viewer"), assessment_id, row.id, folder) == (row, PDF)
    assert list(differences(session, KEY, folder)) == []


def test_a_new_version_stands_beside_the_old(session, assessment_id, add, folder):
    first, second = add(), add(b"%PDF-1.7 policy, mended")

    assert [(row.version, row.sha256) for row in evidence_of(session, assessment_id)] == [
        (1, first.sha256),
        (2, second.sha256),
    ]
    assert names(session, assessment_id, "MA-01.q4") == ["Policy.pdf"]
    assert read_evidence(deed(session, "viewer"), assessment_id, first.id, folder)[1] == PDF


def test_a_path_in_a_name_is_left_out(add):
    assert add(name="C:\\Users\\me\\..\\Policy.pdf").name == "Policy.pdf"


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
