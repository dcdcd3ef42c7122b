"""The server killed in the middle of saves, uploads and submissions: what was acknowledged is there, nothing is half.

``CHARTER_TEST_KILLS`` sets how often, on each kind of database.
"""

from __future__ import annotations

import itertools
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.services.assessments import saved_fields
from charter.services.evidence import store_of
from charter.services.rounds import register_assessment, start_assessment
from charter.services.submissions import sign_off, withdraw
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow, FrozenCopyRow
from charter.store.base import writing
from charter.store.evidence import evidence_of
from charter.store.outbox import MailRow
from tests.support.answers import fill_in
from tests.support.serving import LONGEST_SECONDS, Browser, Killable
from tests.support.teams import JUNE, KEY, TRUST, deed, round_in_progress

KILLS = int(os.environ.get("CHARTER_TEST_KILLS", "100"))
AFTER = 1.3  # the latest kill, as a multiple of the time that handing in takes
FIELD = "/criteria/MA-01/answers/MA-01.q3"
RECEIPTS_EACH = 2  # the lead’s and the approver’s


class Work:
    """A team at work, and what the site told them was done."""

    def __init__(self, app, site):
        self._site, self._engine = site, app.extensions["charter_engine"]
        self._store = store_of(app.config["CHARTER"])
        with self._session() as session:
            self._written = round_in_progress(session)
            round_id = session.get_one(AssessmentRow, self._written).round_id
            lead = deed(session, "lead")
            other = register_assessment(lead, round_id, TRUST, scope="directorate", scope_name="Therapies")
            self._handed_in = other.id
            start_assessment(lead, other.id)
            fill_in(session, other.id)
        self._writer, self._keeper, self._lead = (
            Browser(app, site.address, who) for who in ("writer", "writer", "lead")
        )
        self.saved = self.kept = self.copies = 0

    def until_killed(self, seconds):
        """Let everybody work, and kill the server once the lead, who hands in, is answered or has waited so long.

        Checks what there is then; gives how long the lead waited, in seconds.
        """
        self._sign()
        before = self.copies
        self._lead.is_sending.clear()
        self._site.start()
        with ThreadPoolExecutor() as people:
            done = [people.submit(work) for work in (self._hand_in, self._save, self._keep)]
            self._lead.is_sending.wait(LONGEST_SECONDS)
            sent_at = time.monotonic()
            wait(done[:1], seconds)
            waited = time.monotonic() - sent_at
            self._site.kill()
        for one in done:
            one.result()
        self._check(before)
        return waited

    def faults(self):
        """Give what does not hold in the end: history, files, frozen copies."""
        with self._session() as session:
            return list(differences(session, KEY, self._store))

    def _session(self):
        return Session(writing(self._engine))

    def _sign(self):
        with self._session() as session:
            row = session.get_one(AssessmentRow, self._handed_in)
            if row.state == "submitted":
                withdraw(deed(session, "lead"), self._handed_in)
            if row.state != "signed":
                sign_off(deed(session, "signer"), self._handed_in, "What is said here is true.")

    def _save(self):
        for version in itertools.count(self.saved):
            body = {"criterion": "MA-01", "field": FIELD, "value": f"Text {version + 1}.", "version": version}
            status = self._writer.post(f"/assessments/{self._written}/answers", json=body)
            if status is None:
                return
            assert status == 200
            self.saved = version + 1

    def _keep(self):
        for version in itertools.count(self.kept):
            files = {"file": ("Policy.pdf", b"%PDF-1.7 " + str(version).encode() * 100_000)}
            sent = {"data": {"declared": "y", "questions": "MA-01.q4"}, "files": files}
            status = self._keeper.post(f"/assessments/{self._written}/evidence", **sent)
            if status is None:
                return
            assert status == 303
            self.kept = version + 1

    def _hand_in(self):
        status = self._lead.post(f"/assessments/{self._handed_in}/submissions")
        assert status in (None, 303)
        self.copies += status == 303

    def _check(self, copies_before):
        """What was acknowledged is there; what was not is there whole, or not at all."""
        with self._session() as session:
            answer = saved_fields(deed(session, "viewer"), self._written).get(FIELD)
            kept = len(evidence_of(session, self._written))
            copies = count(session, FrozenCopyRow, FrozenCopyRow.assessment_id == self._handed_in)
            receipts = count(session, MailRow, MailRow.key.startswith("receipt:"))
            state = session.get_one(AssessmentRow, self._handed_in).state
        version = answer.version if answer else 0
        assert version in (self.saved, self.saved + 1)
        assert answer is None or answer.value == f"Text {version}."
        assert kept in (self.kept, self.kept + 1)
        assert copies in (self.copies, self.copies + 1)
        assert state == ("submitted" if copies > copies_before else "signed")
        assert receipts == copies * RECEIPTS_EACH
        self.saved, self.kept, self.copies = version, kept, copies


def count(session, table, condition):
    return session.scalar(select(func.count()).select_from(table).where(condition))


@pytest.fixture
def work(app, settings):
    site = Killable(settings, {"CHARTER_TODAY": JUNE.date().isoformat()})
    yield Work(app, site)
    site.kill()


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(work):
    chance = random.Random(2027)
    work.until_killed(LONGEST_SECONDS)  # the first time, browsers read a page before they send anything
    latest = AFTER * work.until_killed(LONGEST_SECONDS)

    for _ in range(KILLS):
        work.until_killed(chance.random() * latest)

    assert work.faults() == []
    assert min(work.saved, work.kept, work.copies) > 1  # the kills did not all come too soon
