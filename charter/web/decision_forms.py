"""The forms of a decision: what the chair puts, and why an officer gives it back."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.decision_terms import DecisionTerms
from charter.services.decision_pages import ToPut
from charter.services.decisions import Condition, NewDecision
from charter.web.day_fields import DayField

AS_RULED = "rules"
CONDITION_ROWS = 3  # where the edition sets no limit


class DecisionForm(FlaskForm):
    """The reason, and what may be attached; the outcome comes out of the rules."""

    seen = HiddenField("What was shown")
    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason. The institution reads it")])
    no_award = RadioField("What is put", default=AS_RULED, validate_choice=False)
    revise = SelectMultipleField("Criteria that may be revised", validate_choice=False)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the conditions that can be written."""
        return [int(name.removeprefix("condition_")) for name in self._fields if name.startswith("condition_")]

    @property
    def condition_rows(self) -> list[tuple[Any, Any]]:
        """Text and day of each condition that can be written."""
        return [(self[f"condition_{number}"], self[f"due_{number}"]) for number in self.numbers]

    @property
    def new(self) -> NewDecision:
        """What was written; a condition without text and day is none."""
        rows = [(text.data or "", due.data, bool(due.raw_data)) for text, due in self.condition_rows]
        conditions = [Condition(text, day) for text, day, has_day in rows if text.strip() or has_day]
        no_award = self.no_award.data or AS_RULED
        return NewDecision(
            self.reason.data or "",
            conditions,
            self.revise.data or [],
            no_award="" if no_award == AS_RULED else no_award,
            seen=self.seen.data or "",
        )


class RefusalForm(FlaskForm):
    """Why the panel should look again."""

    decision = HiddenField("Which decision")
    refusal = TextAreaField("Why", validators=[InputRequired("Say why the panel should look again")])


class SendingForm(FlaskForm):
    """Which decision is sent and, with the offer of a lower tier, until when it is answered."""

    decision = HiddenField("Which decision")
    answer_until = DayField("Last day to answer the offer")


def decision_form(to_put: ToPut, terms: DecisionTerms, **options: Any) -> DecisionForm:
    """Give the form for what the rules say, with as many conditions as the edition allows."""
    fields: dict[str, Any] = {}
    for number in range(1, (terms.condition_count or CONDITION_ROWS) + 1 if to_put.allows_conditions else 1):
        fields[f"condition_{number}"] = StringField(f"Condition {number}: what has to be done")
        fields[f"due_{number}"] = DayField(f"Condition {number}: by when")
    form: DecisionForm = type("DecisionForm", (DecisionForm,), fields)(**options)
    reasons = [(one, f"No award: {one.replace('_', ' ')}") for one in terms.no_award_reasons]
    form.no_award.choices = [SelectChoice(AS_RULED, "What the rules say"), *(SelectChoice(*one) for one in reasons)]
    form.revise.choices = [(name, f"{name} {title}") for name, title in to_put.criteria]
    return form
