"""Whether the rules for small numbers and publication name policies, tables and lists that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from charter.domain.coherence_findings import Finding, Keys, unknown
from charter.domain.edition import Edition

AS_ENTERED, NO_COLUMNS, JOIN = "as entered", "none", "+"


def disclosure_findings(edition: Edition) -> Iterator[Finding]:
    """Give what is wrong with the rules of disclosure and publication."""
    rules: Mapping[str, Any] = edition.facts.get("disclosure") or {}
    for place, item in enumerate((rules.get("outside_own_trust") or {}).get("fixed_tables") or ()):
        yield from _fixed_table(edition, item, ("disclosure", "outside_own_trust", "fixed_tables", place))
    lists = (*edition.code_lists, *edition.code_groupings)
    for name in ("collapse_order", "band_collapse_order"):
        for wanted in rules.get(name) or ():
            yield from unknown(str(wanted), lists, ("disclosure", name), "code list or grouping")
    publication: Mapping[str, Any] = edition.facts.get("publication") or {}
    if "pdf_default_policy" in publication:
        keys: Keys = ("publication", "pdf_default_policy")
        yield from unknown(str(publication["pdf_default_policy"]), edition.disclosure, keys, "policy")
    if "internal_variant" in publication:
        keys = ("publication", "internal_variant", "policy")
        yield from unknown(str(publication["internal_variant"]["policy"]), edition.disclosure, keys, "policy")


def _fixed_table(edition: Edition, item: Mapping[str, Any], keys: Keys) -> Iterator[Finding]:
    lists = (*edition.code_lists, *edition.code_groupings)
    yield from unknown(str(item["table"]), [table.id for table in edition.tables], (*keys, "table"), "table")
    if any(table.columns_overlap for table in edition.tables if table.id == item["table"]):
        message = f"The columns of {item['table']} overlap, so no totals can protect it. Leave it out of these tables."
        yield Finding((*keys, "table"), message)
    if item["rows"] != AS_ENTERED:
        yield from unknown(str(item["rows"]), lists, (*keys, "rows"), "code list or grouping")
    if item["columns"] != NO_COLUMNS:
        for name in str(item["columns"]).split(JOIN):
            yield from unknown(name.strip(), lists, (*keys, "columns"), "code list or grouping")
