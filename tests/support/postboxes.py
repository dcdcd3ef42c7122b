"""A real mail server on this machine, that takes messages or refuses them as it is told to."""

from __future__ import annotations

import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Postbox:
    """Takes messages, or answers as it is told to; ``answers`` come first, one a try."""

    answer = "250 OK"
    text_answer = "250 OK"  # to the message itself
    farewell = "221 Bye"

    def __init__(self):
        self.messages = []
        self.answers = []
        self.url = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else self.answer
        if not answer.startswith(("4", "5")):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.text_answer.startswith("2"):
            self.messages.append(envelope.content.decode())
        return self.text_answer

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        return self.farewell


@contextmanager
def open_postbox():
    """Give a mail server that listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()
