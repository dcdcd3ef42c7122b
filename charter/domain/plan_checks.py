"""What a plan still lacks, in sentences: advice to those who write it. Nothing is decided by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.edition import ActionField, Edition
from charter.domain.questions import word_count
from charter.domain.wording import count_text, list_text

MOST_DIGITS = 7  # more is no count but a code of somebody's own
Values = Mapping[str, str]  # field id -> text, as typed; blanks are absent


@dataclass(frozen=True, slots=True)
class PlanRule:
    """One thing that an edition's guidance asks of a plan as a whole."""

    text: str  # what is asked, as a sentence
    source: str  # id of the criterion that asks for it
    most: int | None = None  # how many actions at most
    field: str = ""  # the field whose values count
    values: tuple[str, ...] = ()
    least: Fraction | None = None  # the share of actions that must have one of those values


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A rule against a plan."""

    rule: PlanRule
    is_met: bool
    text: str  # how it is, as a sentence


@dataclass(frozen=True, slots=True)
class ActionGap:
    """What one action lacks."""

    field_id: str
    label: str  # of the field
    text: str  # a sentence
    is_blank: bool = False


def rule_findings(rules: Sequence[PlanRule], actions: Sequence[Values]) -> tuple[RuleFinding, ...]:
    """Give every rule against the plan; a plan without actions meets none, because there is nothing to judge."""
    return tuple(_finding(rule, actions) for rule in rules)


def _finding(rule: PlanRule, actions: Sequence[Values]) -> RuleFinding:
    whole = len(actions)
    if not whole:
        return RuleFinding(rule, False, "The plan has no actions yet.")
    if rule.least is None:
        is_met = rule.most is None or whole <= rule.most
        return RuleFinding(rule, is_met, f"The plan has {count_text(whole, 'action')}.")
    part = sum(values.get(rule.field, "") in rule.values for values in actions)
    needed = -(-whole * rule.least.numerator // rule.least.denominator)
    text = f"{part} of {count_text(whole, 'action')} so far; {needed} {'is' if needed == 1 else 'are'} needed."
    return RuleFinding(rule, Fraction(part, whole) >= rule.least, text)


def action_gaps(edition: Edition, values: Values) -> tuple[ActionGap, ...]:
    """Give what an action lacks to be specific and measurable: blank fields, texts too long, dates that cross."""
    gaps = [gap for field in edition.action_fields if (gap := _field_gap(field, values.get(field.id, "")))]
    start, due = (_day(values.get(name, "")) for name in ("start", "due"))
    if start is not None and due is not None and due < start:
        gaps.append(ActionGap("due", "Due", "It is due before it starts. Change one of the two days."))
    return tuple(gaps)


def gaps_text(gaps: Sequence[ActionGap]) -> str:
    """Give gaps in few words: what is not filled in yet by its names, the rest a sentence each; "" without any."""
    blank = [gap.label for gap in gaps if gap.is_blank]
    told = [f"Not filled in yet: {list_text(blank)}."] if blank else []
    return " ".join([*told, *(gap.text for gap in gaps if not gap.is_blank)])


def _field_gap(field: ActionField, text: str) -> ActionGap | None:
    if not text:
        return (
            ActionGap(field.id, field.label, f"{field.label} is blank.", is_blank=True) if field.is_required else None
        )
    count = word_count(text)
    if field.word_limit is not None and count > field.word_limit:
        over = count - field.word_limit
        text = f"{field.label} has {count} words, {over} more than the limit of {field.word_limit}."
        return ActionGap(field.id, field.label, text)
    return None


def repeated_references(actions: Sequence[Values]) -> str:
    """Give a sentence that names references that stand twice; "" where each stands once."""
    given = [values["ref"] for values in actions if values.get("ref")]
    twice = [name for name in dict.fromkeys(given) if given.count(name) > 1]
    if not twice:
        return ""
    return f"More than one action is called {list_text(twice)}. Give each a reference of its own."


def next_reference(actions: Sequence[Values]) -> str:
    """Give a reference for the next action, one up from the highest: A4 after A1 and A3; A1 for the first."""
    highest, beginning = 0, "A"
    for values in actions:
        name = values.get("ref", "").strip()
        digits = name[len(name.rstrip("0123456789")) :]
        if digits and len(digits) < MOST_DIGITS and int(digits) > highest:
            highest, beginning = int(digits), name.removesuffix(digits)
    return f"{beginning}{highest + 1}"


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
