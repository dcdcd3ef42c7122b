"""What is said once on the page after a form was sent: that it was done, or that it was not and why."""

from __future__ import annotations

from typing import NamedTuple, cast

from flask import current_app, flash, g, get_flashed_messages, request

REFUSAL = "error"


class Message(NamedTuple):
    """What is said once on the next page, and whether it says that something was not done."""

    text: str
    is_refusal: bool


def tell_refusal(text: str) -> None:
    """Say on the next page that something was not done, and why."""
    flash(text, REFUSAL)


def messages_to_show() -> list[Message]:
    """Give what is to be said once, such as that a password was changed; none where no cookie was sent.

    Whichever part of a page asks first says it.
    """
    if g.get("messages_are_shown") or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return []
    g.messages_are_shown = True
    found = cast(list[tuple[str, str]], get_flashed_messages(with_categories=True))
    return [Message(str(text), kind == REFUSAL) for kind, text in found if text]
