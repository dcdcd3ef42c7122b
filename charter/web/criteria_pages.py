"""The pages of an edition: its criteria to browse, its figures, tables, tiers and survey."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from charter.domain.crosswalk_words import KIND_WORDS
from charter.domain.edition import Criterion, Edition, Tier
from charter.domain.wording import count_text, date_text, list_text, sentence
from charter.services.criterion_lineage import lineage_of
from charter.services.edition_errata import corrections_of
from charter.services.editions import crosswalk_to, find_edition, newest_edition
from charter.web import clock
from charter.web import criteria_entries as entries
from charter.web.criteria_details import edition_context, metrics_context, survey_context, tables_context, tiers_context
from charter.web.criteria_elsewhere import elsewhere_context
from charter.web.filters import number_text

blueprint = Blueprint("criteria", __name__)

PAGES = (
    ("Criteria", "criteria.criteria"),
    ("Tiers", "criteria.tiers"),
    ("Figures", "criteria.metrics"),
    ("Data tables", "criteria.tables"),
    ("Staff survey", "criteria.survey"),
    ("About this edition", "criteria.edition"),
    ("What changed", "editions.changes"),
)


@blueprint.app_context_processor
def _pages() -> dict[str, Any]:
    return {"edition_pages": lambda: PAGES}


@blueprint.get("/criteria")
def newest() -> Response:
    """Show the newest edition's criteria."""
    return redirect(url_for("criteria.criteria", **entries.place(newest_edition(clock.now().date()))))


@blueprint.get("/criteria/<criterion_id>")
def newest_criterion(criterion_id: str) -> Response:
    """Show a criterion of the newest edition, or what became of it there."""
    here = entries.place(newest_edition(clock.now().date()))
    return redirect(url_for("criteria.criterion", **here, criterion_id=criterion_id))


@blueprint.get("/editions/<charter_id>/<version>")
def edition(charter_id: str, version: str) -> str:
    """Show what an edition is, and its checksum."""
    found = find_edition(charter_id, version)
    return render_template("criteria/edition.html", edition=found, **edition_context(found))


@blueprint.get("/editions/<charter_id>/<version>/criteria")
def criteria(charter_id: str, version: str) -> str:
    """Show the criteria, all or those of a theme, tier and scheme."""
    found = find_edition(charter_id, version)
    theme_id, tier_id, scheme = (request.args.get(name, "") for name in ("theme", "tier", "scheme"))
    tier = next((item for item in found.tiers if item.id == tier_id), None)
    shown = [item for item in found.criteria if _is_wanted(item, theme_id, tier, scheme)]
    groups = [
        {
            "theme": theme,
            "weight_text": f"weight {number_text(theme.weight)}",
            "entries": [_entry(found, item, tier, scheme) for item in shown if item.theme_id == theme.id],
        }
        for theme in found.themes
    ]
    return render_template(
        "criteria/criteria.html",
        edition=found,
        theme_word=theme_word(found),
        filters=_filters(found, theme_id, tier_id, scheme),
        is_filtered=bool(theme_id or tier_id or scheme),
        groups=[group for group in groups if group["entries"]],
        found_text=_found_text(found, len(shown)),
    )


@blueprint.get("/editions/<charter_id>/<version>/criteria/<criterion_id>")
def criterion(charter_id: str, version: str, criterion_id: str) -> str:
    """Show one criterion with everything that is known of it; of another edition’s, what became of it."""
    found = find_edition(charter_id, version)
    position = next((i for i, item in enumerate(found.criteria) if item.id == criterion_id), None)
    if position is None:
        return _elsewhere(found, criterion_id)
    one = found.criteria[position]
    whole = sum((item.weight for item in found.criteria), Fraction(0))
    return render_template(
        "criteria/criterion.html",
        criterion=one,
        theme=found.theme(one.theme_id),
        crumbs=_crumbs(found, one),
        asks=entries.asks(found, one),
        weight_text=f"{number_text(one.weight)} of {number_text(whole)}",
        notes=_notes(found, one),
        corrections=corrections_of(found, one.id),
        changed=_changed(found, one),
        rubric=entries.rubric_rows(found, one),
        questions=[entries.question_entry(found, item) for item in one.questions if item.kind != "rubric"],
        metrics=_metrics(found, one),
        quotations=[entries.quoted(found, item) for item in one.quotations],
        citation=entries.citation(found),
        crosswalk=_crosswalk(found, one),
        previous=_neighbour(found, position - 1),
        next=_neighbour(found, position + 1),
    )


def _elsewhere(found: Edition, criterion_id: str) -> str:
    lineage = lineage_of(found, criterion_id)
    if lineage is None:
        abort(404)
    return render_template("criteria/elsewhere.html", **elsewhere_context(lineage))


@blueprint.get("/editions/<charter_id>/<version>/metrics")
def metrics(charter_id: str, version: str) -> str:
    """Show every figure with its reading and bands."""
    found = find_edition(charter_id, version)
    return render_template("criteria/metrics.html", edition=found, **metrics_context(found))


@blueprint.get("/editions/<charter_id>/<version>/tables")
def tables(charter_id: str, version: str) -> str:
    """Show what each data table asks, and the definitions."""
    found = find_edition(charter_id, version)
    return render_template("criteria/tables.html", edition=found, **tables_context(found))


@blueprint.get("/editions/<charter_id>/<version>/tiers")
def tiers(charter_id: str, version: str) -> str:
    """Show what each tier asks for."""
    found = find_edition(charter_id, version)
    return render_template(
        "criteria/tiers.html", edition=found, theme_word=theme_word(found), **tiers_context(found, theme_word(found))
    )


@blueprint.get("/editions/<charter_id>/<version>/survey")
def survey(charter_id: str, version: str) -> str:
    """Show the survey's items and where each comes from."""
    found = find_edition(charter_id, version)
    return render_template("criteria/survey.html", edition=found, **survey_context(found))


def theme_word(edition: Edition) -> str:
    """Give what the edition calls a theme."""
    return str(edition.facts.get("words", {}).get("theme", "theme"))


def _is_wanted(item: Criterion, theme_id: str, tier: Tier | None, scheme: str) -> bool:
    return (
        (not theme_id or item.theme_id == theme_id)
        and (tier is None or entries.asked_level(tier, item) is not None)
        and (not scheme or scheme in item.crosswalk)
    )


def _entry(edition: Edition, item: Criterion, tier: Tier | None, scheme: str) -> dict[str, Any]:
    codes = item.crosswalk.get(scheme, ())
    return {
        "criterion": item,
        "href": url_for("criteria.criterion", **entries.place(edition), criterion_id=item.id),
        "asks_text": entries.asks_line(edition, item, tier),
        "corrections": corrections_of(edition, item.id),
        "scheme_text": f"{_scheme_name(edition, scheme)}: {list_text(codes)}" if codes else "",
    }


def _scheme_name(edition: Edition, scheme: str) -> str:
    return edition.crosswalk_names.get(scheme, scheme)


def _filters(edition: Edition, theme_id: str, tier_id: str, scheme: str) -> list[dict[str, Any]]:
    schemes = dict.fromkeys(key for item in edition.criteria for key in item.crosswalk)
    word = theme_word(edition)
    return [
        _filter("theme", word.capitalize(), [("", f"All {word}s")], [(t.id, t.name) for t in edition.themes], theme_id),
        _filter("tier", "Tier", [("", "Any tier")], [(t.id, t.name) for t in edition.tiers], tier_id),
        _filter(
            "scheme",
            "Another scheme",
            [("", "Any or none")],
            [(key, _scheme_name(edition, key)) for key in schemes],
            scheme,
        ),
    ]


def _filter(
    name: str, label: str, first: list[tuple[str, str]], rest: list[tuple[str, str]], chosen: str
) -> dict[str, Any]:
    return {"name": name, "label": label, "options": first + rest, "chosen": chosen}


def _found_text(edition: Edition, count: int) -> str:
    if count == len(edition.criteria):
        return f"All {count_text(count, 'criterion', 'criteria')}"
    return f"{count} of {count_text(len(edition.criteria), 'criterion', 'criteria')}"


def _crumbs(edition: Edition, one: Criterion) -> list[tuple[str, str]]:
    address = url_for("criteria.criteria", **entries.place(edition))
    return [
        (f"Criteria of edition {edition.version}", address),
        (edition.theme(one.theme_id).name, f"{address}#{one.theme_id}"),
    ]


def _notes(edition: Edition, one: Criterion) -> list[str]:
    notes = [
        f"While {gate.question_id} is answered “{gate.when.replace('_', ' ')}”, "
        f"a level of {gate.refuses_level_from} or higher is refused."
        for gate in one.gates
    ]
    if one.may_be_not_applicable:
        notes.append(f"May be not applicable: {sentence(one.not_applicable_when or '')}")
    until = edition.facts.get("first_round_until")
    if until is not None and one.minimums_from is not None:
        day = date_text(dt.date.fromisoformat(str(until)))
        notes.append(f"Submissions due by {day} are of this edition’s first round: no lowest level is asked here yet.")
    return notes


def _metrics(edition: Edition, one: Criterion) -> list[dict[str, Any]]:
    roles = {"indicative": "Indicates a level", "context": "Shown as context"}
    return [
        {
            "metric": edition.metric(use.metric_id),
            "href": url_for("criteria.metrics", **entries.place(edition), _anchor=use.metric_id),
            "role_text": roles.get(use.role, use.role),
        }
        for use in one.metrics
    ]


def _crosswalk(edition: Edition, one: Criterion) -> list[tuple[str, str, str]]:
    return [
        (
            _scheme_name(edition, scheme),
            list_text(codes),
            url_for("criteria.criteria", **entries.place(edition), scheme=scheme),
        )
        for scheme, codes in one.crosswalk.items()
        if codes
    ]


def _changed(edition: Edition, one: Criterion) -> dict[str, str] | None:
    """What the edition before made of it, in few words, with the way to all of it; None where it is as it was."""
    crosswalk = crosswalk_to(edition)
    change = crosswalk.change_to(one.id) if crosswalk is not None else None
    if crosswalk is None or change is None:
        return None
    old = crosswalk.old.rpartition("/")[2]
    became = f", {list_text(change.old_ids)} became {list_text(change.new_ids)}" if len(change.new_ids) > 1 else ""
    is_new = not change.old_ids
    what = f"New since edition {old}" if is_new else f"Changed since edition {old}: {KIND_WORDS[change.kind]}{became}"
    return {
        "text": f"{what}. {sentence(change.why)}",
        "href": url_for("editions.changes", **entries.place(edition), _anchor=change.id),
        "link": f"What changed from {old}",
    }


def _neighbour(edition: Edition, position: int) -> dict[str, str] | None:
    if not 0 <= position < len(edition.criteria):
        return None
    text, href = entries.criterion_link(edition, edition.criteria[position].id)
    return {"text": text, "href": href}
