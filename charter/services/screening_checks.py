"""What an edition requires of a submission, beside what is there in the copy that was handed in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Edition
from charter.domain.progress import ACTIONS, Progress, criterion_progress, field_of
from charter.domain.supplied import why_not_supplied
from charter.domain.tables import year_words
from charter.domain.wording import count_text, list_text, sentence
from charter.services.document_fields import fields_of
from charter.services.evidence_uses import places_of
from charter.store.answer_files import answers_document, read_answers
from charter.store.assessments import FrozenCopyRow
from charter.store.evidence import CLEAN, INFECTED, EvidenceRow

NETWORK_STATEMENT = "network_statement"
MOST_NAMED = 5  # names in one sentence; the rest is counted


class Part(StrEnum):
    """A part of a submission that is looked at by itself."""

    TABLES = "tables"
    PLAN = "plan"
    ANSWERS = "answers"
    EVIDENCE = "evidence"
    SIGNATURE = "signature"
    NETWORK = "network"


class Found(StrEnum):
    """How a requirement stands."""

    THERE = "there"
    MISSING = "missing"
    LOOK = "look"  # a person must look: the edition does not require it, or nobody can say yet


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement: what it is, how it stands, and what is there, as a sentence."""

    part: Part
    title: str
    found: Found
    text: str


def checks_of(copy: FrozenCopyRow, edition: Edition, files: Iterable[EvidenceRow], signed_text: str) -> list[Check]:
    """Give every requirement with what is there, part by part.

    ``files``: every file of the assessment. ``signed_text``: who signed when; "" = nobody did.
    """
    sheet = read_answers(copy.answers, edition).sheet
    document = answers_document(sheet, edition)
    values = {field: value for field, value in fields_of(document, copy.frozen_at) if value is not None}
    return [
        *_tables(edition, sheet),
        _plan(edition, sheet),
        *_answers(edition, values),
        *_evidence(edition, values, _states(copy, files)),
        _signature(signed_text),
        *_network(edition, copy),
    ]


def _tables(edition: Edition, sheet: AnswerSheet) -> Iterator[Check]:
    titles = {table.id: table.title for table in edition.tables if table.kind != "actions"}
    for (table_id, year), title in (
        ((table_id, year), titles[table_id]) for table_id, year in _required_tables(edition, sheet.applied_for or "")
    ):
        name = f"{table_id} {title}, {year_words(year)}" if year else f"{table_id} {title}"
        why = why_not_supplied(edition, sheet, table_id, year)
        yield Check(Part.TABLES, name, Found.MISSING if why else Found.THERE, why or "Every required cell is filled.")


def _required_tables(edition: Edition, tier_id: str) -> list[tuple[str, int]]:
    """Tables and years that the tier asks for, those of the tiers that it includes first; no tier: the first's."""
    counted = {table.id for table in edition.tables if table.kind != "actions"}
    wanted = tier_id or edition.tiers[0].id
    stated = [(table.id, 0) for table in edition.tables if wanted in table.required_tiers]
    asked = [
        (str(table_id), int(year))
        for tier in _included(edition, wanted)
        for rule in edition.tier(tier).eligibility
        for table_id in rule.parameters.get("tables", ())
        for year in rule.parameters.get("years", (0,))
    ]
    found = dict.fromkeys(pair for pair in (*stated, *asked) if pair[0] in counted)
    return sorted(found, key=lambda pair: (pair[0], -pair[1]))


def _included(edition: Edition, tier_id: str) -> list[str]:
    names: list[str] = []
    following: str | None = tier_id
    while following:
        names.insert(0, following)
        following = edition.tier(following).includes
    return names


def _plan(edition: Edition, sheet: AnswerSheet) -> Check:
    why = why_not_supplied(edition, sheet, ACTIONS)
    text = why or f"{count_text(len(sheet.actions), 'action')}, each with every required field."
    return Check(Part.PLAN, "Action plan", Found.MISSING if why else Found.THERE, text)


def _answers(edition: Edition, values: Mapping[str, Any]) -> Iterator[Check]:
    whole = True
    for criterion in edition.criteria:
        progress = criterion_progress(edition, criterion, values)
        if progress.progress == Progress.NOT_APPLICABLE:
            continue
        ids = [
            item.id
            for item in progress.unanswered
            if item.kind not in ("rubric", "data_table", "upload") and field_of(edition, criterion, item)
        ]
        missing = [*(f"no answer to {name}" for name in ids), *(["no level"] if progress.level is None else [])]
        if missing:
            whole = False
            title = f"{criterion.id} {criterion.title}"
            yield Check(Part.ANSWERS, title, Found.MISSING, sentence(f"there is {list_text(missing)}"))
    if whole:
        yield Check(Part.ANSWERS, "Every criterion", Found.THERE, "Every required question is answered, with a level.")


def _states(copy: FrozenCopyRow, files: Iterable[EvidenceRow]) -> dict[str, str]:
    """How the newest version of each file of the copy was scanned, by name."""
    digests: dict[str, list[str]] = json.loads(copy.files)
    return {row.name: row.scan_state for row in files if row.sha256 in digests.get(row.name, ())}


def _evidence(edition: Edition, values: Mapping[str, Any], states: Mapping[str, str]) -> Iterator[Check]:
    named: dict[str, None] = {}
    for place in places_of(edition).values():
        names = [str(name) for name in values.get(place.field) or ()]
        named.update(dict.fromkeys(names))
        if place.question.is_required and not names:
            title = f"{place.question.id} {place.question.text}"
            yield Check(Part.EVIDENCE, title, Found.MISSING, "No file is named for it.")
    absent = [name for name in named if name not in states]
    harmful = [name for name, state in states.items() if state == INFECTED and name in named]
    waiting = [name for name, state in states.items() if state not in (INFECTED, CLEAN) and name in named]
    clean = len(named) - len(absent) - len(harmful) - len(waiting)
    if clean or not named:
        text = f"{count_text(clean, 'file')} named in answers, scanned and clean." if named else "No file is named."
        yield Check(Part.EVIDENCE, "Files of evidence", Found.THERE if named else Found.LOOK, text)
    if harmful:
        yield Check(Part.EVIDENCE, "Harmful files", Found.MISSING, f"The scanner refuses {_some(harmful)}.")
    if absent:
        yield Check(
            Part.EVIDENCE, "Files that are named and are not here", Found.LOOK, f"Nobody added {_some(absent)}."
        )
    if waiting:
        yield Check(Part.EVIDENCE, "Files that nobody has scanned yet", Found.LOOK, f"{_some(waiting)}.")


def _some(names: list[str]) -> str:
    shown = [f"“{name}”" for name in names[:MOST_NAMED]]
    more = len(names) - len(shown)
    return list_text([*shown, f"{more} more"] if more else shown)


def _signature(signed_text: str) -> Check:
    found = Found.THERE if signed_text else Found.MISSING
    return Check(Part.SIGNATURE, "Statement of the approver", found, signed_text or "Nobody signed it.")


def _network(edition: Edition, copy: FrozenCopyRow) -> Iterator[Check]:
    """Whether the network's statement came in, where the edition has one; what it says is for the panel."""
    part = next((one for one in edition.facts.get("submission_parts") or () if one["id"] == NETWORK_STATEMENT), None)
    if part is None:
        return
    if copy.network_statement is not None:
        found, text = Found.THERE, "It came in with the submission."
    elif part.get("required"):
        found, text = Found.MISSING, "None came in."
    else:
        found, text = Found.LOOK, "None came in. The edition does not require one."
    yield Check(Part.NETWORK, str(part.get("title") or "Statement of the network"), found, text)
