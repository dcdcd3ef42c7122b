"""The crosswalk of an edition out of its file: what becomes of everything of the edition before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from charter.domain.crosswalk import (
    CONFIRM_AGAIN,
    CarryForward,
    Change,
    Crosswalk,
    Fates,
    MetricChange,
    OtherChange,
    Part,
    Survival,
)
from charter.store.edition_files import CROSSWALK, EDITION, Source
from charter.store.edition_values import exact, exact_or_none, text_or_none, texts

_MONTHS = re.compile(rf"{CONFIRM_AGAIN}([0-9]+)_months")


def superseded(source: Source) -> str | None:
    """Give the reference of the edition that this one follows; None where it is the first."""
    about = source.mapping(EDITION)
    return f"{about.get('id')}/{about['supersedes']}" if about.get("supersedes") else None


def build_crosswalk(source: Source) -> Crosswalk | None:
    """Give the crosswalk of a folder that was read; None where the edition follows none or has no crosswalk.

    Raises KeyError, TypeError, ValueError or AttributeError where the file is not of the schema's shape.
    """
    about, found, old = source.mapping(EDITION), source.mapping(CROSSWALK), superseded(source)
    if old is None or not found:
        return None
    return Crosswalk(
        old=old,
        new=f"{about['id']}/{about['version']}",
        overlap_months=int(found["overlap_months"]),
        rule=str(found["rule"]),
        changes=tuple(_change(item) for item in found["changes"]),
        unchanged=_carry(found["unchanged"]["carry_forward"]),
        unchanged_comparable=str(found["unchanged"]["comparable"]),
        fates=_fates(found["fates"]),
        common_without=texts(found["recompute"]["common_criteria"]["all_but"]),
        others=tuple(
            OtherChange(str(item["part"]), str(item["id"]), str(item["why"])) for item in found.get("others") or ()
        ),
    )


def _change(item: Mapping[str, Any]) -> Change:
    comparable, weight = item["comparable"], item.get("weight")
    metrics = item.get("metric_change") or {}
    return Change(
        id=str(item["id"]),
        kind=str(item["type"]),
        old_ids=texts(item["from"]),
        new_ids=texts(item["to"]),
        why=str(item["why"]),
        carry=_carry(item["carry_forward"]),
        comparable=dict(comparable) if isinstance(comparable, Mapping) else {"": str(comparable)},
        parts=tuple(_part(name, part) for name, part in (item.get("parts") or {}).items()),
        metrics=MetricChange(
            texts(metrics.get("indicative")), texts(metrics.get("redefined")), text_or_none(metrics.get("combine"))
        ),
        new_questions=texts(item.get("new_questions")),
        retired_questions=texts(item.get("retired_questions")),
        weight=(exact(weight["from"]), exact(weight["to"])) if weight else None,
        weight_released=exact_or_none(item.get("weight_released")),
        minimums={tier: (said["from"], said["to"]) for tier, said in (item.get("minimums") or {}).items()},
        survives=_survival(item.get("survives")),
        first_round=text_or_none(item.get("first_round")),
    )


def _part(name: str, item: Mapping[str, Any]) -> Part:
    return Part(
        criterion_id=name,
        weight=exact_or_none(item.get("weight")),
        questions_from=texts(item["questions_from"]),
        becomes={str(old): str(new) for old, new in (item.get("becomes") or {}).items()},
        new_questions=texts(item.get("new_questions")),
    )


def _carry(item: Mapping[str, Any]) -> CarryForward:
    months = next((int(found[1]) for key in item if (found := _MONTHS.fullmatch(key))), None)
    said = {key: str(item[key]) for key in ("answers", "evidence", "self_level", "panel_level") if key in item}
    return CarryForward(**said, flags=str(item.get("changed_flags", "")), confirm_evidence_after_months=months)


def _survival(item: Mapping[str, Any] | None) -> Survival | None:
    if not item:
        return None
    names = text_or_none(item.get("survey_item")), text_or_none(item.get("metric"))
    return Survival(str(item["new_home"]), str(item["role"]), *names)


def _fates(item: Mapping[str, Any]) -> Fates:
    tables, inputs = item["tables"], item["typed_inputs"]
    plain = ("metrics", "survey", "network_statement", "comments", "owners", "due_dates", "actions")
    return Fates(
        tables_same_year=str(tables["same_year"]),
        tables_changed=str(tables["changed"]),
        tables_new_year=str(tables["new_year"]),
        changed_tables={table: dict(said) for table, said in (item.get("changed_tables") or {}).items()},
        dates=str(inputs["dates"]),
        numbers=str(inputs["numbers"]),
        **{key: str(item[key]) for key in plain if key in item},
    )
