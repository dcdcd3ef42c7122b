"""What an edition asks of an award while it holds: returns, grace, reviews that end in suspension, and reminders."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.edition import Edition
from charter.domain.meeting_rules import NUMBER_WORDS
from charter.domain.metric_figures import months_after
from charter.domain.results import EligibilityFinding
from charter.domain.tiers import tier_named
from charter.domain.wording import count_text, date_text
from charter.domain.working_days import BankHolidays, add_working_days

MONTHS_BETWEEN_RETURNS = 12
REMINDER_MONTHS = 6  # the settled practice: half a year is what a self-assessment takes
SUPPLIED_KINDS = frozenset({"tables_supplied", "years_supplied"})
LEVEL, DATA, NOT_MADE = "level", "data", "not_made"
_BELOW = re.compile(r"\b(\w+) below its panel level")
_DAYS = re.compile(r"unresolved after (\d{1,3}) working days")
_CONDITIONS = re.compile(r"at most (\w+) conditions")
_CONDITION_MONTHS = re.compile(r"(\d{1,2}) months")


@dataclass(frozen=True, slots=True)
class AwardRules:
    """What an edition says of its awards; None where it says nothing."""

    validity_months: int | None
    grace_months: int | None
    asks_for_returns: bool
    levels_below: int | None  # so far below the panel's level a mandatory criterion opens a review
    review_days: int | None  # working days after which a review that is not closed suspends the award
    conditions_at_most: int | None
    condition_months: int | None  # the longest time that a condition may be given


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    """One thing in an annual return that opens a review."""

    kind: str  # LEVEL, DATA or NOT_MADE
    criterion_id: str  # "" = about no single criterion
    text: str  # a sentence that an institution can check


def award_rules(edition: Edition) -> AwardRules:
    """Give what an edition says of its awards. Numbers that stand in its words are read out of them.

    Source: the edition's ``award_validity_months``, ``grace_months``, ``annual_return_required`` and the rules of its
    award decision.
    """
    facts = edition.facts
    decision = facts.get("award_decision") or {}
    trigger = str(decision.get("annual_return_trigger", ""))
    conditions = str((decision.get("outcomes") or {}).get("conferred_with_conditions", ""))
    return AwardRules(
        validity_months=_whole(facts.get("award_validity_months")),
        grace_months=_whole(facts.get("grace_months")),
        asks_for_returns=facts.get("annual_return_required") is True,
        levels_below=_number(_BELOW.search(trigger)),
        review_days=_number(_DAYS.search(trigger)),
        conditions_at_most=_number(_CONDITIONS.search(conditions)),
        condition_months=_number(_CONDITION_MONTHS.search(conditions)),
    )


def return_days(awarded_on: dt.date, valid_until: dt.date, rules: AwardRules) -> tuple[dt.date, ...]:
    """Give the days by which annual returns are due: each anniversary before the award ends; none where none is asked.

    The renewal takes the place of a return on the last day.
    """
    days: list[dt.date] = []
    months = MONTHS_BETWEEN_RETURNS
    while rules.asks_for_returns and (day := months_after(awarded_on, months)) < valid_until:
        days.append(day)
        months += MONTHS_BETWEEN_RETURNS
    return tuple(days)


def reminder_day(ends_on: dt.date) -> dt.date:
    """Give the day from which an institution is told that its award ends: six months before, by the calendar."""
    return months_after(ends_on, -REMINDER_MONTHS)


def suspension_day(opened_on: dt.date, rules: AwardRules, holidays: BankHolidays) -> dt.date | None:
    """Give the last day on which a review can be closed before the award is suspended; None where nothing is said."""
    return None if rules.review_days is None else add_working_days(opened_on, rules.review_days, holidays)


def grace_end(valid_until: dt.date, rules: AwardRules, *, has_had_grace: bool) -> dt.date | None:
    """Give until when an award is kept after a renewal that failed; None where it had grace, or none is given."""
    if has_had_grace or not rules.grace_months:
        return None
    return months_after(valid_until, rules.grace_months)


def is_kept_by_failed_renewal(
    state: AwardState,
    valid_until: dt.date,
    rules: AwardRules,
    on: dt.date,
    *,
    handed_in_on: dt.date,
    has_had_grace: bool,
) -> bool:
    """Tell whether a renewal that failed on a day keeps an award for longer: docs/decisions/0050.

    It must hold, have had no grace, and end within the months of grace: one that lasts longer needs none, and would use
    up what it may have once. One whose time ran out while the renewal was judged holds again, where that was handed in
    in time: nobody chooses how long a panel takes.
    """
    until = grace_end(valid_until, rules, has_had_grace=has_had_grace)
    was_in_time = state is AwardState.EXPIRED and handed_in_on <= valid_until
    if until is None or until < on or not (state in HOLDS or was_in_time):
        return False
    return valid_until <= months_after(on, rules.grace_months or 0)


def return_findings(
    edition: Edition,
    tier_id: str,
    panel_levels: Mapping[str, int | None],
    ranges: Mapping[str, tuple[int, int] | None],
    eligibility: tuple[EligibilityFinding, ...],
) -> tuple[ReturnFinding, ...]:
    """Give what in an annual return opens a review of the award; empty where nothing does.

    Only criteria with a minimum for the award's tier are looked at, and only where figures could be computed: a level
    that nothing indicates is no reason. What an edition asks to be supplied is asked as for an application.

    Parameters
    ----------
    panel_levels: criterion id -> the level that the panel agreed; None = not applicable.
    ranges: criterion id -> lowest and highest level that the return's figures indicate; None or absent = none.
    eligibility: the findings of the award's tier on the return.

    Raises
    ------
    UnknownTier: the edition has no such tier.

    """
    below = award_rules(edition).levels_below
    missing = [
        ReturnFinding(DATA, "", f"{_capital(item.text)}: {item.reason}")
        for item in eligibility
        if item.answer == "not_met" and _kind_of(edition, item) in SUPPLIED_KINDS
    ]
    if below is None:
        return tuple(missing)
    found = []
    for criterion_id in tier_named(edition, tier_id).criterion_minimums:
        level, seen = panel_levels.get(criterion_id), ranges.get(criterion_id)
        if level is not None and seen is not None and level - seen[1] >= below:
            found.append(ReturnFinding(LEVEL, criterion_id, _level_text(criterion_id, level, seen[1])))
    return (*found, *missing)


def not_made(due_on: dt.date) -> ReturnFinding:
    """Give the finding of a return that did not come."""
    return ReturnFinding(NOT_MADE, "", f"The annual return that was due by {date_text(due_on)} did not come.")


def _level_text(criterion_id: str, level: int, top: int) -> str:
    return (
        f"{criterion_id}: the panel agreed level {level}; the figures of the return indicate level {top} at the most, "
        f"{count_text(level - top, 'level')} lower."
    )


def _kind_of(edition: Edition, item: EligibilityFinding) -> str:
    rules = {rule.id: rule.kind for rule in edition.eligibility_of(item.tier_id)}
    return rules.get(item.rule_id, "")


def _whole(stated: object) -> int | None:
    return stated if isinstance(stated, int) and not isinstance(stated, bool) else None


def _number(found: re.Match[str] | None) -> int | None:
    if found is None:
        return None
    word = found.group(1)
    return int(word) if word.isdecimal() else NUMBER_WORDS.get(word)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
