"""Evidence in an S3-compatible store, for sites of several machines; and the setting that chooses it."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from charter.domain.errors import EvidenceUnavailable
from charter.store.evidence import PART_BYTES, UNAVAILABLE, EvidenceStore, Folder

logger = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 30, 3
MISSING = ("404", "NoSuchKey", "NotFound")
THERE_ALREADY = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict")


class ObjectStore:
    """Evidence as objects of a bucket. Credentials are boto3's own affair: environment, file or machine."""

    def __init__(self, url: str) -> None:
        """Take ``s3://bucket/prefix?endpoint=https://…&region=…``; both options may be left out."""
        parts = urlsplit(url)
        options = parse_qs(parts.query)
        prefix = parts.path.strip("/")
        self._bucket = parts.netloc
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = _client(options.get("endpoint", [""])[0], options.get("region", [""])[0])

    def keep(self, content: bytes) -> str:
        """Keep bytes; the store itself checks them against their SHA-256, and refuses to write over another object."""
        checksum = hashlib.sha256(content)
        digest = checksum.hexdigest()
        if self._is_there(digest):
            return digest
        put = partial(
            self._client.put_object,
            Bucket=self._bucket,
            Key=self._key(digest),
            Body=content,
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=base64.b64encode(checksum.digest()).decode(),
            IfNoneMatch="*",
        )
        # Refused, it is because somebody kept the same bytes at the same moment.
        if _is_done(put, THERE_ALREADY) or self._is_there(digest):
            return digest
        raise EvidenceUnavailable(UNAVAILABLE)

    def parts(self, digest: str) -> Iterator[bytes] | None:
        """Give the bytes, a part at a time."""
        return self._parts(digest) if self._is_there(digest) else None

    def read(self, digest: str) -> bytes | None:
        """Give all of the bytes."""
        parts = self.parts(digest)
        return None if parts is None else b"".join(parts)

    def _parts(self, digest: str) -> Iterator[bytes]:
        with _plain_sentences():
            body = self._client.get_object(Bucket=self._bucket, Key=self._key(digest))["Body"]
            try:
                yield from body.iter_chunks(PART_BYTES)
            finally:
                body.close()

    def _is_there(self, digest: str) -> bool:
        return _is_done(partial(self._client.head_object, Bucket=self._bucket, Key=self._key(digest)), MISSING)

    def _key(self, digest: str) -> str:
        return f"{self._prefix}{digest[:2]}/{digest}"


def open_store(url: str | None, folder: Path) -> EvidenceStore:
    """Give where evidence lies: the S3-compatible store at ``url``, or ``folder`` where there is none."""
    return _object_store(url) if url else Folder(folder)


@cache
def _object_store(url: str) -> ObjectStore:
    """One client for the whole process: making one takes longer than most requests, and threads may share it."""
    return ObjectStore(url)


def _client(endpoint: str, region: str) -> Any:
    from boto3.session import Session  # noqa: PLC0415 - heavy, and most sites keep evidence in a folder
    from botocore.config import Config  # noqa: PLC0415 - as above

    options: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "retries": {"mode": "standard", "total_max_attempts": TRIES},
        # Not every compatible store knows the newer checksums of answers; ours is checked by whoever reads.
        "response_checksum_validation": "when_required",
    }
    if endpoint:
        options["s3"] = {"addressing_style": "path"}
    return Session().client("s3", endpoint_url=endpoint or None, region_name=region or None, config=Config(**options))


def _is_done(ask: Callable[[], object], otherwise: tuple[str, ...]) -> bool:
    """Ask the store; tell whether it did so, or answered with one of those codes."""
    try:
        with _plain_sentences():
            ask()
    except EvidenceUnavailable as error:
        if _code(error.__cause__) in otherwise:
            return False
        raise
    return True


@contextmanager
def _plain_sentences() -> Iterator[None]:
    """Turn what boto3 raises into a sentence for the person, and a line for whoever runs the site."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    try:
        yield
    except (BotoCoreError, ClientError, OSError) as error:
        logger.info("The evidence store failed: %s %s", type(error).__name__, _code(error))
        raise EvidenceUnavailable(UNAVAILABLE) from error


def _code(error: BaseException | None) -> str:
    """The store's own code of what is the matter; empty where it did not answer."""
    answer: dict[str, Any] = getattr(error, "response", {})
    return str(answer.get("Error", {}).get("Code", ""))
