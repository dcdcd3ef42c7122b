"""Conditions of a tier beside its levels, each answered met, not met or cannot tell, with the reason.

A rule names a kind and its parameters; the kinds are those of ``KINDS``. Source: docs/method.md, eligibility.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Edition, EligibilityRule, Question
from charter.domain.metric_figures import as_day, months_after
from charter.domain.results import EligibilityFinding, MetricResult
from charter.domain.supplied import why_not_supplied
from charter.domain.wording import count_text, date_text

MET, NOT_MET, CANNOT_TELL = "met", "not_met", "cannot_tell"
NOTE_WORDS = 30  # a panel note that lets a metric with too few pass is at least so long, unless the rule says otherwise

Answer = tuple[str, str]  # the answer, and why, as a sentence
Results = Mapping[int, Mapping[str, MetricResult]]  # year -> metric id -> result


@dataclass(frozen=True, slots=True)
class Case:
    """What rules are answered from: the sheet, its metrics by year, and the panel's notes by rule id."""

    edition: Edition
    sheet: AnswerSheet
    results: Results
    panel_notes: Mapping[str, str] = field(default_factory=dict)

    def result(self, metric_id: str, year: int = 0) -> MetricResult:
        """Give a metric of a year; missing where it was not worked out."""
        found = self.results.get(year, {}).get(metric_id)
        return found if found is not None else MetricResult(metric_id, "missing")

    def day(self, name: str) -> dt.date | None:
        """Give the day that a rule names: ``submit_by``, ``snapshot`` or a typed input."""
        named: Any = {"submit_by": self.sheet.submit_by, "snapshot": self.sheet.snapshot_on}
        return as_day(named[name] if name in named else self.sheet.inputs.get(name))


def find_eligibility(
    edition: Edition,
    sheet: AnswerSheet,
    tier_id: str,
    results: Results,
    panel_notes: Mapping[str, str] | None = None,
) -> tuple[EligibilityFinding, ...]:
    """Give every rule of eligibility of a tier answered, those of the tiers that it includes first.

    Parameters
    ----------
    results: metrics by year (0, -1, -2) and id.
    panel_notes: rule id -> what the panel noted; a metric with too few passes by a note that is long enough.

    Raises
    ------
    KeyError: the edition has no such tier.

    """
    tier = edition.tier(tier_id)
    included = find_eligibility(edition, sheet, tier.includes, results, panel_notes) if tier.includes else ()
    case = Case(edition, sheet, results, panel_notes or {})
    own = []
    for rule in tier.eligibility:
        answer, reason = KINDS[rule.kind].answer(case, rule)
        own.append(EligibilityFinding(rule.id, tier.id, rule.text, answer, reason))
    return (*included, *own)


def noted_passes(
    edition: Edition, sheet: AnswerSheet, tier_id: str, results: Results, found: tuple[EligibilityFinding, ...]
) -> dict[str, int]:
    """Give the rules that cannot be told and pass by a note of the panel: rule id -> the fewest words of it.

    Parameters
    ----------
    found: what ``find_eligibility`` gives for the same without notes.

    """
    words = {rule.id: note_words(rule) for rule in edition.eligibility_of(tier_id)}
    doubtful = [finding.rule_id for finding in found if finding.answer == CANNOT_TELL]
    notes = {rule_id: "word " * words[rule_id] for rule_id in doubtful}
    noted = find_eligibility(edition, sheet, tier_id, results, notes) if notes else ()
    return {one.rule_id: words[one.rule_id] for one in noted if one.rule_id in notes and one.answer == MET}


def note_words(rule: EligibilityRule) -> int:
    """Give how many words a note of the panel has at least by which a rule passes that cannot be told."""
    return int(rule.parameters.get("note_words", NOTE_WORDS))


def eligibility_answer(findings: tuple[EligibilityFinding, ...]) -> str:
    """Give the answer for a whole tier: not_met where any rule is, else cannot_tell where any is, else met."""
    answers = {finding.answer for finding in findings}
    return next((answer for answer in (NOT_MET, CANNOT_TELL) if answer in answers), MET)


def _tables_supplied(case: Case, rule: EligibilityRule) -> Answer:
    return _supplied(case, rule, [0])


def _years_supplied(case: Case, rule: EligibilityRule) -> Answer:
    return _supplied(case, rule, [int(year) for year in rule.parameters["years"]])


def _supplied(case: Case, rule: EligibilityRule, years: list[int]) -> Answer:
    for year in years:
        for table_id in rule.parameters["tables"]:
            if reason := why_not_supplied(case.edition, case.sheet, str(table_id), year):
                return NOT_MET, reason
    return MET, "Every required cell and field is there."


def _date_before(case: Case, rule: EligibilityRule) -> Answer:
    name, of = str(rule.parameters["input"]), str(rule.parameters["of"])
    day, until = case.day(name), case.day(of)
    if day is None:
        return CANNOT_TELL, f"“{_input_label(case, name)}” is blank."
    if until is None:
        return CANNOT_TELL, f"The day that it is counted to ({of.replace('_', ' ')}) is blank."
    months = int(rule.parameters["months"])
    wanted = f"at least {count_text(months, 'month')} before" if months else "on or before"
    answer = MET if months_after(day, months) <= until else NOT_MET
    return answer, f"{date_text(day)} is {'' if answer == MET else 'not '}{wanted} {date_text(until)}."


def _award_held_months(case: Case, rule: EligibilityRule) -> Answer:
    order = [tier.id for tier in case.edition.tiers]
    wanted, months, of = str(rule.parameters["tier"]), int(rule.parameters["months"]), str(rule.parameters["of"])
    high_enough = order[order.index(wanted) :]
    held = [as_day(award.awarded_on) for award in case.sheet.held_awards if award.tier_id in high_enough]
    days = [day for day in held if day is not None]
    name = case.edition.tier(wanted).name
    if not days:
        return NOT_MET, f"No award of {name} or higher is named as held."
    until = case.day(of)
    if until is None:
        return CANNOT_TELL, f"The day that it is counted to ({of.replace('_', ' ')}) is blank."
    since = min(days)
    answer = MET if months_after(since, months) <= until else NOT_MET
    return answer, f"{name} or higher has been held since {date_text(since)}, as the submission says."


def _metric_at_least(case: Case, rule: EligibilityRule) -> Answer:
    metric_id = str(rule.parameters["metric"])
    result, value = case.result(metric_id), Fraction(str(rule.parameters["value"]))
    if result.is_computable:
        if result.is_unbounded or (result.value is not None and result.value >= value):
            return MET, f"{metric_id} reaches {float(value):g}."
        return NOT_MET, f"{metric_id} is below {float(value):g}."
    if result.status != "too_few":
        answer = CANNOT_TELL if result.status == "not_applicable" else NOT_MET
        return answer, f"{metric_id} could not be computed. {result.reason}".strip()
    needed = note_words(rule)
    if len(case.panel_notes.get(rule.id, "").split()) >= needed:
        return MET, f"{metric_id} rests on too few; the panel let it pass by a note."
    return CANNOT_TELL, f"{metric_id} rests on too few; the panel may let it pass by a note of {needed} words or more."


def _levels_in_years(case: Case, rule: EligibilityRule) -> Answer:
    years = [int(year) for year in rule.parameters["years"]]
    computable = [
        str(metric_id)
        for metric_id in rule.parameters["metrics"]
        if all(case.result(str(metric_id), year).is_computable for year in years)
    ]
    if not computable:
        return NOT_MET, "None of these metrics can be computed in every year asked for."
    reached = [
        metric_id for metric_id in computable if all(_reaches(case.result(metric_id, year), rule) for year in years)
    ]
    needed = min(int(rule.parameters["at_least"]), len(computable))
    level = int(rule.parameters["level"])
    words = f"Of {count_text(len(computable), 'metric')} that can be computed, {len(reached)} reach level {level}"
    return (MET if len(reached) >= needed else NOT_MET), f"{words}; {needed} must."


def _reaches(result: MetricResult, rule: EligibilityRule) -> bool:
    """The range of levels reaches the level; a pooled value must also reach the value asked of pooled ones."""
    if result.level_range is None or result.level_range[1] < int(rule.parameters["level"]):
        return False
    least = rule.parameters.get("value_when_pooled")
    if result.status != "pooled" or least is None or result.is_unbounded:
        return True
    return result.value is not None and result.value >= Fraction(str(least))


def _declared(case: Case, rule: EligibilityRule) -> Answer:
    question_id = str(rule.parameters["question"])
    answer = _declaration(case, rule, question_id)
    document = rule.parameters.get("document")
    if answer[0] == MET and document is not None and not _files(case, str(document)):
        return NOT_MET, f"The document asked for in {document} is not there."
    return answer


def _declaration(case: Case, rule: EligibilityRule, question_id: str) -> Answer:
    question = _question(case, question_id)
    if question.input_id is not None:
        return _declared_input(case, rule, question.input_id)
    if question.kind == "upload":
        found = _files(case, question_id)
        return (MET, "The file is there.") if found else (CANNOT_TELL, f"No file is named for {question_id}.")
    text = _answer(case, question_id)
    if not text:
        return CANNOT_TELL, f"{question_id} is not answered."
    if question.kind == "yes_no" and text != "yes":
        return NOT_MET, f"{question_id} is answered “{text.replace('_', ' ')}”."
    return MET, f"{question_id} is answered."


def _declared_input(case: Case, rule: EligibilityRule, input_id: str) -> Answer:
    value = case.sheet.inputs.get(input_id)
    if value is None:
        return CANNOT_TELL, f"“{_input_label(case, input_id)}” is blank."
    least = rule.parameters.get("at_least")
    if least is not None and (not isinstance(value, (Fraction, int)) or value < Fraction(str(least))):
        return NOT_MET, f"“{_input_label(case, input_id)}” is below {float(Fraction(str(least))):g}."
    return MET, f"“{_input_label(case, input_id)}” is answered."


def _question(case: Case, question_id: str) -> Question:
    questions = (item for criterion in case.edition.criteria for item in criterion.questions)
    return next(item for item in questions if item.id == question_id)


def _answer(case: Case, question_id: str) -> str:
    found = (given.answers[question_id] for given in case.sheet.criteria.values() if question_id in given.answers)
    return next(found, "").strip()


def _files(case: Case, question_id: str) -> tuple[str, ...]:
    found = (given.files[question_id] for given in case.sheet.criteria.values() if question_id in given.files)
    return tuple(name for name in next(found, ()) if name.strip())


def _input_label(case: Case, input_id: str) -> str:
    found = (item.label for item in case.edition.typed_inputs if item.id == input_id)
    return next(found, input_id.replace("_", " ")).rstrip("?. ")


@dataclass(frozen=True, slots=True)
class EligibilityKind:
    """How a kind of rule is answered, and what its rules must and may say."""

    answer: Callable[[Case, EligibilityRule], Answer]
    required: frozenset[str]
    optional: frozenset[str] = frozenset()


KINDS: Mapping[str, EligibilityKind] = {
    "tables_supplied": EligibilityKind(_tables_supplied, frozenset({"tables"})),
    "years_supplied": EligibilityKind(_years_supplied, frozenset({"tables", "years"})),
    "date_before": EligibilityKind(_date_before, frozenset({"input", "of", "months"})),
    "award_held_months": EligibilityKind(_award_held_months, frozenset({"tier", "of", "months"})),
    "metric_at_least": EligibilityKind(_metric_at_least, frozenset({"metric", "value"}), frozenset({"note_words"})),
    "levels_in_years": EligibilityKind(
        _levels_in_years, frozenset({"metrics", "years", "level", "at_least"}), frozenset({"value_when_pooled"})
    ),
    "declared": EligibilityKind(_declared, frozenset({"question"}), frozenset({"at_least", "document"})),
}
