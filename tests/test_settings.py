"""Settings: safe without any, and a sentence for each that cannot be used."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from charter.settings import Settings, UnusableSetting, keep_secret


def test_with_nothing_set_the_defaults_are_safe_in_production(tmp_path):
    settings = Settings.from_environment({"CHARTER_INSTANCE_DIR": str(tmp_path)})

    assert settings == Settings(
        instance_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path}/charter.sqlite",
        queue_url=f"sqlite:///{tmp_path}/queue.sqlite",
        secret_key=None,
        is_https=True,
        proxy_count=0,
        hosts=(),
        upload_limit_bytes=20_971_520,
    )


def test_files_made_at_run_time_go_beside_the_code_unless_told_otherwise():
    settings = Settings.from_environment({})

    assert settings.instance_dir == Path(__file__).resolve().parent.parent / "instance"


def test_a_kept_secret_is_found_and_only_its_owner_can_read_it(tmp_path):
    path = keep_secret(tmp_path)
    kept = path.read_text()

    settings = Settings.from_environment({"CHARTER_INSTANCE_DIR": str(tmp_path)})

    assert settings.secret_key == kept
    assert len(kept) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_kept_secret_is_not_replaced(tmp_path):
    first = keep_secret(tmp_path).read_text()

    assert keep_secret(tmp_path).read_text() == first


@pytest.mark.parametrize("given", ["postgres://host/charter", "postgresql://host/charter"])
def test_postgresql_is_reached_through_the_driver_that_we_ship(given):
    settings = Settings.from_environment({"CHARTER_DATABASE_URL": given})

    assert settings.database_url == "postgresql+psycopg://host/charter"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CHARTER_HTTPS", "perhaps", "CHARTER_HTTPS must be yes or no."),
        ("CHARTER_PROXIES", "-1", "CHARTER_PROXIES must be a whole number, 0 or more."),
        ("CHARTER_UPLOAD_LIMIT_MB", "big", "CHARTER_UPLOAD_LIMIT_MB must be a whole number, 0 or more."),
        (
            "CHARTER_EVIDENCE_URL",
            "https://store.example.org",
            "CHARTER_EVIDENCE_URL must be s3://bucket/prefix?endpoint=https://…&region=…, or empty.",
        ),
        (
            "CHARTER_EVIDENCE_URL",
            "s3://bucket?zone=1",
            "CHARTER_EVIDENCE_URL must be s3://bucket/prefix?endpoint=https://…&region=…, or empty.",
        ),
        (
            "CHARTER_CLAMD",
            "clamd.socket",
            "CHARTER_CLAMD must be unix:/path/of/the/socket or tcp://host:port, or empty.",
        ),
        ("CHARTER_CLAMD", "tcp://host", "CHARTER_CLAMD must be unix:/path/of/the/socket or tcp://host:port, or empty."),
        ("CHARTER_SITE_URL", "charter.example.org", "CHARTER_SITE_URL must start with https:// or http://."),
        ("CHARTER_DATABASE_URL", "mysql://host/x", "CHARTER_DATABASE_URL must start with sqlite:/// or postgresql://."),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name, value, message):
    with pytest.raises(UnusableSetting) as raised:
        Settings.from_environment({name: value})

    assert str(raised.value) == message


def test_several_hosts_may_be_named():
    settings = Settings.from_environment({"CHARTER_HOSTS": "charter.example.org, www.charter.example.org"})

    assert settings.hosts == ("charter.example.org", "www.charter.example.org")


def test_the_sites_address_is_given_without_a_slash_at_its_end():
    assert (
        Settings.from_environment({"CHARTER_SITE_URL": "https://charter.example/"}).site_url
        == "https://charter.example"
    )
