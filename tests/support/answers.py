"""The worked example's answers, field by field, as a team saves them."""

from __future__ import annotations


def fields_of(document):
    """Give an answers document field by field."""
    for name in ("applied_for", "actions", "previous_actions", "held_awards", "tables_not_applicable"):
        if name in document:
            yield f"/{name}", document[name]
    for part in ("institution", "inputs"):
        yield from ((f"/{part}/{name}", value) for name, value in document[part].items())
    for table, years in document["tables"].items():
        yield from ((f"/tables/{table}/{year}", value) for year, value in years.items())
    for name, said in document["criteria"].items():
        for key, value in said.items():
            if key in ("answers", "files"):
                yield from ((f"/criteria/{name}/{key}/{inner}", one) for inner, one in value.items())
            else:
                yield f"/criteria/{name}/{key}", value
