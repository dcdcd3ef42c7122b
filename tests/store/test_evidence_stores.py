"""Where evidence lies: a folder and an S3-compatible store keep the same promises."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading

import pytest

from charter.domain.errors import EvidenceUnavailable, NoRoom
from charter.store.evidence import PART_BYTES, Folder, digest_of_parts
from charter.store.evidence_objects import ObjectStore, open_store
from tests.support.object_stores import bucket_of

PDF = b"%PDF-1.7 policy"
PDF_SHA256 = "07773d13c0111217f4454096763f5b61bd5c4a91102c57703de3fa28e3fb9bae"
LIMITED = """
import resource, signal, sys
from pathlib import Path
from charter.domain.errors import NoRoom
from charter.store.evidence import Folder
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    Folder(Path(sys.argv[1])).keep(b"x" * 200_000)
except NoRoom as error:
    print(error)
"""


@pytest.fixture(params=["folder", "objects"])
def store(request, tmp_path):
    """Each kind of store, empty."""
    url = request.getfixturevalue("bucket_url") if request.param == "objects" else None
    return open_store(url, tmp_path / "evidence")


def test_what_was_kept_is_found_by_its_digest(store):
    digest = store.keep(PDF)

    assert store.read(digest) == PDF
    assert digest_of_parts(store.parts(digest)) == digest
    assert digest == PDF_SHA256


def test_what_is_not_there_is_nothing(store):
    assert store.read("0" * 64) is None
    assert store.parts("0" * 64) is None


def test_the_same_bytes_are_kept_once_whoever_brings_them(store):
    threads = [threading.Thread(target=store.keep, args=(PDF,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.keep(PDF) == store.keep(PDF)
    assert store.read(store.keep(PDF)) == PDF


def test_a_large_file_is_read_a_part_at_a_time(store):
    digest = store.keep(b"x" * (3 * PART_BYTES + 7))

    sizes = [len(part) for part in store.parts(digest)]

    assert sum(sizes) == 3 * PART_BYTES + 7
    assert max(sizes) <= PART_BYTES


def test_what_is_there_is_never_written_again(object_server, bucket_url):
    store = ObjectStore(bucket_url)
    digest = store.keep(PDF)
    object_server.client().put_object(
        Bucket=bucket_of(bucket_url), Key=f"charter/{digest[:2]}/{digest}", Body=b"forged"
    )

    store.keep(PDF)

    assert store.read(digest) == b"forged"


def test_the_store_refuses_to_write_over_what_came_since_it_was_asked(bucket_url, monkeypatch):
    store = ObjectStore(bucket_url)
    digest = store.keep(PDF)
    answers = iter([False, True])
    monkeypatch.setattr(store, "_is_there", lambda _digest: next(answers))

    assert store.keep(PDF) == digest
    assert list(answers) == []


def test_an_object_carries_the_checksum_that_it_was_written_with(object_server, bucket_url):
    digest = ObjectStore(bucket_url).keep(PDF)

    found = object_server.client().head_object(
        Bucket=bucket_of(bucket_url), Key=f"charter/{digest[:2]}/{digest}", ChecksumMode="ENABLED"
    )

    assert found["ChecksumSHA256"] == "B3c9E8AREhf0RUCWdj9bYb1cSpEQLFdwPeP6KOP7m64="


def test_a_store_that_does_not_answer_is_named_in_a_sentence(bucket_url):
    gone = ObjectStore("s3://bucket?endpoint=http%3A%2F%2F127.0.0.1%3A1&region=eu-west-2")

    with pytest.raises(EvidenceUnavailable, match="Try again in a few minutes"):
        gone.keep(PDF)
    with pytest.raises(EvidenceUnavailable):
        gone.read("0" * 64)


def test_a_bucket_that_is_not_there_is_no_empty_one(bucket_url):
    wrong = ObjectStore(bucket_url.replace("s3://evidence", "s3://another"))

    with pytest.raises(EvidenceUnavailable):
        wrong.keep(PDF)


def test_without_credentials_nothing_is_kept_and_it_says_so(bucket_url, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")

    with pytest.raises(EvidenceUnavailable):
        ObjectStore(bucket_url).keep(PDF)


def test_half_a_file_is_never_found_when_the_disk_is_full(tmp_path):
    done = subprocess.run([sys.executable, "-c", LIMITED, tmp_path], check=True, capture_output=True, text=True)

    assert "There is no room left for files on this site" in done.stdout
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_at_the_very_last_write_leaves_nothing(tmp_path, monkeypatch, number):
    def full(_descriptor):
        raise OSError(number, "No room")

    monkeypatch.setattr("charter.store.evidence.os.fsync", full)

    with pytest.raises(NoRoom, match="nothing was kept"):
        Folder(tmp_path).keep(PDF)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_made_is_named_in_a_sentence(tmp_path):
    (tmp_path / "evidence").write_text("in the way")

    with pytest.raises(EvidenceUnavailable):
        Folder(tmp_path / "evidence").keep(PDF)
