"""The queue in which tasks wait for the worker: SQLite by default, PostgreSQL or Redis by one setting.

A file of tasks says ``from charter.jobs.queue import huey`` and decorates with ``@huey.task()`` or
``@huey.periodic_task(crontab(minute="*/10"))``. The worker finds it by itself.
"""

from __future__ import annotations

from pathlib import Path

from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import Serializer, SignedSerializer

from charter.settings import Settings, UnusableSetting

NAME = "charter"


def open_queue(settings: Settings) -> Huey:
    """Give the queue that the settings name; ``immediate://`` runs each task at once, in the caller.

    Raises
    ------
    UnusableSetting
        When the setting names a kind of queue that we do not have.
    """
    serializer = _serializer(settings.secret_key)
    scheme, _, rest = settings.queue_url.partition("://")
    if scheme == "immediate":
        return MemoryHuey(NAME, immediate=True, serializer=serializer)
    if scheme == "sqlite":
        path = Path(rest.removeprefix("/"))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(path), serializer=serializer)
    if scheme == "postgresql":
        return PostgresHuey(NAME, dsn=settings.queue_url, serializer=serializer)
    if scheme in ("redis", "rediss"):
        return RedisHuey(NAME, url=settings.queue_url, serializer=serializer)
    raise UnusableSetting("CHARTER_QUEUE_URL must start with sqlite:///, postgresql:// or redis://.")


def _serializer(secret: str | None) -> Serializer:
    """Give a serializer that refuses tasks that we did not write: tasks are pickles, and a pickle can do anything."""
    return SignedSerializer(secret=secret) if secret else Serializer()


huey = open_queue(Settings.from_environment())
