"""What a request holds: one database session, opened when first used; and the guard against forged forms."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from charter.services.edition_shelf import use_database
from charter.store.base import open_engine, writing

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

csrf = CSRFProtect()


class ReadOnlySession(Session):
    """The session of a GET: it reads, and refuses to write."""


@event.listens_for(ReadOnlySession, "before_flush")
def _refuse(session: Session, _context: object, _instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("A GET may not change anything: browsers, crawlers and mail scanners send them unasked.")


def init_app(app: Flask) -> None:
    """Open the engine, give each request's session back at its end, and check forms."""
    url = app.config["CHARTER"].database_url
    if url.startswith("sqlite:///"):
        app.config["CHARTER"].instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.extensions["charter_engine"] = opened = open_engine(url)
    use_database(app.config["CHARTER"].instance_dir, lambda: opened, (app.config["CHARTER"].signing_key or "").encode())
    app.teardown_appcontext(_close_session)
    csrf.init_app(app)


def engine() -> Engine:
    """Give the engine of the running application."""
    return current_app.extensions["charter_engine"]


def database() -> Session:
    """Give the session of this request or command; services commit, whatever they leave is rolled back."""
    if "database" not in g:
        is_reading = bool(request) and request.method in SAFE_METHODS
        g.database = ReadOnlySession(engine()) if is_reading else Session(writing(engine()))
    session: Session = g.database
    return session


def give_up() -> None:
    """Undo what the request has begun to write: after a failure nothing more can be read until then."""
    session: Session | None = g.get("database")
    if session is not None:
        with suppress(SQLAlchemyError):  # where the database is gone there is nothing left to undo
            session.rollback()


def _close_session(_error: BaseException | None) -> None:
    session: Session | None = g.pop("database", None)
    if session is not None:
        session.close()
