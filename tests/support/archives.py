"""An assessment in which everything happened, exports of it, and files that only look like exports."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

from charter.domain.permissions import Role
from charter.services.assessments import record_answer
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment
from charter.services.evidence import NewFile, add_evidence
from charter.services.export_writing import Sources, write_export, write_whole
from charter.services.network_statements import save_statement
from charter.services.submissions import save_baseline, sign_off, submit, withdraw
from tests.support.answers import filled_round
from tests.support.snapshots import once
from tests.support.teams import add_member, deed

STATEMENT = "Mentors are hard to find at night."
PDF = b"%PDF-1.7\npolicy\n%%EOF\n"
FILES = (PDF, PDF + b"2")


def full_assessment(session, store):
    """Give an assessment with answers, files, a baseline, a statement, a submission that was withdrawn, and another."""
    ours = once(session, "full assessment", lambda: _new_full_assessment(session, store))
    for content in FILES:
        store.keep(content)
    return ours


def _new_full_assessment(session, store):
    ours = filled_round(session)
    add_member(session, "network", Role.NETWORK)
    add_evidence(deed(session, "writer"), ours, NewFile("Policy.pdf", PDF, True), ["MA-01.q4"], store)
    add_evidence(deed(session, "lead"), ours, NewFile("Policy.pdf", FILES[1], True), [], store)
    add_comment(deed(session, "writer"), ours, NewComment("MA-01", "", "Who knows more, @Viewer?"), None)
    assign_criterion(deed(session, "lead"), ours, "MA-01", Assignment("writer", None, "No figures yet."), None)
    save_baseline(deed(session, "lead"), ours)
    save_statement(deed(session, "network"), ours, STATEMENT, 0)
    sign_off(deed(session, "signer"), ours, "What is said here is true.")
    submit(deed(session, "lead"), ours)
    withdraw(deed(session, "lead"), ours)
    record_answer(deed(session, "writer"), ours, "/criteria/MA-01/level", 2, 1)
    sign_off(deed(session, "signer"), ours, "What is said here is true.")
    submit(deed(session, "lead"), ours)
    return ours


def exported(session, assessment_id, store, *, who=None, make_pdf=None):
    """Give an export as bytes: for somebody, or for whoever runs the installation."""
    target = io.BytesIO()
    sources = Sources(store, make_pdf, "Charter of the tests")
    if who is None:
        write_whole(deed(session, "operator"), assessment_id, target, sources)
    else:
        write_export(deed(session, who), assessment_id, target, sources)
    return target.getvalue()


def entries(content):
    """Give every entry of a ZIP by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(content):
    """Give the manifest."""
    return json.loads(entries(content)["manifest.json"])


def changed(content, changes, *, is_honest=True):
    """Give an export with other entries; ``is_honest`` gives it the manifest of what it holds then. None = left out."""
    found = {**entries(content), **changes}
    kept = {name: value for name, value in found.items() if value is not None}
    told = json.loads(kept.pop("manifest.json"))
    if is_honest:
        told["entries"] = [
            {"name": name, "size_bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
            for name, value in kept.items()
        ]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in kept.items():
            archive.writestr(name, value)
        archive.writestr("manifest.json", json.dumps(told))
    return target.getvalue()
