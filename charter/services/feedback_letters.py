"""The feedback letter: from the levels that a panel agreed, and what it wrote, to everything that the letter says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charter.domain.answers import AnswerSheet
from charter.domain.decision_steps import decision_steps
from charter.domain.edition import Criterion, Edition
from charter.domain.eligibility import eligibility_answer, find_eligibility
from charter.domain.feedback import ConditionLine, CriterionFeedback, FeedbackLetter, NextTier, ThemeFeedback
from charter.domain.first_rounds import as_due
from charter.domain.metrics import compute_metrics
from charter.domain.palettes import Palette
from charter.domain.promises import promises_of
from charter.domain.results import Decision, EligibilityFinding, Levels, MetricResult, Scorecard
from charter.domain.scoring import score
from charter.domain.tiers import LOWER, MAJOR, MINOR, NO_AWARD, decide, lowest_level
from charter.domain.wording import count_text, date_text, list_text, sentence
from charter.services.summaries import YEARS
from charter.services.summary_criteria import score_text
from charter.services.summary_tiers import TierBasis, tier_summaries

DISCLOSING = (
    (
        "The notes of the panel’s meeting say what it decided and why. They can be disclosed: anybody may ask a public "
        "authority for them under the Freedom of Information Act 2000, and a person whom they are about may ask for "
        "what they say of them (subject access)."
    ),
    "Levels and texts in this letter are the panel’s together. It names no reviewer.",
)


@dataclass(frozen=True, slots=True)
class AgreedResult:
    """What the rules make of a submission with the levels that its panel agreed; the edition is as it binds then."""

    edition: Edition
    applied_for: str
    card: Scorecard
    findings: Mapping[str, tuple[EligibilityFinding, ...]]  # tier id -> findings
    results: Mapping[str, MetricResult]
    decision: Decision


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What people decided and wrote, and who sends the letter."""

    body_name: str
    palette: Palette
    institution_name: str
    scope_text: str
    round_title: str
    sent_on: dt.date
    outcome: str  # id of an outcome of the edition
    tier_id: str | None  # the tier that it is about
    reason: str = ""  # for no award, in words
    said: tuple[str, ...] = ()  # what the chair adds, in paragraphs
    notes: Mapping[str, str] | None = None  # criterion id -> two to four sentences
    strengths: tuple[str, ...] = ()
    conditions: tuple[ConditionLine, ...] = ()
    revise_until: dt.date | None = None
    revise_criteria: tuple[str, ...] = ()  # ids
    appeal_until: dt.date | None = None
    next_window: tuple[str, ...] = ()  # when a submission can be made again, in sentences
    appeals_later: bool = False  # there is an appeal, against what follows the revisions
    answer_until: dt.date | None = None  # of the offer of a lower tier; None = no last day
    signatory_name: str = ""
    signatory_position: str = ""
    proofs: tuple[tuple[str, str], ...] = ()
    warning: str = ""


def agreed_result(
    edition: Edition,
    sheet: AnswerSheet,
    levels: Levels,
    applied_for: str,
    panel_notes: Mapping[str, str] | None = None,
) -> AgreedResult:
    """Give what the rules make of a submission with agreed levels. Raises InvalidLevels, UnknownTier."""
    whole = as_due(edition, sheet.submit_by)
    results = {year: compute_metrics(whole, sheet, year) for year in YEARS}
    card = score(whole, levels)
    findings = {tier.id: find_eligibility(whole, sheet, tier.id, results, panel_notes) for tier in whole.tiers}
    answers = {tier_id: eligibility_answer(found) for tier_id, found in findings.items()}
    return AgreedResult(whole, applied_for, card, findings, results[0], decide(whole, card, applied_for, answers))


def feedback_letter(result: AgreedResult, facts: LetterFacts) -> FeedbackLetter:
    """Give the letter. The outcome is the one that people confirmed, which may add conditions to what the rules say."""
    edition = result.edition
    applied_for = edition.tier(result.applied_for)
    return FeedbackLetter(
        body_name=facts.body_name,
        palette=facts.palette,
        date_text=date_text(facts.sent_on),
        institution_name=facts.institution_name,
        scope_text=facts.scope_text,
        round_title=facts.round_title,
        edition_title=f"{edition.title}, edition {edition.version}",
        theme_word=str(edition.facts.get("words", {}).get("theme", "theme")),
        applied_for_name=applied_for.name,
        outcome_title=outcome_title(edition, facts.outcome, facts.tier_id, facts.reason),
        outcome_texts=(*_meaning(edition, facts.outcome), *_answering(facts), *facts.said),
        steps=decision_steps(edition, result.card, applied_for.id, result.decision, result.findings),
        strengths=facts.strengths,
        themes=_themes(result, facts.notes or {}),
        conditions=facts.conditions,
        next_tier=_next_tier(result, facts),
        revising=_revising(edition, facts),
        appealing=_appealing(edition, facts),
        disclosing=DISCLOSING,
        signatory_name=facts.signatory_name,
        signatory_position=facts.signatory_position,
        proofs=facts.proofs,
        warning=facts.warning,
    )


def outcome_title(edition: Edition, outcome: str, tier_id: str | None, reason: str = "") -> str:
    """Give an outcome in few words: “Silver: conferred with conditions”, “No award: ineligible”."""
    words = outcome.replace("_", " ")
    if outcome == NO_AWARD or tier_id is None:
        return f"{sentence(words)[:-1]}{': ' + reason.replace('_', ' ') if reason else ''}"
    return f"{edition.tier(tier_id).name}: {words}"


def _meaning(edition: Edition, outcome: str) -> tuple[str, ...]:
    said = edition.decision.outcomes.get(outcome, "")
    return (f"In the words of the edition: “{said}”.",) if said else ()


def _answering(facts: LetterFacts) -> tuple[str, ...]:
    if facts.answer_until is None:
        return ()
    until = date_text(facts.answer_until)
    said = (
        f"Your lead answers the offer by {until}. Without an answer by then it lapses: no award is conferred, and a "
        "new submission in a later window is a new start."
    )
    return (said,)


def _themes(result: AgreedResult, notes: Mapping[str, str]) -> tuple[ThemeFeedback, ...]:
    edition = result.edition
    return tuple(
        ThemeFeedback(
            theme.name,
            score_text(edition, result.card.themes.get(theme.id)),
            tuple(_criterion(result, item, notes.get(item.id, "")) for item in edition.criteria_of(theme.id)),
        )
        for theme in edition.themes
    )


def _criterion(result: AgreedResult, item: Criterion, note: str) -> CriterionFeedback:
    given = result.card.levels.get(item.id)
    level = None if given is None else lowest_level(given)
    tier = result.edition.tier(result.applied_for)
    asked = tier.asked_of(item.id)
    labels = {one.level: one.label for one in result.edition.levels}
    return CriterionFeedback(
        criterion_id=item.id,
        title=item.title,
        level=level,
        level_label="Not applicable" if level is None else labels.get(level, str(level)),
        asked_text=f"{tier.name} asks for level {asked}" if asked and level is not None else "",
        text=note,
    )


def _next_tier(result: AgreedResult, facts: LetterFacts) -> NextTier | None:
    """The first tier above the one that is given; where none is given, the one applied for."""
    edition = result.edition
    ids = [tier.id for tier in edition.tiers]
    has_award = facts.outcome not in (MINOR, MAJOR, NO_AWARD) and facts.tier_id is not None
    place = ids.index(facts.tier_id) + 1 if has_award and facts.tier_id else ids.index(result.applied_for)
    if place >= len(ids):
        return None
    basis = TierBasis(edition, result.card, result.card.levels, {}, result.results, result.findings)
    tier = tier_summaries(basis)[place]
    return NextTier(tier.name, tier.raises_text, tuple(one.text for one in tier.blockers), tier.raises)


def _revising(edition: Edition, facts: LetterFacts) -> tuple[str, ...]:
    if facts.revise_until is not None:
        days = promises_of(edition).revision_days
        within = f", {count_text(days, 'working day')} after it was asked for" if days else ""
        about = list_text([f"{item} {edition.criterion(item).title}" for item in facts.revise_criteria])
        only = f" Only this may change: {about}." if about else ""
        return (f"The revised submission is due by {date_text(facts.revise_until)}{within}.{only}",)
    if facts.outcome in (LOWER, MAJOR):
        return (
            (
                "You may revise what stands between you and the tier that you applied for, and submit again in the "
                "next window. This letter says what that is."
            ),
            *facts.next_window,
        )
    return ()


def _appealing(edition: Edition, facts: LetterFacts) -> tuple[str, ...]:
    if facts.appeal_until is None and not facts.appeals_later:
        return ()
    rules: Mapping[str, Any] = edition.facts.get("award_decision") or {}
    days = promises_of(edition).appeal_days
    within = f", {count_text(days, 'working day')} after this letter" if days else ""
    grounds = [str(one) for one in rules.get("appeal_grounds", ())]
    effect = str(rules.get("appeal_effect", ""))
    until = (
        f"You may appeal until {date_text(facts.appeal_until)}{within}."
        if facts.appeal_until is not None
        else "You may appeal once your revisions were judged, or their time is over: within "
        f"{count_text(days or 0, 'working day')} of that outcome."
    )
    return (
        until,
        *([f"These are the only grounds: {list_text(grounds, 'or')}."] if grounds else ()),
        *([f"How an appeal is heard, in the words of the edition: “{effect}”."] if effect else ()),
    )
