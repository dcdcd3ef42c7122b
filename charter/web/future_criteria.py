"""What an edition that is published and not yet in force would mean for an assessment."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template

from charter.domain.carrying import KEPT
from charter.domain.fates import COPIED, REFERENCE
from charter.domain.wording import date_text, sentence
from charter.services.edition_comparison import compare_editions
from charter.services.editions import edition_before
from charter.services.future_criteria import FutureCriteria, future_criteria
from charter.web.criteria_entries import place
from charter.web.frames import frame, workspace
from charter.web.move_words import added_criteria, changed_groups, plain_counts, standing_row
from charter.web.people import deed

blueprint = Blueprint("future_criteria", __name__)

HANDED_IN = "As you handed it in on {day}, in edition {version}"
ASSUMPTIONS = (
    "Levels are the ones that you gave yourselves. A panel decides awards.",
    "A level that would start blank is taken as it was; a criterion that becomes several gives each of them its level.",
    "A new criterion counts as not given, because you could not answer it yet.",
)
SAVED = "Nothing is handed in, so this is worked out from what is saved so far."
KEPT_AWARD = "An award that you hold stays valid until its time is over, and names the edition of which it was given."


@blueprint.get("/assessments/<assessment_id>/future-criteria")
def whole(assessment_id: str) -> str:
    """Show what changes, and where the institution would stand; nothing is changed by looking."""
    found = workspace(assessment_id)
    future = future_criteria(deed(), found)
    if future is None:
        return render_template("future_criteria/none.html", **frame(found))
    new, lines = future.announced.edition, future.run.lines
    comparison = compare_editions(future.old.reference, new.reference)
    return render_template(
        "future_criteria/whole.html",
        old=future.old,
        new=new,
        before_version=edition_before(new),
        place=place(new),
        begins_text=future.announced.begins_text,
        standings=_standings(future),
        warning=_warning(future),
        assumptions=[*([] if future.outlook else [SAVED]), *ASSUMPTIONS, KEPT_AWARD],
        groups=changed_groups(lines, comparison.crosswalk, future.old),
        added=added_criteria(comparison),
        stays_text=plain_counts(lines, (COPIED, KEPT, REFERENCE)),
        **frame(found),
    )


def _standings(future: FutureCriteria) -> list[dict[str, str]]:
    """Before and after: of what was handed in, or else of what is saved."""
    found = future.outlook.standings if future.outlook else future.run.standings
    before = found.before
    if future.handed_in_on is not None:
        label = HANDED_IN.format(day=date_text(future.handed_in_on), version=future.old.version)
        before = replace(before, label=label)
    return [standing_row(before), standing_row(found.outlook)]


def _warning(future: FutureCriteria) -> str:
    """What somebody reads who would not reach their tier again; "" for the rest."""
    outlook = future.outlook
    if outlook is None or not outlook.falls:
        return ""
    return (
        f"The outlook is “{outlook.standings.outlook.tier_text}”; your tier is {outlook.held_tier_text}. "
        f"{sentence(outlook.basis)} There is time until {future.announced.begins_text} to work on what changes."
    )
