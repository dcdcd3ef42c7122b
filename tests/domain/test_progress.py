"""How far a criterion is, and where its answers lie."""

from __future__ import annotations

from charter.domain.progress import field_of
from charter.store.editions import load_edition


def test_the_action_plan_is_a_field_of_its_own_though_the_edition_lists_it_among_its_tables():
    edition = load_edition("bme-mentoring/1.0")
    criterion = edition.criterion("GV-04")

    assert field_of(edition, criterion, criterion.questions[0]) == "/actions"
