"""Sending a file through the form of the site, and reading its ticks."""

from __future__ import annotations

import io

PDF = b"%PDF-1.7 policy"


def send(client, root, content=PDF, name="Policy.pdf", **fields):
    """Send the form; a field of None is left out."""
    data = {"file": (io.BytesIO(content), name), "declared": "y", **fields}
    sent = {key: value for key, value in data.items() if value is not None}
    return client.post(root, data=sent, content_type="multipart/form-data")


def ticked(page):
    return [item.get("value") for item in page.all("input") if item.get("checked") is not None]
