"""A round in progress on a site, on a day in June, with a browser for anybody of the team."""

from __future__ import annotations

from sqlalchemy.orm import Session

from charter.store.base import writing
from charter.web import clock
from tests.support.people import sign_in
from tests.support.teams import JUNE, round_in_progress


class Desks:
    """Browsers of people who work on one assessment; ``now`` is what time it is for them."""

    def __init__(self, app, monkeypatch, make=round_in_progress):
        self.app = app
        self.now = JUNE
        monkeypatch.setattr(clock, "now", lambda: self.now)
        with self.session() as session:
            self.assessment_id = make(session)

    def session(self):
        """Give a session that may write, to be closed."""
        return Session(writing(self.app.extensions["charter_engine"]))

    def of(self, person_id):
        """Give a browser in which somebody is signed in."""
        return sign_in(self.app.test_client(), person_id)

    def address(self, rest=""):
        """Give the address of a page of the assessment."""
        return f"/assessments/{self.assessment_id}{rest}"
