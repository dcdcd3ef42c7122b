"""What tests of services share: an export that is made once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from charter.store.base import open_engine, writing
from charter.store.evidence import Folder
from tests.support.archives import exported, full_assessment


@pytest.fixture(scope="session")
def sample(databases, tmp_path_factory):
    """The same export, made once: for what is refused before it is looked at closely."""
    engine = open_engine(databases.migrated_copy("sqlite"))
    store = Folder(tmp_path_factory.mktemp("sample"))
    with Session(writing(engine)) as session:
        content = exported(session, full_assessment(session, store), store)
    engine.dispose()
    return content
