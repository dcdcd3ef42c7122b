"""Which passwords are refused, and what is said of them."""

from __future__ import annotations

import pytest

from charter.domain.passwords import password_fault

OWN = ("Ada Okonkwo-Bell", "ada.okonkwo@trust.nhs.uk")


@pytest.mark.parametrize(
    "password", ["rain on the tin roof", "zebraundergroundkite", "æøå på norske fjell", "q" * 3 + "wxyzlmno8"]
)
def test_a_long_password_will_do_whatever_it_is_made_of(password):
    assert password_fault(password, *OWN) is None


def test_eleven_characters_are_too_few():
    assert "12 characters or more" in password_fault("tin roof ra", *OWN)


def test_128_characters_are_enough_and_one_more_is_too_many():
    assert password_fault("tin roof rain wet " * 7 + "ab", *OWN) is None
    assert "128 characters or fewer" in password_fault("tin roof rain wet " * 7 + "abc", *OWN)


@pytest.mark.parametrize(
    "password",
    [
        "Password2027!",
        "passwordpassword",
        "qwertyuiop12",
        "123456789012",
        "aaaaaaaaaaaa",
        "ababababababab",
        "welcome welcome 1",
        "Mentoring2027",
        "abcdefghijklmnop",
        "987654321098",
    ],
)
def test_what_everybody_takes_is_refused(password):
    assert "Too many people" in password_fault(password, *OWN)


@pytest.mark.parametrize("password", ["okonkwo-tin-roof", "Ada Okonkwo Bell 1", "my adaokonkwobell x"])
def test_the_persons_own_name_and_address_are_refused(password):
    assert "Leave your name" in password_fault(password, *OWN)


def test_short_parts_of_a_name_are_in_too_many_words_to_be_refused():
    assert password_fault("a canada goose swims", *OWN) is None
