"""The sheet of a theme: each criterion with its requirement, guidance, rubric and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from charter.domain.edition import Criterion, Edition, Question, Theme
from charter.domain.errata import erratum_texts
from charter.domain.questions import MOST_FILES
from charter.store.answer_facts import YES_NO
from charter.store.errata import load_errata
from charter.store.workbooks.cells import Choices, Field, Page, Path, Place, SheetPlan

CODE, LEFT, RIGHT, BESIDE = 1, 2, 3, 4
WIDTHS = {CODE: 11.0, LEFT: 46.0, RIGHT: 84.0, BESIDE: 20.0}
YES_NO_CHOICES = Choices("yes_no", YES_NO)
FLAG = Choices("flag", {"true": "Yes", "false": "No"})
CHARACTERS_A_WORD = 6.6


def theme_sheet(edition: Edition, theme: Theme, title: str, table_sheets: Mapping[str, str]) -> SheetPlan:
    """Give the sheet of one theme."""
    page = Page(title, "theme", widths=dict(WIDTHS))
    criteria = edition.criteria_of(theme.id)
    page.put(1, f"{theme.name}: {len(criteria)} criteria", "title")
    page.heights[1] = 28
    page.next()
    page.put(
        1,
        "Fill in the tinted, framed cells in column C. Choose from the list where a cell offers one. "
        "Leave blank what you do not know. Everything else is locked.",
        "intro",
    )
    page.next()
    page.put(1, "Back to the cover", "link", link="Cover")
    page.next()
    for column, words in (
        (CODE, "Code"),
        (LEFT, "What is asked"),
        (RIGHT, "Your answer, or what to know"),
        (BESIDE, "Limit"),
    ):
        page.put(column, words, "header")
    page.next()
    for criterion in criteria:
        _criterion(page, edition, criterion, table_sheets)
    about = f"{theme.name}: {', '.join(item.id for item in criteria)}"
    return page.plan(freeze="A5", repeat_rows="4:4", about=about)


def _criterion(page: Page, edition: Edition, criterion: Criterion, table_sheets: Mapping[str, str]) -> None:
    page.put(CODE, criterion.id, "section")
    page.put(LEFT, criterion.title, "section")
    page.put(RIGHT, _asked_by_tiers(edition, criterion), "section_note")
    page.put(BESIDE, "", "section")
    page.heights[page.row] = 24
    page.next()
    # In the same cell: a correction must not move the rows of workbooks that were filled in before it.
    corrections = erratum_texts(edition, load_errata(edition.reference), criterion.id)
    _tell(page, "Requirement", "\n".join((criterion.requirement, *corrections)))
    _tell(page, "Guidance", criterion.guidance)
    _tell(page, "Evidence to have at hand", "\n".join(f"• {item}" for item in criterion.evidence))
    labels = {definition.level: definition.label for definition in edition.levels}
    for level, words in enumerate(criterion.rubric):
        _tell(page, f"Level {level}: {labels.get(level, '')}".rstrip(": "), words)
    for question in criterion.questions:
        _question(page, edition, criterion, question, table_sheets)
    rubric = next(
        (question.id for question in criterion.questions if question.kind == "rubric"), f"{criterion.id}.level"
    )
    _level(page, criterion, labels, rubric)
    if criterion.may_be_not_applicable:
        _not_applicable(page, criterion)
    page.next()


def _asked_by_tiers(edition: Edition, criterion: Criterion) -> str:
    asked = [
        f"{tier.name} {tier.criterion_minimums[criterion.id]}"
        for tier in edition.tiers
        if criterion.id in tier.criterion_minimums
    ]
    weight = f"Weight {criterion.weight}"
    return (
        f"{weight}. Lowest level asked: {', '.join(asked)}." if asked else f"{weight}. Counts towards the score only."
    )


def _tell(page: Page, name: str, words: str) -> None:
    if not words:
        return
    page.put(LEFT, name, "label")
    page.put(RIGHT, words, "text")
    page.tall((name, WIDTHS[LEFT]), (words, WIDTHS[RIGHT]))
    page.next()


def _question(
    page: Page, edition: Edition, criterion: Criterion, question: Question, table_sheets: Mapping[str, str]
) -> None:
    if question.kind == "yes_no":
        path: Path = ("criteria", criterion.id, "answers", question.id)
        _ask(page, question, Field(path, "choice", "Choose yes, no or in progress.", YES_NO_CHOICES))
    elif question.kind == "narrative":
        _narrative(page, criterion, question)
    elif question.kind == "upload":
        _files(page, criterion, question)
    elif question.kind in ("number", "date"):
        _input(page, edition, question)
    elif question.kind == "data_table":
        sheet = table_sheets.get(question.table_id or "", "")
        _point(page, question, f"Fill in the sheet “{sheet}”." if sheet else "Nothing to fill in here.", sheet)
    elif question.kind == "metric":
        _point(page, question, "Worked out from your figures: nothing to type.", "")


def _input(page: Page, edition: Edition, question: Question) -> None:
    wanted = next(item for item in edition.typed_inputs if item.id == question.input_id)
    prompts = {
        "date": "Write a day, for example 31/03/2027.",
        "integer": f"Write a whole number{_least(wanted.minimum)}.",
        "number": f"Write a number{_least(wanted.minimum)}.",
    }
    asked = Field(("inputs", wanted.id), wanted.kind, prompts[wanted.kind], minimum=wanted.minimum)
    _ask(page, question, asked)


def _least(minimum: int | None) -> str:
    return "" if minimum is None else f", {minimum} or more"


def _asked(page: Page, code: str, words: str) -> tuple[Place, ...]:
    anchor = page.put(CODE, code, "code_top", is_anchor=True)
    page.put(LEFT, words, "question")
    return (anchor,)


def _words(question: Question) -> str:
    optional = "" if question.is_required else " (optional)"
    when = f" Does not apply when {question.not_applicable_when}." if question.not_applicable_when else ""
    return f"{question.text}{optional}{when}"


def _ask(page: Page, question: Question, asked: Field) -> None:
    anchors = _asked(page, question.id, _words(question))
    page.ask(RIGHT, replace(asked, anchors=anchors), is_required=question.is_required)
    page.tall((_words(question), WIDTHS[LEFT]), at_least=20)
    page.next()


def _narrative(page: Page, criterion: Criterion, question: Question) -> None:
    limit = question.word_limit
    prompt = f"At most {limit} words. Alt and Enter begin a new line." if limit else "Alt and Enter begin a new line."
    anchors = _asked(page, question.id, _words(question))
    place = page.ask(
        RIGHT,
        Field(("criteria", criterion.id, "answers", question.id), "text", prompt, words=limit, anchors=anchors),
        is_required=question.is_required,
    )
    cell = place.address
    count = f'IF(LEN(TRIM({cell}))=0,0,LEN(TRIM({_spaced(cell)}))-LEN(SUBSTITUTE(TRIM({_spaced(cell)})," ",""))+1)'
    if limit:
        page.work_out(BESIDE, f'={count}&" of {limit} words"&IF({count}>{limit},": too long","")', "word_count")
    lines = -(-(limit or 100) * CHARACTERS_A_WORD // ((WIDTHS[RIGHT] - 2) * 1.15))
    page.heights[page.row] = min(409, 12 + lines * 14.5)
    page.next()


def _spaced(cell: str) -> str:
    return f'SUBSTITUTE({cell},CHAR(10)," ")'


def _files(page: Page, criterion: Criterion, question: Question) -> None:
    most = question.max_files or MOST_FILES
    for index in range(most):
        words = _words(question) if index == 0 else "Another file"
        anchors = _asked(page, question.id if index == 0 else f"{question.id}.{index + 1}", words)
        path: Path = ("criteria", criterion.id, "files", question.id, index)
        prompt = "Write the name of the file. Keep the file where it is; it is sent apart."
        page.ask(
            RIGHT,
            Field(path, "text", prompt, anchors=anchors, style="input"),
            is_required=question.is_required and index == 0,
        )
        page.put(BESIDE, f"File {index + 1} of {most}", "note")
        page.tall((words, WIDTHS[LEFT]), at_least=20)
        page.next()


def _point(page: Page, question: Question, words: str, sheet: str) -> None:
    page.put(CODE, question.id, "code_top")
    page.put(LEFT, _words(question), "question")
    page.put(RIGHT, words, "link" if sheet else "note", link=sheet)
    page.tall((_words(question), WIDTHS[LEFT]))
    page.next()


def _level(page: Page, criterion: Criterion, labels: Mapping[int, str], code: str) -> None:
    anchors = _asked(page, code, "Your own level for this criterion")
    choices = Choices(
        f"level_{criterion.top_level}",
        {str(level): f"{level} {labels.get(level, '')}".strip() for level in range(criterion.top_level + 1)},
    )
    prompt = "Choose the highest level whose sentence above is wholly true."
    page.ask(
        RIGHT,
        Field(("criteria", criterion.id, "level"), "level", prompt, choices, anchors=anchors, style="input_level"),
        is_required=True,
    )
    page.heights[page.row] = 24
    page.next()


def _not_applicable(page: Page, criterion: Criterion) -> None:
    when = f": {criterion.not_applicable_when}" if criterion.not_applicable_when else ""
    words = f"Does the criterion not apply to you{when}?"
    anchors = _asked(page, f"{criterion.id}.na", words)
    page.ask(
        RIGHT,
        Field(
            ("criteria", criterion.id, "not_applicable"),
            "flag",
            "Choose yes only where it does not apply.",
            FLAG,
            anchors=anchors,
        ),
    )
    page.tall((words, WIDTHS[LEFT]), at_least=20)
    page.next()
    anchors = _asked(page, f"{criterion.id}.reason", "If it does not apply: why?")
    page.ask(
        RIGHT,
        Field(("criteria", criterion.id, "not_applicable_reason"), "text", "One or two sentences.", anchors=anchors),
    )
    page.heights[page.row] = 48
    page.next()
