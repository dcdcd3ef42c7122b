"""The server killed in the middle of saves: every save that was acknowledged is there, and history holds."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from sqlalchemy.orm import Session

from charter.services.assessments import saved_fields
from charter.services.verification import differences
from charter.store.base import writing
from tests.support.teams import KEY, NO_FILES, deed, round_in_progress

FIELD = "/criteria/MA-01/answers/MA-01.q3"
KILLS = 6
# Saves as fast as it can, and says each version once it is saved.
SAVER = """
import sys
from sqlalchemy.orm import Session
from charter.services.assessments import record_answer, saved_fields
from charter.store.base import open_engine, writing
from tests.support.teams import deed
engine = writing(open_engine(sys.argv[1]))
with Session(engine) as session:
    found = saved_fields(deed(session, "writer"), sys.argv[2]).get(sys.argv[3])
    version = found.version if found else 0
while True:
    with Session(engine) as session:
        text = f"Text {version + 1}."
        version = record_answer(deed(session, "writer"), sys.argv[2], sys.argv[3], text, version).version
    print(version, flush=True)
"""


@pytest.fixture
def assessment_id(engine):
    with Session(writing(engine)) as session:
        return round_in_progress(session)


def acknowledged_until_killed(url, assessment_id, seconds):
    """Start the saver, kill it after so many seconds of saving, and give the last version that it said was saved."""
    command = [sys.executable, "-c", SAVER, url, assessment_id, FIELD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as saver:
        first = saver.stdout.readline()
        time.sleep(seconds)
        saver.kill()
        said = [first, *saver.stdout.readlines()]
    # The last line may be cut off: what was cut was saved all the same, and is not counted on here.
    return max(int(line) for line in said if line.endswith("\n"))


def test_no_acknowledged_save_is_lost_and_no_half_save_is_found(engine, assessment_id):
    url = engine.url.render_as_string(hide_password=False)

    for kill in range(KILLS):
        said = acknowledged_until_killed(url, assessment_id, 0.01 + 0.013 * kill)

        with Session(engine) as session:
            kept = saved_fields(deed(session, "viewer"), assessment_id)[FIELD]
            assert kept.version in (said, said + 1)
            assert kept.value == f"Text {kept.version}."
            assert list(differences(session, KEY, NO_FILES)) == []
