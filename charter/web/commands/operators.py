"""What whoever runs the installation does from a shell, with the key that signs history."""

from __future__ import annotations

import click
from flask import current_app

from charter.services.deeds import OPERATOR, Deed
from charter.store.evidence import EvidenceStore
from charter.store.evidence_objects import open_store
from charter.web import clock
from charter.web.extensions import database


def operator_deed() -> Deed:
    """Give a deed of whoever runs the installation; refuse where there is no key to sign it with."""
    key = current_app.config["CHARTER"].signing_key
    if not key:
        raise click.ClickException("There is no signing key. Set CHARTER_SIGNING_KEY to the one that signs history.")
    return Deed(database(), OPERATOR, clock.now(), key.encode())


def evidence_store() -> EvidenceStore:
    """Give where evidence is kept."""
    settings = current_app.config["CHARTER"]
    return open_store(settings.evidence_url, settings.evidence_dir)
