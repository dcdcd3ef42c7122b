"""A file into an assessment: what it would change, and what of it a person lets in. All of that or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers, StaleImport, UnknownImport
from charter.domain.permissions import Action, require
from charter.services.assessments import Saved, edition_of, is_field, place, reading_of, save_fields
from charter.services.deeds import Deed, assessment_for, round_of
from charter.services.import_changes import Change, Fields, changes_between, fields_in, matched, merged
from charter.services.import_items import Item, Sight, items_of
from charter.services.import_reading import WaitingFile, begin_import, forget_import, waiting_file
from charter.services.plan_fields import PLANS, new_key
from charter.services.workspaces import Workspace
from charter.store.answer_authors import AuthoredAnswer, authored_answers, values_at
from charter.store.answer_files import answers_document, read_saved
from charter.store.assessments import AssessmentRow, edition_answered
from charter.store.editions import load_edition
from charter.store.told_events import first_versions_since


@dataclass(frozen=True, slots=True)
class Preview:
    """What a waiting file would change, as one person sees it now."""

    file: WaitingFile
    edition: Edition
    items: tuple[Item, ...]
    is_dated: bool  # whether it is known when the file was downloaded
    versions: Mapping[str, int]  # of every field that would change: what the person saw


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person lets in, and the versions that they saw when they chose."""

    pointers: frozenset[str]  # single changes
    groups: frozenset[str]  # everything under a heading
    seen: Mapping[str, int]


def preview_import(deed: Deed, workspace: Workspace, import_id: str) -> Preview:
    """Give what a waiting file would change in an assessment that the person may write in; nothing changes.

    Whoever sent it may. Raises NotAllowed, UnknownImport.
    """
    require(workspace.roles, Action.RECORD_ANSWER)
    row = deed.session.get_one(AssessmentRow, workspace.assessment_id)
    return _preview(deed, row, waiting_file(deed, row.id, import_id))[0]


def apply_import(deed: Deed, assessment_id: str, import_id: str, chosen: Chosen) -> int:
    """Save what was chosen, all or nothing, and give how many changes that were. The file then waits no longer.

    Whoever sent it may, while the window is open. Raises UnknownAssessment, NotAllowed, WrongState, UnknownImport;
    StaleImport where somebody saved one of the fields since; InvalidAnswers where nothing was chosen, or with every
    fault of what was. Commits.
    """
    row = begin_import(deed, assessment_id)
    shown, now = _preview(deed, row, waiting_file(deed, assessment_id, import_id))
    known = {item.change.pointer for item in shown.items}
    picked = [item for item in shown.items if item.change.pointer in chosen.pointers or item.group in chosen.groups]
    gone = {_field_of(pointer) for pointer in chosen.pointers - known}
    moved = {item.change.field for item in picked if chosen.seen.get(item.change.field) != _version(shown, item)}
    if gone or moved:
        raise StaleImport(tuple(sorted(gone | moved)))
    if not picked:
        raise InvalidAnswers((Fault("", "Tick at least one change, or leave the file aside."),))
    save_fields(deed, row, _saves(shown, now, [item.change for item in picked]))
    forget_import(deed, import_id)
    deed.session.commit()
    return len(picked)


def discard_import(deed: Deed, assessment_id: str, import_id: str) -> None:
    """Delete a waiting file without applying anything. Whoever sent it may. Raises as ``preview_import``. Commits."""
    assessment_for(deed, assessment_id, Action.RECORD_ANSWER)
    waiting_file(deed, assessment_id, import_id)
    forget_import(deed, import_id)
    deed.session.commit()


def _preview(deed: Deed, row: AssessmentRow, file: WaitingFile) -> tuple[Preview, Fields]:
    whole = round_of(deed.session, row)  # held, so that what follows finds it without asking again
    edition = load_edition(edition_answered(row, whole))
    _refuse_other(edition, file)
    answers = {item.field: item for item in authored_answers(deed.session, row.id)}
    now = _present(deed, row, answers)
    keys = _keys(file, now)
    then = fields_in(_keyed(file.document, keys), is_field)
    changes = changes_between(now, then)
    base = _base(deed, row, file)
    sight = Sight(edition, _rekeyed(file, keys), answers, now, then, base)
    shown = items_of(sight, changes)
    fields = dict.fromkeys(item.change.field for item in shown)
    versions = {field: answers[field].version if field in answers else 0 for field in fields}
    return Preview(file, edition, shown, base is not None, versions), now


def _refuse_other(edition: Edition, file: WaitingFile) -> None:
    """A file that waited while the assessment moved to another edition answers other questions."""
    answered = file.document.get("edition", edition.reference)
    if answered != edition.reference:
        version = str(answered).rpartition("/")[2]
        now = f"the assessment answers edition {edition.version} by now"
        way = "Download its workbook again, and bring your figures into that."
        raise UnknownImport(f"This file answers edition {version}, and {now}. Nothing was changed. {way}")


def _present(deed: Deed, row: AssessmentRow, answers: Mapping[str, AuthoredAnswer]) -> Fields:
    edition, reading = reading_of(deed, row, is_draft=True)
    document = answers_document(reading.sheet, edition)
    return _with_plans(document, {field: item.value for field, item in answers.items()})


def _with_plans(document: Mapping[str, Any], values: Mapping[str, Any]) -> Fields:
    """The fields of a canonical document, its actions under the keys that they have here."""
    plain = {name: value for name, value in document.items() if name not in PLANS}
    for field, value in sorted(values.items()):
        steps = field.split("/")
        if steps[1] in PLANS and value:
            place(plain, field, {name: str(text) for name, text in value.items() if text})
    return fields_in(plain, is_field)


def _keys(file: WaitingFile, now: Fields) -> dict[str, list[str]]:
    """The key of each action of the file, in its order: one of the plan's, or a new one that is always the same."""
    found = {}
    for plan in PLANS:
        held = {field.split("/")[2]: value for field, value in now.items() if field.startswith(f"/{plan}/")}
        listed: Sequence[Any] = file.document.get(plan, [])

        def fresh(number: int, plan: str = plan) -> str:
            chance = hashlib.sha256(f"{file.import_id} {plan} {number}".encode()).hexdigest()
            return new_key(file.opened_at, number, chance)

        found[plan] = list(matched(held, listed, fresh))
    return found


def _keyed(document: Mapping[str, Any], keys: Mapping[str, list[str]]) -> dict[str, Any]:
    plans = {
        plan: dict(zip(keys[plan], document[plan], strict=True)) for plan in PLANS if plan in document and keys[plan]
    }
    return {**{name: value for name, value in document.items() if name not in PLANS}, **plans}


def _rekeyed(file: WaitingFile, keys: Mapping[str, list[str]]) -> WaitingFile:
    """The file with places in its plans named as fields are: ``/actions/<key>/due`` for ``/actions/0/due``."""

    def moved(place: str) -> str:
        steps = place.split("/")
        if len(steps) > 2 and steps[1] in PLANS and steps[2].isdigit() and int(steps[2]) < len(keys[steps[1]]):
            steps[2] = keys[steps[1]][int(steps[2])]
        return "/".join(steps)

    return WaitingFile(
        import_id=file.import_id,
        file_name=file.file_name,
        opened_at=file.opened_at,
        expires_at=file.expires_at,
        document=file.document,
        cells={moved(place): cell for place, cell in file.cells.items()},
        faults=file.faults,
        refused={moved(place): words for place, words in file.refused.items()},
        unread=frozenset(moved(place) for place in file.unread),
        stamp=file.stamp,
    )


def _base(deed: Deed, row: AssessmentRow, file: WaitingFile) -> Fields | None:
    """What the fields that were saved since the download held at that moment; None where the moment is not known."""
    if file.stamp is None or file.stamp.assessment_id != row.id:
        return None
    first = first_versions_since(deed.session, row.id, file.stamp.event_number)
    values = values_at(deed.session, row.id, {field: version - 1 for field, version in first.items()})
    edition = edition_of(deed, row)
    document: dict[str, Any] = {"edition": edition.reference}
    for field, value in values.items():
        if field.split("/")[1] not in PLANS:
            place(document, field, value)
    canonical = answers_document(read_saved(document, edition, is_draft=True).sheet, edition)
    return dict.fromkeys(first) | dict(_with_plans(canonical, values))


def _saves(shown: Preview, now: Fields, changes: Sequence[Change]) -> list[Saved]:
    fields = dict.fromkeys(change.field for change in changes)
    return [
        Saved(
            field,
            merged(now.get(field), [change for change in changes if change.field == field]),
            shown.versions[field],
        )
        for field in fields
    ]


def _version(shown: Preview, item: Item) -> int:
    return shown.versions[item.change.field]


def _field_of(pointer: str) -> str:
    """The field that a pointer lies in; itself where it lies in none."""
    steps = pointer.split("/")
    found = ("/".join(steps[:length]) for length in range(2, len(steps) + 1))
    return next((field for field in found if is_field(field)), pointer)
