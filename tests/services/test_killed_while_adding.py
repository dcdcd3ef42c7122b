"""The server killed in the middle of uploads: every acknowledged file is there whole, and no half file is found."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from sqlalchemy.orm import Session

from charter.services.verification import differences
from charter.store.base import writing
from charter.store.evidence import Folder, evidence_of
from tests.support.teams import KEY, round_in_progress

KILLS = 6
# Adds versions of a file as fast as it can, and says each one once it is kept.
ADDER = """
import sys
from pathlib import Path
from sqlalchemy.orm import Session
from charter.services.evidence import NewFile, add_evidence
from charter.store.base import open_engine, writing
from charter.store.evidence import Folder, evidence_of
from tests.support.teams import deed
engine, folder = writing(open_engine(sys.argv[1])), Folder(Path(sys.argv[3]))
with Session(engine) as session:
    version = len(evidence_of(session, sys.argv[2]))
while True:
    with Session(engine) as session:
        file = NewFile("Policy.pdf", b"%PDF-1.7 " + str(version).encode() * 200_000, has_no_personal_data=True)
        version = add_evidence(deed(session, "writer"), sys.argv[2], file, ["MA-01.q4"], folder).version
    print(version, flush=True)
"""


@pytest.fixture
def assessment_id(engine):
    with Session(writing(engine)) as session:
        return round_in_progress(session)


def acknowledged_until_killed(arguments, seconds):
    """Start the adder, kill it after so many seconds of adding, and give the last version that it said was kept."""
    with subprocess.Popen([sys.executable, "-c", ADDER, *arguments], stdout=subprocess.PIPE, text=True) as adder:
        first = adder.stdout.readline()
        time.sleep(seconds)
        adder.kill()
        said = [first, *adder.stdout.readlines()]
    return max(int(line) for line in said if line.endswith("\n"))


def test_no_acknowledged_file_is_lost_and_no_half_file_is_found(engine, assessment_id, tmp_path):
    arguments = [engine.url.render_as_string(hide_password=False), assessment_id, str(tmp_path)]

    for kill in range(KILLS):
        said = acknowledged_until_killed(arguments, 0.01 + 0.011 * kill)

        with Session(engine) as session:
            assert len(evidence_of(session, assessment_id)) in (said, said + 1)
            assert list(differences(session, KEY, Folder(tmp_path))) == []
