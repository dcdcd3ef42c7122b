"""Make this machine ready: ``python3 scripts/setup.py run`` or ``test``; takes no time when nothing has changed.

It runs under the system's Python, before there is an environment, so it uses the standard library alone.
"""

from __future__ import annotations

import sys

from browser_parts import install_browser_parts
from python_parts import install_python_parts
from steps import CannotGoOn, say
from system_parts import install_system_parts

OLDEST_PYTHON = (3, 11)


def main(purpose: str) -> int:
    """Install what ``purpose`` ("run" or "test") needs; give the exit status."""
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise CannotGoOn("Charter needs Python 3.11 or newer. Name one with: make run PYTHON=python3.12")
        install_system_parts(purpose)
        install_python_parts(purpose)
        install_browser_parts(purpose)
    except CannotGoOn as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["test"]):
        sys.exit("Say what for: python3 scripts/setup.py run, or test.")
    sys.exit(main(sys.argv[1]))
