"""What the tests of files share: a team in June, its files, and who looks at them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.services.assessments import saved_fields
from charter.services.evidence import NewFile, add_evidence
from charter.store.base import writing
from charter.store.evidence import Folder, evidence_of
from charter.web import clock
from tests.support.evidence_forms import PDF
from tests.support.people import sign_in
from tests.support.teams import JUNE, deed, round_in_progress


@pytest.fixture
def session(app, monkeypatch):
    """A session beside the site's own; the site stands in June."""
    monkeypatch.setattr(clock, "now", lambda: JUNE)
    with Session(writing(app.extensions["charter_engine"])) as session:
        yield session


@pytest.fixture
def assessment_id(session):
    found = round_in_progress(session)
    session.commit()
    return found


@pytest.fixture
def root(assessment_id):
    return f"/assessments/{assessment_id}/evidence"


@pytest.fixture
def writer(app, assessment_id):
    return sign_in(app.test_client(), "writer")


@pytest.fixture
def add(session, assessment_id, settings):
    """Adds a file beside the pages; gives its id."""

    def one(content=PDF, name="Policy.pdf", questions=("MA-01.q4",)):
        file = NewFile(name, content, has_no_personal_data=True)
        found = add_evidence(deed(session, "writer"), assessment_id, file, questions, Folder(settings.evidence_dir)).id
        session.rollback()  # the site must not wait for the test
        return found

    return one


@pytest.fixture
def kept(session, assessment_id):
    """Gives name and version of every file that is kept."""

    def look():
        found = [(row.name, row.version) for row in evidence_of(session, assessment_id)]
        session.rollback()
        return found

    return look


@pytest.fixture
def named(session, assessment_id):
    """Gives the names under a question."""

    def look(question):
        field = f"/criteria/{question.partition('.')[0]}/files/{question}"
        found = saved_fields(deed(session, "viewer"), assessment_id)[field].value
        session.rollback()
        return found

    return look
