"""Deeds that are interrupted: by a kill before any of their writes, or by somebody else at the worst moment."""

from __future__ import annotations

import os
import signal
import threading
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor, wait

from sqlalchemy import event
from sqlalchemy.orm import Session

from charter.store.base import writing
from tests.support.snapshots import all_rows

WRITES = ("INSERT", "UPDATE", "DELETE")
PATIENCE = 0.15  # seconds in which somebody gets as far as a lock lets them
LONGEST_SECONDS = 30


def killed_everywhere(engine, work, step=1):
    """Kill a process at work before its first write, before each further (by ``step``), then let it end.

    Gives every row of the database as it was after each kill. ``work`` takes a session, and commits.
    """
    seen, number = [], 1
    while _is_killed(engine, work, number):
        with Session(engine) as session:
            seen.append(all_rows(session))
        number += step
    return seen


def one_behind_another(engine, first, second, *, meets_early=False):
    """Let the first go to its commit, the second as far as it can, then both to their ends; give what became of each.

    ``meets_early``: the first waits once it has its first lock; where a database locks all at once, as above. Each
    takes a session. What became of one is what it gives, or the name of the error.
    """
    holds, may_go = threading.Event(), threading.Event()

    def lead():
        stop = _stops_at_lock(holds, may_go) if meets_early else _nothing
        event.listen(engine, "after_cursor_execute", stop)
        with Session(writing(engine)) as session:
            _stops_before_commit(session, holds, may_go)
            try:
                return _became(first, session)
            finally:
                holds.set()
                event.remove(engine, "after_cursor_execute", stop)

    def follow():
        with Session(writing(engine)) as session:
            return _became(second, session)

    with ThreadPoolExecutor(2) as people:
        leading = people.submit(lead)
        holds.wait(LONGEST_SECONDS)
        following = people.submit(follow)
        wait([following], PATIENCE)
        may_go.set()
        return leading.result(), following.result()


def at_once(engine, works):
    """Let several begin at the same moment, each in a session of its own; give what became of each."""
    ready = threading.Barrier(len(works))

    def one(work):
        with Session(writing(engine)) as session:
            ready.wait(LONGEST_SECONDS)
            return _became(work, session)

    with ThreadPoolExecutor(len(works)) as people:
        return list(people.map(one, works))


def _became(work, session):
    try:
        return work(session)
    except Exception as error:  # noqa: BLE001 - a test says which it expects
        return type(error).__name__


def _nothing(*_):
    pass


def _stops_before_commit(session, holds, may_go):
    def stop(_):
        session.flush()
        holds.set()
        may_go.wait(LONGEST_SECONDS)

    event.listen(session, "before_commit", stop)


def _stops_at_lock(holds, may_go):
    """What the first does once it has its first lock; databases that lock all at once get here at the commit."""
    first = threading.get_ident()

    def stop(_connection, _cursor, statement, *_):
        if threading.get_ident() == first and "FOR UPDATE" in statement and not holds.is_set():
            holds.set()
            may_go.wait(LONGEST_SECONDS)

    return stop


def _is_killed(engine, work, number):
    """Whether a process at work was killed before the write of this number, the commit counted in; else it is done."""
    engine.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads: they hold nothing that is used here
        child = os.fork()
    if not child:
        _work_and_end(engine, work, number)
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


def _work_and_end(engine, work, number):
    """In the other process: never give back."""
    ended = 1
    try:
        engine.dispose(close=False)
        _kill_before(engine, number)
        with Session(writing(engine)) as session:
            work(session)
        ended = 0
    except Exception:  # noqa: BLE001 - the parent sees that it ended so
        traceback.print_exc()
    finally:
        os._exit(ended)


def _kill_before(engine, number):
    left = number

    def count(*_):
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def count_writes(_connection, _cursor, statement, *_):
        if statement.lstrip().startswith(WRITES):
            count()

    event.listen(engine, "before_cursor_execute", count_writes)
    event.listen(engine, "commit", count)
