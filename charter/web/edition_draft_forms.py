"""The forms that change a draft, all in one way: fields, faults beside them, and both texts where two people wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.differences import differences
from charter.domain.errors import Fault, InvalidDraft, StaleDraft, UnknownDraft
from charter.domain.permissions import Action
from charter.services.draft_criterion_parts import CriterionPart, NewCriterionPart, RetiredCriterionPart
from charter.services.draft_edition_parts import ChangePart, FactsPart, NotesPart, OtherPart, TiersPart
from charter.services.draft_entries import CHOICE, DAY, FACT, Entry, Part
from charter.services.draft_question_parts import NewQuestionPart, RetiredQuestionPart
from charter.services.draft_split_parts import SplitPart
from charter.services.edition_drafts import Draft, draft_entries, find_draft, held_before, save_part
from charter.web.draft_fields import error_links, groups_of
from charter.web.edition_drafts import draft_frame, sent_number
from charter.web.people import deed

blueprint = Blueprint("edition_draft_forms", __name__)

ABOUT_ONE: Mapping[
    str, Callable[[str], Part]
] = {  # kinds of forms that are about one thing, by the name in their address
    "criteria": CriterionPart,
    "new-criteria": NewCriterionPart,
    "retired-criteria": RetiredCriterionPart,
    "split-criteria": SplitPart,
    "new-questions": NewQuestionPart,
    "retired-questions": RetiredQuestionPart,
    "changes": ChangePart,
    "reasons": OtherPart,
}
ABOUT_ALL: Mapping[str, Callable[[], Part]] = {"facts": FactsPart, "tiers": TiersPart, "notes": NotesPart}


@blueprint.get("/edition-drafts/<draft_id>/<part>/<about>")
@blueprint.get("/edition-drafts/<draft_id>/<part>", defaults={"about": ""})
def form(draft_id: str, part: str, about: str) -> str:
    """Show a form with what the draft holds."""
    return _page(find_draft(deed(), draft_id, Action.DRAFT_EDITION), _part(part, about))


@blueprint.post("/edition-drafts/<draft_id>/<part>/<about>")
@blueprint.post("/edition-drafts/<draft_id>/<part>", defaults={"about": ""})
def save(draft_id: str, part: str, about: str) -> AnyResponse | tuple[str, int]:
    """Save what was typed; show it again where it cannot be saved."""
    wanted = _part(part, about)
    typed = request.form.to_dict()
    before = find_draft(deed(), draft_id, Action.DRAFT_EDITION).number
    try:
        number = save_part(deed(), draft_id, wanted, typed, sent_number("seen"))
    except StaleDraft:
        return _conflict_page(find_draft(deed(), draft_id, Action.DRAFT_EDITION), wanted, typed), 409
    except InvalidDraft as error:
        return _page(find_draft(deed(), draft_id, Action.DRAFT_EDITION), wanted, typed, error.faults), 422
    flash(f"Saved as version {number}." if number != before else "Nothing was different, so nothing was saved.")
    return redirect(url_for("edition_drafts.draft", draft_id=draft_id), 303)


def _part(part: str, about: str) -> Part:
    is_known = part in (ABOUT_ONE if about else ABOUT_ALL)
    if not is_known:
        abort(404)
    return ABOUT_ONE[part](about) if about else ABOUT_ALL[part]()


def _page(found: Draft, part: Part, typed: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()) -> str:
    groups = groups_of(draft_entries(found, part), typed, faults)
    errors = error_links(groups)
    names = {one.name for group in groups for one in group.fields}
    errors += [(fault.message, "#save") for fault in faults if fault.place not in names]
    return render_template(
        "edition_drafts/form.html",
        part=part,
        groups=groups,
        errors=errors,
        is_error=bool(errors),
        seen=found.number if typed is None or not faults else max(sent_number("seen"), 0),
        more=_more(found, part),
        address=request.path,
        **draft_frame(found, ""),
    )


def _conflict_page(found: Draft, part: Part, typed: Mapping[str, str]) -> str:
    """Both texts of each field that differs, and the form: what was typed, and theirs where nothing was changed."""
    try:
        entries = draft_entries(found, part)
    except UnknownDraft:  # it was retired meanwhile: what was typed can be copied
        entries = ()
    held = held_before(deed(), found.draft_id, part, sent_number("seen"))
    theirs = {
        one.name: one.value for one in entries if _plain(typed.get(one.name, "")) == _plain(held.get(one.name, ""))
    }
    mine = {**typed, **theirs}
    rows = [
        (one.label, _shown(one, one.value), _shown(one, mine.get(one.name, "")))
        for one in entries
        if one.kind not in (FACT, DAY) and _plain(one.value) != _plain(mine.get(one.name, one.value))
    ]
    return render_template(
        "edition_drafts/conflict.html",
        part=part,
        rows=[(label, saved, written, differences(saved, written)) for label, saved, written in rows],
        groups=groups_of(entries, mine),
        errors=[],
        texts=[text for name, text in typed.items() if not entries and " " in text.strip() and name != "csrf_token"],
        seen=found.number,
        address=request.path,
        **draft_frame(found, ""),
    )


def _shown(entry: Entry, value: str) -> str:
    return dict(entry.choices).get(value, value) if entry.kind == CHOICE else value


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _more(found: Draft, part: Part) -> list[tuple[str, str]]:
    """What else can be done with a criterion, beside changing its words."""
    if not isinstance(part, CriterionPart):
        return []
    name = part.criterion_id

    def way(kind: str, about: str) -> str:
        return url_for("edition_draft_forms.form", draft_id=found.draft_id, part=kind, about=about)

    links = [
        ("Add a question", way("new-questions", name)),
        (f"Split {name}", way("split-criteria", name)),
        (f"Retire {name}", way("retired-criteria", name)),
    ]
    asked = found.works.new.criterion(name).questions
    return links + [
        (f"Retire the question {one.id}", way("retired-questions", one.id)) for one in asked if one.kind != "rubric"
    ]
