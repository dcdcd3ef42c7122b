"""The cover: instructions, who applies, awards held, progress, and a way to every sheet."""

from __future__ import annotations

from charter.domain.edition import Edition
from charter.store.answer_facts import MOST_AWARDS, organisation_types, scopes
from charter.store.workbooks.cells import Choices, Field, Page, SheetPlan
from charter.store.workbooks.layout_tables import filled_formula
from charter.store.workbooks.layout_themes import FLAG

TITLE = "Cover"
TEMPLATE_VERSION = "1"
# Properties of the file itself, which no cell shows: where and when it was downloaded.
STAMP_ASSESSMENT, STAMP_EVENT = "CharterAssessment", "CharterEvent"
# where the reader finds, in every edition and template, what the workbook is
EDITION_CELL, TEMPLATE_CELL, CHECKSUM_CELL = "B3", "B4", "B5"
NAME, VALUE, THIRD, FOURTH = 1, 2, 3, 4

STEPS = (
    "Fill in “About you” below. Choose from the list where a cell offers one.",
    "Fill in the blue data tables first: the figures behind your answers come from them. Blank is not zero.",
    "Go through the theme sheets. Read the level sentences, answer the questions, then choose your own level.",
    "Write your action plan, a row an action.",
    "Fill in the grey sheets of earlier years only if you have the figures. You may leave or delete them.",
    (
        "Save the workbook as .xlsx and hand it in where you got it. You may do so at any time to see where you stand: "
        "what is missing is named, and nothing that you typed is lost."
    ),
)


def cover_sheet(edition: Edition, others: tuple[SheetPlan, ...]) -> SheetPlan:
    """Give the cover; the other sheets are laid out already, so that progress can count their cells."""
    page = Page(TITLE, "cover", widths={NAME: 34.0, VALUE: 58.0, THIRD: 22.0, FOURTH: 14.0})
    page.put(NAME, f"{edition.title}: your workbook", "title")
    page.heights[1] = 34
    page.put(
        NAME,
        f"Self-assessment against edition {edition.version}, to be filled in with a spreadsheet program.",
        "intro",
        row=2,
    )
    facts = (
        ("Edition", edition.reference),
        ("Template version", TEMPLATE_VERSION),
        ("Checksum of the edition", edition.checksum),
    )
    for row, (name, value) in enumerate(facts, start=3):
        page.put(NAME, name, "note", row=row)
        page.put(VALUE, value, "note", row=row)
    page.row = 7
    _steps(page)
    _key(page)
    _about_you(page, edition)
    _awards(page, edition)
    _progress(page, others)
    return page.plan()


def _heading(page: Page, words: str, *more: str) -> None:
    for column, text in enumerate((words, *more, *("",) * (3 - len(more))), start=1):
        page.put(column, text, "section")
    page.heights[page.row] = 22
    page.next()


def _steps(page: Page) -> None:
    _heading(page, "What to do")
    for number, words in enumerate(STEPS, start=1):
        page.put(NAME, f"Step {number}", "label")
        page.put(VALUE, words, "text")
        page.tall((words, page.widths[VALUE]), at_least=18)
        page.next()
    page.next()


def _key(page: Page) -> None:
    _heading(page, "How to read the cells")
    page.put(NAME, "Yours to fill in", "sample_input")
    page.put(VALUE, "Tinted, with a frame all round.", "text")
    page.next()
    page.put(NAME, "Worked out", "total")
    page.put(VALUE, "Grey, in bold: totals and counts of words.", "text")
    page.next()
    page.put(NAME, "Label or guidance", "text")
    page.put(VALUE, "No frame: locked, so that nothing moves by mistake. There is no password.", "text")
    page.tall(("No frame: locked, so that nothing moves by mistake. There is no password.", page.widths[VALUE]))
    page.next(2)


def _about_you(page: Page, edition: Edition) -> None:
    _heading(page, "About you")
    kinds = organisation_types(edition)
    _ask(
        page,
        "Name of the institution",
        Field(("institution", "name"), "text", "The name as it should stand on the report."),
    )
    _ask(
        page,
        "ODS code",
        Field(("institution", "ods_code"), "text", "The code of the Organisation Data Service, if you have one."),
    )
    kind = Choices("organisation_type", kinds) if kinds else None
    _ask(
        page,
        "Kind of institution",
        Field(
            ("institution", "organisation_type"),
            "choice" if kind else "text",
            "Used to find peers for comparison.",
            kind,
        ),
    )
    _ask(page, "Region", Field(("institution", "region"), "text", "For example North West. Used to find peers."))
    _about_the_scope(page, edition)
    _about_the_year(page, edition)


def _about_the_scope(page: Page, edition: Edition) -> None:
    extents = scopes(edition)
    scope = Choices("scope", extents) if extents else None
    _ask(
        page,
        "What the application covers",
        Field(
            ("institution", "scope"),
            "choice" if scope else "text",
            "The whole organisation or a part of it. All figures count that part.",
            scope,
        ),
    )
    _ask(
        page,
        "Name of that part",
        Field(("institution", "scope_name"), "text", "Needed unless the application covers the whole organisation."),
    )


def _about_the_year(page: Page, edition: Edition) -> None:
    tiers = {tier.id: tier.name for tier in edition.tiers}
    _ask(
        page,
        "Snapshot date",
        Field(("snapshot",), "date", "The day to which the counts refer, for example 31/03/2027."),
    )
    _ask(
        page,
        "Submission is due by",
        Field(("submit_by",), "date", "The last day of the window, for example 30/09/2027."),
    )
    _ask(
        page,
        "Tier applied for",
        Field(("applied_for",), "choice", "Choose the tier that you apply for.", Choices("tier", tiers)),
    )
    _ask(
        page,
        "Is this an invented example?",
        Field(("illustration",), "flag", "Leave blank, unless the institution does not exist.", FLAG),
        is_required=False,
    )
    page.next()


def _ask(page: Page, words: str, field: Field, *, is_required: bool = True) -> None:
    anchor = page.put(NAME, words, "field_label", is_anchor=True)
    asked = Field(
        field.path,
        field.kind,
        field.prompt,
        field.choices,
        anchors=(anchor,),
        style="input" if field.kind == "text" else "",
    )
    page.ask(VALUE, asked, is_required=is_required and field.path[-1] not in ("ods_code", "scope_name"))
    page.heights[page.row] = 20
    page.next()


def _awards(page: Page, edition: Edition) -> None:
    _heading(page, "Awards held already", "Tier", "Awarded on")
    tiers = Choices("tier", {tier.id: tier.name for tier in edition.tiers})
    for index in range(MOST_AWARDS):
        anchor = page.put(NAME, f"Award {index + 1}", "field_label", is_anchor=True)
        page.ask(
            VALUE,
            Field(("held_awards", index, "tier"), "choice", "Choose the tier of the award.", tiers, anchors=(anchor,)),
        )
        page.ask(THIRD, Field(("held_awards", index, "awarded_on"), "date", "The day of the award.", anchors=(anchor,)))
        page.heights[page.row] = 20
        page.next()
    page.next()


def _progress(page: Page, others: tuple[SheetPlan, ...]) -> None:
    _heading(page, "Sheets and progress", "What is on it", "Filled of needed", "Share")
    page.heights[page.row - 1] = 34
    for plan in others:
        page.put(NAME, plan.title, "link", link=plan.title)
        page.put(VALUE, plan.about, "text")
        page.tall((plan.about, page.widths[VALUE]), at_least=18)
        formula, needed = filled_formula(plan)
        if needed and not plan.is_optional:
            page.work_out(THIRD, f'={formula}&" of {needed}"')
            page.work_out(FOURTH, f"=({formula})/{needed}", "share")
        else:
            page.put(THIRD, "optional", "note")
        page.next()
