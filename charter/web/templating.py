"""Templates: ours are strict and escape everything; the design system's macros may leave parameters out."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sansio.app import App
from flask.templating import Environment as FlaskEnvironment
from jinja2 import ChainableUndefined, Environment, PackageLoader, StrictUndefined, Template

from charter.settings import ROOT

DESIGN_SYSTEM = "nhsuk/"


class TwoRulesEnvironment(FlaskEnvironment):
    """Our templates under ``StrictUndefined``, those of the design system under the lenient rule that they need."""

    def __init__(self, app: App, **options: Any) -> None:
        """Make both environments."""
        super().__init__(app, **options)
        self.lenient = Environment(
            loader=PackageLoader("nhsuk_frontend_jinja"), undefined=ChainableUndefined, autoescape=True
        )

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002 - Jinja's word
        if name.startswith(DESIGN_SYSTEM):
            return self.lenient.get_template(name)
        return super()._load_template(name, globals)


class CharterFlask(Flask):
    """Flask with our templates' two rules."""

    jinja_environment = TwoRulesEnvironment


def make_flask(import_name: str, instance_dir: Path) -> Flask:
    """Give an application with its folders; templates lie at the top of the repository."""
    return CharterFlask(
        import_name,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "charter" / "web" / "static"),
        instance_path=str(instance_dir),
    )


def init_app(app: Flask) -> None:
    """Make templates strict; call it before anything touches ``app.jinja_env``."""
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.autoescape = True
