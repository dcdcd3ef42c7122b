"""What the page of a criterion shows where the edition asked for does not have it, but another one does."""

from __future__ import annotations

from typing import Any

from flask import url_for

from charter.domain.crosswalk_words import KIND_WORDS, change_sentences
from charter.domain.edition import Criterion, Edition
from charter.domain.wording import list_text, sentence
from charter.services.criterion_lineage import Lineage, Step
from charter.web.criteria_entries import place


def elsewhere_context(lineage: Lineage) -> dict[str, Any]:
    """Give what became of a criterion, why, and every way on."""
    asked = lineage.asked
    return {
        "lineage": lineage,
        "crumbs": [(f"Criteria of edition {asked.version}", url_for("criteria.criteria", **place(asked)))],
        "lede": _lede(lineage),
        "steps": [_step(step) for step in lineage.steps],
        "links": [
            *(_link(asked, item) for item in lineage.became),
            _link(lineage.found, lineage.criterion),
            (f"All criteria of edition {asked.version}", url_for("criteria.criteria", **place(asked))),
        ],
    }


def _lede(lineage: Lineage) -> str:
    name, version = f"{lineage.criterion.id} {lineage.criterion.title}", lineage.found.version
    if lineage.is_later:
        return f"{name} came in with edition {version}."
    if not lineage.became:
        return f"{name} was a criterion of edition {version}. Nothing has taken its place."
    became = list_text([f"{item.id} {item.title}" for item in lineage.became])
    return f"{name} was a criterion of edition {version}. It became {became}."


def _step(step: Step) -> dict[str, Any]:
    change = step.change
    return {
        "title": f"In edition {step.new.version} it was {_kind(change.kind)}",
        "why": sentence(change.why),
        "means": change_sentences(change, step.old, step.new),
        "text": f"Everything that changed from {step.old.version} to {step.new.version}",
        "href": url_for("editions.changes", **place(step.new), _anchor=change.id),
    }


def _kind(kind: str) -> str:
    return "given another weight" if kind == "reweighted" else KIND_WORDS[kind]


def _link(edition: Edition, item: Criterion) -> tuple[str, str]:
    address = url_for("criteria.criterion", **place(edition), criterion_id=item.id)
    return f"{item.id} {item.title}, in edition {edition.version}", address
