"""Folders of criteria in which the second edition is a draft, or published, so that rounds may hold it."""

from __future__ import annotations

import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from charter.services.edition_authoring import publish_edition
from charter.services.round_changes import RoundPlan, change_round, changeable_round
from charter.store.assessments import AssessmentRow
from charter.store.edition_files import EDITION, PUBLISHED
from charter.store.edition_shelf import CRITERIA_VARIABLE
from tests.support.teams import deed

FIRST, SECOND = "bme-mentoring/1.0", "bme-mentoring/2.0"
FOLDER = tempfile.TemporaryDirectory(prefix="charter-criteria-")  # gone with the process
SOON, LATER = 2027, 2028  # from May of which year the second edition is in force: in the tests’ round, or after it
INSTALLED = Path(__file__).resolve().parents[2] / "criteria"


@cache
def drafted_root(year: int) -> Path:
    """Give the folder, in which the second edition is a draft, in force from May of a year; made once a process."""
    root = Path(FOLDER.name) / f"drafted-{year}"
    shutil.copytree(INSTALLED, root)
    about, listed = root / SECOND / EDITION, root / PUBLISHED
    text = re.sub(r"(?m)^(in_force_from|first_round_until): \"2028", rf'\1: "{year}', about.read_text())
    about.write_text(re.sub(r"(?m)^status: .*$", "status: draft", text))
    listed.write_text("".join(line for line in listed.read_text().splitlines(True) if SECOND not in line))
    return root


@cache
def published_root(year: int) -> Path:
    """Give the same with the second edition published."""
    root = Path(FOLDER.name) / f"published-{year}"
    shutil.copytree(drafted_root(year), root)
    publish_edition(SECOND, root)
    return root


def use_drafted(monkeypatch) -> None:
    """Let the installation read its criteria where the second edition is a draft."""
    monkeypatch.setenv(CRITERIA_VARIABLE, str(drafted_root(SOON)))


def use_published(monkeypatch) -> None:
    """Let the installation read its criteria there."""
    monkeypatch.setenv(CRITERIA_VARIABLE, str(published_root(SOON)))


def use_announced(monkeypatch) -> None:
    """Let the installation read its criteria where the second edition is published, and in force a year later."""
    monkeypatch.setenv(CRITERIA_VARIABLE, str(published_root(LATER)))


def hold_both(session, assessment_id):
    """Let the second edition stand beside the first in the round of an assessment."""
    round_id = session.get_one(AssessmentRow, assessment_id).round_id
    officer = deed(session, "officer")
    now = changeable_round(officer, round_id)
    plan = RoundPlan(now.plan.title, now.plan.edition_reference, now.plan.dates, SECOND)
    change_round(officer, round_id, plan, "The second edition is published.", seen=now.seen, site_url=None)
