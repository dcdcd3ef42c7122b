"""Numbers in addresses: as large as a database counts; what is larger is the address of nothing."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1


class AddressNumber(IntegerConverter):
    """A number that every database of ours can be asked for."""

    def __init__(self, map: Map, **options: Any) -> None:  # noqa: A002 - as Werkzeug names it
        """Take what an address says of the number; it is never larger than LARGEST."""
        super().__init__(map, **{"max": LARGEST, **options})


def init_app(app: Flask) -> None:
    """Read every ``<int:…>`` of an address so; before any address is added."""
    app.url_map.converters["int"] = AddressNumber
