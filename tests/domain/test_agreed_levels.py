"""What a chair may record, by what the criterion came to before the meeting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charter.domain.agreed_levels import AgreedLevel, check_level, needed_words, proposed_level
from charter.domain.errors import InvalidDecision
from charter.domain.meeting import AGREED, DIFFERENCE, MUST_DISCUSS, Item
from charter.store.editions import load_edition

CRITERION = load_edition("bme-mentoring/1.0").criterion("MA-01")


def item(kind, levels, proposed):
    return Item("MA-01", None, kind, (), levels, proposed, "")


DISCUSSED = item(MUST_DISCUSS, (1, 3), None)
APART = item(DIFFERENCE, (2, 3, 3), 3)
LEFT_OUT = item(AGREED, (None, None), None)


@pytest.mark.parametrize(
    ("one", "wanted", "reason_words", "words"),
    [
        (DISCUSSED, AgreedLevel("MA-01", 2), 30, 30),
        (DISCUSSED, AgreedLevel("MA-01", 2), None, 1),
        (APART, AgreedLevel("MA-01", 3), 30, 0),
        (APART, AgreedLevel("MA-01", 2), 30, 1),
        (LEFT_OUT, AgreedLevel("MA-01", None, is_not_applicable=True), 30, 0),
        (LEFT_OUT, AgreedLevel("MA-01", 0), 30, 1),
    ],
)
def test_a_reason_is_as_long_as_the_edition_asks_or_says_why_the_proposal_does_not_stand(
    one, wanted, reason_words, words
):
    assert needed_words(one, wanted, reason_words) == words


def test_nothing_is_proposed_where_it_must_be_discussed_and_leaving_out_where_all_say_so():
    assert proposed_level(DISCUSSED) is None
    assert proposed_level(APART) == AgreedLevel("MA-01", 3)
    assert proposed_level(LEFT_OUT) == AgreedLevel("MA-01", None, is_not_applicable=True)


def test_a_criterion_is_left_out_only_where_a_reviewer_said_that_it_does_not_apply():
    optional, wanted = (
        load_edition("bme-mentoring/1.0").criterion("NW-04"),
        AgreedLevel("NW-04", None, True, "None here."),
    )
    disputed = replace(APART, not_applicable_count=1)

    check_level(optional, disputed, wanted, 30)
    with pytest.raises(InvalidDecision, match="No reviewer said"):
        check_level(optional, APART, wanted, 30)


def test_a_text_beyond_what_is_kept_is_refused_at_its_field():
    with pytest.raises(InvalidDecision, match="1 character too long") as caught:
        check_level(CRITERION, APART, AgreedLevel("MA-01", 3, dissent="x" * 4001), 30)

    assert caught.value.place == "dissent"
