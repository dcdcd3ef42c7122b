"""Papers of awards, made by the worker."""

from sqlalchemy.orm import Session

from charter.jobs import matter_papers as jobs
from charter.services.certificates import certificate_paper
from charter.services.matter_papers import ask_for_matter_paper, matter_paper_content, matter_paper_state
from charter.store.base import open_engine, writing
from tests.support.conferred import FRAME, conferred
from tests.support.panels import OCTOBER


def test_the_worker_makes_a_certificate_that_somebody_waits_for_and_no_other(settings, monkeypatch):
    made = []
    monkeypatch.setattr(jobs, "certificate_pdf", lambda said: made.append(said.institution_name) or b"%PDF")
    engine = open_engine(settings.database_url)
    with Session(writing(engine)) as session:
        conferred(session)
        paper = certificate_paper(session, "award", FRAME)
        session.commit()
        jobs.make_certificate.call_local("award", FRAME)
        ask_for_matter_paper(session, paper, OCTOBER)
        jobs.make_certificate.call_local("award", FRAME)
        jobs.make_certificate.call_local("award", FRAME)

        assert made == ["Example trust"]
        assert matter_paper_content(session, paper) == b"%PDF"
    engine.dispose()


def test_a_certificate_that_cannot_be_printed_is_told_so(settings, monkeypatch):
    def refuse(said):
        raise ValueError(said)

    monkeypatch.setattr(jobs, "certificate_pdf", refuse)
    engine = open_engine(settings.database_url)
    with Session(writing(engine)) as session:
        conferred(session)
        paper = certificate_paper(session, "award", FRAME)
        ask_for_matter_paper(session, paper, OCTOBER)

        jobs.make_certificate.call_local("award", FRAME)

        session.expire_all()
        assert matter_paper_state(session, paper) == "failed"
    engine.dispose()
