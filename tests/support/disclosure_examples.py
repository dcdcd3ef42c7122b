"""Policies and a small edition for the tests of small numbers; values as the first charter states them."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import Any

from charter.domain.edition import (
    CodeGrouping,
    CodeList,
    DecisionRules,
    DisclosurePolicy,
    Edition,
    Measure,
    Scoring,
    Survey,
    TableDefinition,
)

PUBLIC = DisclosurePolicy("public", 11, Fraction(45, 2), 5, Fraction(45, 2), 11, Fraction(45, 2), True)
PANEL = DisclosurePolicy("panel", 5, Fraction(0), 5, Fraction(10), 8, Fraction(20), True)
OWN = DisclosurePolicy("own_trust", 0, Fraction(0), 1, Fraction(1), 1, Fraction(20), False)

ETHNIC_5 = ("white", "mixed", "asian", "black", "other", "unknown")
LETTERS = {"white": "ABC", "mixed": "DEFG", "asian": "HJKL", "black": "MNP", "other": "RS", "unknown": "Z"}
BANDS = ("b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8a", "b8b", "b8c", "b8d", "b9", "vsm")
FOUR = {"c1": BANDS[:4], "c2": BANDS[4:7], "c3": BANDS[7:9], "c4": BANDS[9:]}
THREE = {"lower": BANDS[:5], "middle": BANDS[5:7], "upper": BANDS[7:]}

STAFF = TableDefinition(
    "STAFF", "Staff", "counts", "headcount", tuple("ABCDEFGHJKLMNPRSZ"), "ethnic_category", BANDS, ("afc_band",),
    (Measure("staff", "Staff"),),
)  # fmt: skip
PEOPLE = TableDefinition(
    "PEOPLE", "People", "counts", "people", ETHNIC_5, "ethnic_group_5", (), (),
    (Measure("eligible", "Eligible"), Measure("appointed", "Appointed", at_most="eligible")),
    extras=(Measure("posts", "Posts advertised"),),
)  # fmt: skip
SURVEY = TableDefinition(
    "SURVEY", "Survey", "survey", "people", (*ETHNIC_5, "bme"), "ethnic_group_5", (), (),
    (Measure("invited", "Invited"), Measure("responded", "Responded")),
    optional_rows={"bme": ("mixed", "asian", "black", "other")},
)  # fmt: skip
EVENTS = TableDefinition("EVENTS", "Events", "records", "booleans per event", (), None, (), (), (Measure("f", "F"),))

FACTS: dict[str, Any] = {
    "disclosure": {
        "collapse_order": ["ethnic_category", "ethnic_group_5", "ethnic_binary"],
        "band_collapse_order": ["afc_band", "band_cluster_4", "band_cluster_rdr"],
        "collapse_when_suppressed_share_over": 0.25,
        "outside_own_trust": {
            "fixed_tables": [
                {"table": "STAFF", "rows": "ethnic_group_5", "columns": "band_cluster_4"},
                {"table": "PEOPLE", "rows": "ethnic_group_5", "columns": "none"},
                {"table": "SURVEY", "rows": "ethnic_group_5", "columns": "none"},
            ]
        },
    }
}


def small_edition() -> Edition:
    """Give an edition with three tables about people and one about events, and the ethnic and band groupings."""
    five = CodeGrouping(
        "ethnic_group_5", "ethnic_category", {k: tuple(v) for k, v in LETTERS.items()}, {k: k.title() for k in LETTERS}
    )
    binary = {"white": tuple("ABC"), "bme": tuple("DEFGHJKLMNPRS"), "unknown": ("Z",)}
    groupings = (
        five,
        CodeGrouping(
            "ethnic_binary", "ethnic_category", binary, {"white": "White", "bme": "BME", "unknown": "Unknown"}
        ),
        CodeGrouping("ethnic_totals", "ethnic_binary", {"known": ("white", "bme")}, {}),
        CodeGrouping("band_cluster_4", "afc_band", FOUR, {}),
        CodeGrouping("band_cluster_rdr", "afc_band", THREE, {}),
    )
    lists = (
        CodeList("ethnic_category", {code: code for code in "ABCDEFGHJKLMNPRSZ"}),
        CodeList("afc_band", {code: code for code in BANDS}),
    )
    return Edition(
        charter_id="small", version="1", title="Small", status="draft", nation="England", levels=(), themes=(),
        criteria=(), code_lists={item.id: item for item in lists},
        code_groupings={item.id: item for item in groupings}, tables=(STAFF, PEOPLE, SURVEY, EVENTS), typed_inputs=(),
        metrics=(), survey=Survey((), ("1",), ("1",), ("1",), 11, 20), tiers=(), no_tier_name="none",
        scoring=Scoring("percent", "%"), decision=DecisionRules({}, (), None, ()),
        disclosure=MappingProxyType({"public": PUBLIC, "panel": PANEL, "own_trust": OWN}), action_fields=(),
        definitions={}, research_themes={}, crosswalk_names={}, checksum="0" * 64, facts=FACTS,
    )  # fmt: skip
