"""What forms about criteria share: their fields, what was typed into them, and where a criterion is put."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from charter.domain.errors import UnknownDraft
from charter.services.draft_entries import AREA, CHOICE, Base, Choices, Entry, Typed, shown, tier_choices
from charter.store.draft_crosswalk import UNSAID, change_about, follow
from charter.store.draft_files import DraftFiles, Raw
from charter.store.edition_files import CROSSWALK, EDITION, TIERS

YES_NO: Choices = (("true", "Yes"), ("false", "No"))
COMPARABLE: Choices = (
    ("", "As the kind of change proposes"),
    ("full", "Fully: a trend goes on as before"),
    ("partial", "In part: a trend goes on and says so"),
    ("none", "Not at all: a trend ends here"),
)
WHY, COMPARES = "why", "comparable"
_NUMBERED = re.compile(r"(.*?)([0-9]+)")


def find_criterion(draft: DraftFiles, criterion_id: str) -> Raw:
    """Give a criterion of the draft, to be changed in place. Raises UnknownDraft where there is none."""
    found = draft.criteria().get(criterion_id)
    if found is None:
        raise UnknownDraft(f"There is no criterion {criterion_id[:40]} in this draft. Somebody may have retired it.")
    return found


def theme_names(draft: DraftFiles) -> dict[str, str]:
    """Give the name of every theme."""
    return {str(item["id"]): str(item["name"]) for item in draft.value(EDITION).get("themes") or ()}


def level_labels(draft: DraftFiles) -> list[tuple[str, str]]:
    """Give every level with its label, lowest first."""
    return [(str(code), str(item["label"])) for code, item in (draft.value(EDITION).get("levels") or {}).items()]


def tiers_of(draft: DraftFiles) -> dict[str, str]:
    """Give the name of every tier, lowest first."""
    return {str(code): str(item["name"]) for code, item in (draft.value(TIERS).get("tiers") or {}).items()}


def wording_entries(draft: DraftFiles, criterion: Raw) -> Iterator[Entry]:
    """Give the fields of a criterion's own words, its weight, its lowest levels and its scale."""
    yield Entry("title", "Title", shown(criterion.get("title")))
    yield Entry("requirement", "Requirement", shown(criterion.get("requirement")), AREA, rows=4)
    yield Entry("guidance", "Guidance", shown(criterion.get("guidance")), AREA, rows=5)
    evidence = "\n".join(str(item) for item in criterion.get("evidence") or ())
    yield Entry("evidence", "Evidence that fits", evidence, AREA, "One piece a line.", rows=4)
    group = "Weight and tiers"
    yield Entry("weight", "Weight", shown(criterion.get("weight")), group=group, is_short=True)
    choices, minimums = tier_choices(level_labels(draft)), criterion.get("mandatory") or {}
    for tier, name in tiers_of(draft).items():
        yield Entry(f"tier-{tier}", f"{name} asks for", shown(minimums.get(tier)), CHOICE, "", choices, group)
    rubric, group = criterion.get("rubric") or {}, "What each level looks like"
    for code, label in level_labels(draft):
        yield Entry(f"level-{code}", f"Level {code} ({label})", shown(rubric.get(code)), AREA, group=group, rows=3)


def take_wording(draft: DraftFiles, criterion: Raw, told: Typed) -> None:
    """Take what was typed into those fields."""
    criterion["title"] = told.line("title", "Write the title")
    criterion["requirement"] = told.area("requirement", "Write what is required")
    _set(criterion, "guidance", told.area("guidance") or None)
    _set(criterion, "evidence", told.lines("evidence") or None, blank=[])
    rubric = {
        code: told.area(f"level-{code}", f"Write what level {code} looks like") for code, _ in level_labels(draft)
    }
    criterion["rubric"] = rubric
    criterion["weight"] = told.weight("weight")
    choices = tier_choices(level_labels(draft))
    chosen = {tier: told.choice(f"tier-{tier}", choices) for tier in tiers_of(draft)}
    before = criterion.get("mandatory") or {}
    minimums = {tier: int(code) if code.isdigit() else None for tier, code in chosen.items()}
    if minimums != {tier: before.get(tier) for tier in minimums}:
        criterion["mandatory"] = minimums


def _set(criterion: Raw, key: str, value: object, blank: object = "") -> None:
    """Set a value; a blank one stays away where there was none."""
    if value is not None:
        criterion[key] = value
    elif criterion.get(key):
        criterion[key] = blank


def question_entries(question: Raw) -> Iterator[Entry]:
    """Give the fields of one question."""
    name, group = str(question["id"]), "Questions"
    if "text" in question:
        yield Entry(
            f"text-{name}", f"{name}: {KINDS[question['type']]}", shown(question["text"]), AREA, group=group, rows=2
        )
        required = "true" if question.get("required") else "false"
        yield Entry(f"required-{name}", f"{name}: must it be answered?", required, CHOICE, "", YES_NO, group)
    if question["type"] == "narrative":
        limit = shown(question.get("word_limit"))
        yield Entry(f"words-{name}", f"{name}: words at most", limit, group=group, is_short=True)
    if question["type"] == "upload":
        most = shown(question.get("max_files"))
        yield Entry(f"files-{name}", f"{name}: files at most", most, group=group, is_short=True)


KINDS = {
    "narrative": "answered in words",
    "yes_no": "answered by yes, no or in progress",
    "upload": "answered by files",
    "number": "answered by a number",
    "date": "answered by a date",
    "data_table": "answered by a table",
    "metric": "worked out",
    "rubric": "the level",
}


def take_question(question: Raw, told: Typed) -> None:
    """Take what was typed into them."""
    name = str(question["id"])
    if "text" in question:
        question["text"] = told.area(f"text-{name}", f"Write the question {name}")
        question["required"] = told.choice(f"required-{name}", YES_NO) == "true"
    if question["type"] == "narrative":
        question["word_limit"] = told.amount(f"words-{name}", least=1, most=5000, is_whole=True)
    if question["type"] == "upload":
        question["max_files"] = told.amount(f"files-{name}", least=1, most=50, is_whole=True)


def why_entries(draft: DraftFiles, criterion_id: str) -> tuple[Entry, ...]:
    """Give the fields of why a criterion changes, and how far results compare."""
    change = change_about(draft, criterion_id) if criterion_id else None
    why = "" if change is None or change["why"] == UNSAID else shown(change["why"])
    compares = _compares(draft, criterion_id)
    hint = "Between the edition before and this one."
    group = "Why it changes"
    choice = Entry(COMPARES, "How far do results compare?", shown(compares), CHOICE, hint, COMPARABLE, group)
    return (why_entry(why, group), *((choice,) if criterion_id else ()))


def _compares(draft: DraftFiles, criterion_id: str) -> str:
    """How far results of a criterion compare, as its change says; "" where none does."""
    change = change_about(draft, criterion_id) if criterion_id else None
    said = change["comparable"] if change is not None else ""
    return str(said.get(criterion_id, "") if isinstance(said, Mapping) else said)


def why_entry(why: str, group: str = "") -> Entry:
    """Give the field of a reason."""
    return Entry(
        WHY, "Why", why, AREA, "One or two sentences for applicants. It is asked for before publication.", group=group
    )


def take_why(draft: DraftFiles, base: Base, criterion_id: str, told: Typed) -> None:
    """Write why a criterion changes into its change, where it differs from the edition before.

    How far results compare is written where it was chosen anew: else the kind of change proposes it.
    """
    held = _compares(draft, criterion_id)
    follow(draft, base.criteria)
    change = change_about(draft, criterion_id)
    if change is None:
        return
    why = told.area(WHY)
    if why or change["why"] != UNSAID:
        change["why"] = why or UNSAID
    compares = told.values.get(COMPARES, "")
    if compares != held and compares in [code for code, _ in COMPARABLE if code]:
        if isinstance(change["comparable"], dict):
            change["comparable"][criterion_id] = compares
        else:
            change["comparable"] = compares


def put_criterion(draft: DraftFiles, theme_id: str, criterion: Raw, after: str = "") -> None:
    """Put a criterion into its theme: behind another one, else at the end."""
    path = next(path for path in draft.theme_paths() if str(draft.value(path).get("theme")) == theme_id)
    items = draft.value(path)["criteria"]
    place = next((index for index, item in enumerate(items, start=1) if item["id"] == after), len(items))
    items.insert(place, criterion)


def take_out(draft: DraftFiles, criterion_id: str) -> None:
    """Take a criterion out of its file."""
    path = draft.path_of(criterion_id)
    draft.value(path)["criteria"] = [item for item in draft.value(path)["criteria"] if item["id"] != criterion_id]


def free_criterion_id(draft: DraftFiles, base: Base, theme_id: str) -> str:
    """Give an id for a new criterion of a theme, in the manner of those that are there; never one that was used."""
    of_theme = [one for one, theme in draft.themes_of_criteria().items() if theme == theme_id]
    stem, digits = f"{theme_id}-", 2
    if of_theme and (found := _NUMBERED.fullmatch(of_theme[-1])):
        stem, digits = found[1], len(found[2])
    taken = {*draft.criteria(), *base.criteria}
    numbers = [int(found[2]) for one in taken if (found := _NUMBERED.fullmatch(one)) and found[1] == stem]
    return f"{stem}{max(numbers, default=0) + 1:0{digits}}"


def say_other(draft: DraftFiles, part: str, name: str, why: str) -> None:
    """Say why something outside the criteria differs."""
    others = draft.value(CROSSWALK).setdefault("others", [])
    if all((item["part"], item["id"]) != (part, name) for item in others):
        others.append({"part": part, "id": name, "why": why})
