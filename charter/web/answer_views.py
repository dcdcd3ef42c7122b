"""What a criterion's page, its conflict page and the list of versions show."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from charter.domain.differences import Piece, differences
from charter.domain.edition import Criterion, Edition, Question
from charter.domain.progress import ACTIONS, Progress, field_of
from charter.domain.questions import YES_NO
from charter.domain.wording import date_text, list_text
from charter.domain.workflow import Event
from charter.services.criterion_work import CriterionWork, saves_of
from charter.services.deeds import Deed
from charter.services.earlier_answers import earlier_answers
from charter.services.workspaces import Workspace
from charter.web import criteria_entries as entries
from charter.web.answer_fields import Field, Sent, html_id, shown_fields, tables_and_files, text_of
from charter.web.filters import band_text
from charter.web.people import signed_in_name
from charter.web.result_rows import level_text
from charter.web.times import minute_text, saved_text

VERSIONS_A_PAGE = 20  # whoever writes for an hour is saved a hundred times


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that two people changed."""

    field: Field
    mine: str
    theirs: str
    theirs_text: str  # who saved it, and when
    version: int  # the one that is saved now
    pieces: tuple[Piece, ...]
    both: str  # what whoever puts both together has typed; both texts to begin with
    mine_text: str  # who typed the other, and that it is not saved
    choice: str = ""  # what was chosen before something was wrong with it
    error: str = ""
    mine_shown: str = ""  # both as people read them, where a form says them otherwise; "" = as they are
    theirs_shown: str = ""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One save of a field."""

    version: int
    saved_text: str
    text: str
    pieces: tuple[Piece, ...]  # against the one before


def criterion_context(found: Workspace, work: CriterionWork, fields: Sequence[Field]) -> dict[str, Any]:
    """Give what the page of a criterion shows."""
    criterion, edition = work.criterion, found.edition
    return {
        "work": work,
        "criterion": criterion,
        "theme": edition.theme(criterion.theme_id),
        "fields": {field.name: field for field in fields},
        "parts": _parts(found, criterion, fields),
        "asks": entries.asks(edition, criterion),
        "quotations": [entries.quoted(edition, item) for item in criterion.quotations],
        "citation": entries.citation(edition),
        "figures": _figures(work),
        "band_sentences": _band_sentences(edition, work),
        "level_sentences": _level_sentences(work),
        "gates": _gates(criterion),
        "is_writing": found.can(Event.ANSWER_RECORDED, criterion.id),
        "previous": _neighbour(found, criterion, -1),
        "next": _neighbour(found, criterion, 1),
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose of two texts, as it was sent, and what is wrong with it."""

    choice: str  # theirs, mine or both; "" = nothing yet
    both: str | None = None  # the text that was to join both; None = it was not asked for
    error: str = ""


def conflicts_of(
    found: Workspace, work: CriterionWork, sent: Sent, names: Sequence[str], choices: Mapping[str, Choice] | None = None
) -> list[Conflict]:
    """Give the fields that somebody saved first, with both texts, and what was chosen where that is shown again."""
    shown = {field.name: field for field in shown_fields(found, work)}
    given = choices or {}
    return [_conflict(found, work, shown[name], sent.typed[name], given.get(name, Choice(""))) for name in names]


def joined(theirs: str, mine: str) -> str:
    """Give both texts, for whoever puts them together."""
    return f"{theirs}\n\n{mine}"


def version_rows(deed: Deed, found: Workspace, name: str, earlier_than: int | None) -> list[VersionRow]:
    """Give a page of the saves of a field, newest first, with what each changed."""
    rows = []
    saves = saves_of(deed, found, name, before=earlier_than, most=VERSIONS_A_PAGE + 1)
    is_more = len(saves) > VERSIONS_A_PAGE
    before = _in_words(found, name, saves[0].value) if is_more else ""
    for save in saves[is_more:]:
        text = _in_words(found, name, save.value)
        who = saved_text(save.saved_by, save.saved_at, found.now)
        rows.append(VersionRow(save.version, who, text, differences(before, text)))
        before = text
    return rows[::-1]


def previous_texts(deed: Deed, found: Workspace, criterion: Criterion) -> dict[str, str]:
    """Give what the last submission said, by field, as people read it."""
    said = earlier_answers(deed, found, criterion)
    days = {
        f"/inputs/{item.input_id}" for item in criterion.questions if item.kind == "date" and item.input_id is not None
    }
    labels = {item.level: item.label for item in found.edition.levels}
    return {name: _said_text(name, value, labels, is_day=name in days) for name, value in said.items()}


def _said_text(name: str, value: Any, labels: Mapping[int, str], *, is_day: bool) -> str:
    if name.endswith("/level"):
        return f"{value} {labels.get(value, '')}".strip()
    if name.endswith("/not_applicable"):
        return "It does not apply" if value else "It applies"
    if is_day:
        return date_text(dt.date.fromisoformat(str(value)))
    return YES_NO.get(value, text_of(value)) if isinstance(value, str) else text_of(value)


def _in_words(found: Workspace, name: str, value: Any) -> str:
    """A saved value as text; an action field by field under its labels."""
    if name.split("/")[1:2] not in (["actions"], ["previous_actions"]) or not isinstance(value, dict):
        return readable(value)
    labels = {field.id: field.label for field in found.edition.action_fields}
    return "\n".join(f"{labels.get(key, key)}: {text}" for key, text in value.items() if text)


def readable(value: Any) -> str:
    """Give a saved value as text, whatever kind it is."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return text_of(value)


def _conflict(found: Workspace, work: CriterionWork, field: Field, mine: str, choice: Choice) -> Conflict:
    entry = work.entries[field.name]
    theirs = text_of(entry.value)
    return Conflict(
        field=field,
        mine=mine,
        theirs=theirs,
        theirs_text=saved_text(entry.saved_by, entry.saved_at, found.now),
        version=entry.version,
        pieces=differences(theirs, mine) if field.kind == "narrative" else (),
        both=joined(theirs, mine) if choice.both is None else choice.both,
        mine_text=f"Typed by {signed_in_name()}, sent at {minute_text(found.now)}, not saved yet",
        choice=choice.choice,
        error=choice.error,
    )


def _parts(found: Workspace, criterion: Criterion, fields: Sequence[Field]) -> list[dict[str, Any]]:
    """The questions in the edition's order: fields to type in, and ways to tables, plan and files."""
    by_name = {field.name: field for field in fields}
    elsewhere = tables_and_files(found, criterion)
    parts: list[dict[str, Any]] = []
    for question in criterion.questions:
        name = field_of(found.edition, criterion, question)
        if question in elsewhere:
            way = "Open the action plan" if name == ACTIONS else f"Fill in {question.table_id}"
            href = _elsewhere(found, question)
            parts.append({"question": question, "id": html_id(name), "href": href, "way": way})
        elif name in by_name:
            parts.append({"question": question, "field": by_name[name]})
    rest = [field for field in fields if field.kind in ("choice", "text")]
    return [{"question": None, "field": field} for field in rest] + parts


def _elsewhere(found: Workspace, question: Question) -> str:
    """Where a table, the plan or files are; "" while there is no such page."""
    is_table = any(table.id == question.table_id and table.kind != "actions" for table in found.edition.tables)
    endpoint = "evidence.files" if question.kind == "upload" else "data_tables.table" if is_table else "actions.actions"
    if endpoint not in current_app.view_functions:
        return ""
    if is_table:
        return url_for(endpoint, assessment_id=found.assessment_id, table_id=question.table_id)
    return url_for(endpoint, assessment_id=found.assessment_id)


def _figures(work: CriterionWork) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{item.metric_id} {item.name}",
            "reading": item.reading,
            "value": item.value_text,
            "interval": item.interval_text,
            "status": item.status_text,
            "level": level_text(item.level, item.level_range),
            "notices": item.notices,
        }
        for item in work.metrics
    ]


def _band_sentences(edition: Edition, work: CriterionWork) -> list[str]:
    """Why each figure indicates its level: what the edition's scale says of that level and of the next one up."""
    sentences = []
    for item in work.metrics:
        bands = edition.metric(item.metric_id).bands or ()
        if item.level is None or item.metric_id not in work.criterion.indicative_metric_ids:
            continue
        told = [f"{item.metric_id} is {item.value_text}"]
        for level in (item.level, item.level + 1):
            words = [_within(band_text(band, item.unit)) for band in bands if band.level == level]
            told += [f"level {level} is for {list_text(words, 'or for')}"] if words else []
        sentences.append(f"{'; '.join(told)}.")
    return [*sentences, "The lowest of them counts."] if len(sentences) > 1 else sentences


def _within(text: str) -> str:
    """A text in the middle of a sentence."""
    return text[:1].lower() + text[1:]


def _level_sentences(work: CriterionWork) -> list[str]:
    """What the figures indicate, and what holds the level down, in words."""
    if work.progress.progress == Progress.NOT_APPLICABLE:
        return ["You say that this criterion does not apply, so no level of it counts."]
    sentences = []
    if work.indicated is not None:
        between = work.indicated_between
        span = f" Within their uncertainty it lies between {between[0]} and {between[1]}." if between else ""
        sentences.append(f"The figures indicate level {work.indicated}.{span}")
    if work.cap is not None:
        sentences.append(work.cap[1])
    if work.level_reason and (work.cap is None or work.level_reason != work.cap[1]):
        sentences.append(work.level_reason)
    if work.progress.level is not None and work.level_in_use not in (None, work.progress.level):
        sentences.append(f"So level {work.level_in_use} counts, not the level {work.progress.level} that you gave.")
    return sentences


def _gates(criterion: Criterion) -> list[str]:
    texts = {question.id: question.text for question in criterion.questions}
    return [
        f"While {gate.question_id} “{texts.get(gate.question_id, '')}” is answered “{gate.when.replace('_', ' ')}”, "
        f"a level of {gate.refuses_level_from} or higher is refused."
        for gate in criterion.gates
    ]


def _neighbour(found: Workspace, criterion: Criterion, step: int) -> dict[str, str] | None:
    position = found.edition.criteria.index(criterion) + step
    if not 0 <= position < len(found.edition.criteria):
        return None
    other = found.edition.criteria[position]
    href = url_for("answers.criterion", assessment_id=found.assessment_id, criterion_id=other.id)
    return {"text": f"{other.id} {other.title}", "href": href}
