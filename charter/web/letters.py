"""What Flask-Security would send at once is put into our outbox, in the transaction of what it is about."""

from __future__ import annotations

from typing import Any

from flask import Response, after_this_request
from flask_security import MailUtil

from charter.services.accounts import keep
from charter.services.deeds import new_id
from charter.services.outbox import Letter, put_letter
from charter.web import visitors
from charter.web.extensions import database


def tell_of_change(user: Any, what: str) -> None:
    """Tell somebody by e-mail that how they sign in was changed, in case it was not they."""
    body = (
        f"{what}\n\nIf it was not you, choose a new password at once on the sign-in page, look at “Your account”, and "
        "tell whoever runs this site.\n"
    )
    letter = Letter(f"sign-in-change:{new_id()}", user.email, "How you sign in to Charter was changed", body)
    put_letter(database(), letter, visitors.now())


class Outbox(MailUtil):
    """Letters that wait for the worker."""

    def send_mail(self, template: str, subject: str, recipient: Any, *_rest: Any, **kwargs: Any) -> None:
        """Put a letter into the outbox; ``body`` comes third of what we ignore the rest of."""
        body: str = kwargs.get("body") or _rest[1]
        key = f"{template.rpartition('/')[2]}:{new_id()}"
        put_letter(database(), Letter(key, str(recipient), str(subject), body.strip() + "\n"), visitors.now())
        keep_afterwards()


def keep_afterwards() -> None:
    """Keep what was changed when the page is made, as Flask-Security does it."""
    after_this_request(_keep)


def _keep(response: Response) -> Response:
    keep(database())
    return response
