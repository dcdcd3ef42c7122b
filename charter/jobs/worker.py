"""The worker: ``python -m charter.jobs.worker`` does tasks until it is told to stop."""

from __future__ import annotations

import importlib
import logging
import pkgutil

import charter.jobs
from charter.jobs.queue import huey
from charter.services.edition_shelf import use_database
from charter.settings import Settings
from charter.store.base import open_engine

WORKERS = 2  # threads: the work is mostly waiting for Chromium and in code that releases the lock
LONGEST_PAUSE_SECONDS = 0.5  # a person waits for the result, so an idle worker looks often


def find_tasks() -> tuple[str, ...]:
    """Import every file of this folder, so that the queue knows its tasks; give their names."""
    names = tuple(f"charter.jobs.{module.name}" for module in pkgutil.iter_modules(charter.jobs.__path__))
    tasks = tuple(name for name in names if name != __name__ and not name.endswith(".worker"))
    for name in tasks:
        importlib.import_module(name)
    return tasks


def main() -> None:
    """Do tasks until SIGINT (finish what is begun) or SIGTERM (stop)."""
    logging.basicConfig(level=logging.WARNING, format="worker: %(levelname)s %(message)s")
    find_tasks()
    settings = Settings.from_environment()
    engine = open_engine(settings.database_url)
    use_database(settings.instance_dir, lambda: engine, (settings.signing_key or "").encode())
    huey.create_consumer(workers=WORKERS, worker_type="thread", max_delay=LONGEST_PAUSE_SECONDS).run()


if __name__ == "__main__":
    main()
