"""Forms about a draft's criteria: changing one, adding one, retiring one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from charter.domain.errors import UnknownDraft
from charter.services.draft_criteria import (
    WHY,
    YES_NO,
    find_criterion,
    free_criterion_id,
    put_criterion,
    question_entries,
    say_other,
    take_out,
    take_question,
    take_why,
    take_wording,
    theme_names,
    why_entries,
    why_entry,
    wording_entries,
)
from charter.services.draft_entries import AREA, CHOICE, Base, Entry, Typed
from charter.store.draft_crosswalk import change_about, follow
from charter.store.draft_files import DraftFiles, Raw, questions_of
from charter.store.edition_files import METRICS, SURVEY


@dataclass(frozen=True, slots=True)
class CriterionPart:
    """Everything that a criterion says."""

    criterion_id: str

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return f"Change {self.criterion_id}"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Save the criterion"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return (
            "Everything that an institution reads about this criterion. What changes is named to applicants, with why."
        )

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the fields with what they hold."""
        criterion = find_criterion(draft, self.criterion_id)
        asked = [one for question in questions_of(criterion).values() for one in question_entries(question)]
        return (*wording_entries(draft, criterion), *asked, *why_entries(draft, self.criterion_id))

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:
        """Change the criterion as typed."""
        criterion, told = find_criterion(draft, self.criterion_id), Typed(typed)
        before = {key: repr(value) for key, value in criterion.items()}
        take_wording(draft, criterion, told)
        for question in questions_of(criterion).values():
            take_question(question, told)
        told.finish()
        changed = [key for key, value in criterion.items() if before.get(key) != repr(value)]
        take_why(draft, base, self.criterion_id, told)
        names = {"mandatory": "lowest levels", "rubric": "wording of levels"}
        said = ", ".join(names.get(key, key) for key in changed)
        return f"{self.criterion_id}: {said or 'why it changed'}"


@dataclass(frozen=True, slots=True)
class NewCriterionPart:
    """A criterion that there was not."""

    theme_id: str

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return "Add a criterion"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Add the criterion"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return "It begins with one question in words and one level. More questions are added once it is there."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give blank fields."""
        if self.theme_id not in theme_names(draft):
            raise UnknownDraft("There is no such theme in this draft.")
        question = Entry("question", "The question", "", AREA, "Answered in words.", group="Its first question")
        words = Entry("words", "Words at most", "200", group="Its first question", is_short=True)
        waits = Entry(
            "waits",
            "Do its lowest levels wait for the second round?",
            "true",
            CHOICE,
            "In its first round its level counts, and no tier is barred by it.",
            YES_NO,
            group="Weight and tiers",
        )
        entries = list(wording_entries(draft, {}))
        place = next(index for index, entry in enumerate(entries) if entry.group == "What each level looks like")
        return (*entries[:place], waits, *entries[place:], question, words, *why_entries(draft, ""))

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:
        """Add the criterion to its theme."""
        self.entries(draft)
        told = Typed(typed)
        name = free_criterion_id(draft, base, self.theme_id)
        criterion: Raw = {"id": name}
        take_wording(draft, criterion, told)
        asked = told.area("question", "Write the question")
        limit = told.amount("words", least=1, most=5000, is_whole=True)
        criterion["questions"] = [
            {"id": f"{name}.q1", "type": "narrative", "text": asked, "word_limit": limit, "required": True},
            {"id": f"{name}.level", "type": "rubric", "text": "Self-assessed level", "required": True},
        ]
        if told.choice("waits", YES_NO) == "true":
            criterion |= {"mandatory_from": "second_round", "floors_from": "second_round"}
        told.finish()
        put_criterion(draft, self.theme_id, criterion)
        take_why(draft, base, name, told)
        return f"{name} {criterion['title']}: added"


@dataclass(frozen=True, slots=True)
class RetiredCriterionPart:
    """A criterion that is asked no more."""

    criterion_id: str

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return f"Retire {self.criterion_id}"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Retire the criterion"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return "It is asked no more. What institutions answered stays readable, and their old results stay as they are."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the fields: where its figures live on, and why."""
        find_criterion(draft, self.criterion_id)
        others = [(one, f"{one} {item['title']}") for one, item in draft.criteria().items() if one != self.criterion_id]
        home = Entry(
            "home",
            "Where its survey item and its figure live on",
            "",
            CHOICE,
            self._home_hint(draft),
            (("", "Nowhere"), *others),
        )
        has_more = bool(self._items(draft) or self._figures(draft))
        return (*((home,) if has_more else ()), why_entry(""))

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:
        """Take the criterion out."""
        told = Typed(typed)
        home = typed.get("home", "")
        if home and home not in draft.criteria():
            told.fault("home", "Choose one of the list")
        why = told.area(WHY, "Write why, for applicants")
        told.finish()
        items, figures = self._items(draft), self._figures(draft)
        title = str(find_criterion(draft, self.criterion_id)["title"])
        take_out(draft, self.criterion_id)
        follow(draft, base.criteria)
        change = change_about(draft, self.criterion_id)
        if change is not None:
            change["why"] = why
        self._live_on(draft, change, home, items, figures)
        return f"{self.criterion_id} {title}: retired"

    def _live_on(self, draft: DraftFiles, change: Raw | None, home: str, items: list[Raw], figures: list[str]) -> None:
        """Give the survey items and figures a new home, and say so where one item and one figure can be named."""
        for item in items:
            stays = [one for one in item.get("feeds") or () if one not in (self.criterion_id, home)]
            item["feeds"] = [*stays, *([home] if home else [])]
        if home:
            uses = draft.criteria()[home].setdefault("metrics", [])
            known = {str(use["id"]) for use in uses}
            uses += [{"id": name, "role": "context"} for name in figures if name not in known]
            _make_context(draft, figures)
        if home and change is not None and (items or figures):
            survives: Raw = {"survey_item": items[0]["id"]} if items else {}
            survives |= {"metric": figures[0]} if figures else {}
            change["survives"] = {**survives, "new_home": home, "role": "context"}
        told = items[1:] if home and change is not None else items
        reason = f"It fed {self.criterion_id}, which is retired."
        for item in told:
            say_other(draft, "survey_item", str(item["id"]), reason)

    def _home_hint(self, draft: DraftFiles) -> str:
        items = [f"survey item {item['id']}" for item in self._items(draft)]
        figures = [f"figure {name}" for name in self._figures(draft)]
        return f"Nothing else reads {', '.join([*items, *figures])}. Shown there for context, they indicate no level."

    def _items(self, draft: DraftFiles) -> list[Raw]:
        """The survey items that feed this criterion alone."""
        survey = draft.value(SURVEY).get("survey") or {} if SURVEY in draft else {}
        return [item for item in survey.get("items") or () if item.get("feeds") == [self.criterion_id]]

    def _figures(self, draft: DraftFiles) -> list[str]:
        """The figures that this criterion alone reads."""
        uses = {one: [str(use["id"]) for use in item.get("metrics") or ()] for one, item in draft.criteria().items()}
        elsewhere = {name for one, names in uses.items() if one != self.criterion_id for name in names}
        return [name for name in uses.get(self.criterion_id, ()) if name not in elsewhere]


def _make_context(draft: DraftFiles, figures: list[str]) -> None:
    """A figure that indicates no level any more is one for context."""
    for item in draft.value(METRICS).get("metrics") or () if METRICS in draft else ():
        if str(item["id"]) in figures:
            item["role"] = "context"
