"""What becomes of each thing in a move to another edition, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.carrying import KEPT, TO_CONFIRM, ItemFate
from charter.domain.carrying_routes import COMMENTS, DUE_DATES, FILES, INPUTS, OFFERS, OWNERS, TABLES
from charter.domain.carrying_things import (
    ACTION,
    ANSWER,
    COMMENT,
    DUE_DATE,
    EVIDENCE,
    INPUT,
    KINDS,
    LEVEL,
    NAMED_FILE,
    OFFER,
    OTHER,
    OWNER,
    TABLE,
)
from charter.domain.edition import Edition, Question
from charter.domain.fates import ARCHIVED, CHANGED, COPIED, LEFT_BLANK, REFERENCE, ROUTED
from charter.domain.holdings import DUE_KEY
from charter.domain.wording import list_text

KIND_WORDS = {
    LEVEL: ("level", "levels"),
    ANSWER: ("answer", "answers"),
    TABLE: ("table", "tables"),
    INPUT: ("date or number", "dates and numbers"),
    NAMED_FILE: ("question with files", "questions with files"),
    EVIDENCE: ("file", "files"),
    OFFER: ("offer of files", "offers of files"),
    COMMENT: ("comment", "comments"),
    OWNER: ("owner", "owners"),
    DUE_DATE: ("due date", "due dates"),
    ACTION: ("action", "actions"),
    OTHER: ("other detail", "other details"),
}
FATE_WORDS = {
    COPIED: "comes over",
    ROUTED: "goes to {targets}",
    TO_CONFIRM: "comes over to {targets}, for you to confirm",
    CHANGED: "comes over as far as it is asked alike; the rest stays readable",
    KEPT: "stays as it is",
    LEFT_BLANK: "starts blank; what there was stays readable",
    ARCHIVED: "does not come over; it stays readable",
    REFERENCE: "stays with last year’s assessment, for reference",
}
_YEARS = {"year_0": "the year to the snapshot", "year_minus_1": "the year before", "year_minus_2": "two years before"}


@dataclass(frozen=True, slots=True)
class FateLine:
    """One fate as people read it."""

    kind: str  # one of carrying_things.KINDS
    what: str  # one of carrying.FATES
    title: str  # what it is about
    text: str  # what becomes of it
    change_id: str | None


def fate_lines(
    fates: tuple[ItemFate, ...], fields: Mapping[str, Any], old: Edition, new: Edition
) -> tuple[FateLine, ...]:
    """Give every fate in words, kind by kind, in the order of the old edition; ``fields``: what was held there."""
    order = {item.id: place for place, item in enumerate(old.criteria)}
    told = sorted(fates, key=lambda fate: (KINDS.index(fate.kind), order.get(_part(fate.place), -1), fate.place))
    return tuple(
        FateLine(fate.kind, fate.what, _thing_text(fate, fields, old), _text(fate, new), fate.change_id)
        for fate in told
    )


def _thing_text(fate: ItemFate, fields: Mapping[str, Any], old: Edition) -> str:
    """What a fate is about; an action by the criterion that it names."""
    words = place_text(old, fate.place)
    about = next((one.id for one in old.action_fields if (one.refers_to or "").startswith("criteria")), "")
    criterion_id = (fields.get(fate.place) or {}).get(about) if fate.kind == ACTION else None
    return f"{words} about {criterion_id} of edition {old.version}" if criterion_id else words


def place_text(edition: Edition, place: str) -> str:
    """Give in words what stands at a place of an edition."""
    if place.startswith("/criteria/"):
        return _criterion_text(edition, place)
    if place.startswith(TABLES):
        table = next((item for item in edition.tables if item.id == _part(place)), None)
        year = _YEARS.get(place.rpartition("/")[2], "")
        return f"{_part(place)}{f' {table.title}' if table else ''}, {year}"
    if place.startswith(INPUTS):
        return next((item.label for item in edition.typed_inputs if item.id == _part(place)), _part(place))
    return _beside(edition, place)


def _criterion_text(edition: Edition, place: str) -> str:
    criterion_id, name = place.split("/", 3)[2:]
    if name == "level":
        return f"{_title(edition, criterion_id)}: your own level"
    if not name.startswith(("answers/", "files/")):
        return f"{_title(edition, criterion_id)}: that it does not apply"
    question_id = name.partition("/")[2]
    question = _question(edition, question_id)
    return f"{question_id} {question.text}" if question else question_id


def _beside(edition: Edition, place: str) -> str:
    """What stands beside the answers."""
    part, last = _part(place), place.rpartition("/")[2]
    heads = {
        FILES: f"“{place.removeprefix(FILES)}”",
        OFFERS: f"Files offered to {_title(edition, part)}",
        OWNERS: f"Who looks after {_title(edition, part)}",
        DUE_DATES: f"{'By when' if last == DUE_KEY else 'What stands in the way of'} {_title(edition, part)}",
        COMMENTS: f"A comment on {last if last != part else _title(edition, part)}",
        "/actions/": "An action of the plan",
        "/previous_actions/": "An action of last year’s plan",
        "/tables_not_applicable/": f"That {last} does not apply",
        "/held_awards/": f"The award of {_tier(edition, last)} that is held",
        "/applied_for/": f"The tier aimed for, {_tier(edition, last)}",
    }
    plain = last.replace("_", " ").capitalize().replace("Ods", "ODS")
    return next((words for head, words in heads.items() if place.startswith(head)), plain)


def _text(fate: ItemFate, new: Edition) -> str:
    targets = list_text(list(dict.fromkeys(_target(new, target) for target in fate.targets)))
    if fate.what == COPIED and fate.change_id is not None and fate.kind in (ANSWER, LEVEL):
        return "comes over as a draft, for you to confirm"
    return FATE_WORDS[fate.what].format(targets=targets)


def _target(new: Edition, target: str) -> str:
    """A target by the id that the new edition gives it."""
    if target.startswith(OFFERS):
        return f"{_part(target)} as an offer"
    if target.startswith(("/criteria/", COMMENTS)) and target.count("/") > 2 + target.startswith("/criteria/"):
        return target.rpartition("/")[2]
    return _part(target)


def _part(place: str) -> str:
    """The id that comes second in a place: of a criterion, a table, an input."""
    return place.split("/")[2] if place.count("/") > 1 else place.strip("/")


def _title(edition: Edition, criterion_id: str) -> str:
    return next((f"{item.id} {item.title}" for item in edition.criteria if item.id == criterion_id), criterion_id)


def _tier(edition: Edition, tier_id: str) -> str:
    return next((tier.name for tier in edition.tiers if tier.id == tier_id), tier_id)


def _question(edition: Edition, question_id: str) -> Question | None:
    return next((one for item in edition.criteria for one in item.questions if one.id == question_id), None)
