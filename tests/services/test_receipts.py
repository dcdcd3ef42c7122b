"""Receipts: what they say on a page, in a letter and on paper, and what proves them."""

from __future__ import annotations

import page
import pytest
from sqlalchemy import select

import reports
from charter.services.assessments import record_answer
from charter.services.frozen import frozen_copy, frozen_summary
from charter.services.receipts import is_sealed, receipt_of
from charter.services.submissions import save_baseline, sign_off, submit, withdraw
from charter.store.outbox import MailRow
from tests.support.answers import filled_round
from tests.support.snapshots import once
from tests.support.teams import KEY, deed

FIRST, SECOND = "Honest at first.\nSam Signer, chief executive", "Honest again.\nSam Signer, chair"


@pytest.fixture
def assessment_id(session):
    """Submitted, withdrawn, changed, and submitted again under another signature."""
    return once(session, "two receipts", lambda: _handed_in_twice(session))


def _handed_in_twice(session):
    ours = filled_round(session)
    sign_off(deed(session, "signer"), ours, FIRST)
    submit(deed(session, "lead"), ours)
    withdraw(deed(session, "lead"), ours)
    record_answer(deed(session, "writer"), ours, "/criteria/MA-01/level", 2, 1)
    save_baseline(deed(session, "lead"), ours)
    sign_off(deed(session, "signer"), ours, SECOND)
    submit(deed(session, "lead"), ours)
    return ours


def receipt(session, assessment_id, number):
    return receipt_of(session, frozen_copy(session, assessment_id, number), KEY)


def test_each_receipt_has_the_signature_that_its_submission_went_in_with(session, assessment_id):
    statements = [receipt(session, assessment_id, number).statement for number in (1, 2, 3)]

    assert statements == [FIRST, "", SECOND]


def test_a_receipt_says_what_it_is_of_and_what_proves_it(session, assessment_id):
    copy = frozen_copy(session, assessment_id, 1)

    found = receipt(session, assessment_id, 1)

    assert found.title == "Receipt of submission 1"
    assert found.facts[-1] == ("Frozen", "1 June 2027, 10:00 UTC, by Lead")
    assert found.proofs[0] == ("Digest (SHA-256)", copy.digest)
    assert is_sealed(copy.digest, dict(found.proofs)["Seal"], KEY)
    assert not is_sealed(copy.digest, dict(found.proofs)["Seal"], b"another")


def test_the_letter_says_the_same_as_the_page(session, assessment_id):
    found = receipt(session, assessment_id, 3)

    letters = session.scalars(select(MailRow).where(MailRow.key.startswith("receipt:"))).all()

    assert {letter.address for letter in letters} == {"lead@example.org", "signer@example.org"}
    [body] = {letter.body for letter in letters if found.title in letter.body}
    assert [text for _, text in (*found.facts, *found.proofs) if text not in body] == []
    assert [sentence for sentence in found.checks if sentence not in body] == []


def test_what_was_frozen_says_on_paper_which_copy_it_is(session, assessment_id):
    copy = frozen_copy(session, assessment_id, 3)

    basis = frozen_summary(session, copy, "public").basis_text

    assert basis.startswith(f"Submission 3, frozen on 1 June 2027; its digest begins {copy.digest[:12]}. Self-assessed")


def test_the_paper_is_pdf_ua_and_the_same_each_time(session, assessment_id):
    found = receipt(session, assessment_id, 1)

    content = reports.render_receipt(found)

    assert [failure.message for failure in page.validate_pdf_bytes(content, profile="ua1").failures] == []
    assert reports.render_receipt(found) == content
