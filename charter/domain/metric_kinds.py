"""The kinds of metric that there are and what each must be told; docs/method.md says what each computes.

Source: docs/method.md, kinds of metrics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SURVEY_KINDS = ("favourable", "favourable_mean", "favourable_gap")
DIRECTIONS = ("higher", "lower", "toward_1", "toward_0", "target_range")
COMMON = (  # what any metric may be told
    "kind",
    "direction",
    "bands",
    "pool",
    "min_denominator",
    "min_expected",
    "flag_above",
    "age",
    "display",
)


@dataclass(frozen=True, slots=True)
class MetricKind:
    """What a kind needs and may have: input -> its shape.

    Shapes: ``cells`` [table, measure, rows, columns] or a typed input; ``counts`` [table, measure] whose rows are the
    groups and whose columns stand in ``columns``; ``columns``; ``group``; ``item`` and ``items`` of the survey;
    ``records`` a table of records; ``flags`` of it; ``steps`` between clusters of columns; ``plan`` the action plan;
    ``day`` a date of it; ``done`` a field of it with a value; ``as_of``, ``interval``, ``without``.
    """

    needs: Mapping[str, str]
    may_have: Mapping[str, str]


_TWO_GROUPS = {"group": "group", "reference": "group"}
_SHARES = {"part": "cells", "whole": "cells", "reference_part": "cells", "reference_whole": "cells"}

KINDS: Mapping[str, MetricKind] = {
    "share": MetricKind({"of": "cells", "among": "cells"}, {}),
    "share_of_records": MetricKind({"records": "records", "flags": "flags"}, {}),
    "completion": MetricKind({"records": "plan", "due": "day", "done": "done"}, {"as_of": "as_of"}),
    "favourable": MetricKind({"item": "item", "group": "group"}, {}),
    "favourable_mean": MetricKind({"items": "items", "group": "group"}, {}),
    "favourable_gap": MetricKind({"item": "item", **_TWO_GROUPS}, {}),
    "rate_ratio": MetricKind(
        {"events": "counts", "base": "counts", "columns": "columns", **_TWO_GROUPS},
        {"reference_events": "counts", "reference_base": "counts", "without": "without"},
    ),
    "step_disparity": MetricKind({"counts": "counts", "steps": "steps", **_TWO_GROUPS}, {}),
    "share_index": MetricKind(_SHARES, {"interval": "interval"}),
    "share_gap": MetricKind(_SHARES, {"interval": "interval"}),
    "mean_ratio": MetricKind({"amount": "counts", "people": "counts", "columns": "columns", **_TWO_GROUPS}, {}),
    "mean": MetricKind({"amount": "cells", "people": "cells"}, {}),
}
