"""Files that are made once for everybody: the worked example's PDF and the pictures of its charts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from charter.domain.method import METHOD_VERSION
from charter.domain.summaries import Summary
from charter.services.standings import example
from charter.store import visits as store

EXAMPLE_PLAN = "plan.pdf"
EXAMPLE_PICTURES = "pictures.json"
Maker = Callable[[Summary], bytes]


def made_file(session: Session, reference: str, name: str) -> bytes | None:
    """Give a file of the worked example; None where the worker has not made it yet."""
    return store.made_content(session, f"{reference}/{name}")


def make_example_files(session: Session, reference: str, makers: Mapping[str, Maker], version: str) -> int:
    """For the worker: make the worked example's files that are missing or out of date; give how many were made.

    ``version`` is that of the software: a new one makes them again.
    """
    summary = example(session, reference).summary
    session.commit()
    source = f"{version} {METHOD_VERSION} {summary.edition_checksum} {summary.digest}"
    digest = hashlib.sha256(source.encode()).hexdigest()
    made = 0
    for name, make in makers.items():
        path = f"{reference}/{name}"
        is_current = store.made_digest(session, path) == digest
        session.commit()
        if is_current:
            continue
        store.keep_made(session, path, digest, make(summary))
        session.commit()
        made += 1
    return made
