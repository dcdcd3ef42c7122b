"""Static files: their addresses change when they do, so browsers may keep them for a year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, request

YEAR_SECONDS = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Put a version into the address of every static file."""
    versions: dict[str, str] = {}

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            name = values["filename"]
            if name not in versions or app.debug:
                versions[name] = _version(Path(app.static_folder or "") / name)
            values["v"] = versions[name]

    def keep_versioned(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        return response

    app.url_defaults(add_version)
    app.after_request(keep_versioned)


def _version(path: Path) -> str:
    """Give what changes when the file does; "0" for a file that is not there."""
    if not path.is_file():
        return "0"
    stat = path.stat()
    return f"{stat.st_mtime_ns ^ stat.st_size:x}"
