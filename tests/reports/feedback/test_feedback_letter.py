"""The feedback letter as its readers and machines get it."""

import page
import pytest

import reports
from tests.support.certificates import LONG_NAME
from tests.support.feedback import NOTE, conferred, missed
from tests.support.pdf_texts import words_of

CASES = ("conferred", "missed")


@pytest.fixture(scope="module")
def letters():
    return {"conferred": conferred(), "missed": missed()}


@pytest.fixture(scope="module")
def made(letters):
    """Both letters, printed once."""
    return {case: reports.render_feedback(letter) for case, letter in letters.items()}


@pytest.fixture(scope="module")
def texts(made):
    return {case: words_of(content) for case, content in made.items()}


@pytest.mark.parametrize("case", CASES)
def test_a_letter_is_pdf_ua(made, case):
    report = page.validate_pdf_bytes(made[case], profile="ua1")

    assert [failure.message for failure in report.failures] == []


def test_a_letter_says_outcome_conditions_strengths_and_what_comes_next(texts):
    for words in (
        "Silver: conferred with conditions",
        "Publish the names of the sponsors. NW-02 31 March 2028",
        "Report to the board on pairs that ended early. The whole 30 April 2028",
        "Careers of mentees are followed for three years.",
        "The smallest way to Gold is 3 levels more, over 3 criteria.",
        "You may appeal until 26 November 2027, 10 working days after this letter.",
        "These are the only grounds: procedure not followed, undeclared conflict of interest or material factual error",
        "under the Freedom of Information Act 2000",
        "(subject access)",
        "It names no reviewer.",
    ):
        assert words in texts["conferred"]


def test_every_step_stands_with_its_rule_and_what_was_found(texts):
    assert "Silver asks for an overall score of at least 60.0 %. The score is 76.0 %. ✓ Yes" in texts["conferred"]
    assert (
        "Gold asks for an overall score of at least 80.0 %. The score is 50.0 %, which is 30.0 points"
        in (texts["missed"])
    )


def test_every_criterion_has_its_level_what_is_asked_and_the_panels_text(letters, texts):
    criteria = [item for theme in letters["conferred"].themes for item in theme.criteria]

    assert len(criteria) == 28
    assert texts["conferred"].count(NOTE) == 28
    assert (
        "TR-01 First meeting, agreement and confidentiality Level 4, Leading. Silver asks for level 3."
        in (texts["conferred"])
    )


def test_a_letter_about_revisions_says_what_may_change_and_until_when(texts):
    assert (
        "The revised submission is due by 10 December 2027, 20 working days after it was asked for. Only this may "
        "change: TR-01 First meeting, agreement and confidentiality and OU-02 Career outcomes of mentees."
    ) in texts["missed"]
    assert "If you revise" not in texts["conferred"]


def test_long_names_and_words_are_printed_whole(texts):
    together = texts["missed"].replace(" ", "")

    # body, institution, scope, round; at the end name, position and body
    assert together.count(LONG_NAME.replace(" ", "")) == 7
    assert together.count("Llanfairpwllgwyngyll" * 8) == 28
    assert "[slightlysmilingface]" in together
