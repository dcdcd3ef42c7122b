"""Fifty people who save at the same moment, through the web server: nobody sees an error page, nothing is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from charter.domain.permissions import Role
from charter.services.assessments import saved_fields
from charter.services.verification import differences
from charter.store.base import writing
from charter.store.editions import load_edition
from tests.support.serving import Browser, Killable
from tests.support.teams import JUNE, KEY, NO_FILES, REFERENCE, add_member, deed, round_in_progress

PEOPLE = 50
QUESTIONS = [
    (criterion.id, f"/criteria/{criterion.id}/answers/{question.id}")
    for criterion in load_edition(REFERENCE).criteria
    for question in criterion.questions
    if question.kind == "narrative"
]
ONE = QUESTIONS[0]
EVERYWHERE = (QUESTIONS * PEOPLE)[:PEOPLE]


class Crowd:
    """Fifty contributors of one team."""

    def __init__(self, app, site):
        self._engine = app.extensions["charter_engine"]
        names = [f"writer-{number}" for number in range(PEOPLE)]
        with Session(writing(self._engine)) as session:
            self._assessment_id = round_in_progress(session)
            for name in names:
                add_member(session, name, Role.CONTRIBUTOR)
        self._browsers = [Browser(app, site.address, name) for name in names]

    def save(self, questions):
        """Everybody saves the question of their place, at once; gives the statuses."""
        address = f"/assessments/{self._assessment_id}/answers"
        with ThreadPoolExecutor(PEOPLE) as pool:
            jobs = [
                pool.submit(browser.post, address, json=body(number, *question))
                for number, (browser, question) in enumerate(zip(self._browsers, questions, strict=True))
            ]
        return [job.result() for job in jobs]

    def saved(self):
        """Give what is saved, after looking whether history holds."""
        with Session(self._engine) as session:
            assert list(differences(session, KEY, NO_FILES)) == []
            return saved_fields(deed(session, "viewer"), self._assessment_id)


def body(number, criterion_id, field):
    return {"criterion": criterion_id, "field": field, "value": f"Text {number}.", "version": 0}


@pytest.fixture
def crowd(app, settings):
    site = Killable(settings, {"CHARTER_TODAY": JUNE.date().isoformat()})
    site.start()
    yield Crowd(app, site)
    site.kill()


def test_of_fifty_who_save_one_question_one_wins_and_the_others_are_told(crowd):
    statuses = crowd.save([ONE] * PEOPLE)

    kept = crowd.saved()[ONE[1]]
    assert Counter(statuses) == {200: 1, 409: PEOPLE - 1}
    assert (kept.version, kept.value) == (1, f"Text {statuses.index(200)}.")


def test_fifty_who_save_all_over_the_assessment_see_no_error(crowd):
    statuses = crowd.save(EVERYWHERE)

    counted = Counter(statuses)
    assert set(counted) <= {200, 409}
    assert counted[200] == len(set(EVERYWHERE)) == len(crowd.saved())
