"""Invented published figures of an edition's worked example, so that its charts show where a value would stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from charter.domain.errors import UnknownEdition
from charter.store.editions import example_path

FILE = "published.yaml"
INVENTED_CODES = "X0"  # codes that start so belong to nobody


@dataclass(frozen=True, slots=True)
class InventedFigures:
    """What the worked example would have published."""

    code: str
    peer_group: str
    region: str
    wres: Mapping[str, tuple[float, float]]  # indicator -> (White, BME) percent
    survey: Mapping[str, tuple[float, int]]  # item -> (percent, respondents)


def is_invented(code: str) -> bool:
    """Say whether a code belongs to an institution that does not exist."""
    return code.startswith(INVENTED_CODES)


def invented_figures(reference: str, code: str) -> InventedFigures | None:
    """Give the figures of the edition's worked example where the code is its code, else None."""
    if not is_invented(code):
        return None
    try:
        path = example_path(reference).parent / FILE
    except UnknownEdition:
        return None
    if not path.is_file():
        return None
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if document["ods_code"] != code:
        return None
    return InventedFigures(
        code=code,
        peer_group=str(document["peer_group"]),
        region=str(document["region"]),
        wres={str(key): (float(row["white"]), float(row["bme"])) for key, row in document["wres"].items()},
        survey={str(key): (float(row["percent"]), int(row["base_n"])) for key, row in document["survey"].items()},
    )
