"""What was conferred or changed, as an Atom feed (RFC 4287)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Xml

from flask import url_for

from charter.domain.wording import one_line
from charter.services.register import RegisterLine
from charter.services.register_entries import Change
from charter.web.award_words import event_words
from charter.web.register_openapi import LICENCE_NAME, LICENCE_URL

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # of a register in which nothing has happened


def feed(changes: Iterable[Change], lines: Mapping[str, RegisterLine], site: str) -> bytes:
    """Give the feed of these changes, newest first."""
    told = list(changes)
    own = f"{site}{url_for('register_api.changes')}"
    root = Xml.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en-GB"})
    _add(root, "id", own)
    _add(root, "title", "Register of awards: what was conferred or changed")
    _add(root, "updated", _moment(told[0].happened_at if told else NEVER))
    _add(root, "rights", f"{LICENCE_NAME}: {LICENCE_URL}")
    Xml.SubElement(root, "link", {"rel": "self", "href": own})
    Xml.SubElement(root, "link", {"rel": "alternate", "href": f"{site}{url_for('register.register')}"})
    Xml.SubElement(root, "link", {"rel": "license", "href": LICENCE_URL})
    for one in told:
        _entry(root, one, lines[one.award_id], site)
    content: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _entry(root: Xml.Element, one: Change, line: RegisterLine, site: str) -> None:
    entry = Xml.SubElement(root, "entry")
    words = event_words(one.event, was_entered=one.was_entered)
    page = f"{site}{url_for('register.award', award_id=one.award_id)}"
    _add(entry, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"award/{one.award_id}/{one.number}").urn)
    _add(entry, "title", f"{line.institution_name}, {line.tier_name}: {words}")
    _add(entry, "updated", _moment(one.happened_at))
    _add(Xml.SubElement(entry, "author"), "name", line.body.name)
    Xml.SubElement(entry, "link", {"rel": "alternate", "href": page})
    _add(entry, "summary", f"{words}: the {line.tier_name} award of {line.institution_name}.")


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = one_line(text)


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
