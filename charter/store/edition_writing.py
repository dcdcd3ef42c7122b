"""A new edition's folder out of the last one's, and an edition's publication: whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from charter.domain.errors import DomainError
from charter.store.draft_files import DraftFiles
from charter.store.edition_bundles import Files, read_bundle, write_bundle
from charter.store.edition_files import CROSSWALK, EDITION, ERRATA, PUBLISHED, checksum
from charter.store.editions import CHANGES, EXAMPLE

_STATUS = r"(?m)^status: *[\"']?draft[\"']?( *#.*)?$"
_OF_ONE_EDITION = ("supersedes", "in_force_from", "first_round_until", "version", "status")
_CROSSWALK = """# What becomes of everything of edition {old} in this one. It explains nothing yet: `flask charter check` lists each
# difference that no change names. criteria/README.md says what each word means.
overlap_months: 12
rule: "an organisation keeps the edition it opened its window with; an award names its edition; trends cross editions only where comparable is full or partial"
changes: []
unchanged:
  carry_forward: {{answers: copy_as_draft, evidence: copy, evidence_older_than_24_months: confirm_again, self_level: copy_as_draft, panel_level: reference_only}}
  comparable: full
fates:
  tables: {{same_year: copy, changed: archive_and_blank, new_year: reference_only}}
  typed_inputs: {{dates: copy, numbers: as tables}}
  metrics: recompute
  network_statement: reference_only
  comments: follow_question
  owners: follow_criterion
  due_dates: follow_criterion
  actions: keep
recompute:
  results: never
  common_criteria: {{all_but: []}}
"""  # noqa: E501 - as the file shall read
_CHANGES = """# {title}, edition {version}

A draft that follows edition {old}. Say here, for applicants and in plain words, what changes, why, and what it means
for whoever holds an award.
"""


class CannotWrite(DomainError):
    """A folder or file of an edition cannot be written; the message says why and what to do."""


def write_new_edition(root: Path, old: str, version: str, title: str) -> Path:
    """Write the folder of a draft that follows an edition, out of that edition's, and give it.

    It is made beside and renamed, so it is there whole or not at all. Raises CannotWrite where it is there already.
    """
    source, target = root / old, root / old.split("/", maxsplit=1)[0] / version
    if target.exists():
        raise CannotWrite(f"There is already something at {target}. Choose another version, or remove it.")
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        made = beside / version
        shutil.copytree(source, made, ignore=shutil.ignore_patterns(ERRATA, ".*"))
        _make_draft(made, old.split("/")[1], version, title)
        made.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def next_bundle(files: Files, version: str) -> dict[str, str]:
    """Give the files of a draft that follows an edition, out of that edition's files; as ``write_new_edition`` does."""
    about = DraftFiles(files).value(EDITION)
    with tempfile.TemporaryDirectory(prefix="charter-draft-") as name:
        folder = Path(name)
        write_bundle(files, folder)
        _make_draft(folder, str(about["version"]), version, str(about["title"]))
        return read_bundle(folder)


def first_changes(files: Files, version: str) -> str:
    """Give what a draft that follows an edition tells applicants before anybody has written it."""
    about = DraftFiles(files).value(EDITION)
    return _CHANGES.format(title=about["title"], version=version, old=about["version"])


def published_bundle(files: Files) -> dict[str, str]:
    """Give a draft's files with the status of a published edition. Raises CannotWrite where they state no draft."""
    changed, count = re.subn(_STATUS, "status: published", files[EDITION])
    if count != 1:
        raise CannotWrite("The draft’s edition.yaml has no line “status: draft”, so it cannot be published.")
    return {**files, EDITION: changed}


def _make_draft(folder: Path, old: str, version: str, title: str) -> None:
    about = folder / EDITION
    text = about.read_text(encoding="utf-8")
    for key in _OF_ONE_EDITION:
        text = re.sub(rf"(?m)^{key}:.*\n", "", text)
    head = f'version: "{version}"\nsupersedes: "{old}"\nstatus: draft\n'
    _write(about, re.sub(r"(?m)^(id:.*\n)", lambda found: found[1] + head, text, count=1))
    _write(folder / CROSSWALK, _CROSSWALK.format(old=old))
    _write(folder / CHANGES, _CHANGES.format(title=title, version=version, old=old))
    example = folder / EXAMPLE
    if example.is_file():
        text = example.read_text(encoding="utf-8")
        _write(example, re.sub(r"(?m)^(edition: .*/)[^/\s]+$", lambda found: found[1] + version, text, count=1))


def write_publication(root: Path, reference: str) -> str:
    """Set an edition's status to published, add its line to the list of checksums, and give the checksum.

    Both files are written beside and renamed; where the second cannot be, the first is put back. Raises CannotWrite.
    """
    about, listed = root / reference / EDITION, root / PUBLISHED
    before = about.read_bytes()
    text = before.decode("utf-8")
    changed, count = re.subn(_STATUS, "status: published", text)
    if count != 1:
        raise CannotWrite(f"{about} has no line “status: draft”. Write one, and publish again.")
    _write(about, changed)
    try:
        digest = checksum(root / reference)
        lines = listed.read_text(encoding="utf-8") if listed.is_file() else ""
        _write(listed, f"{lines.rstrip()}\n{digest}  {reference}\n".lstrip())
    except OSError as error:
        _write(about, before.decode("utf-8"))
        raise CannotWrite(f"{listed} cannot be written ({error.strerror}). Nothing was published.") from error
    return digest


def _write(path: Path, text: str) -> None:
    """Write a file beside and rename it: a reader sees the old or the new one, never half of it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
