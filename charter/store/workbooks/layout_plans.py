"""The action plan's sheet and that of the plan before it: a row an action, exactly the edition's fields."""

from __future__ import annotations

from dataclasses import replace

from charter.domain.edition import ActionField, Edition
from charter.store.answer_facts import humanised
from charter.store.answer_schema import refers_to_criteria
from charter.store.crosswalks import former_criteria
from charter.store.workbooks.cells import Choices, Field, Page, Path, Place, SheetPlan

HEAD, CODES, FIRST_ROW = 5, 6, 7
INTRO = {
    "actions": "One row an action. Every column is needed unless its head says optional.",
    "previous_actions": "The plan as it stood with your last submission, with what has become of it. "
    "Leave the sheet blank if this is your first plan.",
}


def plan_sheet(edition: Edition, name: str, title: str, rows: int) -> SheetPlan:
    """Give the sheet of a plan; ``name`` is its key in the answers document."""
    page = Page(title, "plan")
    page.put(1, title, "title")
    page.heights[1] = 28
    page.put(1, INTRO[name], "intro", row=2)
    page.put(1, "Back to the cover", "link", link="Cover", row=3)
    heads = []
    for offset, field in enumerate(edition.action_fields):
        page.widths[offset + 1] = _width(field) if offset else 12.0  # the first names the row
        page.put(offset + 1, _head(field), "header", row=HEAD)
        heads.append(page.put(offset + 1, field.id, "code_row", is_anchor=True, row=CODES))
    page.heights[HEAD] = 64
    page.row = FIRST_ROW
    columns = [
        (field, _column(edition, name, field, head)) for field, head in zip(edition.action_fields, heads, strict=True)
    ]
    for index in range(rows):
        for offset, (field, asked) in enumerate(columns):
            is_required = index == 0 and field.is_required and name == "actions"
            page.ask(offset + 1, replace(asked, path=(name, index, field.id)), is_required=is_required)
        page.next()
    page.regions.append((Place(HEAD, 1), Place(page.row - 1, len(edition.action_fields))))
    about = {
        "actions": "What you will do, by whom and until when",
        "previous_actions": "The plan of your last submission",
    }
    return page.plan(freeze="B7", repeat_rows="5:6", repeat_columns="A:A", pages_wide=2, about=about[name])


def _head(field: ActionField) -> str:
    limit = f"\nat most {field.word_limit} words" if field.word_limit else ""
    return f"{field.label or humanised(field.id)}{limit}{'' if field.is_required else chr(10) + 'optional'}"


def _width(field: ActionField) -> float:
    if field.kind == "text":
        return 38.0
    if refers_to_criteria(field):
        return 28.0
    return {"date": 19.0, "enum": 16.0, "ref": 13.0}.get(field.kind, 24.0 if field.is_required else 16.0)


def _column(edition: Edition, name: str, field: ActionField, head: Place) -> Field:
    """What is asked in a column; each row has a path of its own."""
    asked = _field(edition, field, (name, 0, field.id), head)
    return replace(asked, style={"choice": "input_top", "date": "input_date_top"}.get(asked.kind, ""))


def _field(edition: Edition, field: ActionField, path: Path, head: Place) -> Field:
    name = field.label or humanised(field.id)
    if field.kind == "enum":
        labels = {value: field.value_labels.get(value) or humanised(value) for value in field.values}
        return Field(
            path, "choice", f"{name}: choose from the list.", Choices(f"action_{field.id}", labels), anchors=(head,)
        )
    if refers_to_criteria(field):
        former = {name: f"{name} {title}" for name, title in former_criteria(edition).items()}
        labels = {item.id: f"{item.id} {item.title}" for item in edition.criteria} | former
        return Field(
            path, "choice", "Choose the criterion that the action serves.", Choices("criteria", labels), anchors=(head,)
        )
    if field.kind == "date":
        return Field(path, "date", f"{name}: write a day, for example 31/12/2027.", anchors=(head,))
    limit = f" At most {field.word_limit} words." if field.word_limit else ""
    meaning = f" {field.meaning[:1].upper()}{field.meaning[1:]}." if field.meaning else ""
    return Field(path, "text", f"{name}.{meaning}{limit}", words=field.word_limit, anchors=(head,))
