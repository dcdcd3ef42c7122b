"""What journeys share: a browser's window that notes everything that a page must not do."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from charter.services.answer_sheets import answers_file
from charter.services.assessments import saved_fields
from charter.services.editions import find_edition
from charter.services.standings import example_sheet
from charter.settings import Settings
from charter.store.base import writing
from charter.web import create_app
from tests.support.meetings import open_case
from tests.support.people import sign_in
from tests.support.teams import deed, round_in_progress

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_SECONDS = 30
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Everything that is found is told in full; of what is as it should be, little.
AXE_RUN = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations;
}"""
# Charts come after their page, and only those that are about to be seen.
DRAWN = """() => {
  const places = [...document.querySelectorAll("[data-charts] [data-chart]")];
  const shown = places.filter((place) => !place.closest("[data-scroll]").hidden);
  const isNear = ({top, bottom}) => bottom > 0 && top < innerHeight;
  const awaited = shown.filter((place) => isNear(place.getBoundingClientRect()));
  return places.length === 0 || (shown.length > 0 && awaited.every((place) => place.querySelector(".main-svg")));
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Window:
    """A page of the browser with what went wrong in it."""

    def __init__(self, page, site, *, has_scripts=True):
        """Listen to the page."""
        self.page, self.site, self.has_scripts, self.wrongs = page, site, has_scripts, []
        page.on("console", lambda message: message.type in ("error", "warning") and self.wrongs.append(message.text))
        page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        page.on("request", self._note_foreign)

    def _note_foreign(self, request):
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.wrongs.append(f"asked another host: {request.url}")

    def open(self, address):
        """Go to an address of the site."""
        self.page.goto(self.site + address)

    def settle(self):
        """Wait until the page has drawn what comes after it."""
        self.page.wait_for_load_state()
        until = time.monotonic() + LONGEST_SECONDS
        while not self.page.evaluate(DRAWN):
            assert time.monotonic() < until, "charts are not drawn"
            self.page.wait_for_timeout(20)

    def press(self, button):
        """Press a button, and wait for the page that comes of it."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).click()

    def press_exactly(self, button):
        """Press the button that says just this, inside the page's main part, and wait for the page that comes of it."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=button, exact=True).click()

    def follow(self, link):
        """Follow a link, and wait for the page behind it."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).first.click()

    def barriers(self):
        """Give what axe-core finds on the page as it stands, one line a finding."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))  # past the policy: the page itself could not load it
        found = self.page.evaluate(AXE_RUN, RULES)
        return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"]]

    def overflow(self):
        """Give by how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def quick(monkeypatch):
    """PDFs and pictures are made at once and are very small; their own tests make real ones."""
    monkeypatch.setattr("charter.jobs.plans.plan_pdf", lambda _summary: b"%PDF-1.7 of a test")
    monkeypatch.setattr("charter.jobs.plans.pictures_json", lambda _summary: b"{}")


@pytest.fixture
def window(page, live_site):
    """A window at 1280 pixels."""
    page.set_viewport_size({"width": 1280, "height": 900})
    return Window(page, live_site)


@pytest.fixture
def make_window(browser, live_site):
    """Makes windows with other settings."""
    contexts = []

    def make(**settings):
        context = browser.new_context(locale="en-GB", **settings)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Window(context.new_page(), live_site, has_scripts=settings.get("java_script_enabled", True))

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def answers_path(tmp_path):
    """The worked example as a file on the visitor's computer."""
    path = tmp_path / "answers.json"
    path.write_bytes(answers_file(find_edition("bme-mentoring", "1.0"), example_sheet("bme-mentoring/1.0")))
    return path


@pytest.fixture
def faulty_path(answers_path, tmp_path):
    """The same with one level that does not exist."""
    document = json.loads(answers_path.read_text(encoding="utf-8"))
    document["criteria"]["MA-01"]["level"] = 9
    path = tmp_path / "faulty.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def summer(monkeypatch):
    """The site stands on a day in June 2027, when the round of ``tests.support.teams`` is open."""
    monkeypatch.setenv("CHARTER_TODAY", "2027-06-01")


class Desk:
    """People at work on what ``begin`` makes in the database: its id, and a window for each of them."""

    def __init__(self, make_window, begin):
        """Begin, and make an application that can sign people in."""
        self._make_window = make_window
        self._app = create_app(Settings.from_environment())
        with self.database() as session:
            self.begun_id = begin(session)

    def database(self):
        """Open a session for a moment."""
        return Session(writing(self._app.extensions["charter_engine"]))

    def window(self, who, **settings):
        """Give a window of somebody who is signed in."""
        window = self._make_window(**settings)
        client = sign_in(self._app.test_client(), who)
        cookie = {"name": "charter", "value": client.get_cookie("charter").value, "url": window.site}
        window.page.context.add_cookies([cookie])
        return window

    def stranger(self, **settings):
        """Give a window of somebody who is not signed in."""
        return self._make_window(**settings)

    def sign_in_again(self, window, who):
        """Sign somebody in, in a window that has lost its session."""
        client = sign_in(self._app.test_client(), who)
        cookie = {"name": "charter", "value": client.get_cookie("charter").value, "url": window.site}
        window.page.context.add_cookies([cookie])

    def close(self):
        """Give the database back."""
        self._app.extensions["charter_engine"].dispose()


class Team(Desk):
    """A team at work on its assessment in a round."""

    def __init__(self, make_window):
        """Make the round."""
        super().__init__(make_window, round_in_progress)
        self.assessment_id = self.begun_id
        self.address = f"/assessments/{self.assessment_id}"

    def saved(self, field):
        """Give what is saved in a field."""
        with self.database() as session:
            found = saved_fields(deed(session, "viewer"), self.assessment_id).get(field)
        return found.value if found else None


@pytest.fixture
def team(summer, make_window):
    """A team in June, on a site that runs."""
    found = Team(make_window)
    yield found
    found.close()


@pytest.fixture
def at_meeting(summer, make_window):
    """A panel whose meeting is open, on a site that runs."""
    found = Desk(make_window, open_case)
    yield found
    found.close()
