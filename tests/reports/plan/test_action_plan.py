"""The action-plan PDF as its readers and machines get it."""

import io
import os
import subprocess
import sys
from dataclasses import replace

import page
import pytest
from pypdf import PdfReader

import reports
from charter.domain.errors import UnknownReport
from tests.support.browsers import chromium_path
from tests.support.summaries import rich_summary

CASES = ("example", "internal", "empty", "longest")
AGAIN = """
import hashlib, sys
import reports
from tests.support.summaries import rich_summary
sys.stdout.write(hashlib.sha256(reports.render("action_plan", rich_summary())).hexdigest())
"""


@pytest.fixture(scope="module")
def plans(summaries, tmp_path_factory):
    """Every plan, drawn and printed once; the example with its charts."""
    folder = tmp_path_factory.mktemp("images")
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARTER_CHROMIUM", chromium_path())
        made["example"] = reports.render("action_plan", summaries["example"], image_folder=folder)
        patch.setenv("CHARTER_CHROMIUM", "none")
        made |= {case: reports.render("action_plan", summaries[case]) for case in CASES[1:]}
    return made


@pytest.fixture(scope="module")
def readers(plans):
    return {case: PdfReader(io.BytesIO(content)) for case, content in plans.items()}


@pytest.fixture(scope="module")
def texts(readers):
    """The text of every page of every plan, in one line each: where lines break is not the matter."""
    return {case: [" ".join(one.extract_text().split()) for one in reader.pages] for case, reader in readers.items()}


@pytest.mark.parametrize("case", CASES)
def test_every_plan_is_pdf_ua(plans, case):
    report = page.validate_pdf_bytes(plans[case], profile="ua1")

    assert [failure.message for failure in report.failures] == []


def test_the_same_summary_gives_the_same_bytes_in_another_process():
    environment = {**os.environ, "CHARTER_CHROMIUM": "none", "PYTHONPATH": "."}

    digests = {
        subprocess.run(
            [sys.executable, "-c", AGAIN],
            env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1
    assert len(digests.pop()) == 64


def test_charts_do_not_change_between_two_printings(plans, summaries, tmp_path, monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", chromium_path())

    assert reports.render("action_plan", summaries["example"], image_folder=tmp_path) == plans["example"]


def test_a_plan_names_language_title_and_bookmarks(readers):
    reader = readers["example"]
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]

    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == "Mentoring action plan: Example Acute NHS Trust"
    assert titles == [
        "Contents",
        "On one page",
        "From here to Silver",
        "Domains and criteria",
        "Figures",
        "Among other organisations",
        "Over the years",
        "Action plan",
        "Method, definitions and sources",
    ]


@pytest.mark.parametrize("case", CASES)
def test_the_one_page_is_one_page(texts, case):
    # A page's running head names the part that it lies in, and the part's heading names it again.
    assert [place for place, text in enumerate(texts[case]) if "What to do first" in text] == [2]
    assert "Contents" in texts[case][1][:200]
    assert "On one page" not in texts[case][3]


def test_the_one_page_says_tier_why_and_what_to_do(texts):
    text = texts["example"][2]

    assert "The levels reach Bronze" in text
    assert "Outcomes and sponsorship scores 45.8 %; Silver asks for 50.0 %, which is 4.2 points more." in text
    assert "TR-01 First meeting, agreement and confidentiality is at level 2; Silver asks for at least level 3." in text
    assert "Lift OU-02 Career outcomes of mentees from level 2 to 3" in text
    assert "no panel has looked at them" in text


@pytest.mark.parametrize("case", CASES)
def test_every_page_has_its_number(texts, case):
    last = len(texts[case])

    assert [f"Page {place} of {last}" in text for place, text in enumerate(texts[case], 1)][1:] == [True] * (last - 1)


def test_every_page_of_an_internal_copy_says_so(texts):
    assert all("Internal, small numbers" in text for text in texts["internal"])
    assert not any("Internal, small numbers" in text for text in texts["example"])


def test_the_worked_example_says_on_every_page_that_it_is_invented(texts):
    assert "This institution does not exist" in texts["example"][0]
    assert all("Worked example, invented." in text for text in texts["example"][1:])


def test_every_action_criterion_and_narrative_is_printed(texts, summaries):
    printed = " ".join(texts["example"])
    summary = summaries["example"]
    criteria = [criterion for theme in summary.themes for criterion in theme.criteria]

    assert len(criteria) == 28
    assert [one.title for one in criteria if one.title not in printed] == []
    narratives = [one.answer for item in criteria for one in item.answers if one.answer]
    assert [text for text in narratives if " ".join(text.split()[:8]) not in printed] == []
    assert [one.values["action"] for one in summary.actions if one.values["action"][:20] not in printed] == []


def test_a_plan_names_edition_checksum_and_digest(texts, summaries):
    last = texts["example"][-1]

    assert summaries["example"].edition_checksum in last
    assert summaries["example"].digest in last


def test_charts_are_pictures_with_their_finding_as_alternative_text(plans, readers, summaries):
    alternatives = _alternatives(readers["example"])
    drawn = reports.draw_charts(summaries["example"])

    assert len(drawn) >= 8
    assert {f"{chart.title}. {chart.alternative}" for chart in drawn} == set(alternatives)


def test_the_plan_in_time_stands_upright_on_one_page_with_its_words(texts, readers):
    (number,) = [place for place, text in enumerate(texts["example"]) if "Actions from start to due" in text]

    assert "stand in the table above." in texts["example"][number]
    box = readers["example"].pages[number].mediabox
    assert box.height > box.width


def test_without_a_browser_the_tables_stand_in_and_the_plan_says_so(texts, readers, summaries):
    printed = " ".join(texts["internal"])
    charts = reports.draw_charts(summaries["internal"])

    assert _alternatives(readers["internal"]) == []
    assert "The charts of this copy could not be drawn where it was made" in printed
    assert [chart.caption for chart in charts if " ".join(chart.caption.split()) not in printed] == []


def test_an_empty_sheet_says_what_is_missing(texts):
    assert "What is missing" in texts["empty"][2]
    assert "No actions were written." in " ".join(texts["empty"])


def test_what_was_typed_is_never_markup(monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", "none")
    summary = rich_summary(institution_title="<img src='http://example.org/x.png'> & <b>Trust</b>")

    reader = PdfReader(io.BytesIO(reports.render("action_plan", summary)))

    assert "<b>Trust</b>" in " ".join(reader.pages[0].extract_text().split())


def test_letters_that_no_font_has_are_printed_by_name(monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", "none")
    summary = replace(rich_summary(), three_things=("Hello \U0001f9d1 عربى 你",))

    content = reports.render("action_plan", summary)
    text = PdfReader(io.BytesIO(content)).pages[2].extract_text()

    assert page.is_pdf_compliant_bytes(content, profile="ua1")
    assert "[adult]" in text
    assert "[cjk unified ideograph-4f60]" in text


def test_an_unknown_report_is_refused_by_name():
    with pytest.raises(UnknownReport, match=r"There is no report payslip\. Choose one of: action_plan\."):
        reports.render("payslip", rich_summary())


def test_progress_is_told_in_words(monkeypatch):
    monkeypatch.setenv("CHARTER_CHROMIUM", "none")
    told = []

    reports.render("action_plan", rich_summary(), progress=told.append)

    assert told == ["Drawing charts", "Laying out pages", "Writing the PDF"]


def _alternatives(reader):
    """Give the alternative text of every figure in the structure tree."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        item = waiting.pop()
        if item.get("/S") == "/Figure":
            found.append(item["/Alt"])
        children = item.get("/K", [])
        objects = [child.get_object() for child in (children if isinstance(children, list) else [children])]
        waiting += [child for child in objects if isinstance(child, dict)]
    return found


def test_a_plan_of_several_years_marks_where_the_edition_changes(texts):
    years = " ".join(texts["example"])

    assert "2028, edition 2.0 (draft): 60.0 %, Bronze." in years
    assert "Break: edition 1.0 to edition 2.0. Compares?" in years
    assert "RP-03 Visible role models 1 2 Only in 1.0 not asked" in years
    assert "Over the years" not in " ".join(texts["internal"])
