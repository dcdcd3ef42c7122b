"""The form of an action, made of the edition's fields; and the form of a note on its progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from charter.domain.edition import ActionField, Edition
from charter.domain.errors import Fault
from charter.services.action_plans import RATING
from charter.services.former_criteria import former_titles
from charter.web.day_fields import DayField

PREFIX = "field_"  # an edition may call its fields what it likes
NO_CHOICE = SelectChoice("", "Choose one")


class ActionForm(FlaskForm):
    """One action; its fields are added by ``action_form``."""

    key = HiddenField()
    version = HiddenField(default="0")

    @property
    def asked(self) -> list[Field]:
        """The fields of the edition, in its order."""
        return [field for name, field in self._fields.items() if name.startswith(PREFIX)]

    @property
    def values(self) -> dict[str, str]:
        """What was typed, by the edition's ids; a day that is none is blank."""
        return {field.name.removeprefix(PREFIX): _text(field.data) for field in self.asked}

    @property
    def seen_version(self) -> int:
        """The version that the person saw; 0 for nonsense, which is refused where something is saved."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put faults beside their fields; those of no field beside the first."""
        for fault in faults:
            name = f"{PREFIX}{fault.place.rpartition('/')[2]}"
            field = self._fields.get(name, self.asked[0])
            field.errors = [*field.errors, fault.message]


class NoteForm(FlaskForm):
    """How an action goes."""

    rating = RadioField("How does it go?", choices=[], validate_choice=False)
    on = DayField("On which day?", validators=[DataRequired("Write the day that you mean")])
    text = TextAreaField("What moved and what did not")

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put faults beside their fields."""
        for fault in faults:
            field = self._fields[fault.place]
            field.errors = [*field.errors, fault.message]


def action_form(edition: Edition, values: Mapping[str, str] | None = None, **hidden: str) -> ActionForm:
    """Give the form with values, or with what was sent where ``values`` is None."""
    fields = {f"{PREFIX}{item.id}": _field(item) for item in edition.action_fields}
    made: type[ActionForm] = type("EditionActionForm", (ActionForm,), fields)
    if values is None:
        form = made()
    else:
        known = {f"{PREFIX}{item.id}": _data(item, values.get(item.id, "")) for item in edition.action_fields}
        form = made(formdata=None, data={**known, **hidden})
    for item in edition.action_fields:
        if choices := _choices(edition, item):
            form[f"{PREFIX}{item.id}"].choices = choices
    return form


def note_form(edition: Edition, today: dt.date | None = None) -> NoteForm:
    """Give the form of a note with today's day, or with what was sent."""
    form = NoteForm() if today is None else NoteForm(formdata=None, data={"on": today})
    rating = next((item for item in edition.action_fields if item.id == RATING), None)
    form.rating.choices = _choices(edition, rating) if rating else []
    return form


def label_of(field: ActionField, code: str) -> str:
    """Give a value of a list in words."""
    return field.value_labels.get(code, code.replace("_", " "))


def hint_of(field: ActionField) -> str:
    """Give what to write in a field."""
    parts = [f"{field.meaning[:1].upper()}{field.meaning[1:]}." if field.meaning else ""]
    parts.append(f"At most {field.word_limit} words." if field.word_limit else "")
    parts.append("For example, 31 3 2028." if field.kind == "date" else "")
    return " ".join(part for part in parts if part)


def _choices(edition: Edition, item: ActionField) -> list[SelectChoice]:
    if (item.refers_to or "").startswith("criteria"):
        former = former_titles(edition).items()  # an action goes on naming the criterion that it was written for
        return [
            NO_CHOICE,
            *(SelectChoice(one.id, f"{one.id} {one.title}") for one in edition.criteria),
            *(SelectChoice(name, f"{name} {title}") for name, title in former),
        ]
    return [SelectChoice(code, label_of(item, code)) for code in item.values]


def _field(item: ActionField) -> Any:
    name = item.label if item.is_required else f"{item.label} (optional)"
    if item.kind == "date":
        return DayField(name)
    if (item.refers_to or "").startswith("criteria"):
        return SelectField(name, choices=[], validate_choice=False)
    if item.kind == "enum":
        return RadioField(name, choices=[], validate_choice=False)
    return TextAreaField(name) if item.kind == "text" else StringField(name)


def _data(item: ActionField, text: str) -> Any:
    if item.kind != "date":
        return text
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _text(data: Any) -> str:
    return data.isoformat() if isinstance(data, dt.date) else str(data or "")
