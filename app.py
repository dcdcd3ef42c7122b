"""The application, for gunicorn and the ``flask`` command."""

from charter.web import create_app

app = create_app()
