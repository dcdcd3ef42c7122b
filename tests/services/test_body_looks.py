"""How an awarding body shows itself."""

from __future__ import annotations

import pytest

from charter.domain.errors import InvalidPanel, NotAllowed, StaleAnswer
from charter.services.body_looks import Look, look_of, save_look
from charter.services.verification import differences
from tests.support.teams import BODY, KEY, NO_FILES, deed, round_in_progress


@pytest.fixture(autouse=True)
def _round(session):
    round_in_progress(session)


def test_a_body_is_named_as_it_wants_and_every_save_stays(session):
    save_look(deed(session, "officer"), BODY, Look(shown_name="The  Royal Example", palette_id="plum"), seen=0)
    save_look(deed(session, "officer"), BODY, Look(signatory_name="Ada Example"), seen=1)

    found = look_of(deed(session, "stranger"), BODY)
    assert (found.name, found.look.palette.name, found.number) == ("Example body", "Navy and gold", 2)
    assert list(differences(session, KEY, NO_FILES)) == []


@pytest.mark.parametrize(
    ("look", "place"),
    [
        (Look(palette_id="neon"), "palette_id"),
        (Look(website="javascript:alert(1)"), "website"),
        (Look(website="https://[bad"), "website"),
        (Look(contact_email="nobody"), "contact_email"),
        (Look(shown_name="x" * 201), "shown_name"),
        (Look(letter_closing="x" * 2001), "letter_closing"),
    ],
)
def test_what_cannot_be_shown_names_its_field(session, look, place):
    with pytest.raises(InvalidPanel) as error:
        save_look(deed(session, "officer"), BODY, look, seen=0)

    assert error.value.place == place


def test_two_who_save_at_once_are_told_apart(session):
    save_look(deed(session, "officer"), BODY, Look(shown_name="One"), seen=0)

    with pytest.raises(StaleAnswer):
        save_look(deed(session, "officer"), BODY, Look(shown_name="Two"), seen=0)


def test_nobody_else_changes_it(session):
    with pytest.raises(NotAllowed):
        save_look(deed(session, "stranger"), "other", Look(), seen=0)
