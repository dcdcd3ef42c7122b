"""What the pages of a case show of its submission, as its panel may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from charter.domain.case_workflow import CaseKind, CaseState
from charter.domain.edition import Criterion, Question
from charter.domain.progress import ACTIONS, field_of
from charter.domain.questions import YES_NO
from charter.domain.reviews import Figures, Rating, asked_of, review_rules
from charter.domain.summaries import ActionSummary, CriterionSummary, MetricSummary
from charter.domain.wording import size_text
from charter.services.case_files import HandedIn, files_named
from charter.services.case_submissions import Submission
from charter.services.cases import Case
from charter.services.deeds import Deed
from charter.services.edition_errata import corrections_of
from charter.services.panel_questions import Waiting, questions_in, questions_that_can_be_asked
from charter.services.reviews import Own, SeenReview
from charter.web.evidence_views import KIND_NAMES, SCAN_TAGS
from charter.web.panel_exchanges import exchange_line, waiting_text
from charter.web.result_rows import level_text

NOT_SHOWN = "This table is not shown to panels. What is worked out from it stands under the figures."
NOT_SUPPLIED = "It was not supplied."
LEFT_OUT = "The institution says that it does not apply."
NO_INFECTED = "The scanner found harmful software in it, so it is not handed out."


@dataclass(frozen=True, slots=True)
class Sides:
    """A criterion of a case's submission."""

    case: Case
    submission: Submission
    criterion: Criterion

    @property
    def summary(self) -> CriterionSummary:
        """What is shown of it."""
        return self.submission.criterion(self.criterion.id)

    @property
    def figures(self) -> Figures:
        """What its figures say."""
        return self.submission.figures[self.criterion.id]


def overview_groups(
    case: Case, submission: Submission, review: Mapping[str, Own], waiting: Sequence[Waiting]
) -> list[dict[str, Any]]:
    """Give the criteria by theme, each with one's own level, what is asked beside it, and what the panel asked."""
    groups: dict[str, dict[str, Any]] = {}
    for item in case.edition.criteria:
        theme = case.edition.theme(item.theme_id)
        group = groups.setdefault(theme.id, {"theme": theme, "rows": []})
        asked = [waiting_text(one) for one in waiting if one.criterion_id == item.id]
        group["rows"].append(_overview_row(Sides(case, submission, item), review.get(item.id)) | {"asked": asked})
    return list(groups.values())


def reading_context(deed: Deed, sides: Sides) -> dict[str, Any]:
    """Give what a criterion's page shows of the submission."""
    case, criterion, summary = sides.case, sides.criterion, sides.summary
    files = _files(deed, sides)
    exchanges = [exchange_line(one) for one in questions_in(deed, case) if one.criterion_id == criterion.id]
    return {
        "criterion": criterion,
        "theme": case.edition.theme(criterion.theme_id),
        "corrections": corrections_of(case.edition, criterion.id),
        "rubric": _rubric(case, criterion),
        "self_text": _self_text(sides),
        "left_out_text": _left_out_text(sides),
        "answers": [
            _answer(sides, question, files)
            | {"exchanges": [line for line in exchanges if line["one"].question.id == question.id]}
            for question in _asked(criterion)
        ],
        "ask_href": _ask_href(sides),
        "has_statement": sides.submission.network_statement is not None,
        "more_files": files.get("", []),
        "figure_rows": [_figure_row(item) for item in summary.metrics],
        "level_sentences": level_sentences(sides.figures),
        "gates": _closed_gates(sides),
        "action_rows": _actions(sides, every=_has_plan(sides)),
        "is_whole_plan": _has_plan(sides),
        "notes": sides.submission.summary.disclosure_notes,
    }


def neighbours(case: Case, criterion: Criterion) -> dict[str, dict[str, str] | None]:
    """Give the criteria before and after one."""
    place = case.edition.criteria.index(criterion)
    return {"previous": _link(case, place - 1), "next": _link(case, place + 1)}


def seen_rows(case: Case, seen: Mapping[str, SeenReview], criterion_id: str) -> list[dict[str, str]]:
    """Give what the reviewers thought of a criterion, once the meeting is open."""
    return [
        {
            "name": one.name or "Somebody who was forgotten",
            "level": rating_text(case, one.ratings.get(criterion_id, Rating())),
            "reason": one.ratings.get(criterion_id, Rating()).reason,
        }
        for one in seen.values()
    ]


def rating_text(case: Case, rating: Rating) -> str:
    """Give a rating's level in words."""
    if rating.is_not_applicable:
        return "Does not apply"
    return "No level" if rating.level is None else f"Level {rating.level} {_label(case, rating.level)}".strip()


def level_sentences(figures: Figures) -> list[str]:
    """Give what the figures indicate, and what holds the level down, in words."""
    told = []
    if figures.indicated is not None:
        low, high = figures.level_range or (figures.indicated, figures.indicated)
        span = f" Within their uncertainty it lies between {low} and {high}." if low != high else ""
        told.append(f"The figures indicate level {figures.indicated}.{span}")
    return [*told, *([figures.cap[1]] if figures.cap is not None else [])]


def file_rows(case: Case, files: Sequence[HandedIn]) -> list[dict[str, Any]]:
    """Give what is said of files that were handed in; the newest version first."""
    return [{"name": one.name, "versions": [_version(case, row) for row in one.versions]} for one in files]


def _overview_row(sides: Sides, own: Own | None) -> dict[str, Any]:
    case, criterion = sides.case, sides.criterion
    rating = own.rating if own is not None else Rating()
    asked = asked_of(criterion, rating, sides.figures, review_rules(case.edition))
    facts = [f"The figures indicate {level_text(sides.figures.indicated, sides.figures.level_range)}"]
    return {
        "id": criterion.id,
        "title": f"{criterion.id} {criterion.title}",
        "href": url_for("case_criteria.criterion", case_id=case.id, criterion_id=criterion.id),
        "facts": facts if sides.figures.indicated is not None else [],
        "is_given": rating.is_given,
        "level": rating_text(case, rating) if rating.is_given else "No level yet",
        "reason": "With a reason" if rating.reason else "Without a reason" if rating.is_given else "",
        "must": asked.text if asked.must else "",
    }


def _rubric(case: Case, criterion: Criterion) -> list[dict[str, Any]]:
    return [
        {"level": level, "label": _label(case, level), "text": text, "tiers": ()}
        for level, text in enumerate(criterion.rubric)
    ]


def _label(case: Case, level: int) -> str:
    return next((item.label for item in case.edition.levels if item.level == level), "")


def _self_text(sides: Sides) -> str:
    """The level that the institution gave itself; "" where the edition keeps it from reviewers, or there is none."""
    level = sides.summary.self_level
    if level is None or sides.summary.is_not_applicable or not review_rules(sides.case.edition).sees_self_level:
        return ""
    return f"Level {level} {_label(sides.case, level)}"


def _left_out_text(sides: Sides) -> str:
    if not sides.summary.is_not_applicable:
        return ""
    reason = sides.submission.sheet.of(sides.criterion.id).not_applicable_reason
    return f"{LEFT_OUT} {reason}".strip()


def _asked(criterion: Criterion) -> list[Question]:
    return [item for item in criterion.questions if item.kind not in ("metric", "rubric")]


def _answer(sides: Sides, question: Question, files: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    shown: dict[str, Any] = {"question": question, "text": "", "files": None, "tables": [], "note": ""}
    if question.kind == "upload":
        return shown | {"files": files.get(question.id, [])}
    if question.kind == "data_table":
        return shown | _table(sides, question)
    texts = {item.question_id: item for item in sides.summary.answers}
    found = texts.get(question.id)
    limit = f"{found.words} of at most {found.word_limit} words" if found and found.words and found.word_limit else ""
    return shown | {"text": found.answer if found else "", "note": limit}


def _ask_href(sides: Sides) -> str:
    """The way to asking the institution about an answer of the criterion; "" where the person may not, or cannot."""
    case = sides.case
    may_ask = case.seat is not None and case.state == CaseState.COMPLETE and case.kind != CaseKind.PRACTICE
    if not may_ask or not questions_that_can_be_asked(case, sides.criterion.id):
        return ""
    return url_for("panel_questions.questions", case_id=case.id, criterion=sides.criterion.id, _anchor="ask")


def _table(sides: Sides, question: Question) -> dict[str, Any]:
    if field_of(sides.case.edition, sides.criterion, question) == ACTIONS:
        return {"note": "The action plan stands below."}
    table_id, sheet = question.table_id or "", sides.submission.sheet
    if table_id in sheet.tables_not_applicable:
        return {"note": LEFT_OUT}
    if sheet.data(table_id) is None:
        return {"note": NOT_SUPPLIED}
    parts = [item for item in sides.submission.summary.tables if item.table_id == table_id]
    return {"tables": parts, "note": "" if parts else NOT_SHOWN}


def _files(deed: Deed, sides: Sides) -> dict[str, list[dict[str, Any]]]:
    """The files under each question of the criterion, and under "" those that it took beyond them: one statement."""
    named = sides.submission.names_of(sides.criterion)
    every = list(dict.fromkeys(name for names in named.values() for name in names))
    found = {row["name"]: row for row in file_rows(sides.case, files_named(deed, sides.case, sides.submission, every))}
    return {question_id: [found[name] for name in names] for question_id, names in named.items()}


def _version(case: Case, row: Any) -> dict[str, Any]:
    tag_text, tag_class = SCAN_TAGS[row.scan_state]
    is_harmful = row.scan_state == "infected"
    href = url_for("case_submissions.download", case_id=case.id, evidence_id=row.id)
    return {
        "href": "" if is_harmful else href,
        "text": f"{KIND_NAMES.get(row.kind, row.kind)}, {size_text(row.size_bytes)}, version {row.version}",
        "tag_text": tag_text,
        "tag_class": tag_class,
        "note": NO_INFECTED if is_harmful else "",
    }


def _figure_row(item: MetricSummary) -> dict[str, Any]:
    return {
        "title": f"{item.metric_id} {item.name}",
        "reading": item.reading,
        "value": item.value_text,
        "interval": item.interval_text or "–",
        "level": level_text(item.level, item.level_range),
        "status": " ".join(part for part in (item.status_text, item.pooled_text, *item.notices) if part),
        "role": item.role,
    }


def _closed_gates(sides: Sides) -> list[str]:
    """The questions whose answers refuse the institution a higher level, for reviewers to know."""
    said = sides.submission.sheet.of(sides.criterion.id).answers
    return [
        f"{gate.question_id} is answered “{YES_NO.get(gate.when, gate.when)}”: the edition refuses a self-assessed "
        f"level of {gate.refuses_level_from} or higher then."
        for gate in sides.criterion.gates
        if said.get(gate.question_id, "").strip() == gate.when
    ]


def _has_plan(sides: Sides) -> bool:
    edition, criterion = sides.case.edition, sides.criterion
    return any(field_of(edition, criterion, question) == ACTIONS for question in criterion.questions)


def _actions(sides: Sides, *, every: bool) -> list[dict[str, Any]]:
    """The actions that name the criterion; the whole plan where the criterion asks for it."""
    labels = dict(sides.submission.summary.action_fields)
    return [
        _action_row(item, labels)
        for item in sides.submission.summary.actions
        if every or item.criterion_id == sides.criterion.id
    ]


def _action_row(item: ActionSummary, labels: Mapping[str, str]) -> dict[str, Any]:
    """An action under all of its words, of which a summary shortens the title; what it is called is said once."""
    begins = item.title.removesuffix("…")
    title = next((text for text in item.values.values() if begins and text.startswith(begins)), item.title)
    said = {item.reference, title}
    return {
        "title": " ".join(part for part in (item.reference, title) if part),
        "facts": [(labels.get(key, key), text) for key, text in item.values.items() if text and text not in said],
    }


def _link(case: Case, place: int) -> dict[str, str] | None:
    if not 0 <= place < len(case.edition.criteria):
        return None
    other = case.edition.criteria[place]
    href = url_for("case_criteria.criterion", case_id=case.id, criterion_id=other.id)
    return {"text": f"{other.id} {other.title}", "href": href}
