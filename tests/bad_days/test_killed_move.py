"""The server killed in the middle of a move to another edition: all of it is done, or nothing.

``CHARTER_TEST_KILLS`` sets how often the other bad days kill; a move is killed a fifth as often.
"""

from __future__ import annotations

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy.orm import Session

from charter.domain.holdings import holdings_bytes
from charter.services.evidence import store_of
from charter.services.holdings import holdings_of
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow
from charter.store.base import writing
from tests.support.answers import fill_in
from tests.support.followed_editions import FIRST, SECOND, hold_both, use_published
from tests.support.serving import LONGEST_SECONDS, Browser, Killable
from tests.support.teams import JUNE, KEY, round_in_progress

KILLS = int(os.environ.get("CHARTER_TEST_KILLS", "100")) // 5
AFTER = 1.3  # the latest kill, as a multiple of the time that a move takes
CHOICES = {"MA-04": "carry", "MA-04/files": "each", "NW-02": "carry", "TR-02": "carry"}
FORM = {"to": SECOND, **{f"decision:{key}": value for key, value in CHOICES.items()}}


class Work:
    """A lead who moves the assessment and takes it back, again and again."""

    def __init__(self, app, site):
        self._site, self._engine, self._store = site, app.extensions["charter_engine"], store_of(app.config["CHARTER"])
        with self._session() as session:
            self.assessment_id = round_in_progress(session)
            hold_both(session, self.assessment_id)
            fill_in(session, self.assessment_id)
        self._lead = Browser(app, site.address, "lead")
        self.seen = {FIRST: self._holdings()[1]}  # edition -> what is held under it
        self.answered = 0

    def until_killed(self, seconds):
        """Let the lead move, or take the move back, and kill the server meanwhile; gives how long they waited."""
        before, _ = self._holdings()
        self._lead.is_sending.clear()
        self._site.start()
        with ThreadPoolExecutor() as people:
            done = people.submit(self._move if before == FIRST else self._take_back)
            self._lead.is_sending.wait(LONGEST_SECONDS)
            sent_at = time.monotonic()
            wait([done], seconds)
            waited = time.monotonic() - sent_at
            self._site.kill()
        status = done.result()
        assert status in (None, 303)
        self.answered += status == 303
        after, held = self._holdings()
        assert after != before or status is None
        assert self.seen.setdefault(after, held) == held
        return waited

    def faults(self):
        """Give what does not hold in the end."""
        with self._session() as session:
            return list(differences(session, KEY, self._store))

    def _move(self):
        return self._lead.post(f"/assessments/{self.assessment_id}/edition-moves", data=FORM)

    def _take_back(self):
        return self._lead.post(f"/assessments/{self.assessment_id}/edition-moves/undo")

    def _holdings(self):
        with self._session() as session:
            row = session.get_one(AssessmentRow, self.assessment_id)
            return row.edition_reference, holdings_bytes(holdings_of(session, row.id))

    def _session(self):
        return Session(writing(self._engine))


@pytest.fixture
def published(monkeypatch):
    """Criteria of which the second edition is published, before the application is made."""
    use_published(monkeypatch)


@pytest.fixture
def work(published, app, settings):
    site = Killable(settings, {"CHARTER_TODAY": JUNE.date().isoformat()})
    yield Work(app, site)
    site.kill()


def test_a_move_is_whole_or_not_at_all(work):
    chance = random.Random(2028)
    work.until_killed(LONGEST_SECONDS)
    latest = AFTER * work.until_killed(LONGEST_SECONDS)

    for _ in range(KILLS):
        work.until_killed(chance.random() * latest)

    assert work.faults() == []
    assert set(work.seen) == {FIRST, SECOND}
    assert work.answered > 1  # the kills did not all come too soon
