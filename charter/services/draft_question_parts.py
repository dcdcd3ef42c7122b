"""Forms about a draft's questions: adding one, retiring one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.errors import UnknownDraft
from charter.services.draft_criteria import WHY, YES_NO, find_criterion, take_why, why_entry
from charter.services.draft_entries import AREA, CHOICE, Base, Choices, Entry, Typed
from charter.store.draft_files import DraftFiles, Raw, questions_of
from charter.store.edition_files import METRICS, TIERS

KINDS: Choices = (("narrative", "In words"), ("yes_no", "By yes, no or in progress"), ("upload", "By files"))
_NUMBER = re.compile(r".*\.q([0-9]+)")


@dataclass(frozen=True, slots=True)
class NewQuestionPart:
    """A question that a criterion did not ask."""

    criterion_id: str

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return f"Add a question to {self.criterion_id}"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Add the question"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return "Tables and figures need an author who writes files: they are counted by rules."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give blank fields."""
        find_criterion(draft, self.criterion_id)
        return (
            Entry("text", "The question", "", AREA),
            Entry("kind", "How is it answered?", "narrative", CHOICE, "", KINDS),
            Entry("most", "Words at most, or files at most", "200", hint="Not read for yes or no.", is_short=True),
            Entry("required", "Must it be answered?", "true", CHOICE, "", YES_NO),
            why_entry(""),
        )

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:
        """Put the question before the level."""
        criterion, told = find_criterion(draft, self.criterion_id), Typed(typed)
        kind = told.choice("kind", KINDS)
        question: Raw = {"id": free_question_id(self.criterion_id, criterion, base), "type": kind}
        question["text"] = told.area("text", "Write the question")
        if kind == "narrative":
            question["word_limit"] = told.amount("most", least=1, most=5000, is_whole=True)
        question["required"] = told.choice("required", YES_NO) == "true"
        if kind == "upload":
            question["max_files"] = told.amount("most", least=1, most=50, is_whole=True)
        told.finish()
        put_question(criterion, question)
        take_why(draft, base, self.criterion_id, told)
        return f"{self.criterion_id}: question {question['id']} added"


@dataclass(frozen=True, slots=True)
class RetiredQuestionPart:
    """A question that is asked no more."""

    question_id: str

    @property
    def title(self) -> str:
        """What the form is headed with."""
        return f"Retire the question {self.question_id}"

    @property
    def button(self) -> str:
        """What its button says."""
        return "Retire the question"

    @property
    def intro(self) -> str:
        """A sentence above the form."""
        return "It is asked no more. What institutions answered stays readable."

    def entries(self, draft: DraftFiles) -> tuple[Entry, ...]:
        """Give the field of the reason."""
        self._home(draft)
        return (why_entry(""),)

    def apply(self, draft: DraftFiles, base: Base, typed: Mapping[str, str]) -> str:
        """Take the question out, with what refuses levels by it."""
        told = Typed(typed)
        criterion = self._home(draft)
        for reason in self._holds(draft, criterion):
            told.fault(WHY, reason)
        told.finish()
        criterion["questions"] = [one for one in criterion["questions"] if str(one["id"]) != self.question_id]
        gates = [one for one in criterion.get("requires") or () if str(one.get("question")) != self.question_id]
        if "requires" in criterion:
            criterion["requires"] = gates
        if not gates:
            criterion.pop("requires", None)
        take_why(draft, base, str(criterion["id"]), told)
        return f"{criterion['id']}: question {self.question_id} retired"

    def _home(self, draft: DraftFiles) -> Raw:
        for criterion in draft.criteria().values():
            if self.question_id in questions_of(criterion):
                return criterion
        raise UnknownDraft(f"There is no question {self.question_id[:40]} in this draft that could be retired.")

    def _holds(self, draft: DraftFiles, criterion: Raw) -> Iterator[str]:
        """Why it must stay: what decides a tier by it, and what is counted from it."""
        for tier in (draft.value(TIERS).get("tiers") or {}).values():
            for rule in tier.get("eligibility") or ():
                if self.question_id in _texts(rule):
                    yield f"{tier['name']} is decided by this question ({rule['text']}), so it has to stay"
        asked = questions_of(criterion)[self.question_id].get("input")
        metrics = draft.value(METRICS).get("metrics") or () if METRICS in draft else ()
        for metric in metrics:
            if asked and str(asked) in _texts(metric):
                yield f"The figure {metric['id']} {metric['name']} is worked out from this question, so it has to stay"


def put_question(criterion: Raw, question: Raw) -> None:
    """Put a question behind the others, before the level."""
    asked = criterion["questions"]
    place = next((index for index, one in enumerate(asked) if one["type"] == "rubric"), len(asked))
    asked.insert(place, question)


def free_question_id(criterion_id: str, criterion: Raw, base: Base) -> str:
    """Give an id for a new question; never one that the edition before had."""
    taken = {*questions_of(criterion), *(name for one in base.criteria.values() for name in questions_of(one))}
    own = [
        int(found[1]) for name in taken if name.startswith(f"{criterion_id}.") and (found := _NUMBER.fullmatch(name))
    ]
    return f"{criterion_id}.q{max(own, default=0) + 1}"


def _texts(value: Any) -> set[str]:
    """Every text anywhere in a value."""
    if isinstance(value, dict):
        return {text for item in value.values() for text in _texts(item)}
    if isinstance(value, list):
        return {text for item in value for text in _texts(item)}
    return {value} if isinstance(value, str) else set()
