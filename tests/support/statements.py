"""The statements that a page takes.

Every few seconds a process looks whether the database publishes another edition. That look is no page's own.
"""

from __future__ import annotations

from sqlalchemy import event

from tests.support.pages import fetch


def statements_of(app, browser, address):
    """Fetch a page and give the statements that it sent, the beginnings of transactions aside."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA")) and "FROM edition_publications" not in statement:
            sent.append(statement)

    engine = app.extensions["charter_engine"]
    event.listen(engine, "before_cursor_execute", note)
    fetch(browser, address)
    event.remove(engine, "before_cursor_execute", note)
    return sent
