"""The badge of an award."""

from dataclasses import replace

import defusedxml.ElementTree as Xml
import pytest

from charter.domain.award_states import AwardState
from reports.badge import badge_svg
from tests.support.certificates import BADGE, LONG_NAME

SVG = "{http://www.w3.org/2000/svg}"


def told(badge):
    whole = Xml.fromstring(badge_svg(badge))
    return whole.findtext(f"{SVG}title"), whole.findtext(f"{SVG}desc"), [one.text for one in whole.iter(f"{SVG}text")]


def test_a_badge_says_in_words_what_it_shows():
    title, description, texts = told(BADGE)

    assert title == "Silver award 2027, Invented Mentoring Charter"
    assert description == (
        "Fish & Chips <Trust> was given the Silver award of the Invented Mentoring Charter in 2027. "
        "How it stands today: holds until 3 May 2030."
    )
    assert texts[:4] == ["Silver", "2027", "Invented Mentoring Charter", "Fish & Chips <Trust>"]
    assert texts[4:] == ["Holds", "until 3 May 2030"]


@pytest.mark.parametrize(
    ("standing", "word"),
    [
        (AwardState.CURRENT, "Holds"),
        (AwardState.GRACE, "Kept for longer"),
        (AwardState.SUSPENDED, "Suspended"),
        (AwardState.EXPIRED, "Ended"),
        (AwardState.WITHDRAWN, "Withdrawn"),
        (AwardState.SUPERSEDED, "Followed by a later award"),
    ],
)
def test_a_badge_says_how_the_award_stands_today(standing, word):
    badge = replace(BADGE, standing=standing, until_text="")

    assert told(badge)[2][-1] == word
    assert f"How it stands today: {word[:1].lower()}{word[1:]}." in badge_svg(badge)


def test_every_standing_has_a_mark_of_its_own_and_only_an_award_in_force_has_the_bodys_colour():
    drawn = [badge_svg(replace(BADGE, standing=one)) for one in AwardState]
    marks = {svg.split('stroke-width="2.4"')[0].rsplit(' d="', 1)[1] for svg in drawn}

    assert len(marks) == 6
    assert ["#002f6c" in svg for svg in drawn] == [True, True, False, False, False, False]


def test_a_long_name_is_cut_on_the_badge_and_whole_in_its_description():
    _, description, texts = told(replace(BADGE, institution_name=LONG_NAME))

    assert LONG_NAME in description
    assert len(texts) == 8
    assert texts[-3].endswith("…")


def test_a_long_name_of_a_tier_takes_two_lines_and_the_year_stays_below():
    _, _, texts = told(replace(BADGE, tier=replace(BADGE.tier, name="Distinction of the second and final stage")))

    assert texts[:3] == ["Distinction of the second", "and final stage", "2027"]


def test_the_same_badge_is_the_same_text_and_asks_for_no_other_file():
    assert badge_svg(BADGE) == badge_svg(replace(BADGE))
    assert "href" not in badge_svg(BADGE)
