"""The forms of an awarding body's office about panels and reviewers."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from charter.domain.case_workflow import Seat
from charter.services.panel_boards import Candidate
from charter.web.day_fields import DayField
from charter.web.sign_in_forms import trimmed

PLACES = [SelectChoice(str(Seat.REVIEWER), "Reviewer"), SelectChoice(str(Seat.CHAIR), "Chair")]


class SeatForm(FlaskForm):
    """Whom to seat, as what and why; ``meant`` is the digest of what it breaks, once that was read."""

    person = SelectField("Who", validators=[InputRequired("Choose somebody")])
    seat = RadioField("As", choices=PLACES, validators=[InputRequired("Choose what they are on the panel")])
    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason, which stays on record")])
    meant = BooleanField("I have read this and mean it")
    breaks = HiddenField()

    @property
    def meant_digest(self) -> str:
        """The digest of what they read and mean; "" = nothing was."""
        return str(self.breaks.data or "") if self.meant.data else ""


class UnseatForm(FlaskForm):
    """Why somebody's seat is taken away; as above."""

    reason = TextAreaField("Reason", validators=[InputRequired("Write the reason, which stays on record")])
    meant = BooleanField("I have read this and mean it")
    breaks = HiddenField()

    @property
    def meant_digest(self) -> str:
        """The digest of what they read and mean; "" = nothing was."""
        return str(self.breaks.data or "") if self.meant.data else ""


class MeetingForm(FlaskForm):
    """The day on which panels meet."""

    meets_on = DayField("Day of the meeting", validators=[InputRequired("Give the day on which they meet")])


class StandingForm(FlaskForm):
    """When somebody was trained, and how much they take on."""

    trained_on = DayField("Training on appointment")
    standardised_on = DayField("Latest standardisation")
    load_limit = StringField("Submissions in a round, at most", filters=[trimmed])
    seen = HiddenField()


class ProfessionsForm(FlaskForm):
    """The professions that count as the body's own, one a line."""

    professions = TextAreaField("Professions, one a line")
    seen = HiddenField()


def seat_form(found: tuple[Candidate, ...], *, is_sent: bool = True) -> SeatForm:
    """Give the form with those who could be seated, each with what they bring and how much they have."""
    form = SeatForm() if is_sent else SeatForm(formdata=None)
    form.person.choices = [
        SelectChoice("", "Choose"),
        *(SelectChoice(one.person_id, candidate_text(one)) for one in found),
    ]
    return form


def candidate_text(one: Candidate) -> str:
    """Give somebody with what they bring and how much they have."""
    limit = f" of {one.load_limit}" if one.load_limit is not None else ""
    parts = [
        "may chair" if one.may_chair else "",
        one.profession,
        *(quality.replace("_", " ") for quality in one.expertise),
        f"has {one.load}{limit}",
    ]
    return f"{one.name} ({', '.join(part for part in parts if part)})"
