"""The forms of an awarding body: a round and its changes, an institution to ask, a later deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.services.editions import Follower, edition_of_reference, published_followers, published_references
from charter.services.reference import FoundOrganisation
from charter.services.round_changes import Changeable, RoundPlan
from charter.services.rounds import Dates
from charter.web.day_fields import DayField
from charter.web.sign_in_forms import trimmed
from charter.web.times import CLOCK, local

OPENING, CLOSING = dt.time(9), dt.time(17)
NOT_LISTED = "not-listed"
NONE = "none"  # no edition stands beside the round's own


class RoundForm(FlaskForm):
    """A round's title, edition and dates."""

    title = StringField("Title", filters=[trimmed], validators=[InputRequired("Give the round a title")])
    edition = RadioField("Charter and edition", validators=[InputRequired("Choose an edition")])
    beside = RadioField("Edition that stands beside it", default=NONE)
    opens_on = DayField("Opening", validators=[InputRequired("Give the day on which it opens")])
    snapshot_on = DayField("Data snapshot", validators=[InputRequired("Give the day that counts refer to")])
    baseline_on = DayField("Baseline save (optional)")
    closes_on = DayField("Submission", validators=[InputRequired("Give the last day for submissions")])

    @property
    def beside_reference(self) -> str | None:
        """The edition that stands beside the round's own; None where there is none."""
        chosen = self.beside.data if "beside" in self else None
        return None if chosen in (None, NONE) else str(chosen)

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


class RoundChangeForm(RoundForm):
    """What may still be changed of a round, and why; the rest of the fields are taken out."""

    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason, which stays on record")])
    seen = StringField("What was shown")

    @property
    def seen_number(self) -> int:
        """Which event of the round's record was the newest when the page was made; -1 where that is not said."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1

    def plan_after(self, now: RoundPlan) -> RoundPlan:
        """Give what the round is to set, of a form that was found valid; a day that is the same keeps its hour."""
        dates = now.dates
        return RoundPlan(
            title=(self.title.data or "") if "title" in self else now.title,
            edition_reference=self.edition.data if "edition" in self else now.edition_reference,
            dates=Dates(
                opens_at=_moment_of(self, "opens_on", dates.opens_at, OPENING) or dates.opens_at,
                closes_at=_moment_of(self, "closes_on", dates.closes_at, CLOSING) or dates.closes_at,
                snapshot_on=self.snapshot_on.given if "snapshot_on" in self else dates.snapshot_on,
                baseline_at=_moment_of(self, "baseline_on", dates.baseline_at, CLOSING),
            ),
            beside_reference=self.beside_reference if "beside" in self else now.beside_reference,
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
    _offer_beside(form, published_followers())
    return form


def change_form(now: Changeable, *, is_sent: bool = False) -> RoundChangeForm:
    """Give the form of a change with what the round sets now, or with what was sent."""
    plan = now.plan
    shown = {
        "title": plan.title,
        "edition": plan.edition_reference,
        "beside": plan.beside_reference or NONE,
        "opens_on": local(plan.dates.opens_at).date(),
        "snapshot_on": plan.dates.snapshot_on,
        "baseline_on": local(plan.dates.baseline_at).date() if plan.dates.baseline_at else None,
        "closes_on": local(plan.dates.closes_at).date(),
    }
    form = RoundChangeForm() if is_sent else RoundChangeForm(formdata=None, data=shown)
    references = dict.fromkeys([*published_references(), plan.edition_reference])
    form.edition.choices = [SelectChoice(item, edition_text(item)) for item in references]
    is_fixed = "edition" in now.fixed  # then only what follows the round's own can stand beside it
    followers = [item for item in published_followers() if not is_fixed or item.old == plan.edition_reference]
    _offer_beside(form, followers)
    for name in now.fixed & set(form._fields):
        del form[name]
    return form


def _offer_beside(form: RoundForm, followers: Iterable[Follower]) -> None:
    """Offer the editions that may stand beside a round's own; where there are none, nothing is asked."""
    choices = [SelectChoice(item.new, f"{edition_text(item.new)}, beside {item.old_version}") for item in followers]
    if choices:
        form.beside.choices = [SelectChoice(NONE, "None: everybody answers the same edition"), *choices]
    else:
        del form.beside


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


def _moment_of(form: FlaskForm, name: str, now: dt.datetime | None, time: dt.time) -> dt.datetime | None:
    """The moment that a day of the form means: as it is now where the day is the same, or cannot be changed."""
    if name not in form:
        return now
    day = form[name].data
    is_same = now is not None and local(now).date() == day
    return now if is_same else at(day, time) if day else None


def _institution_text(item: FoundOrganisation) -> str:
    """Its name, code and region, which tell apart what is called alike."""
    return f"{item.name} ({item.code}{f', {item.region}' if item.region else ''})"
