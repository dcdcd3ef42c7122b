"""Reading an export of an assessment back in, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError

from charter.domain.errors import DomainError, InvalidArchive
from charter.domain.wording import count_text
from charter.domain.workflow import Event
from charter.services.deeds import Deed, note
from charter.services.export_words import FORMAT, SENTENCES, LeftOut, archive_schema
from charter.services.export_writing import copy_name, unscanned
from charter.services.verification import FOREIGN, NOT_HERE, OTHER_EDITION, assessment_differences
from charter.store.accounts import PersonRow, new_uniquifier
from charter.store.archive_parts import PARTS, Part, Record, values_of
from charter.store.archives import ArchiveReader, reading
from charter.store.assessments import AssessmentRow
from charter.store.editions import load_edition
from charter.store.evidence import EvidenceRow, EvidenceStore
from charter.store.mergers import merger_of
from charter.store.schema import all_tables
from charter.store.told_events import told_events

ROWS_AT_ONCE = 200
SHOWN_FAULTS = 10
MOST_FILE_BYTES = 256 * 1024**2
# Tables whose rows other assessments share: one that is here already stays as it is here.
SHARED = ("organisations", "people", "rounds")
RECORDS = "records/"
CONTRADICTION = (
    "The file does not fit what is here: an organisation of the same code takes part under another id, or rows "
    "contradict each other. Nothing was read in."
)


@dataclass(frozen=True, slots=True)
class ReadIn:
    """What was read in, and in sentences what the operator should know."""

    assessment_id: str
    sentences: tuple[str, ...]


@dataclass(slots=True)
class _Import:
    """An import while it is done."""

    deed: Deed
    archive: ArchiveReader
    store: EvidenceStore
    assessment_id: str
    schema: dict[str, Any]
    # whose it is, once its record was read
    organisation_id: str = ""
    # ids of shared rows that were not here before
    new_ids: set[str] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)


def read_in(deed: Deed, source: BinaryIO, store: EvidenceStore) -> ReadIn:
    """Read an export into this installation: organisation, people, round, assessment, history, files.

    Whoever runs the installation may: nothing is asked of the deed's person. People come without passwords. What is
    shared with other assessments stays as it is here; an assessment that is here already is not touched. Raises
    InvalidArchive where the file is not sound, is here already or does not hold together; UnknownEdition where its
    edition is not installed. Commits, or leaves nothing but bytes of files that no row names.
    """
    with reading(source) as archive:
        work = _begin(deed, archive, store)
        try:
            for part in PARTS:
                _add_rows(work, part)
            _keep_files(work)
            _note_merger(work)
            _check_whole(work)
        except DatabaseError as error:
            deed.session.rollback()
            raise InvalidArchive(CONTRADICTION) from error
        except DomainError:
            deed.session.rollback()
            raise
    deed.session.commit()
    work.sentences += [SENTENCES[LeftOut(one)] for one in archive.manifest["left_out"] if one != LeftOut.PDF]
    return ReadIn(work.assessment_id, tuple(work.sentences))


def _begin(deed: Deed, archive: ArchiveReader, store: EvidenceStore) -> _Import:
    schema = archive_schema()
    validator = _validator(schema)
    if archive.manifest.get("format") != FORMAT:
        raise InvalidArchive("The file is an export of a kind that this software does not read. Bring it up to date.")
    _refuse_faults("manifest.json", validator, archive.manifest)
    known = {f"{RECORDS}{part.table}.jsonl" for part in PARTS}
    if unknown := sorted(name for name in archive.entries if name.startswith(RECORDS) and name not in known):
        raise InvalidArchive(f"The file holds {unknown[0]}, which this software does not know. Bring it up to date.")
    assessment_id = archive.manifest["assessment_id"]
    if deed.session.get(AssessmentRow, assessment_id) is not None:
        raise InvalidArchive("This assessment is here already. It was not touched, and nothing was read in.")
    load_edition(archive.manifest["edition"])
    return _Import(deed, archive, store, assessment_id, schema)


def _add_rows(work: _Import, part: Part) -> None:
    table = all_tables().tables[part.table]
    records = _records(work, part)
    while found := list(islice(records, ROWS_AT_ONCE)):
        rows = [_row(work, part, record) for record in _new(work, part, found)]
        if rows:
            work.deed.session.execute(insert(table), rows)


def _records(work: _Import, part: Part) -> Iterator[Record]:
    """The records of a part, each checked against the schema and against what it claims to belong to."""
    name = f"{RECORDS}{part.table}.jsonl"
    validator = _validator({"$ref": f"#/$defs/{part.table}", "$defs": work.schema["$defs"]})
    for number, record in enumerate(work.archive.lines(name), 1):
        _refuse_faults(f"{name}, line {number}", validator, record)
        _refuse_strangers(work, part, record)
        yield record


def _refuse_strangers(work: _Import, part: Part, record: Record) -> None:
    """Only rows of this assessment and its institution come in: nobody gets a role elsewhere by a file."""
    wrong = record.get("assessment_id", work.assessment_id) != work.assessment_id
    if part.table == "assessments":
        work.organisation_id = record["organisation_id"]
        wrong = record["id"] != work.assessment_id
    if part.table == "memberships":
        wrong = record["organisation_id"] != work.organisation_id
    if wrong:
        raise InvalidArchive("The file mixes assessments or organisations. Export it again.")


def _new(work: _Import, part: Part, records: list[Record]) -> list[Record]:
    """The records that become rows: shared ones that are here stay, an organisation that is here keeps its roles."""
    if part.table == "memberships":
        return records if work.organisation_id in work.new_ids else []
    if part.table not in SHARED:
        return records
    table = all_tables().tables[part.table]
    chosen = select(table.c.id).where(table.c.id.in_([record["id"] for record in records]))
    here = set(work.deed.session.scalars(chosen))
    new = [record for record in records if record["id"] not in here]
    work.new_ids |= {record["id"] for record in new}
    return new


def _row(work: _Import, part: Part, record: Record) -> dict[str, Any]:
    values = values_of(part, unscanned(record) if part.table == "evidence_files" else record)
    if part.table == "assessments":  # an older export does not name it
        values["edition_reference"] = values.get("edition_reference") or work.archive.manifest["edition"]
    if part.table == "people":
        values |= {"active": values["redacted_at"] is None, "fs_uniquifier": new_uniquifier()}
        values["email"] = _free_address(work, values["email"])
    if part.bytes_column:
        values[part.bytes_column] = _copy_bytes(work, record)
    return values


def _free_address(work: _Import, address: str | None) -> str | None:
    """The address, unless somebody else has it here: then the person comes without one."""
    taken = select(PersonRow.id).where(PersonRow.email == address)
    if address is None or work.deed.session.scalar(taken) is None:
        return address
    work.sentences.append(f"{address} belongs to somebody else here, so the person who came with it has no address.")
    return None


def _copy_bytes(work: _Import, record: Record) -> bytes:
    name = copy_name(record["number"], record["kind"])
    if name not in work.archive.entries:
        raise InvalidArchive(f"{name} is missing. Export it again, and carry it whole.")
    return work.archive.read(name)


def _keep_files(work: _Import) -> None:
    """Keep the bytes of every file that a row names; what the manifest says is missing may be missing."""
    entries = {entry.sha256: entry for entry in work.archive.entries.values() if entry.name.startswith("evidence/")}
    chosen = select(EvidenceRow.name, EvidenceRow.version, EvidenceRow.sha256)
    rows = chosen.where(EvidenceRow.assessment_id == work.assessment_id)
    for name, version, sha256 in work.deed.session.execute(rows).all():
        entry = entries.get(sha256)
        if entry is not None and entry.size_bytes <= MOST_FILE_BYTES:
            work.store.keep(work.archive.read(entry.name))
        elif f"{name}, version {version}" in work.archive.manifest["missing_files"]:
            work.sentences.append(f"{name}, version {version}, did not come along: a check will say that it is gone.")
        else:
            raise InvalidArchive(f"{name}, version {version}, is missing. Export it again, and carry it whole.")


def _note_merger(work: _Import) -> None:
    """An organisation that became part of another here did so with this assessment, too: its history says so."""
    merger = merger_of(work.deed.session, work.organisation_id)
    if merger is None:
        return
    details = {"from": merger.organisation_id, "into": merger.into_id, "on": merger.merged_on.isoformat()}
    events = told_events(work.deed.session, work.assessment_id, [Event.ORGANISATION_MERGED])
    if all(event.details != details for event in events):
        note(work.deed, work.assessment_id, Event.ORGANISATION_MERGED, details)


def _check_whole(work: _Import) -> None:
    """Recompute history, versions, files and frozen copies before anything is kept."""
    found = list(assessment_differences(work.deed.session, work.assessment_id, work.deed.key, work.store))
    known = tuple(f"{name}: it is gone." for name in work.archive.manifest["missing_files"])
    serious = [one for one in found if not one.endswith((NOT_HERE, OTHER_EDITION, *known)) and FOREIGN not in one]
    if serious:
        more = [f"And {count_text(len(serious) - SHOWN_FAULTS, 'thing')} more."] if len(serious) > SHOWN_FAULTS else []
        told = ["What the file holds does not hold together. Nothing was read in.", *serious[:SHOWN_FAULTS], *more]
        raise InvalidArchive("\n".join(told))
    work.sentences += [one for one in found if FOREIGN in one or one.endswith(OTHER_EDITION)]


def _refuse_faults(place: str, validator: Draft202012Validator, value: Any) -> None:
    fault = next(validator.iter_errors(value), None)
    if fault is not None:
        raise InvalidArchive(f"{place}, is not what an export holds there. Export it again, and carry it whole.")


def _validator(rules: Mapping[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(rules, format_checker=FORMATS)


def _whole_moment(value: object) -> bool:
    """Whether a text is a moment with its zone, as records hold them."""
    try:
        return not isinstance(value, str) or dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


FORMATS = FormatChecker(("date",))
FORMATS.checks("date-time")(_whole_moment)
