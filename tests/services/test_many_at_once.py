"""Many people saving at the same time: nothing lost, nothing overwritten, one unbroken history."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from charter.domain.errors import StaleAnswer
from charter.services.assessments import record_answer, saved_fields
from charter.services.verification import differences
from charter.store.base import writing
from charter.store.editions import load_edition
from tests.support.teams import KEY, NO_FILES, REFERENCE, deed, round_in_progress

PEOPLE = 16
CRITERIA = [item.id for item in load_edition(REFERENCE).criteria][:PEOPLE]


@pytest.fixture
def assessment_id(engine):
    with Session(writing(engine)) as session:
        return round_in_progress(session)


@pytest.fixture
def save(engine, assessment_id):
    """Saves a field in a session of its own, as one of two people; gives the version or what was in the way."""

    def one(who, field, value):
        with Session(writing(engine)) as session:
            try:
                return record_answer(deed(session, who), assessment_id, field, value, 0).version
            except StaleAnswer as conflict:
                return conflict.theirs

    return one


def at_once(work, jobs):
    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(lambda job: work(*job), jobs))


def test_many_who_save_different_fields_are_all_saved(engine, assessment_id, save):
    jobs = [("writer", f"/criteria/{name}/level", 1) for name in CRITERIA]

    versions = at_once(save, jobs)

    assert versions == [1] * PEOPLE
    with Session(engine) as session:
        assert len(saved_fields(deed(session, "viewer"), assessment_id)) == PEOPLE
        assert list(differences(session, KEY, NO_FILES)) == []


def test_of_many_who_save_one_field_one_wins_and_the_others_see_its_text(engine, assessment_id, save):
    field = "/criteria/MA-01/answers/MA-01.q3"
    jobs = [("writer", field, f"Text {number}.") for number in range(PEOPLE)]

    answers = at_once(save, jobs)

    with Session(engine) as session:
        kept = saved_fields(deed(session, "viewer"), assessment_id)[field]
        assert list(differences(session, KEY, NO_FILES)) == []
    assert kept.version == 1
    assert sorted(answers, key=str) == sorted([1, *[kept.value] * (PEOPLE - 1)], key=str)
