"""Our templates are strict; the design system's macros work beside them; static addresses change with their files."""

from __future__ import annotations

import os

import pytest
from flask import render_template_string, url_for
from jinja2 import UndefinedError


def test_a_name_that_a_template_does_not_get_is_an_error(app):
    with app.test_request_context("/"), pytest.raises(UndefinedError):
        render_template_string("{{ forgotten }}")


def test_what_a_template_shows_is_escaped(app):
    with app.test_request_context("/"):
        assert render_template_string("{{ name }}", name="<b>") == "&lt;b&gt;"


def test_a_macro_of_the_design_system_may_leave_parameters_out(app):
    source = '{% from "nhsuk/components/button/macro.jinja" import button %}{{ button({"text": "Continue"}) }}'

    with app.test_request_context("/"):
        assert "Continue" in render_template_string(source)


def test_the_address_of_a_static_file_changes_when_the_file_does(app, tmp_path):
    app.static_folder = str(tmp_path)
    app.debug = True
    style = tmp_path / "style.css"
    style.write_text("a {}")
    os.utime(style, ns=(1, 1))

    with app.test_request_context("/"):
        before = url_for("static", filename="style.css")
        os.utime(style, ns=(2, 2))
        after = url_for("static", filename="style.css")

    assert before != after


def test_a_static_file_with_its_version_may_be_kept_for_a_year(app, client):
    with app.test_request_context("/"):
        address = url_for("static", filename="vendor/nhsuk-frontend.min.css")

    response = client.get(address)

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    response.close()
