"""An ``Edition`` out of the files of its folder. It trusts their shape; ``edition_checking`` is what doubts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from charter.domain.edition import Edition
from charter.store.edition_criteria import build_criteria, build_levels, build_survey, build_themes
from charter.store.edition_files import EDITION, FILES, TABLES, Source, checksum
from charter.store.edition_metrics import build_metrics
from charter.store.edition_rules import build_decision, build_disclosure, build_scoring, build_tiers, no_tier_name
from charter.store.edition_tables import (
    build_action_fields,
    build_code_lists,
    build_groupings,
    build_inputs,
    build_tables,
)
from charter.store.edition_values import labels

# What an Edition holds in fields of its own; everything else that the files say goes to its facts, as written.
IN_FIELDS = (
    "id",
    "version",
    "title",
    "status",
    "nation",
    "levels",
    "themes",
    "research_themes",
    "crosswalk_schemes",
    "code_lists",
    "code_groupings",
    "data_tables",
    "typed_inputs",
    "definitions",
    "metrics",
    "tiers",
    "no_tier_name",
)


def build_edition(source: Source) -> Edition:
    """Give the edition of a folder that was read.

    Raises KeyError, TypeError, ValueError or AttributeError where a file is not of the schema's shape.
    """
    about = source.mapping(EDITION)
    criteria = build_criteria(source)
    themes = build_themes(source, criteria)
    lists, groupings = build_code_lists(source), build_groupings(source)
    return Edition(
        charter_id=str(about["id"]),
        version=str(about["version"]),
        title=str(about["title"]),
        status=str(about["status"]),
        nation=str(about.get("nation", "")),
        levels=build_levels(source),
        themes=themes,
        criteria=criteria,
        code_lists=lists,
        code_groupings=groupings,
        tables=build_tables(source, lists, groupings),
        typed_inputs=build_inputs(source),
        metrics=build_metrics(source),
        survey=build_survey(source),
        tiers=build_tiers(source, themes, criteria),
        no_tier_name=no_tier_name(source),
        scoring=build_scoring(source),
        decision=build_decision(source),
        disclosure=build_disclosure(source),
        action_fields=build_action_fields(source),
        definitions=labels(source.mapping(TABLES).get("definitions")),
        research_themes=labels(about.get("research_themes")),
        crosswalk_names=labels(about.get("crosswalk_schemes")),
        checksum=checksum(source.folder),
        facts=_facts(source),
    )


def _facts(source: Source) -> Mapping[str, Any]:
    return {key: value for name in FILES for key, value in source.mapping(name).items() if key not in IN_FIELDS}
