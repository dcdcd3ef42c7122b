"""What a page takes: processor time, of the site and of its database, so that another's work is not counted; and SQL.

A site's processes and PostgreSQL's may run on other processors, but one after another: the two add up to what is waited
for on an idle machine.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

MISSED = "MISSED"
ROUNDS = 15
AIM_MS, MOST_STATEMENTS = 50, 12


def know_sizes(engine: Engine) -> None:
    """Let PostgreSQL count its rows, as it does by itself within a minute where it is not told otherwise."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()  # the next connection's server process has the page's work alone


def page_line(name: str, client: FlaskClient, engine: Engine, address: str, aim_ms: int = AIM_MS) -> str:
    """Give the line of a page, asked for several times; what misses its aim says so."""
    client.get(address)  # what is made once a process is not the page's
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    times, before = [], _server_ms(engine)
    event.listen(engine, "before_cursor_execute", note)
    for _ in range(ROUNDS):
        started = time.process_time()
        status = client.get(address).status_code
        times.append((time.process_time() - started) * 1000)
    event.remove(engine, "before_cursor_execute", note)
    of_server = (_server_ms(engine) - before) / ROUNDS
    of_site, count = statistics.median(times), -(-len(sent) // ROUNDS)
    is_met = of_site + of_server <= aim_ms and count <= MOST_STATEMENTS and status == 200
    told = f"{of_site:.1f} ms of processor" + (f" and {of_server:.1f} ms of PostgreSQL’s" if of_server else "")
    return f"{name}: {told}, {count} SQL statements{'' if is_met else f', {MISSED} (status {status})'}"


def _server_ms(engine: Engine) -> float:
    """The processor time of the server processes behind the pool's connections; 0 on SQLite, which has none."""
    if engine.dialect.name != "postgresql":
        return 0.0
    ticks = 0
    with engine.connect() as connection:
        found = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        for pid in connection.scalars(text(found)):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")
