"""A criterion's page: what is typed is saved once, refused in words, or shown again; it is never lost."""

from __future__ import annotations

import pytest

from charter.services.assessments import field_versions, record_answer
from tests.support.answers import fill_in
from tests.support.desks import Desks
from tests.support.pages import Page, fetch, text_of
from tests.support.teams import deed

PAGE = "/criteria/MA-01"
TEXT, GATE, LEVEL = "/criteria/MA-01/answers/MA-01.q3", "/criteria/MA-01/answers/MA-01.q1", "/criteria/MA-01/level"
TEXT_ID = "criteria-MA-01-answers-MA-01.q3"
BOOK = "word " * 6_000_000


@pytest.fixture
def desks(app, monkeypatch):
    return Desks(app, monkeypatch)


def send(desks, browser=None, **fields):
    """Send fields as the page does, with the versions that were there at first unless a test says otherwise."""
    return (browser or desks.of("writer")).post(desks.address(PAGE), data=fields)


def saves(desks, field):
    with desks.session() as session:
        return [row.value for row in field_versions(deed(session, "viewer"), desks.assessment_id, field)]


def test_the_same_form_sent_twice_is_saved_once_and_is_no_error(desks):
    form = {TEXT: "Everybody may ask.", f"version:{TEXT}": "0", LEVEL: "2", f"version:{LEVEL}": "0"}
    browser = desks.of("writer")

    first, second = send(desks, browser, **form), send(desks, browser, **form)

    assert first.status_code == second.status_code == 303
    assert saves(desks, TEXT) == ["Everybody may ask."]
    assert "There was nothing new to save." in fetch(browser, desks.address(PAGE)).words


def test_30_megabytes_are_refused_in_words_lose_nothing_and_hold_up_nothing_else(desks):
    response = send(desks, **{TEXT: BOOK, f"version:{TEXT}": "0", LEVEL: "2", f"version:{LEVEL}": "0"})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "This has 30,000,000 characters, and 100,000 can be saved. Shorten it, or add it as a file." in page
    assert page.count(BOOK) == 1
    assert (saves(desks, TEXT), saves(desks, LEVEL)) == ([], [2])


def test_what_is_too_large_to_be_read_at_all_says_so_and_how_to_get_back_to_it(desks):
    page = Page(send(desks, **{TEXT: "x" * (64 * 1024 * 1024)}))

    assert page.status == 413
    assert page.heading == "This is too long to be sent"
    assert "Your browser’s “Back” leads to the page with what you typed." in page.words


def test_a_script_that_sends_too_much_is_told_in_its_own_manner(desks):
    body = {"criterion": "MA-01", "field": TEXT, "value": "x" * 100_001, "version": 0}

    response = desks.of("writer").post(desks.address("/answers"), json=body)

    assert response.status_code == 422
    assert response.json["message"].startswith("This has 100,001 characters, and 100,000 can be saved.")


def test_a_fault_beside_a_conflict_loses_neither_text(desks):
    with desks.session() as session:
        record_answer(deed(session, "lead"), desks.assessment_id, TEXT, "The lead’s text.", 0)

    page = Page(send(desks, **{TEXT: "Mine.", f"version:{TEXT}": "0", LEVEL: "9", f"version:{LEVEL}": "0"}))

    assert page.status == 422
    assert page.link("Somebody else saved this while you were writing.") == f"#{TEXT_ID}"
    assert page.link("“9” is no level.") == "#criteria-MA-01-level"
    assert page.by_id(TEXT_ID).text.strip() == "Mine."
    assert saves(desks, TEXT) == ["The lead’s text."]


@pytest.mark.parametrize(
    "text", ["الإرشاد متاح للجميع", "每个人都可以", "Наставник 👩🏽‍⚕️", "Tie\u0302\u0301ng Vie\u0323\u0302t"]
)
def test_a_text_of_any_script_comes_back_as_it_was_typed(desks, text):
    browser = desks.of("writer")
    send(desks, browser, **{TEXT: text, f"version:{TEXT}": "0"})

    assert fetch(browser, desks.address(PAGE)).by_id(TEXT_ID).text.strip() == text
    assert saves(desks, TEXT) == [text]


@pytest.mark.parametrize("text", ["A\x00 B\x0b", "A\ud800 B"])
def test_signs_that_nobody_can_see_and_no_database_takes_are_left_out(desks, text):
    body = {"criterion": "MA-01", "field": TEXT, "value": text, "version": 0}

    response = desks.of("writer").post(desks.address("/answers"), json=body)

    assert response.status_code == 200
    assert saves(desks, TEXT) == ["A B"]


def test_a_criterion_that_is_left_out_says_what_that_means_and_asks_why(desks):
    left_out, browser = "/criteria/NW-04/not_applicable", desks.of("writer")
    browser.post(desks.address("/criteria/NW-04"), data={left_out: "yes", f"version:{left_out}": "0"})

    page = fetch(browser, desks.address("/criteria/NW-04"))
    assert "It may be left out when every profession has 50 or more staff here" in page.words
    assert "What is left out counts in no score and needs no other answer." in page.words
    assert "You say that this criterion does not apply, so no level of it counts." in page.words
    check = fetch(browser, desks.address("/check"))
    assert check.link("NW-04 is left out as not applicable: say why.").endswith("#criteria-NW-04-not_applicable_reason")


def choose(desks, **fields):
    """Choose of two texts that the page of a conflict showed."""
    return desks.of("writer").post(desks.address(f"{PAGE}/conflicts"), data={f"version:{TEXT}": "1", **fields})


@pytest.fixture
def conflict(desks):
    with desks.session() as session:
        record_answer(deed(session, "lead"), desks.assessment_id, TEXT, "The lead’s.", 0)
    return {TEXT: "Mine.", f"text:{TEXT}": "The lead’s.\r\n\r\nMine."}


@pytest.mark.parametrize(
    ("choice", "text", "left"),
    [
        ("theirs", "The lead’s.\r\n\r\nMine.", ["The lead’s."]),
        ("mine", "The lead’s.\r\n\r\nMine.", ["The lead’s.", "Mine."]),
        ("both", "The lead’s and mine.", ["The lead’s.", "The lead’s and mine."]),
        ("theirs", "", ["The lead’s."]),
    ],
)
def test_of_two_texts_the_second_chooses(desks, conflict, choice, text, left):
    response = choose(desks, **conflict | {f"choice:{TEXT}": choice, f"text:{TEXT}": text})

    assert response.status_code == 303
    assert saves(desks, TEXT) == left


@pytest.mark.parametrize(
    ("choice", "text", "words"),
    [
        ("", "The lead’s.\r\n\r\nMine.", "Choose what stays"),
        ("theirs", "The lead’s and mine, with care.", "You worked on the text below."),
        ("mine", "The lead’s and mine, with care.", "You worked on the text below."),
    ],
)
def test_a_text_that_joins_both_is_not_left_behind_by_accident(desks, conflict, choice, text, words):
    page = Page(choose(desks, **conflict | {f"choice:{TEXT}": choice, f"text:{TEXT}": text}))

    assert page.status == 422
    assert page.title.startswith("Error: Somebody else saved this")
    assert page.link(words) == "#choice-1-theirs"
    assert page.by_id("both-1").text.lstrip("\n") == text.replace("\r\n", "\n")
    assert saves(desks, TEXT) == ["The lead’s."]


def test_figures_say_why_they_indicate_a_level(desks):
    with desks.session() as session:
        fill_in(session, desks.assessment_id)

    one = fetch(desks.of("viewer"), desks.address("/criteria/MA-02")).words
    two = fetch(desks.of("viewer"), desks.address("/criteria/OU-01")).words
    assert "M01 is 0.84; level 3 is for 0.80 or more, below 0.95; level 4 is for 0.95 or more." in one
    assert "M23 is 35.2 %; level 2 is for 20 % or more, below 40 %; level 3 is for 40 % or more, below 60 %." in two
    assert "The lowest of them counts." in two
    assert "The figures indicate level 2." in two


def test_a_day_that_is_none_is_refused_in_the_words_of_its_boxes(desks):
    day = "/inputs/scheme_started_on"

    page = Page(send(desks, **{f"{day}:day": "31", f"{day}:month": "2", f"{day}:year": "2023", f"version:{day}": "0"}))

    assert page.link("This is no day of the calendar. Write it as day, month and year") == "#inputs-scheme_started_on"
    assert page.by_id("inputs-scheme_started_on-day").get("value") == "31"


def test_after_saving_the_words_are_counted_and_those_too_many_are_said(desks):
    browser = desks.of("writer")
    send(desks, browser, **{TEXT: "word " * 1_301, f"version:{TEXT}": "0"})

    assert "1,301 of 300 words used. 1,001 too many" in fetch(browser, desks.address(PAGE)).words


def test_what_was_said_last_year_stands_under_every_kind_of_question(desks, monkeypatch):
    said = {
        GATE: "in_progress",
        LEVEL: 2,
        TEXT: "What we said.",
        "/inputs/scheme_started_on": "2023-10-02",
        "/inputs/organisations_supported": 0,
    }
    monkeypatch.setattr("charter.web.answer_views.earlier_answers", lambda *_asked: said)

    page = fetch(desks.of("writer"), desks.address(PAGE))

    told = [text_of(one) for one in page.all("details") if "Your last submission" in text_of(one)]
    assert [text.split("Your last submission’s answer to ")[1] for text in told] == [
        "Is there a published mentoring offer open to staff in every band and staff group? In progress",
        "Describe the offer, its resources and how staff learn of it What we said.",
        "On what day did the mentoring scheme start? Leave blank if it has not. 2 October 2023",
        "How many other organisations did you support with their mentoring in the year? 0",
        "Self-assessed level 2 Established",
    ]


def test_a_level_above_a_gate_is_refused_with_the_question_that_it_rests_on(desks):
    form = {GATE: "no", f"version:{GATE}": "0", LEVEL: "3", f"version:{LEVEL}": "0"}

    page = Page(send(desks, **form))

    assert page.status == 422
    assert page.link("MA-01.q1") == "#criteria-MA-01-level"
    assert (saves(desks, GATE), saves(desks, LEVEL)) == (["no"], [])


def test_many_versions_are_shown_a_page_at_a_time_and_the_first_can_come_back(desks):
    with desks.session() as session:
        for number in range(22):
            record_answer(deed(session, "lead"), desks.assessment_id, TEXT, f"Text {number + 1}.", number)
    browser, address = desks.of("writer"), desks.address(f"/versions?field={TEXT}")

    newest = fetch(browser, address)
    older = fetch(browser, newest.link("Earlier versions"))
    path, hidden = older.form_of("Bring version 1 back")
    browser.post(path, data=hidden)
    twice = browser.post(path, data=hidden)

    assert [text_of(item) for item in newest.all("h2")][:2] == ["Version 22 The answer now", "Version 21"]
    assert "Version 3 Saved by Lead at 11:00 Text [removed: 2.] [added: 3.]" in newest.words
    assert [text_of(item) for item in older.all("h2")][:2] == ["Version 2", "Version 1"]
    assert "Version 23 The answer now" in fetch(browser, older.link("The newest versions")).words
    assert twice.status_code == 303
    assert saves(desks, TEXT)[-2:] == ["Text 22.", "Text 1."]


@pytest.mark.parametrize("forged", ["²", "9" * 30, "9" * 5000, "-1", "x"])
def test_a_forged_version_overwrites_nothing_and_breaks_nothing(desks, forged):
    with desks.session() as session:
        record_answer(deed(session, "lead"), desks.assessment_id, TEXT, "The lead’s.", 0)
    browser = desks.of("writer")

    answers = [
        send(desks, browser, **{TEXT: "Mine.", f"version:{TEXT}": forged}),
        browser.post(desks.address("/versions"), data={"field": TEXT, "old": forged, "version": forged}),
        browser.get(desks.address(f"/versions?field={TEXT}&before={forged}")),
        browser.post(desks.address(f"{PAGE}/assignment"), data={"version": forged, "blocked_reason": "x"}),
    ]

    assert [response.status_code for response in answers] == [409, 400, 200, 303]
    assert saves(desks, TEXT) == ["The lead’s."]


@pytest.mark.parametrize("forged", ["²", "9" * 5000])
def test_no_number_that_is_none_is_an_error_page(desks, forged):
    browser = desks.of("writer")
    cell = "c:white/c1/asked_for_mentor"

    answers = [
        browser.get(desks.address(f"/overview?MA-01={forged}")),
        browser.post(desks.address("/details"), data={"name": "New", "versions": f"{forged}.{forged}"}),
        browser.post(desks.address("/tables/DT-08/applies"), data={"applies": "yes", "version": forged}),
        browser.post(desks.address("/tables/DT-02"), data={cell: forged, "version:year_0": "0"}),
    ]

    assert [response.status_code < 500 for response in answers] == [True] * 4
