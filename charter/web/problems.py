"""What goes wrong in an API, told to programs as RFC 9457 has it."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response, request

API = "/api/"
PROBLEM = "application/problem+json"


class BadParameter(Exception):
    """A parameter of an API cannot be used; the message says what it may be."""

    def __init__(self, name: str, text: str) -> None:
        """Keep which it is."""
        super().__init__(text)
        self.name = name


def is_api() -> bool:
    """Tell whether a program is answered."""
    return request.path.startswith(API)


def problem(status: int, detail: str = "", parameter: str = "") -> Response:
    """Give an answer that says what is wrong."""
    phrase = HTTPStatus(status).phrase
    told = {"title": phrase, "status": status, "detail": detail or f"{phrase}."}
    if parameter:
        told["parameter"] = parameter
    response = Response(json.dumps(told, ensure_ascii=False), status, mimetype=PROBLEM)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
