"""The sheets of a draft's workbook: every cell is a field of a form, so that both ways in obey the same rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from charter.services.draft_criterion_parts import CriterionPart
from charter.services.draft_edition_parts import ChangePart, FactsPart, TiersPart
from charter.services.draft_entries import DAY, FACT, Entry, Part
from charter.store.draft_crosswalk import change_about
from charter.store.draft_files import DraftFiles, questions_of
from charter.store.edition_bundles import Files
from charter.store.edition_files import CROSSWALK
from charter.store.workbooks.draft_sheets import DraftCell, DraftLine, DraftSheet

VALUE = "What it says"
PARTS: Mapping[str, Callable[[str], Part]] = {
    "criteria": CriterionPart,
    "facts": lambda _about: FactsPart(),
    "tiers": lambda _about: TiersPart(),
    "changes": ChangePart,
}


def draft_sheets(files: Files) -> tuple[DraftSheet, ...]:
    """Give the sheets of a draft: facts, criteria, levels, questions, tiers, changes."""
    draft = DraftFiles(files)
    return (
        _long_sheet(draft, "Facts", "the edition’s name and days", [("facts", "", "The edition")]),
        _criteria_sheet(draft),
        _levels_sheet(draft),
        _questions_sheet(draft),
        _long_sheet(draft, "Tiers", "what each tier asks of the whole and of each theme", [("tiers", "", "")]),
        _long_sheet(draft, "Changes", "why each change was made, and what it means", list(_change_rows(draft))),
    )


def _entries(draft: DraftFiles, part: str, about: str) -> dict[str, Entry]:
    return {entry.name: entry for entry in PARTS[part](about).entries(draft) if entry.kind != FACT}


def _cell(part: str, about: str, entry: Entry | None) -> DraftCell | None:
    if entry is None:
        return None
    name = f"{part}/{about}/{entry.name}"
    is_number = entry.is_short and entry.value.replace(".", "", 1).isdigit()
    return DraftCell(name, entry.value, entry.choices, is_day=entry.kind == DAY, is_number=is_number)


def _criteria_sheet(draft: DraftFiles) -> DraftSheet:
    themes = draft.themes_of_criteria()
    wanted: list[str] = ["title", "requirement", "guidance", "evidence", "weight"]
    widths: dict[str, float] = {"title": 28, "requirement": 48, "guidance": 48, "evidence": 36, "weight": 9}
    labels: dict[str, str] = {}
    lines = []
    for criterion_id in draft.criteria():
        entries = _entries(draft, "criteria", criterion_id)
        tiers = [name for name in entries if name.startswith("tier-")]
        labels |= {name: entry.label for name, entry in entries.items()}
        cells = [_cell("criteria", criterion_id, entries[name]) for name in (*wanted, *tiers)]
        why = entries["why"] if change_about(draft, criterion_id) is None else None  # else it stands with the change
        lines.append(DraftLine((criterion_id, themes[criterion_id]), (*cells, _cell("criteria", criterion_id, why))))
    tiers = [name for name in labels if name.startswith("tier-")]
    heads = [(labels.get(name, name), widths.get(name, 20.0)) for name in (*wanted, *tiers)]
    about = "what each criterion asks, its weight and lowest levels; why it changes, where no change tells it yet"
    all_heads = (("Criterion", 11.0), ("Theme", 8.0), *heads, ("Why it changes", 36.0))
    return DraftSheet("Criteria", about, all_heads, 1, tuple(lines))


def _levels_sheet(draft: DraftFiles) -> DraftSheet:
    lines = []
    for criterion_id, criterion in draft.criteria().items():
        for name, entry in _entries(draft, "criteria", criterion_id).items():
            if name.startswith("level-"):
                fixed = (criterion_id, entry.label, str(criterion["title"]))
                lines.append(DraftLine(fixed, (_cell("criteria", criterion_id, entry),)))
    heads = (("Criterion", 11.0), ("Level", 22.0), ("Title", 36.0), ("What it looks like", 80.0))
    return DraftSheet("Levels", "what each level looks like", heads, 2, tuple(lines))


def _questions_sheet(draft: DraftFiles) -> DraftSheet:
    lines = []
    for criterion_id, criterion in draft.criteria().items():
        entries = _entries(draft, "criteria", criterion_id)
        for question_id, question in questions_of(criterion).items():
            names = [f"{start}-{question_id}" for start in ("text", "required", "words", "files")]
            if names[0] in entries:
                cells = tuple(_cell("criteria", criterion_id, entries.get(name)) for name in names)
                lines.append(DraftLine((question_id, criterion_id, str(question["type"]).replace("_", " ")), cells))
    heads = (
        ("Question", 13.0),
        ("Criterion", 11.0),
        ("Answered by", 14.0),
        ("The question", 70.0),
        ("Must it be answered?", 14.0),
        ("Words at most", 12.0),
        ("Files at most", 12.0),
    )
    about = "the words of each question; tables and figures are not among them"
    return DraftSheet("Questions", about, heads, 1, tuple(lines))


def _long_sheet(draft: DraftFiles, title: str, about: str, parts: list[tuple[str, str, str]]) -> DraftSheet:
    """A sheet with a row for each field of some parts."""
    lines = [
        DraftLine((name, entry.name, text or entry.group, entry.label), (_cell(part, name, entry),))
        for part, name, text in parts
        for entry in _entries(draft, part, name).values()
    ]
    heads = (("Id", 9.0), ("Field", 22.0), ("About", 34.0), ("What", 44.0), (VALUE, 70.0))
    return DraftSheet(title, about, heads, 2, tuple(lines))


def _change_rows(draft: DraftFiles) -> Iterator[tuple[str, str, str]]:
    for change in draft.value(CROSSWALK).get("changes") or ():
        names = " and ".join(dict.fromkeys([*change["from"], *change["to"]]))
        yield "changes", str(change["id"]), f"{names}: {change['type']}"
