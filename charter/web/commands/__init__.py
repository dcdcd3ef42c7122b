"""``flask charter …``: what an administrator or an author of criteria does from a shell.

A file of this folder that has ``register(group)`` adds its commands by itself. Import what is heavy (plotly,
weasyprint, openpyxl) inside the command, so that the others start fast.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from charter.domain.errors import DomainError
from charter.settings import UnusableSetting


class PlainGroup(AppGroup):
    """A group whose commands end with a sentence, not with a traceback, when something named is the matter."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except (DomainError, UnusableSetting) as error:
            raise click.ClickException(str(error)) from error


group = PlainGroup("charter", help="Check criteria, score workbooks, write reports, look after the database.")


def init_app(app: Flask) -> None:
    """Register the group with every command."""
    for module in pkgutil.iter_modules(__path__):
        commands = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(commands, "register"):
            commands.register(group)
    app.cli.add_command(group)
