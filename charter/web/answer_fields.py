"""A criterion's questions as fields of a page: what is shown, what was typed, what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from charter.domain.edition import Criterion, Edition, Question
from charter.domain.errors import Fault
from charter.domain.progress import field_of
from charter.domain.questions import YES_NO, question_kind, word_count
from charter.domain.typed_answers import not_applicable_value, typed_value
from charter.services.assessments import Saved
from charter.services.criterion_work import CriterionWork, Entry, question_of
from charter.services.former_criteria import editions_before
from charter.services.workspaces import Workspace
from charter.web.times import saved_text

VERSION = "version:"
MOST_DIGITS = 10  # a database holds no longer number as a version
LONGEST_DAY = 100  # signs; what is longer is no mistyped day
DATE_PARTS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the page."""

    name: str  # the answer's field: a JSON pointer
    id: str  # the same as an id of HTML
    kind: str
    label: str
    code: str  # the question's id; "" where it is no question of the edition
    hint: str
    value: str  # as shown or as it was typed
    version: int
    saved_text: str
    errors: tuple[str, ...] = ()
    options: tuple[tuple[str, str, str], ...] = ()  # value, label, hint
    parts: tuple[tuple[str, str, str], ...] = ()  # of a date: name, label, value
    words: int = 0
    word_limit: int = 0
    is_required: bool = False
    is_small: bool = False  # choices close together
    none_text: str = "No answer yet"  # what takes a choice back
    previous: str = ""  # what last year's submission said
    versions_href: str = ""
    links: tuple[tuple[str, str], ...] = field(default=())  # text, address


def html_id(name: str) -> str:
    """Give a field's name as an id."""
    return name.strip("/").replace("/", "-")


def shown_fields(
    workspace: Workspace,
    work: CriterionWork,
    *,
    typed: Mapping[str, str] | None = None,
    versions: Mapping[str, int] | None = None,
    errors: Mapping[str, tuple[str, ...]] | None = None,
    previous: Mapping[str, str] | None = None,
) -> list[Field]:
    """Give every question of a criterion that is typed, in order.

    ``typed`` stands in place of what is saved, with the ``versions`` that the person saw; ``errors`` by field.
    """
    typed, versions, errors, previous = typed or {}, versions or {}, errors or {}, previous or {}
    fields = []
    for name, entry in work.entries.items():
        question = question_of(workspace.edition, work.criterion, name)
        raw = typed.get(name, text_of(entry.value))
        fields.append(
            Field(
                name=name,
                id=html_id(name),
                value=raw,
                version=versions.get(name, entry.version),
                saved_text=saved_text(entry.saved_by, entry.saved_at, workspace.now),
                errors=errors.get(name, ()),
                previous=previous.get(name, ""),
                versions_href=_versions_href(workspace, entry),
                **about_field(workspace, work.criterion, name, question, raw),
            )
        )
    return fields


def text_of(value: Any) -> str:
    """Give a saved value as it is typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought: what was typed, and the versions that the person saw, by field."""

    typed: Mapping[str, str]
    versions: Mapping[str, int]


def posted(work: CriterionWork, form: Mapping[str, str]) -> Sent:
    """Give what was sent of a criterion's fields; those that were not sent are left out."""
    typed, versions = {}, {}
    for name in work.entries:
        raw = posted_text(name, form)
        if raw is None:
            continue
        typed[name] = raw
        versions[name] = version_number(form.get(f"{VERSION}{name}", "")) or 0
    return Sent(typed, versions)


def texts_no_longer_asked(
    workspace: Workspace, work: CriterionWork | None, form: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Give what was typed into questions that the criterion does not ask, each with its words: it moved meanwhile.

    ``work`` is None where the whole criterion is asked no more: then all that was typed.
    """
    known = work.entries if work is not None else {}
    typed = {name: text for name, text in form.items() if name.startswith("/criteria/") and text.strip()}
    editions = (workspace.edition, *editions_before(workspace.edition))
    gone = {name for name in typed if name.partition(":")[0] not in known}
    whole = sorted(typed) if gone else []
    return [(question_words(editions, name.partition(":")[0]), typed[name]) for name in whole]


def question_words(editions: Iterable[Edition], field: str) -> str:
    """Give the question whose answer a field holds, in the words of the first edition that asks it."""
    question_id = field.rpartition("/")[2]
    for edition in editions:
        for item in edition.criteria:
            for question in item.questions:
                if question.id == question_id:
                    return f"{question_id} {question.text}"
    return question_id.replace("_", " ").capitalize()


def version_number(text: str) -> int | None:
    """Give the version that a form names; None where it is none, however it was forged."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None


def changes_of(
    workspace: Workspace, work: CriterionWork, sent: Sent, seen: Mapping[str, Any]
) -> tuple[list[Saved], list[Fault]]:
    """Give what is to be saved, and the faults of what cannot be.

    ``seen``: the values that the person saw, by field: what they left as it was is no change, whoever saved it since.
    """
    changes, faults = [], []
    for name, raw in sent.typed.items():
        value = value_of(workspace, work.criterion, name, raw)
        if isinstance(value, Fault):
            faults.append(Fault(name, value.message))
        elif value != seen.get(name):
            changes.append(Saved(name, value, sent.versions[name]))
    return changes, faults


def value_of(workspace: Workspace, criterion: Criterion, name: str, raw: str) -> Any:
    """Give the value of what was typed in a field, or its Fault."""
    question = question_of(workspace.edition, criterion, name)
    if question is None:
        return not_applicable_value(criterion, name, raw)
    value = typed_value(workspace.edition, question, raw)
    if isinstance(value, Fault) and question.kind == "date" and len(raw) < LONGEST_DAY:
        return Fault(value.place, "This is no day of the calendar. Write it as day, month and year, as 31 3 2027.")
    return value


def posted_text(name: str, form: Mapping[str, str]) -> str | None:
    """Give what was typed: a day comes in three parts; a choice that was left open is sent by its version alone."""
    if name in form:
        return form[name]
    parts = [form.get(f"{name}:{part}") for part in DATE_PARTS]
    if any(part is not None for part in parts):
        given = [(part or "").strip() for part in parts]
        return "" if not any(given) else "-".join(_padded(part) for part in given)
    return "" if f"{VERSION}{name}" in form else None


def _padded(part: str) -> str:
    return part.zfill(2)


def _versions_href(workspace: Workspace, entry: Entry) -> str:
    if not entry.version:
        return ""
    return url_for("answers.versions", assessment_id=workspace.assessment_id, field=entry.field)


def about_field(
    workspace: Workspace, criterion: Criterion, name: str, question: Question | None, raw: str
) -> dict[str, Any]:
    """Give what a field's template needs of its question."""
    if question is None:
        return _about_not_applicable(criterion, name)
    kind = question_kind(workspace.edition, question)
    about: dict[str, Any] = {
        "kind": question.kind,
        "code": "" if question.kind == "rubric" else question.id,
        "label": question.text,
        "hint": "" if question.kind in ("yes_no", "rubric") else kind.describe(),
        "is_required": question.is_required,
    }
    if question.kind == "yes_no":
        about["options"] = tuple((code, label, "") for code, label in YES_NO.items())
    elif question.kind == "rubric":
        about["options"] = _levels(workspace, criterion)
        about["hint"] = "Choose the highest level of which everything is true."
    elif question.kind == "narrative":
        about |= {"words": word_count(raw), "word_limit": question.word_limit or 0}
    elif question.kind == "date":
        about |= {"parts": _date_parts(name, raw), "hint": "For example, 31 3 2027"}
    return about


def _levels(workspace: Workspace, criterion: Criterion) -> tuple[tuple[str, str, str], ...]:
    labels = {item.level: item.label for item in workspace.edition.levels}
    return tuple((str(level), f"{level} {labels[level]}", text) for level, text in enumerate(criterion.rubric))


def _date_parts(name: str, raw: str) -> tuple[tuple[str, str, str], ...]:
    try:
        day = dt.date.fromisoformat(raw)
        values = {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
    except ValueError:
        values = dict(zip(DATE_PARTS, [*raw.split("-"), "", "", ""][:3], strict=True))
    return tuple((f"{name}:{part}", part.capitalize(), values[part]) for part in reversed(DATE_PARTS))


def _about_not_applicable(criterion: Criterion, name: str) -> dict[str, Any]:
    if name.endswith("_reason"):
        return {
            "kind": "text",
            "code": "",
            "label": "Why it does not apply",
            "hint": "Reviewers read this to confirm it. Leave it blank if the criterion applies.",
            "is_required": True,
        }
    return {
        "kind": "choice",
        "code": "",
        "label": "Does this criterion apply to you?",
        "hint": f"{_may_be_left_out(criterion)} What is left out counts in no score and needs no other answer.",
        "options": (("no", "It applies", ""), ("yes", "It does not apply", "")),
    }


def _may_be_left_out(criterion: Criterion) -> str:
    when = f" when {criterion.not_applicable_when}" if criterion.not_applicable_when else ""
    return f"It may be left out{when}."


def tables_and_files(workspace: Workspace, criterion: Criterion) -> list[Question]:
    """Give the questions that are answered on other pages: tables, the action plan and files."""
    return [item for item in criterion.questions if item.kind in ("data_table", "upload")]


def anchor_of(workspace: Workspace, criterion: Criterion, question: Question) -> str:
    """Give the id under which a question stands on its criterion's page."""
    return html_id(field_of(workspace.edition, criterion, question))
