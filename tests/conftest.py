"""What tests share: a database of each kind, a session, the application, a site that runs, a browser."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from charter.settings import Settings
from charter.store.base import open_engine, writing
from charter.store.edition_shelf import use_shelf
from tests.support.browsers import chromium_options, chromium_path
from tests.support.databases import Databases, kinds, roomy_memory
from tests.support.remembering import remember

# Before the queue is opened, which is at its import: tasks run at once, and nothing is written into the working copy.
INSTANCE = tempfile.TemporaryDirectory(prefix="charter-tests-")
os.environ.update(
    CHARTER_QUEUE_URL="immediate://",
    CHARTER_INSTANCE_DIR=INSTANCE.name,
    CHARTER_SECRET_KEY="for tests alone",
    CHARTER_SIGNING_KEY="for tests alone",
    CHARTER_HTTPS="no",
)
os.environ.pop("CHARTER_DATABASE_URL", None)
remember()

# As it stands, Python searches all that there is for circles so often that it takes a fifth of a run.
gc.set_threshold(50_000, 5, 5)

# A slow machine is not a fault, and a run must not differ from the one before.
hypothesis_settings.register_profile(
    "charter", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("charter")


def pytest_generate_tests(metafunc):
    """Run every test that needs a database once on each kind that can be had."""
    if "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", kinds()[0])


def pytest_collection_finish():
    """What is there now stays to the end: no search for what can go need look at it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    """Leave nothing behind."""
    INSTANCE.cleanup()


def pytest_terminal_summary(terminalreporter):
    """Say which databases took part, when any did."""
    if kinds.cache_info().currsize:
        terminalreporter.write_line(kinds()[1])


@pytest.fixture(autouse=True)
def no_shelf():
    """No test looks for editions in the database of another: that is gone, and looking would make an empty one."""
    yield
    use_shelf(None)


@pytest.fixture(scope="session")
def databases():
    """Whatever makes databases; in memory where there is room, since a disk takes milliseconds to sync each save."""
    with tempfile.TemporaryDirectory(prefix="charter-databases-", dir=roomy_memory()) as folder:
        made = Databases(Path(folder))
        yield made
        made.close()


@pytest.fixture
def empty_engine(databases, database_kind):
    """An engine on a database without tables: for migrations."""
    url = databases.empty(database_kind)
    engine = open_engine(url)
    yield engine
    engine.dispose()
    databases.remove(url)


@pytest.fixture
def engine(databases, database_kind):
    """An engine on a database with every table, empty."""
    with databases.engine(database_kind) as engine:
        yield engine


@pytest.fixture
def session(engine):
    """A session that may write, on a database of its own."""
    with Session(writing(engine)) as session:
        yield session


@pytest.fixture
def settings(databases, database_kind, tmp_path, monkeypatch):
    """Settings of a site with its own database and folder; tasks see the same ones."""
    url = databases.migrated_copy(database_kind)
    yield _settings(url, tmp_path, monkeypatch)
    databases.remove(url)


@pytest.fixture
def app(settings):
    """The application, on each kind of database; forms need no token."""
    app = _application(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    _dispose(app)


@pytest.fixture
def client(app):
    """A visitor without a browser."""
    return app.test_client()


@pytest.fixture
def live_site(databases, tmp_path, monkeypatch):
    """The address of a site that runs, on SQLite; everything is as in use, forged forms refused too."""
    url = databases.migrated_copy("sqlite")
    app = _application(_settings(url, tmp_path, monkeypatch))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    _dispose(app)
    databases.remove(url)


@pytest.fixture(scope="session")
def object_server():
    """An S3-compatible store on this machine."""
    from tests.support.object_stores import ObjectServer  # noqa: PLC0415 - few tests need one

    server = ObjectServer()
    yield server
    server.close()


@pytest.fixture
def bucket_url(object_server, monkeypatch):
    """The setting for a bucket that is empty, and credentials for it."""
    from tests.support.object_stores import CREDENTIALS  # noqa: PLC0415 - as above

    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return object_server.new_bucket_url()


@pytest.fixture
def clamd():
    """A scanner that runs, with a signature of our own; tests that need one are passed over where none can be had."""
    from tests.support.scanners import NoScanner, running_clamd  # noqa: PLC0415 - as above

    try:
        return running_clamd()
    except NoScanner as reason:
        pytest.skip(f"files are not scanned in the tests: {reason}")


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most runs need no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=chromium_options())
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A window of a new visitor, who gives up waiting after ten seconds."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def _settings(database_url, folder, monkeypatch):
    monkeypatch.setenv("CHARTER_DATABASE_URL", database_url)
    monkeypatch.setenv("CHARTER_INSTANCE_DIR", str(folder))
    return Settings.from_environment()


def _application(settings):
    from charter.web import create_app  # noqa: PLC0415 - the domain's tests need no web

    app = create_app(settings)
    app.testing = True
    return app


def _dispose(app):
    app.extensions["charter_engine"].dispose()
