"""A reviewer’s level and reason as fields of a page: as saved or as typed, with faults, and two texts of one field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from charter.domain.differences import differences
from charter.domain.edition import Criterion
from charter.domain.reviews import Asked, Rating, asked_of, review_rules
from charter.domain.wording import plain_text
from charter.services.case_submissions import submission_of
from charter.services.cases import Case
from charter.services.rating_saves import Given
from charter.services.reviews import LEVEL, NOT_APPLICABLE, REASON, Own, level_typed
from charter.web.answer_fields import Field
from charter.web.answer_views import Choice, Conflict, joined
from charter.web.people import deed
from charter.web.times import moment_text

CHOICE, TEXT = "choice:", "text:"
NO_CHOICE = "Choose what stays"
LEFT_BEHIND = "You worked on the text below. Choose “The text below”, or empty it to leave it behind"
REASON_HINT = (
    "What in the submission led you to this level. The panel and its letter use it. It stays on record and can be "
    "disclosed (freedom of information, subject access)."
)
DOES_NOT_APPLY = "It does not apply"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and could not be saved, and why, by field; "" = what has no field of its own."""

    given: Given = field(default_factory=lambda: Given({}))
    errors: Mapping[str, str] = field(default_factory=dict)


def rating_fields(case: Case, criterion: Criterion, own: Own | None, typed: Typed) -> dict[str, Field]:
    """Give both fields, by name."""
    own = own or Own()
    saved = {LEVEL: level_typed(own.rating), REASON: own.rating.reason}
    about = {
        LEVEL: ("rubric", "Your level", "Choose the highest level of which everything is true."),
        REASON: (
            "text",
            "Your reason",
            REASON_HINT,
        ),
    }
    return {
        name: Field(
            name=name,
            id=name,
            kind=kind,
            label=label,
            code="",
            hint=hint,
            value=typed.given.typed.get(name, saved[name]),
            version=typed.given.versions.get(name, own.version),
            saved_text=_saved_text(own),
            errors=(typed.errors[name],) if name in typed.errors else (),
            options=_levels(case, criterion) if name == LEVEL else (),
            is_required=True,
            is_small=True,
            none_text="No level yet",
        )
        for name, (kind, label, hint) in about.items()
    }


def asked_here(case: Case, criterion_id: str, rating: Rating) -> Asked:
    """Give what is asked of the reviewer who gave this rating."""
    figures = submission_of(deed(), case).figures[criterion_id]
    return asked_of(case.edition.criterion(criterion_id), rating, figures, review_rules(case.edition))


def undecided(own: Own | None, given: Given, form: Mapping[str, str]) -> tuple[Given, dict[str, Choice]]:
    """Give what is to be saved of two texts of each field, and what was chosen, with what is wrong with it."""
    reason = own.rating.reason if own is not None else ""
    choices = {name: _choice(name, (reason, mine), form) for name, mine in given.typed.items()}
    chosen = {
        name: choice.both if choice.choice == "both" and choice.both is not None else given.typed[name]
        for name, choice in choices.items()
        if choice.choice != "theirs"
    }
    return Given(chosen, given.versions), choices


def conflicts_here(
    case: Case, criterion: Criterion, own: Own | None, given: Given, choices: Mapping[str, Choice]
) -> list[Conflict]:
    """Give the fields that stand otherwise than they were typed, with both texts."""
    fields = rating_fields(case, criterion, own, Typed())
    return [
        _conflict(fields[name], mine, choices.get(name, Choice("")))
        for name, mine in given.typed.items()
        if plain_text(mine) != fields[name].value
    ]


def _choice(name: str, texts: tuple[str, str], form: Mapping[str, str]) -> Choice:
    """What was chosen of two texts. One that somebody joined is not left behind by another choice."""
    choice, both = form.get(f"{CHOICE}{name}", ""), form.get(f"{TEXT}{name}")
    is_left = both is not None and choice != "both" and plain_text(both) not in ("", plain_text(joined(*texts)))
    return Choice(choice, both, LEFT_BEHIND if is_left else "" if choice in ("theirs", "mine", "both") else NO_CHOICE)


def _conflict(shown: Field, mine: str, choice: Choice) -> Conflict:
    labels = {value: label for value, label, _ in shown.options}
    return Conflict(
        field=shown,
        mine=mine,
        theirs=shown.value,
        theirs_text=f"{shown.saved_text}, from another window or device",
        version=shown.version,
        pieces=differences(shown.value, mine) if shown.name == REASON else (),
        both=joined(shown.value, mine) if choice.both is None else choice.both,
        mine_text="Typed here, not saved yet",
        choice=choice.choice,
        error=choice.error,
        mine_shown=labels.get(mine, mine),
        theirs_shown=labels.get(shown.value, shown.value),
    )


def _levels(case: Case, criterion: Criterion) -> tuple[tuple[str, str, str], ...]:
    labels = {item.level: item.label for item in case.edition.levels}
    levels = tuple((str(level), f"{level} {labels[level]}", text) for level, text in enumerate(criterion.rubric))
    if not criterion.may_be_not_applicable:
        return levels
    when = f"It may be left out when {criterion.not_applicable_when}." if criterion.not_applicable_when else ""
    return (*levels, (NOT_APPLICABLE, DOES_NOT_APPLY, when))


def _saved_text(own: Own) -> str:
    return f"Saved on {moment_text(own.saved_at)}" if own.saved_at is not None else ""
