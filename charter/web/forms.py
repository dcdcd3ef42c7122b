"""The forms: each checks the shape of what was sent, never what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import ValidationError
from wtforms.fields import Field


class UploadForm(FlaskForm):
    """A workbook or answers file."""

    file = FileField("Your workbook", validators=[FileRequired("Choose the workbook that you filled in")])

    def validate_file(self, field: Field) -> None:
        """Refuse an empty file and one above the limit, before anybody reads it."""
        stream = field.data.stream
        size = stream.seek(0, 2)
        stream.seek(0)
        limit = current_app.config["CHARTER"].upload_limit_bytes
        if size == 0:
            raise ValidationError("The file is empty. Choose the workbook that you filled in")
        if size > limit:
            raise ValidationError(
                f"The file is bigger than {limit // 1024**2} MB. Take pictures and other sheets out of it"
            )


def upload_context(form: UploadForm | None, messages: Sequence[str]) -> dict[str, Any]:
    """Give what a page with an upload needs: the form, empty where none was sent, messages beside the file."""
    shown = form or UploadForm(formdata=None)
    if messages:
        shown.file.errors = list(messages)
    errors = [(message, "#file") for message in shown.file.errors]
    limit = current_app.config["CHARTER"].upload_limit_bytes
    return {
        "form": shown,
        "errors": errors,
        "is_error": bool(errors),
        "limit_bytes": limit,
        "limit_mb": limit // 1024**2,
    }
