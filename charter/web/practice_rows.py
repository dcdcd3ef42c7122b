"""What the pages of practice say: how far each is, who practised how much, and how somebody compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from charter.domain.agreement_summaries import RoundAgreement
from charter.domain.case_workflow import CaseState
from charter.domain.practice import Severity, severity_text, spread_texts
from charter.domain.wording import count_text, date_text, sentence
from charter.services.practice_cases import Practice, Practices
from charter.services.practice_results import Compared, PracticeResult
from charter.web.case_frames import PRACTICE_WORDS

AGREED, MEDIAN = "the agreed levels", "the median of the others"


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice submission in a list, in words."""

    name: str
    href: str  # "" = there is nothing to open yet
    facts: str
    state_text: str
    state_class: str
    progress: str
    next_text: str
    next_href: str
    join_href: str  # where a seat is taken; "" = it needs none


def practice_rows(found: Practices) -> list[PracticeRow]:
    """Give the list of a round, for whoever asks."""
    return [practice_row(one, is_office=found.is_office) for one in found.rows]


def practice_row(one: Practice, *, is_office: bool) -> PracticeRow:
    """Give a row: to the office how far everybody is, to a reviewer what they do next."""
    state = one.state
    state_text, state_class = PRACTICE_WORDS[state]
    address = url_for("practice_levels.practice", case_id=one.case_id)
    may_join = state == CaseState.COMPLETE and not one.has_seat and not is_office
    next_text, next_href = _next(one, state, address)
    return PracticeRow(
        name=one.title,
        href=address if is_office or (one.has_seat and state != CaseState.CLOSED) else "",
        facts=f"{one.round_title}, {one.body_name}",
        state_text=state_text,
        state_class=state_class,
        progress=f"{one.locks} of {count_text(one.seats, 'review')} locked" if is_office else "",
        next_text="" if may_join else next_text,
        next_href=next_href,
        join_href=url_for("practices.join", case_id=one.case_id) if may_join else "",
    )


def severity_lines(part: RoundAgreement) -> list[tuple[str, str, str]]:
    """Give each reviewer's name, severity over practice in words, and how much it rests on."""
    return [
        (
            line.name,
            severity_text(line.difference, "the others", "they were")
            if line.difference is not None
            else sentence(line.why_not),
            count_text(line.comparison_count, "comparison"),
        )
        for line in part.severities
    ]


def result_texts(found: PracticeResult) -> list[str]:
    """Give one's own severity in words; where one locked nothing, why there is none."""
    if not found.has_own:
        return ["You did not lock a review, so there is nothing of yours to compare."]
    mine = found.from_agreed
    same = f"You gave the agreed level on {mine.same} of {count_text(mine.compared, 'criterion', 'criteria')}."
    texts = [severity_text(mine.difference, AGREED), *([same] if mine.compared else [])]
    if found.others:
        texts.append(severity_text(found.from_others.difference, MEDIAN))
    return texts


def others_text(found: PracticeResult) -> str:
    """Give how many reviews of others the table counts."""
    was = "was" if found.others == 1 else "were"
    counted = count_text(found.others, "other review" if found.has_own else "review")
    return f"{counted} {was} locked. The table counts their levels without names."


def result_rows(found: PracticeResult) -> list[dict[str, Any]]:
    """Give the criteria with one's own level, the agreed one and the others'."""
    return [
        {
            "id": one.criterion_id,
            "title": f"{one.criterion_id} {one.title}",
            "own": _level_text(one.own) if one.has_own else "–",
            "agreed": _level_text(one.agreed.level),
            "difference": _difference(one),
            "reason": one.agreed.reason,
            "others": spread_texts(one.others) or ("Nobody",),
        }
        for one in found.rows
    ]


def office_rows(found: PracticeResult) -> list[tuple[str, str, str]]:
    """Give each reviewer's name, how severe they were, and how often they gave the agreed level."""
    return [
        (line.name, severity_text(line.from_agreed.difference, AGREED, "they were"), _same(line.from_agreed))
        for line in found.lines
    ]


def day_text(day: Any) -> str:
    """Give a day of standardisation."""
    return date_text(day) if day is not None else "Not yet"


def _same(one: Severity) -> str:
    return f"{one.same} of {one.compared}"


def _level_text(level: int | None) -> str:
    return "Does not apply" if level is None else f"Level {level}"


def _difference(one: Compared) -> str:
    if not one.has_own or one.own is None or one.agreed.level is None:
        return ""
    apart = one.own - one.agreed.level
    if not apart:
        return "As agreed"
    return f"{count_text(abs(apart), 'level')} {'more' if apart > 0 else 'less'}"


def _next(one: Practice, state: CaseState, address: str) -> tuple[str, str]:
    if not one.has_seat or state == CaseState.CLOSED:
        return "", ""
    if state == CaseState.TOLD:
        return "See how you compare", address
    if one.has_locked:
        return "Wait until the levels are revealed", ""
    return "Go on with your review", url_for("case_criteria.criteria", case_id=one.case_id)
