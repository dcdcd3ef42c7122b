"""The form that splits a draft's criterion in two: which questions go, what each weighs, what becomes of files."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from charter.domain.crosswalk import SPLIT
from charter.services.draft_criteria import (
    COMPARABLE,
    COMPARES,
    WHY,
    find_criterion,
    free_criterion_id,
    put_criterion,
    say_other,
    take_wording,
    why_entry,
    wording_entries,
)
from charter.services.draft_entries import CHOICE, FACT, Base, Choices, Entry, Typed, shown
from charter.store.draft_crosswalk import CARRIES, UNSAID, change_about, follow
from charter.store.draft_files import DraftFiles, Raw, questions_of
from charter.store.edition_files import CROSSWALK, METRICS, TABLES

STAYS, GOES = "stays", "goes"
_OF_ANY = ("id", "why")  # what of a change stays whatever kind it becomes
FILES: Choices = (
    ("copy_to_both_for_confirmation", "They are offered to both, and each is confirmed"),
    ("archive", "They stay with the old answers"),
)


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A criterion that becomes two."""

    criterion_id: str

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return f"Split {self.criterion_id}"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Split the criterion"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return (
            f"{self.criterion_id} keeps the questions that stay, and a new criterion takes the others. Write here what "
            f"the new one says; change the words of {self.criterion_id} afterwards."
        )

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the fields: where each question goes, then the new criterion's words."""
        criterion = find_criterion(draft, self.criterion_id)
        new = [_of_the_new(entry) for entry in wording_entries(draft, _blank(criterion))]
        place = next(index for index, one in enumerate(new) if one.name == "weight")
        group = "Weight and tiers"
        now = f"{self.criterion_id} weighs {shown(criterion.get('weight'))} now."
        weights = (
            Entry("before", "", now, FACT, group=group),
            Entry("rest", f"Weight that {self.criterion_id} keeps", "", group=group, is_short=True),
        )
        return (*self._goes(draft, criterion), *new[:place], *weights, *new[place:], *self._gave())

    def _goes(self, draft: DraftFiles, criterion: Raw) -> Iterator[Entry]:
        where: Choices = ((STAYS, f"Stays with {self.criterion_id}"), (GOES, "Goes to the new criterion"))
        for name, question in questions_of(criterion).items():
            label = f"{name}: {_words(draft, question)}"
            yield Entry(f"goes-{name}", label, STAYS, CHOICE, "", where, "Which questions go")

    def _gave(self) -> Iterator[Entry]:
        """What becomes of what institutions gave, and why."""
        group = "What institutions gave"
        yield Entry("files", "What becomes of files", FILES[0][0], CHOICE, "", FILES, group)
        levels = "Levels are given anew for both; those of panels are shown for reference."
        yield Entry("levels", "", levels, FACT, group=group)
        group = "Why it changes"
        yield why_entry("", group)
        label = f"How far do results of {self.criterion_id} compare?"
        hint = "The new criterion’s results compare with nothing before."
        yield Entry(COMPARES, label, "partial", CHOICE, hint, COMPARABLE[1:], group)

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:
        """Make the new criterion out of the questions that go, and say where each went."""
        old, told = find_criterion(draft, self.criterion_id), Typed(typed)
        where: Choices = ((STAYS, ""), (GOES, ""))
        moving = [name for name in questions_of(old) if told.choice(f"goes-{name}", where) == GOES]
        theme = draft.themes_of_criteria()[self.criterion_id]
        name = free_criterion_id(draft, base, theme)
        new: Raw = {"id": name}
        take_wording(draft, new, told)
        rest = told.weight("rest")
        evidence, compares = told.choice("files", FILES), told.choice(COMPARES, COMPARABLE[1:])
        if questions_of(old) and not moving:
            told.fault(f"goes-{next(iter(questions_of(old)))}", "Let at least one question go to the new criterion")
        why = told.area(WHY)
        told.finish()
        becomes = {one: f"{name}.q{number}" for number, one in enumerate(moving, start=1)}
        old["weight"] = rest
        _move(draft, old, new, becomes)
        put_criterion(draft, theme, new, after=self.criterion_id)
        _tell(draft, base, self.criterion_id, name, becomes)
        change = change_about(draft, name)
        if change is not None and change["type"] == SPLIT:
            change["why"] = why or UNSAID
            change["carry_forward"]["evidence"] = evidence
            change["comparable"] = {
                **dict.fromkeys(change["to"], "none"),
                **_said(change),
                self.criterion_id: compares,
                name: "none",
            }
        return f"{self.criterion_id} split: {name} {new['title']}"


def _tell(draft: DraftFiles, base: Base, parent_id: str, new_id: str, becomes: Mapping[str, str]) -> None:
    """Write the split into the crosswalk; of a criterion that is new itself, there is nothing to carry."""
    follow(draft, base.criteria)
    about = change_about(draft, parent_id)
    is_split = about is not None and about["type"] == SPLIT
    if not is_split and parent_id not in base.criteria:
        return
    told: Raw = (
        dict(about or {}) if is_split else {key: value for key, value in (about or {}).items() if key in _OF_ANY}
    )
    asked = list(questions_of(base.criteria[parent_id])) if parent_id in base.criteria else []
    parts: Raw = told.get("parts") or {parent_id: {"questions_from": asked}}
    origins = {target: source for source, target in _targets(parts[parent_id]).items()}
    mine = {origins[one]: target for one, target in becomes.items() if one in origins}
    stays = [one for one in parts[parent_id]["questions_from"] if one not in mine]
    parts = {**parts, parent_id: {**parts[parent_id], "questions_from": stays}}
    parts[new_id] = {"questions_from": list(mine), "becomes": mine}
    change: Raw = {
        "why": UNSAID,
        "carry_forward": dict(CARRIES[SPLIT]),
        "comparable": "none",
        "from": [parent_id],
        **told,
    }
    change |= {"type": SPLIT, "to": list(parts), "parts": parts}
    crosswalk = draft.value(CROSSWALK)
    others = [one for one in crosswalk["changes"] if one is not about and new_id not in one["to"]]
    crosswalk["changes"] = [*others, change]
    follow(draft, base.criteria)


def _blank(criterion: Raw) -> Raw:
    """What the new criterion's form begins with: the lowest levels and the scale of the one that is split."""
    return {"mandatory": criterion.get("mandatory"), "rubric": criterion.get("rubric")}


def _of_the_new(entry: Entry) -> Entry:
    label = f"{entry.label} of the new criterion" if entry.name == "weight" else entry.label
    return replace(entry, label=label, group=entry.group or "The new criterion")


def _targets(part: Raw) -> dict[str, str]:
    """Old question to the question that it is now, in one part."""
    becomes = part.get("becomes") or {}
    return {str(one): str(becomes.get(one, one)) for one in part.get("questions_from") or ()}


def _said(change: Raw) -> dict[str, str]:
    return dict(change["comparable"]) if isinstance(change["comparable"], dict) else {}


def _move(draft: DraftFiles, old: Raw, new: Raw, becomes: Mapping[str, str]) -> None:
    """Questions, and the figures and gates that belong to them, from one criterion to the other."""
    asked = questions_of(old)
    level = next(copy.deepcopy(one) for one in old["questions"] if one["type"] == "rubric")
    new["questions"] = [{**asked[one], "id": target} for one, target in becomes.items()]
    new["questions"].append({**level, "id": f"{new['id']}.level"})
    old["questions"] = [one for one in old["questions"] if str(one["id"]) not in becomes]
    gates = old.get("requires") or []
    new["requires"] = [{**one, "question": becomes[one["question"]]} for one in gates if one["question"] in becomes]
    old["requires"] = [one for one in gates if one["question"] not in becomes]
    figures = {str(asked[one]["metric"]) for one in becomes if asked[one].get("metric")}
    uses = old.get("metrics") or []
    new["metrics"] = [one for one in uses if str(one["id"]) in figures]
    old["metrics"] = [one for one in uses if str(one["id"]) not in figures]
    for one in (old, new):
        if not one["requires"]:
            del one["requires"]
    for name in [str(asked[one]["input"]) for one in becomes if asked[one].get("input")]:
        say_other(draft, "input", name, f"Its question moved from {old['id']} to {new['id']}.")


def _words(draft: DraftFiles, question: Raw) -> str:
    """What a question asks, in short: of a figure or a table, its name."""
    if question.get("text"):
        return str(question["text"])
    for path, part, key, name in ((METRICS, "metrics", "metric", "name"), (TABLES, "data_tables", "table", "title")):
        for item in draft.value(path).get(part) or () if path in draft else ():
            if str(item["id"]) == str(question.get(key)):
                return f"{item['id']} {item[name]}"
    return str(question["type"])
