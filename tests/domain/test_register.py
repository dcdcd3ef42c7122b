"""The register's rules: how names are looked for."""

from __future__ import annotations

import pytest

from charter.domain.register import search_name


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("St. Mary’s", "st marys"),
        ("SAINT  Mary's", "st marys"),
        ("ÉCOLE Łódź–Straße & Søn", "ecole lodz strasse and son"),
        ("ﬁrst İzmir", "first izmir"),
        ("Ystrad Mynach (Caerffili)", "ystrad mynach caerffili"),
        ("%_* ", ""),
    ],
)
def test_a_name_is_found_without_its_accents_capitals_and_signs(name, folded):
    assert search_name(name) == folded
