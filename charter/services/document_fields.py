"""An answers document taken apart into the fields that are saved one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from charter.services.plan_fields import PLANS, new_key
from charter.services.plan_fields import field_of as plan_field


def fields_of(document: dict[str, Any], now: dt.datetime, open_ids: Sequence[str] = ()) -> list[tuple[str, Any]]:
    """Give an answers document field by field, but for what the round says and the criteria that are left open."""
    fields: list[tuple[str, Any]] = []
    for part in ("institution", "inputs"):
        fields += [(f"/{part}/{name}", value) for name, value in document.get(part, {}).items()]
    for table, years in document.get("tables", {}).items():
        fields += [(f"/tables/{table}/{year}", value) for year, value in years.items()]
    for plan in PLANS:
        fields += [(plan_field(plan, new_key(now, place)), item) for place, item in enumerate(document.get(plan, ()))]
    for name in ("applied_for", "held_awards", "tables_not_applicable"):
        fields += [(f"/{name}", document[name])] if name in document else []
    for name, said in document.get("criteria", {}).items():
        fields += _criterion_fields(name, said) if name not in open_ids else []
    return fields


def _criterion_fields(name: str, said: dict[str, Any]) -> list[tuple[str, Any]]:
    parted = [
        (f"/criteria/{name}/{key}/{inner}", value)
        for key in ("answers", "files")
        for inner, value in said.get(key, {}).items()
    ]
    whole = [(f"/criteria/{name}/{key}", value) for key, value in said.items() if key not in ("answers", "files")]
    return parted + whole
