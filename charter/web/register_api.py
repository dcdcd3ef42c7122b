"""The register for programs: JSON, CSV and a feed, the same for everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from charter.domain.award_states import HOLDS
from charter.services.export_tables import csv_parts
from charter.services.register import (
    BY_DATE,
    BY_NAME,
    PAGE_SIZE,
    RegisterLine,
    Wanted,
    awarded_editions,
    awarding_bodies,
    register_lines,
    register_lines_of,
    register_page,
)
from charter.services.register_entries import Entry, changes_of_all, entry_of
from charter.web import criteria_entries
from charter.web.addresses import site_url
from charter.web.credential_offices import public_deed
from charter.web.extensions import database
from charter.web.problems import BadParameter, problem
from charter.web.register_feed import ATOM, feed
from charter.web.register_openapi import BASE, COLUMNS, DOCUMENT, FILTERS, LICENCE_URL, NAME, PAGES
from charter.web.shared_answers import shared

blueprint = Blueprint("register_api", __name__)

KEPT_SECONDS = 60
DOCUMENT_SECONDS = 3600
CSV = "text/csv"
WHOLE = re.compile(r"[0-9]{1,6}")
PLAIN = re.compile(r"[^\x00-\x1f\x7f]*")


@blueprint.errorhandler(BadParameter)
def show_bad_parameter(error: BadParameter) -> Response:
    """Say which parameter cannot be used, and what it may be."""
    return problem(400, str(error), error.name)


@blueprint.after_request
def let_any_page_ask(response: Response) -> Response:
    """Answer the question that a browser asks before a page of another site may send a tag along."""
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Max-Age"] = str(DOCUMENT_SECONDS)
    return response


@blueprint.get("/register/api")
def guide() -> str:
    """Show what the API takes and gives."""
    return render_template(
        "register/api.html", document=DOCUMENT, columns=COLUMNS, licence=LICENCE_URL, site=site_url()
    )


@blueprint.get(f"{BASE}/openapi.json")
def openapi() -> Response:
    """Give the document of the API."""
    _given([])
    return _json(DOCUMENT, DOCUMENT_SECONDS)


@blueprint.get(f"{BASE}/awards")
def awards() -> Response:
    """Give a page of awards."""
    given = _given([*FILTERS, *PAGES])
    wanted = _wanted(given)
    found = register_page(database(), wanted, _today())
    last = max(1, -(-found.count // wanted.size))
    following = _page_address(given, wanted.page + 1) if wanted.page < last else None
    previous = _page_address(given, min(wanted.page - 1, last)) if wanted.page > 1 else None
    return _json(
        {
            "count": found.count,
            "page": wanted.page,
            "per_page": wanted.size,
            "next": following,
            "previous": previous,
            "licence": LICENCE_URL,
            "awards": [_award(line) for line in found.lines],
        },
        links={"next": following, "prev": previous},
    )


@blueprint.get(f"{BASE}/awards.csv")
def table() -> Response:
    """Give every award that was asked for as a table."""
    lines = register_lines(database(), _wanted(_given(FILTERS)), _today())
    response = Response(
        b"".join(csv_parts([name for name, _ in COLUMNS], (_cells(line) for line in lines))), mimetype=CSV
    )
    response.headers["Content-Disposition"] = 'attachment; filename="register-of-awards.csv"'
    return _licensed(response)


@blueprint.get(f"{BASE}/awards/<award_id>")
def award(award_id: str) -> Response:
    """Give one award."""
    _given([])
    return _json(_whole(entry_of(public_deed(), award_id)))


@blueprint.get(f"{BASE}/bodies")
def bodies() -> Response:
    """Give the bodies that conferred an award."""
    _given([])
    found = [
        {
            "id": body.id,
            "name": body.name,
            "website": body.website or None,
            "issuer": _address("issuers.issuer", body_id=body.id),
        }
        for body in awarding_bodies(database())
    ]
    return _json({"licence": LICENCE_URL, "bodies": found})


@blueprint.get(f"{BASE}/editions")
def editions() -> Response:
    """Give the editions that awards were conferred under."""
    _given([])
    found = []
    for reference, edition in awarded_editions(database()):
        place: dict[str, Any] = criteria_entries.place(edition) if edition is not None else {}
        found.append(
            {
                "reference": reference,
                "title": edition.title if edition is not None else None,
                "tiers": [
                    {"id": tier.id, "name": tier.name} for tier in (edition.tiers if edition is not None else ())
                ],
                "page": _address("criteria.edition", **place) if place else None,
            }
        )
    return _json({"licence": LICENCE_URL, "editions": found})


@blueprint.get(f"{BASE}/changes.atom")
def changes() -> Response:
    """Give what was conferred or changed last."""
    _given([])
    found = changes_of_all(database())
    lines = register_lines_of(database(), {one.award_id for one in found}, _today())
    content = feed(found, lines, site_url())
    response = Response(content, mimetype=ATOM)
    return _licensed(response, found[0].happened_at if found else None)


def _given(parameters: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Give the parameters as they were sent. Raises BadParameter for one that is not as the document says."""
    known = {one["name"]: one["schema"] for one in parameters}
    for name, values in request.args.lists():
        if name not in known:
            raise BadParameter(name, f"There is no such parameter. There are: {', '.join(known) or 'none'}.")
        if len(values) > 1:
            raise BadParameter(name, "Send this parameter once.")
        _check(name, values[0], known[name])
    return dict(request.args.items())


def _check(name: str, value: str, schema: dict[str, Any]) -> None:
    if schema["type"] == "integer":
        most = schema["maximum"]
        if not WHOLE.fullmatch(value) or not schema["minimum"] <= int(value) <= most:
            raise BadParameter(name, f"Send a whole number from {schema['minimum']} to {most}.")
    elif "enum" in schema:
        if value not in schema["enum"]:
            raise BadParameter(name, f"Send one of: {', '.join(schema['enum'])}.")
    elif len(value) > schema["maxLength"] or not PLAIN.fullmatch(value):
        raise BadParameter(name, f"Send at most {schema['maxLength']} plain characters.")


def _wanted(given: dict[str, str]) -> Wanted:
    return Wanted(
        text=given.get("q", "").strip(),
        tier=given.get("tier", ""),
        body=given.get("body", ""),
        region=given.get("region", ""),
        edition=given.get("edition", ""),
        state=given.get("state", ""),
        sort=BY_NAME if given.get("sort") == NAME else BY_DATE,
        page=int(given.get("page", 1)),
        size=int(given.get("per_page", PAGE_SIZE)),
    )


def _award(line: RegisterLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "institution": {
            "name": line.institution_name,
            "ods_code": line.ods_code or None,
            "region": line.region or None,
        },
        "tier": {"id": line.tier_id, "name": line.tier_name},
        "scope": line.scope_text or None,
        "edition": line.edition_reference or None,
        "body": {"id": line.body.id, "name": line.body.name},
        "awarded_on": line.awarded_on.isoformat(),
        "ends_on": line.ends_on.isoformat(),
        "ended_on": line.ended_on.isoformat() if line.ended_on is not None else None,
        "state": str(line.state),
        "holds": line.state in HOLDS,
        "digest": line.digest,
        "page": _address("register.award", award_id=line.id),
        "badge": _address("register.badge", award_id=line.id),
        "check": _address("credential_checks.digest", digest=line.digest),
    }


def _whole(entry: Entry) -> dict[str, Any]:
    line = entry.line
    return {
        **_award(line),
        "themes": [{"name": one.name, "percent": round(float(one.percent), 4)} for one in entry.themes] or None,
        "plan": _address("register.plan_file", award_id=line.id) if entry.has_plan else None,
        "credential": _address("issuers.credential", credential_id=entry.credential_id)
        if entry.credential_id
        else None,
        "history": [
            {
                "event": str(one.event),
                "happened_at": one.happened_at.isoformat(timespec="seconds"),
                "later_award": one.later_award_id or None,
            }
            for one in entry.changes
        ],
        "licence": LICENCE_URL,
    }


def _cells(line: RegisterLine) -> tuple[str, ...]:
    return (
        line.id,
        line.institution_name,
        line.ods_code,
        line.region,
        line.tier_name,
        line.scope_text,
        line.edition_reference,
        line.body.name,
        line.awarded_on.isoformat(),
        line.ends_on.isoformat(),
        line.ended_on.isoformat() if line.ended_on is not None else "",
        str(line.state),
        "yes" if line.state in HOLDS else "no",
        line.digest,
        _address("register.award", award_id=line.id),
    )


def _json(
    document: dict[str, Any], seconds: int = KEPT_SECONDS, links: Mapping[str, str | None] | None = None
) -> Response:
    response = Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")
    return _licensed(response, seconds=seconds, links=links)


def _licensed(
    response: Response,
    changed_at: Any = None,
    seconds: int = KEPT_SECONDS,
    links: Mapping[str, str | None] | None = None,
) -> Response:
    told = {"license": LICENCE_URL, **(links or {})}
    response.headers["Link"] = ", ".join(f'<{href}>; rel="{name}"' for name, href in told.items() if href)
    return shared(response, seconds, changed_at)


def _page_address(given: dict[str, str], page: int) -> str:
    return f"{_address('register_api.awards')}?{urlencode({**given, 'page': page})}"


def _address(endpoint: str, **values: Any) -> str:
    return f"{site_url()}{url_for(endpoint, **values)}"


def _today() -> Any:
    return public_deed().now.date()
