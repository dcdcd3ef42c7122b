"""`python -m bench [PART …]`: every measurement, or those named; status 1 where one could not be taken."""

from __future__ import annotations

import importlib
import sys
import traceback

PARTS = (
    "tiers",
    "editions",
    "dry_runs",
    "agreement",
    "workbook",
    "pages",
    "team",
    "reviews",
    "load",
    "boards",
    "report",
    "seating",
    "register",
)


def main(names: list[str]) -> int:
    """Print what each part measured."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no measurement {unknown[0]}. Choose from: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    failed = 0
    for name in names or PARTS:
        try:
            for line in importlib.import_module(f"bench.{name}").run():
                print(line, flush=True)
        except Exception:  # noqa: BLE001 - one that fails must not hide the others
            traceback.print_exc()
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
