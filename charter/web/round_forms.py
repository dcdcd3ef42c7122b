"""The forms of an awarding body: a round, an institution to ask, a later deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.services.editions import edition_of_reference, published_references
from charter.services.reference import FoundOrganisation
from charter.services.rounds import Dates
from charter.web.day_fields import DayField
from charter.web.sign_in_forms import trimmed
from charter.web.times import CLOCK

OPENING, CLOSING = dt.time(9), dt.time(17)
NOT_LISTED = "not-listed"


class RoundForm(FlaskForm):
    """A round's title, edition and dates."""

    title = StringField("Title", filters=[trimmed], validators=[InputRequired("Give the round a title")])
    edition = RadioField("Charter and edition", validators=[InputRequired("Choose an edition")])
    opens_on = DayField("Opening", validators=[InputRequired("Give the day on which it opens")])
    snapshot_on = DayField("Data snapshot", validators=[InputRequired("Give the day that counts refer to")])
    baseline_on = DayField("Baseline save (optional)")
    closes_on = DayField("Submission", validators=[InputRequired("Give the last day for submissions")])

    @property
    def dates(self) -> Dates:
        """The dates of a form that was found valid."""
        baseline = self.baseline_on.data
        return Dates(
            opens_at=at(self.opens_on.given, OPENING),
            closes_at=at(self.closes_on.given, CLOSING),
            snapshot_on=self.snapshot_on.given,
            baseline_at=at(baseline, CLOSING) if baseline else None,
        )


class InstitutionForm(FlaskForm):
    """Which institution, and who is to lead its team."""

    organisation = RadioField("The institution", validators=[InputRequired("Choose the institution")])
    name = StringField("Its name, where it is not listed", filters=[trimmed])
    email = StringField(
        "E-mail address of its lead", filters=[trimmed], validators=[InputRequired("Write the address of its lead")]
    )


class ExtensionForm(FlaskForm):
    """Until when, and why."""

    until_on = DayField("New deadline", validators=[InputRequired("Give the new last day")])
    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason, which stays on record")])

    @property
    def until_at(self) -> dt.datetime:
        """The moment that the day means, of a form that was found valid."""
        return at(self.until_on.given, CLOSING)


def round_form(**options: Any) -> RoundForm:
    """Give a round's form with the editions that can be chosen."""
    form = RoundForm(**options)
    form.edition.choices = [SelectChoice(item, edition_text(item)) for item in published_references()]
    return form


def institution_form(found: Iterable[FoundOrganisation], **options: Any) -> InstitutionForm:
    """Give the form with the institutions that were found, and one that is none of them."""
    form = InstitutionForm(**options)
    form.organisation.choices = [SelectChoice(item.code, _institution_text(item)) for item in found]
    form.organisation.choices.append(SelectChoice(NOT_LISTED, "Not listed"))
    return form


def edition_text(reference: str) -> str:
    """Give an edition as people call it."""
    edition = edition_of_reference(reference)
    return f"{edition.title}, edition {edition.version}"


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Give the moment when clocks in the United Kingdom show that time of that day."""
    return dt.datetime.combine(day, time, ZoneInfo(CLOCK)).astimezone(dt.UTC)


def _institution_text(item: FoundOrganisation) -> str:
    """Its name, code and region, which tell apart what is called alike."""
    return f"{item.name} ({item.code}{f', {item.region}' if item.region else ''})"
