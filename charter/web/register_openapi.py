"""What the register's API takes and gives, as an OpenAPI 3.1 document: served, shown on a page, tested against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from charter.domain.award_states import AwardState
from charter.domain.register import PUBLIC_EVENTS
from charter.services.register import LARGEST_PAGE, LONGEST_TEXT, PAGE_SIZE

Schema = dict[str, Any]

BASE = "/api/register/v1"
LICENCE_NAME, LICENCE_ID = "Creative Commons Attribution 4.0 International", "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
HIGHEST_PAGE = 100_000
NEWEST, NAME = "-awarded_on", "name"
PROBLEM = "application/problem+json"
ID_PATTERN = "^[A-Za-z0-9_-]{1,22}$"
# What a text may not hold: nobody types it, and no database may be asked for it.
PLAIN_PATTERN = "^[^\\u0000-\\u001f\\u007f]*$"

DESCRIPTION = (
    "Every award that was ever conferred here, with how it stands today. Awards that ended or were withdrawn stay, "
    "and say so. Nobody signs in, no cookie is set, and pages of other sites may ask. Answers carry an ETag: send it "
    "back as If-None-Match and get 304 while nothing has changed. Ask no more often than once a minute.\n\n"
    f"The data may be used by anybody for anything under {LICENCE_NAME} ({LICENCE_ID}), as long as the awarding body "
    "and this register are named."
)


def _text(what: str, longest: int, **more: Any) -> Schema:
    return {"type": "string", "maxLength": longest, "description": what, **more}


def _query(name: str, schema: Schema) -> Schema:
    what = schema.pop("description")
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema}


def _plain(what: str, longest: int) -> Schema:
    return _text(what, longest, pattern=PLAIN_PATTERN)


STATES = [str(state) for state in AwardState]
FILTERS = [
    _query("q", _plain("Words of the institution’s name, whole or in part; or its ODS code.", LONGEST_TEXT)),
    _query("tier", _plain("Id of a tier, such as those that awards carry.", 40)),
    _query("body", _plain("Id of an awarding body.", 22)),
    _query("region", _plain("Name of a region.", 60)),
    _query("edition", _plain("An edition, as charter/version.", 80)),
    _query("state", {"type": "string", "enum": STATES, "description": "How the award stands today."}),
    _query(
        "sort",
        {"type": "string", "enum": [NEWEST, NAME], "default": NEWEST, "description": "Newest first, or by name."},
    ),
]
PAGES = [
    _query(
        "page",
        {"type": "integer", "minimum": 1, "maximum": HIGHEST_PAGE, "default": 1, "description": "Which page."},
    ),
    _query(
        "per_page",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": LARGEST_PAGE,
            "default": PAGE_SIZE,
            "description": "How many awards a page has.",
        },
    ),
]
AWARD_ID = {
    "name": "award_id",
    "in": "path",
    "required": True,
    "description": "Number of the award, as it stands on its page.",
    "schema": {"type": "string", "pattern": ID_PATTERN},
}


def _object(properties: Mapping[str, Schema], **more: Any) -> Schema:
    """Every property is there, always; what there is none of is null."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


_ADDRESS = {"type": "string", "format": "uri"}
_DAY = {"type": "string", "format": "date"}
_MOMENT = {"type": "string", "format": "date-time"}
_STRING = {"type": "string"}
_NAMED = _object({"id": _STRING, "name": _STRING}, description="Its id and name.")
_LIST_FIELDS: dict[str, Schema] = {
    "id": {"type": "string", "pattern": ID_PATTERN, "description": "Number of the award."},
    "institution": _object(
        {"name": _STRING, "ods_code": _or_null(_STRING), "region": _or_null(_STRING)},
        description="Its name and region on the day of the award, and its ODS code where it has one.",
    ),
    "tier": _NAMED,
    "scope": {**_or_null(_STRING), "description": "The part of the institution; null = the whole."},
    "edition": {**_or_null(_STRING), "description": "charter/version; null = from before this register."},
    "body": _NAMED,
    "awarded_on": {**_DAY, "description": "The day on which it was conferred."},
    "ends_on": {**_DAY, "description": "The last day of its time, whether or not it ended before."},
    "ended_on": {
        **_or_null(_DAY),
        "description": "The day on which it was withdrawn, was followed or ran out; null = it has not ended.",
    },
    "state": {"type": "string", "enum": STATES, "description": "How it stands today."},
    "holds": {"type": "boolean", "description": "Whether it counts today."},
    "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of its record."},
    "page": {**_ADDRESS, "description": "Its page for people; it stays where it is."},
    "badge": {**_ADDRESS, "description": "A picture of how it stands today, SVG."},
    "check": {**_ADDRESS, "description": "What is known of its record."},
}
# The table for spreadsheets: what each column holds, in their order. A cell of which there is nothing is empty.
COLUMNS = (
    ("number", "Number of the award: id in the API."),
    ("institution", "Its name on the day of the award."),
    ("ODS code", "Its code in the Organisation Data Service."),
    ("region", "Its region on the day of the award."),
    ("tier", "Name of the tier."),
    ("scope", "The part of the institution; empty = the whole."),
    ("edition", "charter/version; empty = from before this register."),
    ("awarding body", "Its name."),
    ("awarded on", "The day on which it was conferred, YYYY-MM-DD."),
    ("ends on", "The last day of its time, YYYY-MM-DD."),
    ("ended on", "The day on which it was withdrawn, was followed or ran out; empty = it has not ended."),
    ("state", f"How it stands today: {', '.join(STATES)}."),
    ("holds", "Whether it counts today: yes or no."),
    ("digest", "SHA-256 of its record."),
    ("page", "Address of its page."),
)
SCHEMAS: dict[str, Schema] = {
    "Award": _object(_LIST_FIELDS),
    "WholeAward": _object(
        {
            **_LIST_FIELDS,
            "themes": {
                "type": ["array", "null"],
                "items": _object({"name": _STRING, "percent": {"type": "number", "minimum": 0, "maximum": 100}}),
                "description": "null = the institution does not show them.",
            },
            "plan": {**_or_null(_ADDRESS), "description": "null = the institution publishes none here."},
            "credential": {**_or_null(_ADDRESS), "description": "The signed credential; null = there is none."},
            "history": {
                "type": "array",
                "description": "What happened to it, newest first, without names or reasons.",
                "items": _object(
                    {
                        "event": {"type": "string", "enum": [str(event) for event in PUBLIC_EVENTS]},
                        "happened_at": _MOMENT,
                        "later_award": {**_or_null(_STRING), "description": "Which award took its place."},
                    }
                ),
            },
            "licence": {**_ADDRESS, "description": "Under which the data may be used."},
        }
    ),
    "Awards": _object(
        {
            "count": {"type": "integer", "minimum": 0, "description": "Of all pages."},
            "page": {"type": "integer", "minimum": 1},
            "per_page": {"type": "integer", "minimum": 1},
            "next": _or_null(_ADDRESS),
            "previous": _or_null(_ADDRESS),
            "licence": _ADDRESS,
            "awards": {"type": "array", "items": {"$ref": "#/components/schemas/Award"}},
        }
    ),
    "Bodies": _object(
        {
            "licence": _ADDRESS,
            "bodies": {
                "type": "array",
                "items": _object({"id": _STRING, "name": _STRING, "website": _or_null(_STRING), "issuer": _ADDRESS}),
            },
        }
    ),
    "Editions": _object(
        {
            "licence": _ADDRESS,
            "editions": {
                "type": "array",
                "items": _object(
                    {
                        "reference": _STRING,
                        "title": _or_null(_STRING),
                        "tiers": {"type": "array", "items": _NAMED},
                        "page": _or_null(_ADDRESS),
                    }
                ),
            },
        }
    ),
    "Problem": {
        "type": "object",
        "description": "What is wrong, as RFC 9457 has it.",
        "properties": {
            "title": _STRING,
            "status": {"type": "integer"},
            "detail": _STRING,
            "parameter": {"type": "string", "description": "Which parameter it is about."},
        },
        "required": ["title", "status", "detail"],
    },
}


def _told(what: str, content: Schema) -> Schema:
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "200": {"description": what, "content": content},
        "304": {"description": "Nothing has changed since the answer with this ETag."},
        "default": {"description": "It cannot be answered; says why.", "content": problem},
    }


def _json(name: str, what: str) -> Schema:
    return _told(what, {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}})


def _operation(name: str, summary: str, responses: Schema, parameters: list[Schema]) -> Schema:
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": responses}}


DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Register of awards",
        "version": "1.0.0",
        "description": DESCRIPTION,
        "license": {"name": LICENCE_NAME, "identifier": LICENCE_ID},
    },
    "servers": [{"url": "/"}],
    "security": [],
    "paths": {
        f"{BASE}/awards": _operation(
            "listAwards", "Awards, page by page", _json("Awards", "A page of awards."), [*FILTERS, *PAGES]
        ),
        f"{BASE}/awards.csv": _operation(
            "downloadAwards",
            "Awards as a table for spreadsheets",
            _told("Every award that was asked for.", {"text/csv": {"schema": _STRING}}),
            FILTERS,
        ),
        f"{BASE}/awards/{{award_id}}": _operation(
            "getAward", "One award, with its history", _json("WholeAward", "The award."), [AWARD_ID]
        ),
        f"{BASE}/bodies": _operation(
            "listBodies", "Awarding bodies that conferred an award", _json("Bodies", "The bodies."), []
        ),
        f"{BASE}/editions": _operation(
            "listEditions", "Editions that awards were conferred under", _json("Editions", "The editions."), []
        ),
        f"{BASE}/changes.atom": _operation(
            "followChanges",
            "What was conferred or changed last, as a feed",
            _told("An Atom feed, newest first.", {"application/atom+xml": {"schema": _STRING}}),
            [],
        ),
    },
    "components": {"schemas": SCHEMAS},
}
