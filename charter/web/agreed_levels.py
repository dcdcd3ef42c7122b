"""One criterion at a panel's meeting: what reviewers gave, and the level that the chair records."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.agreed_levels import AgreedLevel, GivenLevel, proposed_level
from charter.domain.edition import Criterion
from charter.domain.errors import InvalidDecision, StaleRecord
from charter.domain.meeting import AGREED, MUST_DISCUSS, Item
from charter.domain.wording import count_text
from charter.services.agreed_levels import agree_level, item_of, recorded
from charter.services.meetings import Meeting, meeting_for
from charter.web.case_frames import case_frame
from charter.web.criteria_entries import rubric_rows
from charter.web.meeting_forms import NOT_APPLICABLE, LevelForm, add_levels, level_form, seen_number
from charter.web.meeting_rows import item_row, level_text, may_record
from charter.web.people import deed

blueprint = Blueprint("agreed_levels", __name__)

ADDRESS = "/cases/<case_id>/agreed-levels/<criterion_id>"
STALE = "Another window recorded a level for this criterion first. Nothing was overwritten"


@blueprint.get(ADDRESS)
def level(case_id: str, criterion_id: str) -> str:
    """Show a criterion with what reviewers gave; to the chair, with the form."""
    found = meeting_for(deed(), case_id)
    item = item_of(found, criterion_id)
    there = found.agreed.get(criterion_id)
    last = there or found.earlier.get(criterion_id)
    begun = recorded(last) if last is not None else proposed_level(item)
    return _page(found, item, level_form(begun, found.newest_number(criterion_id)))


@blueprint.post(ADDRESS)
def save(case_id: str, criterion_id: str) -> AnyResponse | tuple[str, int]:
    """Record a level; where another window was first, or something is wrong, show what was typed again."""
    form = LevelForm()
    wanted, seen = form.wanted(criterion_id), seen_number(form.seen.data)
    try:
        agree_level(deed(), case_id, wanted, seen)
    except StaleRecord as error:
        form.seen.data = str(error.newest)
        return _shown_again(case_id, criterion_id, form, is_stale=True), 409
    except InvalidDecision as error:
        form[error.place].errors = [str(error)]
        return _shown_again(case_id, criterion_id, form), 422
    flash(f"{criterion_id}: {_words(wanted)} is recorded.")
    return redirect(_next_address(meeting_for(deed(), case_id), criterion_id), 303)


def _words(wanted: AgreedLevel) -> str:
    return "“does not apply”" if wanted.is_not_applicable else f"level {wanted.level}"


def _next_address(found: Meeting, after: str) -> str:
    """Where the chair goes on: the next criterion that reviewers differ on and that has no level; else the meeting."""
    waiting = [
        one.criterion_id
        for one in found.agenda.items
        if one.kind == MUST_DISCUSS and one.criterion_id not in found.agreed
    ]
    if waiting and any(one.criterion_id == after and one.kind == MUST_DISCUSS for one in found.agenda.items):
        return url_for("agreed_levels.level", case_id=found.case.id, criterion_id=waiting[0])
    return url_for("meetings.meeting", case_id=found.case.id, _anchor=f"criterion-{after}")


def _shown_again(case_id: str, criterion_id: str, form: LevelForm, *, is_stale: bool = False) -> str:
    found = meeting_for(deed(), case_id)
    return _page(found, item_of(found, criterion_id), form, is_stale=is_stale)


def _page(found: Meeting, item: Item, form: LevelForm, *, is_stale: bool = False) -> str:
    criterion, there = found.edition.criterion(item.criterion_id), found.agreed.get(item.criterion_id)
    add_levels(form, found.edition, criterion, item)
    anchors = {"level": "#level-1", "reason": "#reason", "dissent": "#dissent"}
    errors = [(text, anchor) for name, anchor in anchors.items() for text in form[name].errors]
    if is_stale:
        errors.insert(0, (STALE, "#recorded"))
    return render_template(
        "agreed_levels/level.html",
        criterion=criterion,
        row=item_row(found, item),
        is_agreed=item.kind == AGREED,
        form=form,
        is_stale=is_stale,
        is_recording=may_record(found),
        reason_hint=_reason_hint(found, item),
        now=_record_rows(there or found.earlier.get(item.criterion_id)),
        is_earlier=there is None,
        rubric=rubric_rows(found.edition, criterion),
        rubric_hints=_hints(criterion),
        errors=errors,
        is_error=bool(errors),
        **case_frame(found.case),
    )


def _hints(criterion: Criterion) -> dict[str, str]:
    """What each level asks; and when the edition lets the criterion be left out."""
    when = (
        {NOT_APPLICABLE: f"It may be left out when {criterion.not_applicable_when}."}
        if criterion.not_applicable_when
        else {}
    )
    return {str(number): text for number, text in enumerate(criterion.rubric)} | when


def _record_rows(row: GivenLevel | None) -> list[tuple[str, str]]:
    if row is None:
        return []
    return [
        ("Level", level_text(row)),
        ("Reason", row.reason or "None was written"),
        ("Dissent", row.dissent or "None"),
    ]


def _reason_hint(found: Meeting, item: Item) -> str:
    words = found.agenda.rules.reason_words
    if item.kind != MUST_DISCUSS:
        return "Only needed where you record another level than the one proposed."
    least = f"{count_text(words, 'word')} or more. " if words else ""
    return f"{least}It goes into what the panel decides from, and can be disclosed. Name no reviewer."
