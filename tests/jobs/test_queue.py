"""The queue: which kind a setting gives, and that the worker does what waits in it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from huey import MemoryHuey, RedisHuey, SqliteHuey

from charter.jobs import clock
from charter.jobs.queue import open_queue
from charter.jobs.worker import find_tasks
from charter.settings import Settings, UnusableSetting


def settings_for(queue_url, tmp_path, secret="secret"):
    return dataclasses.replace(
        Settings.from_environment({"CHARTER_INSTANCE_DIR": str(tmp_path)}), queue_url=queue_url, secret_key=secret
    )


@pytest.mark.parametrize(
    ("url", "kind"), [("immediate://", MemoryHuey), ("redis://127.0.0.1:1/0", RedisHuey), ("sqlite://", SqliteHuey)]
)
def test_the_setting_chooses_the_kind_of_queue(url, kind, tmp_path):
    url = f"sqlite:///{tmp_path}/deeper/queue.sqlite" if url == "sqlite://" else url

    queue = open_queue(settings_for(url, tmp_path))

    assert isinstance(queue, kind)
    queue.storage.close()


def test_an_unknown_kind_of_queue_is_refused_with_what_to_write(tmp_path):
    with pytest.raises(UnusableSetting, match="CHARTER_QUEUE_URL must start with"):
        open_queue(settings_for("rabbit://host", tmp_path))


def test_a_task_that_somebody_else_put_into_the_queue_is_not_run(tmp_path):
    url = f"sqlite:///{tmp_path}/queue.sqlite"
    theirs, ours = open_queue(settings_for(url, tmp_path, "theirs")), open_queue(settings_for(url, tmp_path, "ours"))
    theirs.task(name="add")(int)("1")
    ours.task(name="add")(int)

    with pytest.raises(ValueError, match="ignature"):
        ours.dequeue()

    theirs.storage.close()
    ours.storage.close()


def test_the_worker_finds_every_file_of_tasks():
    assert "charter.jobs.queue" in find_tasks()
    assert "charter.jobs.worker" not in find_tasks()


def test_a_task_waits_in_a_database_until_the_worker_takes_it(databases, database_kind, tmp_path):
    url = databases.empty(database_kind).replace("+psycopg", "")
    queue = open_queue(settings_for(url, tmp_path))
    double = queue.task(name="double")(lambda number: 2 * number)

    result = double(21)
    assert queue.pending_count() == 1
    queue.execute(queue.dequeue())

    assert (result.get(), queue.pending_count()) == (42, 0)
    queue.storage.close()


def test_the_worker_stands_on_the_day_of_the_demonstration_as_pages_do(monkeypatch):
    monkeypatch.setenv("CHARTER_HTTPS", "no")
    monkeypatch.setenv("CHARTER_TODAY", "2027-07-05")

    assert clock.now().date() == dt.date(2027, 7, 5)
