"""What may be set from outside, read from the environment once; every default is safe in production.

It stands beside the layers, because the web server, the worker and the migrations all need it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY, SIGNING_KEY = "secret-key", "signing-key"
MAIL_FROM = "Charter <charter@localhost>"
PROVIDER_NAME = "your organisation’s account"
YES, NO = ("1", "yes", "true", "on"), ("0", "no", "false", "off", "")


class UnusableSetting(Exception):
    """A setting has a value that cannot be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; see README.md for what each is for."""

    # where files that are made at run time are kept
    instance_dir: Path
    # SQLAlchemy's address of the database
    database_url: str
    # where tasks wait: sqlite:///…, postgresql://…, redis://…, or immediate:// for tests
    queue_url: str
    # signs session cookies and tasks; None = nothing that needs a session works
    secret_key: str | None = None
    # signs history; kept outside the database, so that whoever rewrites that cannot sign it anew
    signing_key: str | None = None
    # the folder of the keys that sign credentials, where several machines share one; None = one of the instance
    credential_keys: Path | None = None
    # where mail goes out: smtp://user:password@host:port or smtps://…; None = it waits in the outbox
    smtp_url: str | None = None
    # whom mail comes from
    mail_from: str = MAIL_FROM
    # where evidence lies: s3://bucket/prefix?endpoint=https://…&region=…; None = a folder of the instance
    evidence_url: str | None = None
    # the scanner of evidence, ClamAV's clamd: unix:/path or tcp://host:port; None = nothing is scanned
    clamd_url: str | None = None
    # where the site is found, for links in letters: https://charter.example.org; None = letters say to sign in
    site_url: str | None = None
    # whether visitors come over https: cookies are then for https alone, and browsers are told to remember
    is_https: bool = True
    # how many proxies in front may say who the visitor is and how they came
    proxy_count: int = 0
    # names under which the site may be asked for; empty = any
    hosts: tuple[str, ...] = ()
    # the day on which a demonstration stands; None = today
    today: dt.date | None = None
    # whether visitors may become the demonstration's invented people without a password; never over https
    is_demonstration: bool = False
    # the organisation's own sign-in, by OpenID Connect: its address, what we are called there, and our secret there
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    # what the link to it says after "Sign in with"
    oidc_name: str = PROVIDER_NAME
    # for how many months after an objection was ruled on it is kept who made it
    objector_months: int = 6
    # largest upload
    upload_limit_bytes: int = 20 * 1024 * 1024

    def __post_init__(self) -> None:
        """Refuse what would let anybody into a site in use, and half a provider."""
        if self.is_demonstration and self.is_https:
            raise UnusableSetting(
                "CHARTER_DEMONSTRATION lets everybody in without a password, so it cannot be set on a site in use. "
                "Leave it out, or set CHARTER_HTTPS=no on a machine of your own."
            )
        if self.today and self.is_https:
            raise UnusableSetting(
                "CHARTER_TODAY stops the calendar, so it cannot be set on a site in use. "
                "Leave it out, or set CHARTER_HTTPS=no on a machine of your own."
            )
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise UnusableSetting("CHARTER_OIDC_ISSUER needs CHARTER_OIDC_CLIENT_ID and CHARTER_OIDC_CLIENT_SECRET.")
        if self.oidc_issuer and self.is_https and not self.oidc_issuer.startswith("https://"):
            raise UnusableSetting("CHARTER_OIDC_ISSUER must start with https://.")

    @property
    def evidence_dir(self) -> Path:
        """The folder of evidence, where no other place is set."""
        return self.instance_dir / "evidence"

    @property
    def credential_keys_dir(self) -> Path:
        """The folder of the private keys that sign credentials; every machine that signs must see the same."""
        return self.credential_keys or self.instance_dir / "credential-keys"

    @property
    def exports_dir(self) -> Path:
        """The folder of exports; web servers and workers must see the same."""
        return self.instance_dir / "exports"

    def now(self) -> dt.datetime:
        """Give the time; on the day on which a demonstration stands, where it stands on one."""
        moment = dt.datetime.now(tz=dt.UTC)
        return moment if self.today is None else dt.datetime.combine(self.today, moment.timetz())

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Give the settings that the environment holds.

        Raises
        ------
        UnusableSetting
            When a value is not what the setting takes.
        """
        instance = Path(environment.get("CHARTER_INSTANCE_DIR") or ROOT / "instance").resolve()
        hosts = environment.get("CHARTER_HOSTS", "").replace(",", " ").split()
        return cls(
            instance_dir=instance,
            database_url=_database_url(environment.get("CHARTER_DATABASE_URL"), instance),
            queue_url=environment.get("CHARTER_QUEUE_URL") or f"sqlite:///{instance / 'queue.sqlite'}",
            secret_key=environment.get("CHARTER_SECRET_KEY") or _kept_secret(instance),
            signing_key=environment.get("CHARTER_SIGNING_KEY") or _kept_secret(instance, SIGNING_KEY),
            credential_keys=_folder(environment.get("CHARTER_CREDENTIAL_KEYS")),
            smtp_url=_smtp_url(environment.get("CHARTER_SMTP_URL")),
            mail_from=environment.get("CHARTER_MAIL_FROM") or MAIL_FROM,
            evidence_url=_evidence_url(environment.get("CHARTER_EVIDENCE_URL")),
            clamd_url=_clamd_url(environment.get("CHARTER_CLAMD")),
            site_url=_site_url(environment.get("CHARTER_SITE_URL")),
            is_https=_switch(environment, "CHARTER_HTTPS", default=True),
            proxy_count=_count(environment, "CHARTER_PROXIES", default=0),
            hosts=tuple(hosts),
            today=_day(environment.get("CHARTER_TODAY")),
            is_demonstration=_switch(environment, "CHARTER_DEMONSTRATION", default=False),
            oidc_issuer=environment.get("CHARTER_OIDC_ISSUER") or None,
            oidc_client_id=environment.get("CHARTER_OIDC_CLIENT_ID") or None,
            oidc_client_secret=environment.get("CHARTER_OIDC_CLIENT_SECRET") or None,
            oidc_name=environment.get("CHARTER_OIDC_NAME") or PROVIDER_NAME,
            objector_months=_count(environment, "CHARTER_OBJECTOR_MONTHS", default=6),
            upload_limit_bytes=_count(environment, "CHARTER_UPLOAD_LIMIT_MB", default=20) * 1024 * 1024,
        )


def keep_secret(instance_dir: Path, name: str = SECRET_KEY) -> Path:
    """Make a key of that name in ``instance_dir`` unless one is there, readable by its owner alone; give its path."""
    path = instance_dir / name
    instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path


def _smtp_url(value: str | None) -> str | None:
    if value and not value.startswith(("smtp://", "smtps://")):
        raise UnusableSetting("CHARTER_SMTP_URL must start with smtp:// or smtps://.")
    return value or None


def _evidence_url(value: str | None) -> str | None:
    parts = urlsplit(value or "")
    if value and not (parts.scheme == "s3" and parts.netloc and set(parse_qs(parts.query)) <= {"endpoint", "region"}):
        raise UnusableSetting("CHARTER_EVIDENCE_URL must be s3://bucket/prefix?endpoint=https://…&region=…, or empty.")
    return value or None


def _folder(value: str | None) -> Path | None:
    return Path(value).resolve() if value else None


def _clamd_url(value: str | None) -> str | None:
    parts = urlsplit(value or "")
    is_socket = parts.scheme == "unix" and parts.path.startswith("/")
    is_network = parts.scheme == "tcp" and re.fullmatch(r"[^:]+:[0-9]{1,5}", parts.netloc) is not None
    if value and not (is_socket or is_network):
        raise UnusableSetting("CHARTER_CLAMD must be unix:/path/of/the/socket or tcp://host:port, or empty.")
    return value or None


def _day(value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise UnusableSetting("CHARTER_TODAY must be a day such as 2027-07-05.") from error


def _site_url(value: str | None) -> str | None:
    if value and not value.startswith(("https://", "http://")):
        raise UnusableSetting("CHARTER_SITE_URL must start with https:// or http://.")
    return value.rstrip("/") if value else None


def _kept_secret(instance_dir: Path, name: str = SECRET_KEY) -> str | None:
    path = instance_dir / name
    return (path.read_text().strip() or None) if path.is_file() else None


def _database_url(given: str | None, instance_dir: Path) -> str:
    """Give the database's address, with the driver that we ship named."""
    if not given:
        return f"sqlite:///{instance_dir / 'charter.sqlite'}"
    scheme, separator, rest = given.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg{separator}{rest}"
    if scheme in ("sqlite", "postgresql+psycopg") and separator:
        return given
    raise UnusableSetting("CHARTER_DATABASE_URL must start with sqlite:/// or postgresql://.")


def _switch(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environment.get(name)
    if value is None:
        return default
    if value.lower() not in YES + NO:
        raise UnusableSetting(f"{name} must be yes or no.")
    return value.lower() in YES


def _count(environment: Mapping[str, str], name: str, *, default: int) -> int:
    value = environment.get(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise UnusableSetting(f"{name} must be a whole number, 0 or more.")
    return int(value)
