"""The forms of a meeting: a level, who is here, a note. What they say is judged by the services."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice

from charter.domain.agreed_levels import AgreedLevel, may_leave_out
from charter.domain.edition import Criterion, Edition
from charter.domain.meeting import Item
from charter.web.answer_fields import version_number

NOT_APPLICABLE = "na"


class LevelForm(FlaskForm):
    """The level that the panel agreed on a criterion."""

    level = RadioField("The level that the panel agreed", validate_choice=False)
    reason = TextAreaField("Reason")
    dissent = TextAreaField("Dissent (optional)")
    seen = HiddenField()

    def wanted(self, criterion_id: str) -> AgreedLevel:
        """Give what was chosen and written."""
        chosen = self.level.data or ""
        return AgreedLevel(
            criterion_id,
            version_number(chosen),
            chosen == NOT_APPLICABLE,
            self.reason.data or "",
            self.dissent.data or "",
        )


class PresenceForm(FlaskForm):
    """Who is here; whoever is not ticked is not."""

    here = SelectMultipleField("Who is here?", validate_choice=False)


class NoteForm(FlaskForm):
    """A panel's note on a rule of eligibility."""

    text = TextAreaField("The panel’s note")
    seen = HiddenField()


class ReasonForm(FlaskForm):
    """Why outcomes go out although panels agree too little."""

    reason = TextAreaField("Reason")


def level_form(begun: AgreedLevel | None, seen: int) -> LevelForm:
    """Give the form of a page that was asked for: what is recorded, or what is proposed; its levels are added after."""
    given = {}
    if begun is not None:
        level = NOT_APPLICABLE if begun.is_not_applicable else str(begun.level)
        given = {"level": level, "reason": begun.reason, "dissent": begun.dissent}
    return LevelForm(formdata=None, **given, seen=str(seen))


def add_levels(form: LevelForm, edition: Edition, criterion: Criterion, item: Item) -> None:
    """Give a form the criterion's levels to choose from."""
    labels = {one.level: one.label for one in edition.levels}
    form.level.choices = [
        SelectChoice(str(level), f"{level} {labels[level]}") for level in range(criterion.top_level + 1)
    ]
    if may_leave_out(criterion, item):
        form.level.choices.append(SelectChoice(NOT_APPLICABLE, "Does not apply"))


def seen_number(text: str | None) -> int:
    """Give the number that a form names; −1, which nothing has, where it names none."""
    number = version_number(text or "")
    return -1 if number is None else number
