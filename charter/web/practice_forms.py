"""The forms of practice: making it, every agreed level at once, and how much somebody must have practised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from charter.domain.agreed_levels import AgreedLevel
from charter.domain.edition import Criterion, Edition
from charter.domain.practice import LEVEL, REASON
from charter.services.practice_cases import FROM_FILE, NewPractice
from charter.services.practice_levels import PracticeLevels
from charter.web.answer_fields import version_number
from charter.web.meeting_forms import NOT_APPLICABLE
from charter.web.sign_in_forms import trimmed

MEGABYTE = 1024**2
SEEN = "seen"
NO_NAME = "Give it an invented name"
CHOOSE_FILE = "Choose the workbook or file with the answers"
CHOOSE_SOURCE = "Choose what it is made of"
EMPTY_FILE = "The file is empty. Choose the one with the answers"


class PracticeForm(FlaskForm):
    """What a practice submission is made of."""

    title = StringField("Invented name", filters=[trimmed])
    source = RadioField("What is it made of?", validate_choice=False)
    file = FileField("Workbook or file with the answers")

    def wanted(self) -> NewPractice | None:
        """Give what was chosen; None where something is missing, which is then said beside its field."""
        chosen, sent = self.source.data or "", self.file.data
        if not self.title.data:
            self.title.errors = [NO_NAME]
        if not chosen:
            self.source.errors = [CHOOSE_SOURCE]
        if chosen != FROM_FILE:
            return NewPractice(self.title.data, example_of=chosen) if chosen and self.title.data else None
        content = sent.stream.read() if sent is not None else b""
        limit = current_app.config["CHARTER"].upload_limit_bytes
        if sent is None or not sent.filename:
            self.file.errors = [CHOOSE_FILE]
        elif not content:
            self.file.errors = [EMPTY_FILE]
        elif len(content) > limit:
            self.file.errors = [f"The file is bigger than {limit // MEGABYTE} MB"]
        if self.file.errors or self.title.errors:
            return None
        return NewPractice(self.title.data or "", "", content, sent.filename or "file")


@dataclass(frozen=True, slots=True)
class Label:
    """What a field is called."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One field, as the macros of fields show it."""

    id: str
    name: str
    label: Label
    data: str
    errors: tuple[str, ...] = ()
    choices: tuple[SelectChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelFields:
    """A criterion of the form in which every agreed level is written."""

    criterion: Criterion
    level: Shown
    reason: Shown
    seen_name: str
    seen: int
    theirs: str  # what another window recorded meanwhile; "" = nothing

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, with where it stands."""
        shown = (self.level, self.reason)
        return [(f"{self.criterion.id}: {text}", f"#{one.id}") for one in shown for text in one.errors]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent of the form; empty where the page was asked for."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]  # place -> what is wrong
    newest: Mapping[str, int]  # of the criteria that another window recorded first


NOTHING_SENT = Sent({}, {}, {})


def practice_form(editions: Iterable[Edition], **more: Any) -> PracticeForm:
    """Give the form with what practice can be made of."""
    form = PracticeForm(**more)
    form.source.choices = [
        SelectChoice(one.reference, f"The worked example of {one.title}, edition {one.version}") for one in editions
    ]
    form.source.choices.append(SelectChoice(FROM_FILE, "A file with answers"))
    return form


def levels_sent(edition: Edition) -> tuple[list[AgreedLevel], dict[str, int]]:
    """Give what was written of any criterion, and the numbers that were seen; criteria left blank are left out."""
    wanted, seen = [], {}
    for item in edition.criteria:
        level, reason = (request.form.get(f"{item.id}:{name}", "").strip() for name in (LEVEL, REASON))
        number = version_number(request.form.get(f"{item.id}:{SEEN}", "")) or 0
        if level or reason or number:
            chosen = version_number(level)
            wanted.append(AgreedLevel(item.id, chosen, level == NOT_APPLICABLE, reason))
            seen[item.id] = number
    return wanted, seen


def level_fields(found: PracticeLevels, sent: Sent = NOTHING_SENT) -> list[LevelFields]:
    """Give every criterion's fields, as saved or as they were typed."""
    return [_fields(found, item, sent) for item in found.case.edition.criteria]


def _fields(found: PracticeLevels, criterion: Criterion, sent: Sent) -> LevelFields:
    row = found.agreed.get(criterion.id)
    level = "" if row is None else NOT_APPLICABLE if row.is_not_applicable else str(row.level)
    names = {part: f"{criterion.id}:{part}" for part in (LEVEL, REASON, SEEN)}
    number = row.number if row is not None else 0
    is_stale = criterion.id in sent.newest
    was_seen = version_number(sent.typed.get(names[SEEN], "")) or 0
    reason = row.reason if row is not None else ""
    return LevelFields(
        criterion,
        _shown(names[LEVEL], f"Level of {criterion.id}", level, sent, _choices(found.case.edition, criterion)),
        _shown(names[REASON], f"Why, for {criterion.id}", reason, sent),
        names[SEEN],
        number if is_stale or not sent.typed else was_seen,
        f"{_level_text(level)}. {reason}" if is_stale else "",
    )


def _shown(name: str, label: str, saved: str, sent: Sent, choices: tuple[SelectChoice, ...] = ()) -> Shown:
    errors = (sent.errors[name],) if name in sent.errors else ()
    return Shown(name.replace(":", "-"), name, Label(label), sent.typed.get(name, saved), errors, choices)


def _choices(edition: Edition, criterion: Criterion) -> tuple[SelectChoice, ...]:
    labels = {one.level: one.label for one in edition.levels}
    levels = [SelectChoice(str(one), f"{one} {labels.get(one, '')}".strip()) for one in range(criterion.top_level + 1)]
    more = [SelectChoice(NOT_APPLICABLE, "Does not apply")] if criterion.may_be_not_applicable else []
    return (SelectChoice("", "No level yet"), *levels, *more)


def _level_text(level: str) -> str:
    return "Does not apply" if level == NOT_APPLICABLE else f"Level {level}"
